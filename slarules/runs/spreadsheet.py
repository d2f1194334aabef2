"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the start of a formula, the full-width signs among them.

Source: OWASP, CSV Injection.
"""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs; a leading apostrophe is how they mark text."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


def write_csv(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a table in UTF-8 with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([harmless(cell) for cell in line] for line in lines)
