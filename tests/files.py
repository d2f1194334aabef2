"""Folders of files as sources, within limits of a test's own."""

from __future__ import annotations

from pathlib import Path

from slarules.sources.context import FilesContext
from slarules.sources.files import FilesSource
from slarules_csv.adapter import CsvAdapter
from slarules_csv.limits import USUAL, Limits


def csv_source(folder: Path | str, limits: Limits = USUAL) -> FilesSource:
    """Return the CSV files of a folder as a source."""
    return FilesSource(f"csv:{folder}", lambda: CsvAdapter(str(folder), limits), FilesContext())
