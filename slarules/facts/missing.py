"""Missing values, as a source writes them, become empty fields."""

from __future__ import annotations

from dataclasses import replace

from slarules.core.mapping import folded
from slarules.facts.source import FileRows


def emptied(batch: FileRows, missing: frozenset[str]) -> FileRows:
    """Return the rows with an empty field wherever a missing value is written.

    Args:
        batch: Rows as they stand in the file.
        missing: The texts that are no values, folded.
    """
    if not missing:
        return batch
    # A few texts fill most fields, so each is folded once.
    found = {text for text in set().union(*batch.rows) if folded(text) in missing}
    rows = [["" if text in found else text for text in row] for row in batch.rows]
    return replace(batch, rows=rows)
