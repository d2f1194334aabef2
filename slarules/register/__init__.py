"""The registers around a statement: one append-only chain of entries in a database."""
