"""What can be wrong with a contract beyond its syntax: one class a message, one family a module.

E2 names, E3 types and units, E4 completeness, E5 structure, W6 warnings, A7 advice.
"""
