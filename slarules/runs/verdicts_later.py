"""Verdicts too many to be kept: their source is judged again once somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Final, TypeAlias, overload

import numpy as np

from slarules.engine.bulk.judging.columns import PER_VERDICT, VerdictColumns
from slarules.engine.bulk.judging.kept_verdicts import KeptVerdicts
from slarules.engine.outcome import Verdict

MOST_KEPT: Final = 100_000
"""So many verdicts are kept, in some 10 MB; six measures of a hundred million events have 85
million, in 9 GB."""

Reports: TypeAlias = Callable[[str | None], bool]

Judged: TypeAlias = Generator[VerdictColumns, None, None]


class VerdictsLater(Sequence[Verdict]):
    """The verdicts of reported periods, in their order; each look goes through the source again.

    Args:
        number: How many they are.
        judged: Judges the source again, batch by batch.
        reports: Tells of a period whether its verdicts are listed.
    """

    def __init__(self, number: int, judged: Callable[[], Judged], reports: Reports) -> None:
        self._number, self._judged, self._reports = number, judged, reports
        self._near: tuple[int, tuple[Verdict, ...]] = (0, ())

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Verdict]:
        with closing(self._judged()) as judged:
            for columns in judged:
                yield from _listed(columns, self._reports)

    @overload
    def __getitem__(self, index: int) -> Verdict: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Verdict]: ...
    def __getitem__(self, index: int | slice) -> Verdict | Sequence[Verdict]:
        if isinstance(index, int):
            return self._one(range(self._number)[index])
        asked = range(self._number)[index]
        upward = asked if asked.step > 0 else asked[::-1]
        found = tuple(islice(self, upward.start, upward.stop, upward.step)) if upward else ()
        return found if asked.step > 0 else found[::-1]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _one(self, place: int) -> Verdict:
        """Return one; those of its batch stay for who asks for a neighbour."""
        begin, near = self._near
        if not begin <= place < begin + len(near):
            begin, near = self._near = self._around(place)
        return near[place - begin]

    def _around(self, place: int) -> tuple[int, tuple[Verdict, ...]]:
        begin = 0
        with closing(self._judged()) as judged:
            for columns in judged:
                end = begin + listed(columns, self._reports)
                if place < end:
                    return begin, tuple(_listed(columns, self._reports))
                begin = end
        raise IndexError(place)


class Keeping:
    """Takes verdicts in: keeps them while they are few, and counts them."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._number = self._held = 0
        self._parts: list[VerdictColumns] = []

    @property
    def keeps(self) -> bool:
        """Whether all of them are kept so far."""
        return self._held <= MOST_KEPT

    def add(self, columns: VerdictColumns) -> None:
        """Take in those of a batch, behind those before it."""
        self._number += listed(columns, self._reports)
        self._held += len(columns)
        if self.keeps:
            self._parts.append(_copied(columns))
        else:
            self._parts.clear()

    def verdicts(self, judged: Callable[[], Judged]) -> Sequence[Verdict]:
        """Return those of reported periods.

        Args:
            judged: Judges the source again, should they not be kept.
        """
        if self.keeps:
            return KeptVerdicts(self._parts, self._reports)
        return VerdictsLater(self._number, judged, self._reports)


def listed(columns: VerdictColumns, reports: Reports) -> int:
    """Return how many verdicts of some columns are listed."""
    numbers: list[int] = np.bincount(columns.period + 1, minlength=1).tolist()
    labels = [None, *columns.legend.periods]
    alone: int = sum(reports(each.period) for own in columns.alone.values() for each in own)
    return alone + sum(n for n, label in zip(numbers, labels, strict=False) if n and reports(label))


def _listed(columns: VerdictColumns, reports: Reports) -> Iterator[Verdict]:
    return (each for each in columns.verdicts() if reports(each.period))


def _copied(columns: VerdictColumns) -> VerdictColumns:
    """Return the same, whose arrays nobody else writes into."""
    return replace(columns, **{name: getattr(columns, name).copy() for name in PER_VERDICT})
