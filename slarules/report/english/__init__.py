"""The terms of a contract in plain English, term by term, made from the core and not from the text.

A statement is a list of facets: what one of its choices is called, and what it says. `show --plain`
makes sentences of them, and `plan` sets those of two texts side by side.
"""
