"""Text to tree, and tree to canonical text."""

from slarules.syntax.parse import Parsed, parse

__all__ = ["Parsed", "parse"]
