"""What reports take of verdicts and items that are judged by columns, batch after batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from slarules.core.contract import Contract
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.recording import misses
from slarules.engine.bulk.recording.cells import NONE, Flags, Ints, Numbers, Sheet, Texts, taken
from slarules.engine.bulk.recording.facts_known import Alone, exist, known, says
from slarules.engine.bulk.recording.sums import once, together
from slarules.engine.bulk.recording.verdict_rows import Reports, VerdictRows, verdict_rows
from slarules.engine.outcome import Verdict, VerdictWord
from slarules.facts.history import History, Timeline
from slarules.report.evidence.misses import Dimension
from slarules.report.misses import LATEST, WORST, latest, worst
from slarules.report.review import Review, Runs
from slarules.report.runs_judged import GIVEN, WORST_FIRST, fact_of_each
from slarules.runs.recording import Part

DIMENSIONS: tuple[Dimension, ...] = ("measure", "level", *GIVEN, "customer")


@dataclass
class Reviewing:
    """A review while batches are added to it.

    Attributes:
        history: All that is known but the items.
        reports: Which verdicts are listed, by their period.
        is_written: Whether it is for the files of a run, which also hold what was missed by what,
            and the worst of it; a summary does not.
    """

    contract: Contract
    history: History
    reports: Reports
    is_written: bool = True
    _items: Counter[str] = field(default_factory=Counter)
    _words: Counter[VerdictWord] = field(default_factory=Counter)
    _first: Verdict | None = None
    _latest: tuple[Verdict, ...] = ()
    _worst: tuple[Verdict, ...] = ()
    _timelines: dict[tuple[str, str], Timeline] = field(default_factory=dict)
    _runs: dict[tuple[bool, Dimension], Runs] = field(default_factory=dict)
    _given: set[Dimension] = field(default_factory=set)

    def add(self, part: Part) -> None:
        """Take in a batch, behind those before it."""
        items, alone, _ = part
        rows = verdict_rows(part.verdicts, self.reports)
        if number := exist(items, alone):
            self._items[items.kind] += number
        for (word,), number in together([_texts(rows.sheet, "verdict")]):
            self._words[cast("VerdictWord", word)] += number
        if len(rows.places) and self._first is None:
            self._first = rows.verdict(0)
        late = map(rows.verdict, sorted(misses.latest(rows.sheet, LATEST)))
        self._latest = tuple(latest([*self._latest, *late]))
        if self.is_written:
            self._given.update(fact for fact in GIVEN if says(items, alone, fact))
            self._take_worst(items, alone, rows)
            self._take_runs(items, alone, rows)

    @property
    def review(self) -> Review:
        """What reports take of all batches so far."""
        shown = [by for by in DIMENSIONS if by not in GIVEN or by in self._given]
        return Review(
            items=self._items,
            words=self._words,
            first=self._first,
            latest=self._latest,
            worst=self._worst,
            timelines=tuple(self._timelines.values()),
            runs={
                (internal, by): self._runs.get((internal, by), Counter())
                for internal in (False, True)
                for by in shown
            },
        )

    def _take_worst(self, items: ItemBatch, alone: Alone, rows: VerdictRows) -> None:
        chosen = sorted(misses.worst(rows.sheet, WORST))
        self._worst = tuple(worst([*self._worst, *map(rows.verdict, chosen)]))
        told = {(each.kind, each.item) for each in self._worst}
        new = {rows.item(row) for row in chosen}
        timelines = (alone[n] if n in alone else items.timeline(n) for n in sorted(new))
        every = [*self._timelines.values(), *(each for each in timelines if each is not None)]
        self._timelines = {(e.kind, e.item): e for e in every if (e.kind, e.item) in told}

    def _take_runs(self, items: ItemBatch, alone: Alone, rows: VerdictRows) -> None:
        chosen = once(rows.sheet, WORST_FIRST)
        sheet, item = taken(rows.sheet, chosen), rows.items()[chosen]
        internal = _numbers(sheet, "internal") == 1
        for by in DIMENSIONS:
            values = self._values(by, items, alone, sheet, item)
            for is_internal in (False, True):
                self._count((is_internal, by), values, sheet, internal == is_internal)

    def _count(
        self, key: tuple[bool, Dimension], values: list[Texts], sheet: Sheet, these: Flags
    ) -> None:
        if not these.any():
            return
        columns = [*values, _texts(sheet, "period"), _texts(sheet, "verdict")]
        counted = self._runs.setdefault(key, Counter())
        for found, number in together([Texts(c.codes[these], c.pool) for c in columns]):
            *told, period, word = found
            value = next((text for text in told if text is not None), "")
            counted[value, period, cast("VerdictWord", word)] += number

    def _values(
        self, by: Dimension, items: ItemBatch, alone: Alone, sheet: Sheet, item: Ints
    ) -> list[Texts]:
        """Return the columns that say by what runs are counted: the first that says anything."""
        if by not in GIVEN:
            return [_texts(sheet, by)]
        ended = _numbers(sheet, "ended_at")
        at = np.where(ended == NONE, int(self.history.until), ended)
        return [self._of_each(by, sheet), known(items, alone, by, item, at)]

    def _of_each(self, fact: str, sheet: Sheet) -> Texts:
        """Return for which value of a fact runs are, where their measure has one for each."""
        each = fact_of_each(self.contract)
        measure, cycle_of = _texts(sheet, "measure"), _texts(sheet, "cycle_of")
        has = [each.get(name) == fact for name in measure.pool.to_pylist()]
        is_of = np.array([*has, False], np.bool_)[measure.codes]
        return Texts(np.where(is_of, cycle_of.codes, -1).astype(np.int32), cycle_of.pool)


def _texts(sheet: Sheet, name: str) -> Texts:
    cells = sheet[name]
    assert isinstance(cells, Texts)  # noqa: S101 - as rows of verdicts have it
    return cells


def _numbers(sheet: Sheet, name: str) -> Ints:
    cells = sheet[name]
    assert isinstance(cells, Numbers)  # noqa: S101 - as rows of verdicts have it
    return cells.cells
