"""Ranges of items, each of which one task judges: where they begin and end, and what they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from slarules.facts.columns import Stretch

ROWS_OF_RANGE = 2_500_000
"""Rows that one task judges, where there are enough, and they were exchanged."""

ROWS_IN_PLACE = 5_000_000
"""The same where they are read where they lie, which takes less memory; to work out opening times
takes each task a tenth of a second."""

HEAD = 262_144
"""So many rows of a stretch are read at most to find the rows of its first item."""

MOST_READ = 3, 2
"""How many times all rows may be read, as a fraction, before it is cheaper to exchange them."""


@dataclass(frozen=True, slots=True)
class Range:
    """Items by their names.

    Attributes:
        after: Only names behind this one; None for all.
        through: Only names up to this one; None for all.
        stretches: Where their rows are, where that is known.
    """

    after: str | None
    through: str | None
    stretches: tuple[Stretch, ...] = ()


def cuts_of(names: Iterable[tuple[str, int]], count: int) -> tuple[str, ...]:
    """Return the last names of all ranges but the last one.

    Args:
        names: Some names from all over, each with how many rows it stands for.
        count: How many ranges there should be; names that are too few make fewer.
    """
    ordered = sorted(names)
    rows = list(accumulate(weight for _, weight in ordered))
    cuts, part = [], 1
    for (name, _), until in zip(ordered, rows, strict=True):
        if until * count >= rows[-1] * part and part < count:
            cuts.append(name)
            part = until * count // rows[-1] + 1
    return tuple(dict.fromkeys(cuts))


def between(cuts: Sequence[str]) -> Iterator[Range]:
    """Yield the ranges between cuts, in order."""
    for after, through in zip((None, *cuts), (*cuts, None), strict=True):
        yield Range(after, through)


def ranges_of(stretches: Sequence[Stretch], cores: int) -> tuple[Range, ...] | None:
    """Return ranges of items with the stretches that their rows lie in.

    Returns:
        None where tasks would read much that others read too.
    """
    total = sum(each.rows for each in stretches)
    count = max((total + ROWS_IN_PLACE // 2) // ROWS_IN_PLACE, min(cores, len(stretches)))
    ordered = sorted(stretches, key=lambda each: (each.low, each.high))
    cuts: dict[str, None] = {}
    before, high = ordered[0].rows, ordered[0].high
    for each in ordered[1:]:
        if before * count >= total * (len(cuts) + 1):
            # Where an item goes on in a stretch, a task reads of that only the beginning.
            cuts[min(high, each.low)] = None
        before, high = before + each.rows, max(high, each.high)
    found = tuple(_with_stretches(each, ordered) for each in between(list(cuts)))
    times, of = MOST_READ
    return found if sum(map(_read, found)) * of <= total * times else None


def _with_stretches(of: Range, ordered: Sequence[Stretch]) -> Range:
    there = (
        each
        for each in ordered
        if (of.after is None or each.high > of.after)
        and (of.through is None or each.low <= of.through)
    )
    return Range(of.after, of.through, tuple(sorted(there, key=lambda s: (s.file, s.number))))


def _read(of: Range) -> int:
    """Return how many rows its task reads."""
    return sum(
        min(each.rows, HEAD) if each.low == of.through else each.rows for each in of.stretches
    )
