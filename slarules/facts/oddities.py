"""What contradicts itself in the rows of one item: told with its row, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from slarules.core.mapping import Shape
from slarules.facts.findings import FindingKind
from slarules.facts.raw import Entry


class Oddity(NamedTuple):
    """What is odd about a row."""

    kind: FindingKind
    entry: Entry
    what: str


FROM_EARLIER = "stands before rows that hold from earlier; rows are taken by their times"


def oddities(entries: Sequence[Entry], shape: Shape, *, is_made: bool) -> Iterator[Oddity]:
    """Yield what is odd about rows in the order of their times.

    Args:
        is_made: Whether the source tells of items when they were created.
    """
    if shape == "snapshots":
        yield from _of_snapshots(entries)
    if shape == "events":
        yield from _of_order(entries)
        yield from _of_life(entries, is_made=is_made)


def _of_snapshots(entries: Sequence[Entry]) -> Iterator[Oddity]:
    for before, entry in pairwise(entries):
        if entry.at == before.at:
            what = "holds from the same time as a row before it; the order of the file decides"
            yield Oddity("detected", entry, what)
        elif entry.sequence < before.sequence and entry.file == before.file:
            yield Oddity("out of order", entry, FROM_EARLIER)


def _of_order(entries: Sequence[Entry]) -> Iterator[Oddity]:
    """A history of events may be written in any order, so that this is only told."""
    for before, entry in pairwise(entries):
        if entry.at == before.at:
            if entry.file != before.file:
                what = "is of the same time as a row of another file; their names decide the order"
                yield Oddity("detected", entry, what)
            elif set(entry.fields) & set(before.fields) and entry.values != before.values:
                what = "sets again what a row of the same time set; the order of the file decides"
                yield Oddity("detected", entry, what)
        elif entry.sequence < before.sequence and entry.file == before.file:
            yield Oddity("detected", entry, FROM_EARLIER)


def _of_life(entries: Sequence[Entry], *, is_made: bool) -> Iterator[Oddity]:
    made = [entry for entry in entries if entry.kind == "created"]
    if made:
        yield from _around(made[0], entries)
        again = (entry for entry in made[1:])
        for entry in again:
            yield Oddity("contradiction", entry, "creates its item again; the first time counts")
    elif is_made:
        what = "belongs to an item that no row creates; what it was before is unknown"
        yield Oddity("incomplete", entries[0], what)


def _around(made: Entry, entries: Sequence[Entry]) -> Iterator[Oddity]:
    for entry in entries:
        if entry.at >= made.at:
            break
        yield Oddity("out of order", entry, "lies before its item was created")
    gone = next((entry for entry in entries if entry.kind == "deleted"), None)
    if gone:
        for entry in reversed(entries):
            if entry.at <= gone.at:
                break
            yield Oddity("contradiction", entry, "lies after its item was deleted")
    for entry in entries:
        if entry.kind == "lost":
            yield Oddity("incomplete", entry, "says that rows after it are lost")
