"""The reference engine: plain Python, one item at a time. It is the definition of the language."""
