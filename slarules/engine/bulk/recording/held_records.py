"""Records of outlines: what all items of an outline have in common, and where their own goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from slarules.engine.bulk.judging.outlines import AT_NOW, place_of
from slarules.engine.bulk.reading.templates import RECORDED
from slarules.engine.bulk.recording.cells import Ints, Sheet, joined, numbers, texts
from slarules.facts.history import Timeline
from slarules.facts.records import Record, of_item
from slarules.instants import Instant

NOWHERE: Final = -1
"""In place of a place among the instants, or of a row, of an item's own."""


class Held(NamedTuple):
    """One record of an outline, or of an item without one.

    Where there is a place, or the number of a row of the item's own, the cell is the item's own;
    `own` is 1 where there may be.
    """

    record: str
    kind: str | None
    customer: str | None
    name: str | None
    value: str | None
    value_type: str | None
    of: str | None
    period: str | None
    file: str | None
    position: int | None
    own: int
    at: int | None
    at_place: int
    until: int | None
    until_place: int
    row: int | None
    row_own: int
    recorded: int | None
    recorded_place: int
    recorded_own: int


TEXTS: Final = Held._fields[: Held._fields.index("position")]
NUMBERS: Final = Held._fields[Held._fields.index("position") :]


class HeldRecords:
    """The records of outlines, or of items without one, one after another."""

    def __init__(self) -> None:
        self._firsts = [0]
        self._sheet: Sheet = _sheet([])
        self._new: list[Held] = []

    def append(self, rows: Iterable[Held]) -> int:
        """Add the records of an outline, and return its number."""
        before = len(self._new)
        self._new.extend(rows)
        self._firsts.append(self._firsts[-1] + len(self._new) - before)
        return len(self._firsts) - 2

    @property
    def first(self) -> Ints:
        """Where the records of each outline begin; one entry more than there are outlines."""
        return np.array(self._firsts, np.int64)

    @property
    def sheet(self) -> Sheet:
        """All records as columns."""
        if self._new:
            self._sheet = joined(self._sheet, _sheet(self._new))
            self._new = []
        return self._sheet


def _sheet(rows: list[Held]) -> Sheet:
    columns = dict(zip(Held._fields, zip(*rows, strict=True), strict=True)) if rows else {}
    return {
        **{name: texts(columns.get(name, ())) for name in TEXTS},
        **{name: numbers("number", columns.get(name, ())) for name in NUMBERS},
    }


def of_outline(outline: Timeline, until: Instant) -> Iterator[Held]:
    """Yield the records of an outline.

    Args:
        until: The evaluation instant, which no outline says.
    """
    for each in of_item(0, outline):
        is_own = each.recorded is not None and each.recorded < 0
        at, ends = _place(each.at, until), _place(each.until, until)
        recorded = _place(None if is_own else each.recorded, until)
        learned = int(each.recorded or 0) - RECORDED if is_own else NOWHERE
        row = NOWHERE if each.row is None else each.row
        yield _held(each, 1, *at, *ends, None, row, *recorded, learned)


def of_one(timeline: Timeline) -> Iterator[Held]:
    """Yield the records of an item without an outline."""
    for each in of_item(0, timeline):
        at, ends, recorded = each.at, each.until, each.recorded
        yield _held(
            each, 0, at, NOWHERE, ends, NOWHERE, each.row, NOWHERE, recorded, NOWHERE, NOWHERE
        )


def _held(record: Record, *own: int | None) -> Held:
    return Held._make((*(getattr(record, name) for name in TEXTS), record.position, *own))


def _place(at: Instant | None, until: Instant) -> tuple[int | None, int]:
    if at is None:
        return None, NOWHERE
    place = place_of(at)
    return (until, NOWHERE) if place == AT_NOW else (None, place)
