"""Tallies: judged items counted batch by batch, of which only what a contract asks for is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from slarules.core.contract import Contract
from slarules.engine.bulk.counting import passes
from slarules.engine.bulk.counting.asked import Asked
from slarules.engine.bulk.counting.cells import Cells, has_whole
from slarules.engine.bulk.counting.groups import Groups, How, Numbers
from slarules.engine.bulk.counting.joining import Pairs, together
from slarules.engine.bulk.counting.kept import Kept, outcome
from slarules.engine.bulk.counting.looks import Look, Looks, looks
from slarules.engine.bulk.counting.plain import PlainRuns
from slarules.engine.bulk.counting.times import in_order
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.judge import UNDETERMINED
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
    first: int
    number: int = 0
    times: dict[int, list[Instants]] = field(default_factory=dict)

    def kept(self) -> Kept:
        """Return it as one that stands for all."""
        runs = tuple(
            Alike(verdict, self.number, in_order(times) if times else None)
            for number, verdict in enumerate(self.verdicts)
            for times in (self.times.get(number),)
        )
        return Kept(self.place, self.timeline, runs, self.number, self.first)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One batch with its verdicts.

    Attributes:
        groups: The group of each item.
        place: The number of its first item among all items.
        how: How each item is kept; `ALONE` for those judged alone.
        own: By item, what is asked of it beside its runs, as a number.
        deep: Of which items more is asked than the verdicts on their runs.
        by: The columns that counting goes by.
        ways: How each run stands: those of one number and cell give the same answers.
    """

    batch: Batch
    columns: VerdictColumns
    groups: Numbers
    place: int
    how: NDArray[np.int8]
    own: Numbers
    deep: Flags
    by: passes.Verdicts
    ways: Instants

    @property
    def timed(self) -> Flags:
        """On which runs a statistic takes the counted time."""
        odd: Flags = self.ways % 2 == 1
        return odd

    def runs(self) -> tuple[Instants, Instants]:
        """Return where the verdicts on each item begin and end."""
        numbers = np.bincount(self.columns.item, minlength=len(self.how))
        ends = np.cumsum(numbers)
        return ends - numbers, ends

    def one(self, item: int, numbers: Sequence[int], *, told: bool = True) -> _Many:
        """Return an item with some of its verdicts, to stand for those that are alike."""
        timeline = self.batch.timeline(item) if told else None
        verdicts = tuple(map(self.columns.verdict, numbers))
        first = numbers[0] - int(np.searchsorted(self.columns.item, item)) if verdicts else 0
        return _Many(self.place + item, timeline, verdicts, first)


class Tally:
    """What was judged so far: counts, and what must be kept of single items.

    Args:
        contract: What is promised.
        history: What happened, without items.
        asked: What is looked at, where that is known.
    """

    def __init__(self, contract: Contract, history: History, asked: Looks | None = None) -> None:
        self._contract = contract
        self._history = history
        self._looks = asked or looks(contract, history)
        self._groups = Groups(contract, history, self._looks)
        self._cells = Cells(self._looks.periods, contract.zone)
        self._asked = Asked(self._looks)
        self._run_keys, self._item_keys = Pairs(), Pairs()
        self._single: list[Kept] = []
        self._by_run: dict[tuple[int, int, int], _Many] = {}
        self._by_item: dict[int, _Many] = {}
        self._by_verdict: dict[tuple[object, ...], _Many] = {}
        self._plain: dict[str, PlainRuns] = {}
        self._size = 0

    def add(
        self, batch: Batch, columns: VerdictColumns, groups: Numbers | str | None = None
    ) -> None:
        """Count the items of a batch; batches come in the order of the source.

        Args:
            batch: The items.
            columns: The verdicts on them.
            groups: Where `Looks.is_deep`, of each item a number that all items of any batch share
                that are of its kind and have its outline with all facts; elsewhere the kind of
                all of them. The number of the outline that each was judged by, if left out.
        """
        match groups:
            case str() if self._looks.of(groups).is_plain:
                self._count_plainly(columns, groups)
            case str():
                kind = list(self._contract.vocabulary.items).index(groups)
                self._count(batch, columns, np.full(len(batch.outline), kind, np.int32))
            case None:
                self._count(batch, columns, batch.outline)
            case _:
                self._count(batch, columns, groups)
        self._add_alone(batch, columns)
        self._size += len(batch.outline)

    def _count_plainly(self, columns: VerdictColumns, kind: str) -> None:
        self._asked.learn(columns.legend.recipes)
        plain = self._plain.setdefault(kind, PlainRuns())
        plain.add(columns, self._size, self._cell(columns), self._asked)

    def _count(self, batch: Batch, columns: VerdictColumns, groups: Numbers) -> None:
        judged = self._judged(batch, columns, groups)
        unsure = self._single_out(judged)
        self._count_runs(judged)
        self._count_items(judged)
        self._keep(judged, unsure)

    def kept(self) -> Iterator[Kept]:
        """Yield what was kept, which makes the outcome; of several tallies all of it together."""
        yield from self._single
        for many in (*self._by_run.values(), *self._by_item.values(), *self._by_verdict.values()):
            yield many.kept()
        for plain in self._plain.values():
            yield from plain.kept()

    def outcome(self, verdicts: Sequence[Verdict] = ()) -> Outcome:
        """Return all that the contract makes of what was judged so far.

        Args:
            verdicts: The verdicts of the outcome.
        """
        return outcome(self._contract, self._history, self.kept(), verdicts)

    # --- what becomes of the items of a batch -----------------------------------------------------

    def _judged(self, batch: Batch, columns: VerdictColumns, groups: Numbers) -> _Judged:
        folded = np.ones(len(batch.outline), np.bool_)
        folded[list(columns.alone)] = False
        naming = self._groups.look(batch, groups, folded)
        self._single += (Kept(self._size + item, timeline, ()) for item, timeline in naming)
        self._asked.learn(columns.legend.recipes)
        how = self._groups.how[groups]
        how[~folded] = ALONE
        by = passes.Verdicts(
            columns.item,
            columns.recipe,
            columns.word,
            columns.provisional,
            columns.ended_at,
            self._cell(columns).astype(np.int64),
        )
        own, deep = self._groups.number[groups], self._groups.is_deep[groups]
        ways = passes.ways(by, self._asked.tables)
        return _Judged(batch, columns, groups, self._size, how, own, deep, by, ways)

    def _cell(self, columns: VerdictColumns) -> Numbers:
        if all(has_whole(kind, self._contract.every) for kind in self._looks.periods):
            return columns.period
        return self._cells.of(columns.belongs_at).astype(np.int32)

    def _single_out(self, judged: _Judged) -> int:
        """Take items by themselves that a line may be about, or whose counting is not sure."""
        how, tables = judged.how, self._asked.tables
        unsure: int = passes.single_out(judged.by, tables, judged.deep, how, int(How.EACH))
        counted = how == How.AS_ITEMS
        if counted.any():
            starts, ends = judged.runs()
            how[counted & (ends - starts > MOST_RUNS)] = How.EACH
        return unsure

    # --- run by run -------------------------------------------------------------------------------

    def _count_runs(self, judged: _Judged) -> None:
        counted = judged.how == How.BY_RUNS
        if not counted.any() or not len(judged.ways):
            return
        cells, ways = int(judged.by.cell.max()) + 2, int(judged.ways.max()) + 1
        keys = np.empty(len(judged.ways), np.int64)
        passes.keys_of_runs(judged.by, judged.ways, judged.own, counted, cells, keys)
        found = together(keys)
        names = {
            key: (key // cells // ways, key // cells % ways, key % cells) for key, _, _ in found
        }
        for key, number, many in found:
            name = names[key]
            if name not in self._by_run:
                item = int(judged.columns.item[number])
                self._by_run[name] = judged.one(item, (number,), told=bool(judged.deep[item]))
            self._by_run[name].number += many
        if self._asked.tables.timed.any():
            for key, times in found.gathered(judged.columns.elapsed, judged.timed):
                self._by_run[names[key]].times.setdefault(0, []).append(times)

    # --- with all runs of an item -----------------------------------------------------------------

    def _count_items(self, judged: _Judged) -> None:
        items = np.flatnonzero(judged.how == How.AS_ITEMS)
        if not len(items):
            return
        starts, ends = (found[items] for found in judged.runs())
        keys = self._keys_of_items(judged, items, starts, ends)
        found = together(keys)
        for key, at, many in found:
            if key not in self._by_item:
                numbers = range(int(starts[at]), int(ends[at]))
                self._by_item[key] = judged.one(int(items[at]), numbers)
            self._by_item[key].number += many
        if not self._asked.tables.timed.any():
            return
        for run in range(int((ends - starts).max())):
            has = np.flatnonzero(ends - starts > run)
            runs = starts[has] + run
            same = together(keys[has])
            for key, times in same.gathered(judged.columns.elapsed[runs], judged.timed[runs]):
                self._by_item[key].times.setdefault(run, []).append(times)

    def _keys_of_items(
        self, judged: _Judged, items: Instants, starts: Instants, ends: Instants
    ) -> Instants:
        """Return a number for each item by what is asked of it, its period, and its runs."""
        codes = self._run_keys.of(judged.ways, judged.by.cell + 1)
        dates = self._groups.dates(judged.batch, judged.groups, items)
        own = judged.own[items].astype(np.int64)
        # Numbers of items and of items with one run more must not meet: hence even and odd ones.
        keys = self._item_keys.of(own, 2 * (self._cells.of(dates) + 1))
        for run in range(int((ends - starts).max())):
            has = ends - starts > run
            keys[has] = self._item_keys.of(keys[has], 2 * codes[starts[has] + run] + 1)
        return keys

    # --- each by itself ---------------------------------------------------------------------------

    def _keep(self, judged: _Judged, unsure: int) -> None:
        """Keep items by themselves, and runs of which it is not sure how they turned out."""
        whole = judged.how == How.EACH
        if whole.any():
            starts, ends = (found.tolist() for found in judged.runs())
            for item in np.flatnonzero(whole).tolist():
                one = judged.one(item, range(starts[item], ends[item]))
                self._single.append(_single(one))
        if not unsure:
            return
        items, undetermined = judged.columns.item, judged.columns.word == UNDETERMINED
        for number in np.flatnonzero(undetermined & ~whole[items]).tolist():
            self._single.append(_single(judged.one(int(items[number]), (number,), told=False)))

    def _add_alone(self, batch: Batch, columns: VerdictColumns) -> None:
        """Add items that the reference engine judged."""
        for item, verdicts in sorted(columns.alone.items()):
            timeline, place = batch.timeline(item), self._size + item
            look = self._looks.of(timeline.kind)
            if look.each or look.is_deep or any(_is_line(each, look) for each in verdicts):
                self._single.append(_single(_Many(place, timeline, tuple(verdicts), 0)))
                continue
            for number, verdict in enumerate(verdicts):
                self._add_verdict(verdict, place, number)

    def _add_verdict(self, verdict: Verdict, place: int, number: int) -> None:
        if verdict.verdict == "undetermined" or verdict.belongs_until is not None:
            self._single.append(_single(_Many(place, None, (verdict,), number)))
            return
        at = Instant(NONE) if verdict.belongs_at is None else verdict.belongs_at
        cell = int(self._cells.of(np.array([at], np.int64))[0])
        what = (verdict.promise, verdict.internal, verdict.until_closed, verdict.verdict)
        key = (*what, verdict.provisional, verdict.period, cell)
        self._by_verdict.setdefault(key, _Many(place, None, (verdict,), number)).number += 1


def _single(one: _Many) -> Kept:
    return Kept(one.place, one.timeline, tuple(map(Alike, one.verdicts)), first=one.first)


def _is_line(verdict: Verdict, look: Look) -> bool:
    return verdict.verdict in look.lines.get(verdict.promise, ())
