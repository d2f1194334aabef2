"""Judging by columns: the verdicts of items whose outlines are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slarules.core.clocks import ELAPSED, Clock, calendar_days
from slarules.core.contract import Contract
from slarules.engine.bulk.judging.clock_tables import ClockTables, clock_tables
from slarules.engine.bulk.judging.columns import PER_VERDICT, Legend, VerdictColumns
from slarules.engine.bulk.judging.compiled import BEYOND
from slarules.engine.bulk.judging.cores import cores
from slarules.engine.bulk.judging.judge import FINE, NO_VERDICT, Out
from slarules.engine.bulk.judging.kernel import Docket, judge
from slarules.engine.bulk.judging.outlines import outline_of
from slarules.engine.bulk.judging.periods import PeriodLabels
from slarules.engine.bulk.judging.picking import BEYOND_YEARS, Picking
from slarules.engine.bulk.judging.recipes import Recipes
from slarules.engine.bulk.judging.shelf import Shelf
from slarules.engine.bulk.judging.stopping import UNSURE
from slarules.engine.outcome import Verdict
from slarules.engine.reference.setting import Setting
from slarules.engine.reference.verdicts import item_verdicts
from slarules.facts.history import History, Timeline
from slarules.instants import Instant

FEW = 4_096
"""So many items are judged at a time; fewer than twice as many by one thread."""

REASONS = {
    BEYOND: BEYOND_YEARS,
    UNSURE: "whether it is excluded is not known",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Items to be judged.

    Attributes:
        outline: By item, the number of its outline.
        first: Where the instants of each item begin in `at`, and where those of the last end.
        at: The instants of all items one after another, each item's in order and each once.
        items, customers: By item, its name, and whose it is.
        timeline: Returns the history of an item, for those that are judged alone.
        is_walked: Whether every item was walked from row to row, so that no outline is looked at.
    """

    outline: NDArray[np.int32]
    first: NDArray[np.int64]
    at: NDArray[np.int64]
    items: Sequence[str]
    customers: Sequence[str | None]
    timeline: Callable[[int], Timeline]
    is_walked: bool = False


class Judging:
    """A contract that judges batches of items.

    Attributes:
        alone: How many items were judged by the reference engine, by reason.
        setting, clocks, shelf: What the reference engine judges in, all clocks, and all recipes.
        legend: What the numbers in the columns stand for.
    """

    def __init__(self, contract: Contract, history: History) -> None:
        self.alone: Counter[str] = Counter()
        self.setting = Setting(contract, replace(history, items=()))
        self._recipes = Recipes(contract)
        self.clocks = Clocks(contract, self.setting)
        self.shelf = Shelf(contract, self.setting, self.clocks.number)
        self._periods = PeriodLabels(contract.every, contract.zone)
        number = self.clocks.of
        self._picking = Picking(contract, self._recipes, self.shelf, number)
        names = [version.name for version in contract.versions]
        shelf, labels = self.shelf, self._periods.labels
        self.legend = Legend(shelf.recipes, shelf.rows, shelf.levels, labels, names)

    def outline(self, timeline: Timeline) -> int:
        """Take up an outline, and return its number."""
        return self._picking.add(timeline)

    def apart(self, why: str) -> int:
        """Return the number of an outline whose items are all judged alone."""
        return self._picking.apart(why)

    def judge(self, batch: Batch, walked: Sequence[Out] = ()) -> VerdictColumns:
        """Return the verdicts of a batch.

        Args:
            batch: The items.
            walked: The verdicts of items of which the outline says nothing, since they were walked
                from row to row.
        """
        left: dict[int, tuple[Verdict, ...]] = {}
        parts = list(walked)
        if not batch.is_walked or not parts:
            docket, out, why = self._judged(batch)
            left = self._left_over(batch, docket, why)
            parts.append(out)
        columns = _together(parts)
        kept = columns["word"] != NO_VERDICT
        if not kept.all():
            columns = {name: column[kept] for name, column in columns.items()}
        columns["period"] = self._periods.numbers(columns["belongs_at"])
        own: dict[str, Any] = {name: columns[name] for name in PER_VERDICT}
        return VerdictColumns(
            legend=self.legend, items=batch.items, customers=batch.customers, alone=left, **own
        )

    def _judged(self, batch: Batch) -> tuple[Docket, Out, dict[int, str]]:
        clocks, until = self.clocks.tables(batch.at), self.setting.until
        picks, why = self._picking.picks(batch.outline, batch.first, batch.at, until, clocks)
        tables = self.shelf.tables()
        number = tables.picks["end"] - tables.picks["at"]
        verdicts = np.where(picks >= 0, np.append(number, 0)[picks], 0)
        ends = np.cumsum(verdicts)
        docket = Docket(
            pick=picks,
            first=batch.first,
            at=batch.at,
            out=ends - verdicts,
            alone=np.zeros(len(picks), np.int64),
            until=until,
        )
        out = _columns(int(ends[-1]) if len(ends) else 0)
        room = 8 + int(tables.recipes["pieces"].max(initial=0)) + len(tables.steps)

        def work(low: int, high: int) -> None:
            judge(clocks, tables, docket, out, low, high, room)

        _by_all_cores(work, len(picks))
        return docket, out, why

    def _left_over(
        self, batch: Batch, docket: Docket, why: Mapping[int, str]
    ) -> dict[int, tuple[Verdict, ...]]:
        """Judge the items alone that compiled code left over."""
        left = np.flatnonzero((docket.pick < 0) | (docket.alone != FINE))
        for number in left:
            alone = int(docket.alone[number])
            self.alone[why[int(number)] if alone == FINE else REASONS[alone]] += 1
        return {int(i): tuple(item_verdicts(batch.timeline(int(i)), self.setting)) for i in left}


class Clocks:
    """All clocks of all texts, compiled for the years of what is judged."""

    def __init__(self, contract: Contract, setting: Setting) -> None:
        self._zone = contract.zone
        self._numbers: dict[tuple[int, str], int] = {}
        self.clocks: dict[Clock, int] = {}
        for version, text in enumerate(contract.versions):
            clocks = {c.name: c for c in (ELAPSED, calendar_days(contract.zone))}
            for name, clock in {**clocks, **text.terms.clocks}.items():
                self._numbers[version, name] = self.clocks.setdefault(clock, len(self.clocks))
        self._first, self._last = contract.starts, max(contract.starts, setting.until)
        self._tables: ClockTables | None = None

    def number(self, version: int, name: str) -> int:
        """Return the number of a clock of a text."""
        return self._numbers[version, name]

    def of(self, clock: Clock) -> int:
        """Return the number of a clock that a condition asks."""
        if clock not in self.clocks:
            self._tables = None
        return self.clocks.setdefault(clock, len(self.clocks))

    def tables(self, at: NDArray[np.int64]) -> ClockTables:
        """Return the clocks, compiled for all but the most distant of some instants."""
        some = at[:: 1 + len(at) // 10_000]
        if len(some) and (some.min() < self._first or self._last < some.max()):
            self._reach(np.sort(some))
        if self._tables is None:
            clocks = list(self.clocks)
            self._tables = clock_tables(clocks, [self._zone], self._first, self._last)
        return self._tables

    def _reach(self, some: NDArray[np.int64]) -> None:
        far = len(some) // 1_000
        first, last = Instant(int(some[far])), Instant(int(some[-1 - far]))
        if first < self._first or last > self._last:
            self._first, self._last = min(first, self._first), max(last, self._last)
            self._tables = None


def verdicts(contract: Contract, history: History) -> tuple[Verdict, ...]:
    """Return the verdicts of every item of a history, in its order."""
    judging = Judging(contract, history)
    return tuple(judging.judge(batch_of(judging, history)).verdicts())


def batch_of(judging: Judging, history: History) -> Batch:
    """Return the items of a history as a batch, their outlines taken up."""
    apart = [outline_of(item, history.until) for item in history.items]
    numbers: dict[object, int] = {}
    for each in apart:
        if each.key not in numbers:
            numbers[each.key] = judging.outline(each.timeline)
    return Batch(
        outline=np.array([numbers[each.key] for each in apart], np.int32),
        first=np.cumsum([0, *(len(each.instants) for each in apart)], dtype=np.int64),
        at=np.array([at for each in apart for at in each.instants], np.int64),
        items=[item.item for item in history.items],
        customers=[item.customer for item in history.items],
        timeline=history.items.__getitem__,
    )


def _columns(n: int) -> Out:
    kinds = {"word": np.int8, "provisional": np.bool_}
    small = ("item", "recipe", "row", "level")
    own = {name: kinds.get(name, np.int32 if name in small else np.int64) for name in Out._fields}
    return Out(**{name: np.empty(n, kind) for name, kind in own.items()})


def _together(parts: Sequence[Out]) -> dict[str, NDArray[Any]]:
    """Return verdicts in the order of their items, those of each part being in that order."""
    if len(parts) == 1:
        return dict(parts[0]._asdict())
    columns = {
        name: np.concatenate([part._asdict()[name] for part in parts]) for name in Out._fields
    }
    ends = np.cumsum([len(part.item) for part in parts])[:-1]
    ends = ends[(ends > 0) & (ends < len(columns["item"]))]
    if (columns["item"][ends - 1] <= columns["item"][ends]).all():
        return columns
    order = np.argsort(columns["item"], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _by_all_cores(work: Callable[[int, int], None], n: int) -> None:
    """Let all cores work at slices of so many items."""
    if n < 2 * FEW:
        work(0, n)
        return
    step = max(FEW, n // 64)
    lows = range(0, n, step)
    with ThreadPoolExecutor(cores()) as threads:
        list(threads.map(lambda low: work(low, min(n, low + step)), lows))
