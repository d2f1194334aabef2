"""The registers around a statement: one append-only chain of entries in a database."""

DEFAULT_REGISTER = "slarules.db"
"""A SQLite file in the working folder."""
