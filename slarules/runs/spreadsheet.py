"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the start of a formula, the full-width signs among them.

Source: OWASP, CSV Injection.
"""

QUOTED = re.compile(r'[,"\r\n]')
SPECIAL = re.compile(rf"""(?:\A|,)[{re.escape("".join(STARTS_FORMULA))}]|["\r\n]""")
"""What makes a line need a second look; most are of digits and letters, and written as they are."""

SPECIAL_CELL = rf"""\A[{re.escape("".join(STARTS_FORMULA))}]|[,"\r\n]"""
"""What makes a cell need one."""

BELOW_ZERO = re.compile(r"-[0-9]+(?:\.[0-9]+)?")
"""A number, which nothing can run."""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs; a leading apostrophe is how they mark text."""
    runs = cell.startswith(STARTS_FORMULA) and not BELOW_ZERO.fullmatch(cell)
    return f"'{cell}" if runs else cell


def bare(cell: str) -> str:
    """Return a cell without the apostrophe that `harmless` gave it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(STARTS_FORMULA) else cell


def write_csv(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a table in UTF-8 with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{_line(cells)}\n" for cells in chain([header], lines))


def _line(cells: Sequence[str]) -> str:
    line = ",".join(cells)
    if line.count(",") < len(cells) and not SPECIAL.search(line):
        return line
    return ",".join(map(written, cells))


def written(cell: str) -> str:
    """Return a cell as it stands in the file."""
    # The csv module of Python 3.11 leaves a lone carriage return without quotes, which breaks rows.
    shown = harmless(cell)
    if not QUOTED.search(shown):
        return shown
    doubled = shown.replace('"', '""')
    return f'"{doubled}"'
