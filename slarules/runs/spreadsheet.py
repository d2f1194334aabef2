"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the start of a formula, the full-width signs among them.

Source: OWASP, CSV Injection.
"""

NEEDS_QUOTES = re.compile(r'[,"\r\n]')


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs; a leading apostrophe is how they mark text."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


def write_csv(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a table in UTF-8 with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_line(header))
        file.writelines(_line([harmless(cell) for cell in line]) for line in lines)


def _line(cells: Sequence[str]) -> str:
    # The csv module of Python 3.11 leaves a lone carriage return without quotes, which breaks rows.
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    if not NEEDS_QUOTES.search(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
