"""Tallies: judged items counted batch by batch, of which only what a contract asks for is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from slarules.core.contract import Contract
from slarules.engine.bulk.counting.asked import Asked
from slarules.engine.bulk.counting.cells import Cells
from slarules.engine.bulk.counting.groups import Groups, How, Numbers
from slarules.engine.bulk.counting.joining import Pairs, apart, distinct
from slarules.engine.bulk.counting.kept import Kept, outcome
from slarules.engine.bulk.counting.looks import Look, looks
from slarules.engine.bulk.counting.times import in_order
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.judge import MET, MISSED, UNDETERMINED
from slarules.engine.bulk.judging.judging import Batch
from slarules.engine.outcome import Outcome, Verdict
from slarules.engine.reference.runs import Alike
from slarules.facts.history import History, Timeline
from slarules.instants import Instant

Flags: TypeAlias = NDArray[np.bool_]

ALONE = -1
"""Stands for an item that the reference engine judged."""

MOST_RUNS = 64
"""An item with more runs is kept by itself where items are counted."""


@dataclass(slots=True)
class _Many:
    """One of many that are alike, how many they are, and by run the counted times."""

    place: int
    timeline: Timeline | None
    verdicts: tuple[Verdict, ...]
    number: int = 0
    times: dict[int, list[Instants]] = field(default_factory=dict)

    def kept(self) -> Kept:
        """Return it as one that stands for all."""
        runs = tuple(
            Alike(verdict, self.number, in_order(times) if times else None)
            for number, verdict in enumerate(self.verdicts)
            for times in (self.times.get(number),)
        )
        return Kept(self.place, self.timeline, runs, self.number)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One batch with its verdicts.

    Attributes:
        groups: The group of each item.
        place: The number of its first item among all items.
        how: How each item is kept; `ALONE` for those judged alone.
        deep: Of which items more is asked than the verdicts on their runs.
        codes: A number for each verdict: those of one number give the same answers.
        timed: Which verdicts are on runs whose counted time a statistic takes.
    """

    batch: Batch
    columns: VerdictColumns
    groups: Numbers
    place: int
    how: NDArray[np.int8]
    deep: Flags
    codes: Instants
    timed: Flags

    def runs(self) -> tuple[Instants, Instants]:
        """Return where the verdicts on each item begin and end."""
        numbers = np.bincount(self.columns.item, minlength=len(self.how))
        ends = np.cumsum(numbers)
        return ends - numbers, ends

    def one(self, item: int, numbers: Iterable[int], *, told: bool = True) -> _Many:
        """Return an item with some of its verdicts, to stand for those that are alike."""
        timeline = self.batch.timeline(item) if told else None
        return _Many(self.place + item, timeline, tuple(map(self.columns.verdict, numbers)))


class Tally:
    """What was judged so far: counts, and what must be kept of single items.

    Args:
        contract: What is promised.
        history: What happened, without items.
    """

    def __init__(self, contract: Contract, history: History) -> None:
        self._contract = contract
        self._history = history
        self._looks = looks(contract, history)
        self._groups = Groups(contract, history, self._looks)
        self._cells = Cells(self._looks.periods, contract.zone)
        self._asked = Asked(self._looks)
        self._run_keys, self._item_keys = Pairs(), Pairs()
        self._single: list[Kept] = []
        self._by_run: dict[int, _Many] = {}
        self._by_item: dict[int, _Many] = {}
        self._by_verdict: dict[tuple[object, ...], _Many] = {}
        self._size = 0

    def add(self, batch: Batch, columns: VerdictColumns, groups: Numbers | None = None) -> None:
        """Count the items of a batch; batches come in the order of the source.

        Args:
            batch: The items.
            columns: The verdicts on them.
            groups: Of each item, a number that all items of any batch share that are of its kind
                and, where `Looks.is_deep`, have its outline with all facts; the number of the
                outline that it was judged by, if left out.
        """
        judged = self._judged(batch, columns, batch.outline if groups is None else groups)
        unsure = columns.word == UNDETERMINED
        self._single_out(judged, unsure)
        self._count_runs(judged, unsure)
        self._count_items(judged)
        self._keep(judged, unsure)
        self._add_alone(judged)
        self._size += len(batch.outline)

    def kept(self) -> Iterator[Kept]:
        """Yield what was kept, which makes the outcome; of several tallies all of it together."""
        yield from self._single
        for many in (*self._by_run.values(), *self._by_item.values(), *self._by_verdict.values()):
            yield many.kept()

    def outcome(self, verdicts: Sequence[Verdict] = ()) -> Outcome:
        """Return all that the contract makes of what was judged so far.

        Args:
            verdicts: The verdicts of the outcome.
        """
        return outcome(self._contract, self._history, self.kept(), verdicts)

    # --- what becomes of the items of a batch -----------------------------------------------------

    def _judged(self, batch: Batch, columns: VerdictColumns, groups: Numbers) -> _Judged:
        together = np.ones(len(batch.outline), np.bool_)
        together[list(columns.alone)] = False
        naming = self._groups.look(batch, groups, together)
        self._single += (Kept(self._size + item, timeline, ()) for item, timeline in naming)
        self._asked.learn(columns.legend.recipes)
        how = np.where(together, self._groups.how[groups], ALONE).astype(np.int8)
        own = self._looks.periods == (self._contract.every,)
        return _Judged(
            batch,
            columns,
            groups,
            self._size,
            how,
            deep=self._groups.is_deep[groups],
            codes=self._asked.codes(columns, None if own else self._cells),
            timed=self._timed(columns),
        )

    def _timed(self, columns: VerdictColumns) -> Flags:
        """Tell of which runs a counted time is asked, and known."""
        if not self._asked.timed.any():
            return np.zeros(len(columns.item), np.bool_)
        judged = (columns.word == MET) | (columns.word == MISSED)
        over: Flags = judged & (columns.ended_at != NONE) & self._asked.timed[columns.recipe]
        return over

    def _single_out(self, judged: _Judged, unsure: Flags) -> None:
        """Take items by themselves that a line may be about, or whose counting is not sure."""
        how, columns = judged.how, judged.columns
        if self._asked.lines.any():
            line = self._asked.lines[columns.recipe, columns.word]
            how[columns.item[line]] = How.EACH
        if unsure.any():
            items = columns.item[unsure]
            how[items[judged.deep[items]]] = How.EACH
        counted = how == How.AS_ITEMS
        if counted.any():
            starts, ends = judged.runs()
            how[counted & (ends - starts > MOST_RUNS)] = How.EACH

    # --- run by run -------------------------------------------------------------------------------

    def _count_runs(self, judged: _Judged, unsure: Flags) -> None:
        columns = judged.columns
        counted = (judged.how[columns.item] == How.BY_RUNS) & ~unsure
        numbers = np.flatnonzero(counted)
        groups = judged.groups[columns.item[numbers]]
        own = self._groups.number[groups].astype(np.int64)
        keys = self._run_keys.of(own, judged.codes[numbers])
        for key, at, many in _each(keys):
            if key not in self._by_run:
                number = int(numbers[at])
                item = int(columns.item[number])
                self._by_run[key] = judged.one(item, (number,), told=bool(judged.deep[item]))
            self._by_run[key].number += many
        _add_times(self._by_run, 0, keys, numbers, judged)

    # --- with all runs of an item -----------------------------------------------------------------

    def _count_items(self, judged: _Judged) -> None:
        items = np.flatnonzero(judged.how == How.AS_ITEMS)
        if not len(items):
            return
        starts, ends = (found[items] for found in judged.runs())
        keys = self._keys_of_items(judged, items, starts, ends)
        for key, at, many in _each(keys):
            if key not in self._by_item:
                numbers = range(int(starts[at]), int(ends[at]))
                self._by_item[key] = judged.one(int(items[at]), numbers)
            self._by_item[key].number += many
        for run in range(int((ends - starts).max())) if judged.timed.any() else ():
            has = ends - starts > run
            _add_times(self._by_item, run, keys[has], starts[has] + run, judged)

    def _keys_of_items(
        self, judged: _Judged, items: Instants, starts: Instants, ends: Instants
    ) -> Instants:
        """Return a number for each item by what is asked of it, its period, and its runs."""
        own = self._groups.number[judged.groups[items]].astype(np.int64)
        dates = self._groups.dates(judged.batch, judged.groups, items)
        # Numbers of items and of items with one run more must not meet: hence even and odd ones.
        keys = self._item_keys.of(own, 2 * (self._cells.of(dates) + 1))
        for run in range(int((ends - starts).max())):
            has = ends - starts > run
            keys[has] = self._item_keys.of(keys[has], 2 * judged.codes[starts[has] + run] + 1)
        return keys

    # --- each by itself ---------------------------------------------------------------------------

    def _keep(self, judged: _Judged, unsure: Flags) -> None:
        """Keep items by themselves, and runs of which it is not sure how they turned out."""
        whole = judged.how == How.EACH
        if whole.any():
            starts, ends = (found.tolist() for found in judged.runs())
            for item in np.flatnonzero(whole).tolist():
                one = judged.one(item, range(starts[item], ends[item]))
                self._single.append(_single(one))
        items = judged.columns.item
        for number in np.flatnonzero(unsure & ~whole[items]).tolist():
            self._single.append(_single(judged.one(int(items[number]), (number,), told=False)))

    def _add_alone(self, judged: _Judged) -> None:
        """Add items that the reference engine judged."""
        for item, verdicts in judged.columns.alone.items():
            timeline, place = judged.batch.timeline(item), judged.place + item
            look = self._looks.of(timeline.kind)
            if look.each or look.is_deep or any(_is_line(each, look) for each in verdicts):
                self._single.append(_single(_Many(place, timeline, tuple(verdicts))))
                continue
            for verdict in verdicts:
                self._add_verdict(verdict, place)

    def _add_verdict(self, verdict: Verdict, place: int) -> None:
        if verdict.verdict == "undetermined" or verdict.belongs_until is not None:
            self._single.append(_single(_Many(place, None, (verdict,))))
            return
        at = Instant(NONE) if verdict.belongs_at is None else verdict.belongs_at
        cell = int(self._cells.of(np.array([at], np.int64))[0])
        what = (verdict.promise, verdict.internal, verdict.until_closed, verdict.verdict)
        key = (*what, verdict.provisional, verdict.period, cell)
        self._by_verdict.setdefault(key, _Many(place, None, (verdict,))).number += 1


def _each(keys: Instants) -> Iterator[tuple[int, int, int]]:
    """Yield each key, the place of its first, and how many there are."""
    found: Any = (column.tolist() for column in distinct(keys))
    yield from zip(*found, strict=True)


def _add_times(
    to: dict[int, _Many], run: int, keys: Instants, numbers: Instants, judged: _Judged
) -> None:
    """Add the counted times of some verdicts, each at the key of its place."""
    timed = judged.timed[numbers]
    if timed.any():
        for key, times in apart(keys[timed], judged.columns.elapsed[numbers[timed]]):
            to[key].times.setdefault(run, []).append(times)


def _single(one: _Many) -> Kept:
    return Kept(one.place, one.timeline, tuple(map(Alike, one.verdicts)))


def _is_line(verdict: Verdict, look: Look) -> bool:
    return verdict.verdict in look.lines.get(verdict.promise, ())
