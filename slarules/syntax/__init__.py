"""Text to tree, and tree to canonical text."""

from slarules.syntax.layout import format_text
from slarules.syntax.parse import Parsed, ParsedCell, parse, parse_cell

__all__ = ["Parsed", "ParsedCell", "format_text", "parse", "parse_cell"]
