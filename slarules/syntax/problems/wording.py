"""Words that messages are made of."""

from __future__ import annotations


def either(words: tuple[str, ...]) -> str:
    """Return the words as a list that ends with "or"."""
    if not words:
        return "nothing more"
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def has(phrases: tuple[str, ...]) -> str:
    """Return which phrases a statement has, as the end of a sentence."""
    quoted = tuple(f"'{phrase}'" for phrase in phrases)
    return f"has {', '.join(quoted)}" if quoted else "has no further lines"


def cells(count: int) -> str:
    """Return a number of cells in words."""
    return "1 cell" if count == 1 else f"{count} cells"


def columns(count: int) -> str:
    """Return a number of columns in words."""
    return "1 column" if count == 1 else f"{count} columns"
