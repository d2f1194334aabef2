"""What is told of items batch by batch: rows left out, what is odd, and which words happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.elements import Codes, Flags
from slarules.engine.bulk.reading.templates import Odd, Template
from slarules.engine.bulk.reading.views import UNREMARKABLE
from slarules.facts.columns import NotColumnsError
from slarules.facts.findings import Finding, FindingKind, Tally
from slarules.facts.oddities import FROM_EARLIER
from slarules.facts.reading import Part

OF_ORDER: Final[dict[str, FindingKind]] = {"snapshots": "out of order", "events": "detected"}
"""By the shape of a table, what it is that rows do not stand in the order of their times."""


@dataclass
class Telling:
    """Tells of the items of one table.

    Attributes:
        part: Takes in findings, and how many rows do not count.
        happened: Takes in the moments and events of own items.
    """

    part: Part
    happened: set[str]
    _noted: set[int] = field(default_factory=set)

    def left_out(self, batch: ItemBatch, out: Flags) -> None:
        """Count the rows of items that are left out, by file; of others with an outline all count.

        Items of which single rows do not count have no outline.
        """
        if out.any():
            rows = np.repeat(out, np.diff(batch.row_first))
            found = np.bincount(batch.file[rows], minlength=len(batch.files))
            for name, number in zip(batch.files, found.tolist(), strict=True):
                self.part.tallies.setdefault(name, Tally(name)).excluded += number

    def odd(self, batch: ItemBatch, own: Flags) -> None:
        """Tell what is odd about own items."""
        for number in _outlines(batch, own):
            template = batch.templates[number]
            if template is None or not template.odd:
                continue
            same = np.flatnonzero(own & (batch.outlines == number))
            for odd in template.odd:
                if odd.row is None:
                    raise NotColumnsError("something is odd about no row")
                places = batch.row_first[same] + odd.row
                files = batch.file[places]
                for file in np.unique(files).tolist():
                    self._tell(batch, file, same[files == file], places[files == file], odd)

    def order(self, batch: ItemBatch, there: Flags, shape: str) -> None:
        """Tell of rows that stand in their file behind rows of their item that come later."""
        kind = OF_ORDER.get(shape)
        if kind is None or not batch.is_behind:
            return
        falls = (np.diff(batch.row) < 0) & (np.diff(batch.file) == 0)
        falls[batch.row_first[1:-1] - 1] = False
        places = np.flatnonzero(falls) + 1
        items = np.searchsorted(batch.row_first, places, "right") - 1
        places, items = places[there[items]], items[there[items]]
        files, odd = batch.file[places], Odd(kind, 0, None, FROM_EARLIER)
        for file in np.unique(files).tolist():
            self._tell(batch, file, items[files == file], places[files == file], odd)

    def _tell(self, batch: ItemBatch, file: int, items: Codes, rows: Codes, odd: Odd) -> None:
        name, row = batch.files[file], int(batch.row[rows].min())
        if batch.within[file]:
            place = batch.within[file] + batch.name(int(items[0]))
            self.part.findings.whole.setdefault(place, name)
            name, row = place, int(batch.row[rows[0]])
        self.part.findings.take(Finding(odd.kind, name, row, odd.column, odd.what, len(items)))

    def words(self, batch: ItemBatch, there: Flags) -> None:
        """Note what happened to items."""
        new = set(_outlines(batch, there)) - self._noted
        self._noted |= new
        for template in (batch.templates[number] for number in new):
            if template is not None and template.timeline is not None:
                self.happened.update(template.timeline.happened, template.timeline.unknown)


def is_there(batch: ItemBatch) -> Flags:
    """Return of which items anything is known."""
    assert batch.outlines is not None  # noqa: S101 - all is always asked for
    plain: Flags = batch.outlines == UNREMARKABLE
    if plain.all():
        return plain
    there = plain | (batch.outlines >= 0)
    nothing = [n for n in _outlines(batch, there) if _is_nothing(batch.templates[n])]
    return there & ~np.isin(batch.outlines, nothing) if nothing else there


def _is_nothing(template: Template | None) -> bool:
    return template is None or template.timeline is None


def _outlines(batch: ItemBatch, mine: Flags) -> list[int]:
    """Return the outlines of some of the items, each once."""
    assert batch.outlines is not None  # noqa: S101 - all is always asked for
    found = batch.outlines[mine & (batch.outlines >= 0)]
    outlines: list[int] = np.unique(found).tolist() if len(found) else []
    return outlines
