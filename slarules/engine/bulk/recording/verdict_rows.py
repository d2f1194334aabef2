"""Verdicts as rows, from columns: what a recipe says of all its verdicts is looked up by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from slarules.core.promises import Budget, Row
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.recipes import Recipe
from slarules.engine.bulk.judging.shelf import WORDS
from slarules.engine.bulk.reading.names import Names
from slarules.engine.bulk.recording.cells import (
    NONE,
    Cells,
    Codes,
    Flags,
    Ints,
    Numbers,
    NumberType,
    Sheet,
    Texts,
    joined,
    numbers,
    pool,
    taken,
    texts,
)
from slarules.engine.outcome import Verdict

Reports: TypeAlias = Callable[[str | None], bool]
"""Whether verdicts of a period, by its label, are reported."""

Cell: TypeAlias = str | int | None

COLUMNS: Final[tuple[tuple[str, NumberType | None, Callable[[Verdict], Cell]], ...]] = (
    ("item", None, lambda v: v.item),
    ("customer", None, lambda v: v.customer),
    ("measure", None, lambda v: v.measure),
    ("cycle", "number", lambda v: v.cycle),
    ("cycle_of", None, lambda v: v.cycle_of),
    ("level", None, lambda v: v.level),
    ("started_at", "time", lambda v: v.started_at),
    ("due_at", "time", lambda v: v.due_at),
    ("due_latest", "time", lambda v: v.due_latest),
    ("ended_at", "time", lambda v: v.ended_at),
    ("missed_at", "time", lambda v: v.missed_at),
    ("elapsed_s", "length", lambda v: v.elapsed),
    ("paused_s", "length", lambda v: v.paused),
    ("excluded_s", "length", lambda v: v.excluded),
    ("goal_s", "length", lambda v: v.goal),
    ("verdict", None, lambda v: v.verdict),
    ("provisional", "truth", lambda v: v.provisional),
    ("period", None, lambda v: v.period),
    ("clause", None, lambda v: v.origin.clause),
    ("text_version", None, lambda v: v.version),
    ("internal", "truth", lambda v: v.internal),
    ("table", None, lambda v: v.table),
)
"""The columns of `verdicts.parquet`: name, type (texts have none), and the cell of a verdict."""


@dataclass(frozen=True, slots=True)
class VerdictRows:
    """The reported verdicts of a batch as rows, in order.

    Attributes:
        sheet: The columns of `COLUMNS`, and `lateness`.
        places: By row, where its verdict stands in the columns, or -1 less its place in `alone`.
    """

    found: VerdictColumns
    sheet: Sheet
    places: Ints
    alone: Sequence[tuple[int, Verdict]]

    def shown(self) -> Sheet:
        """Return the columns of the files."""
        return {name: self.sheet[name] for name, _, _ in COLUMNS}

    def verdict(self, row: int) -> Verdict:
        """Return the verdict of a row."""
        place = int(self.places[row])
        return self.found.verdict(place) if place >= 0 else self.alone[-1 - place][1]

    def item(self, row: int) -> int:
        """Return the number of the item of a row."""
        place = int(self.places[row])
        return int(self.found.item[place]) if place >= 0 else self.alone[-1 - place][0]

    def items(self) -> Ints:
        """Return the number of the item of each row."""
        own = np.array([item for item, _ in reversed(self.alone)], np.int64)
        return np.concatenate([self.found.item, own])[self.places]


def verdict_rows(found: VerdictColumns, reports: Reports) -> VerdictRows:
    """Return the reported verdicts of a batch as rows."""
    shown = _reported(found, reports)
    sheet, places = _Looking(found, shown).sheet(), np.flatnonzero(shown)
    alone = [
        (item, verdict)
        for item in sorted(found.alone)
        for verdict in found.alone[item]
        if reports(verdict.period)
    ]
    if not alone:
        return VerdictRows(found, sheet, places, ())
    every = np.concatenate([found.item[shown], np.array([item for item, _ in alone], np.int64)])
    places = np.concatenate([places, -1 - np.arange(len(alone))])
    order = np.argsort(every, kind="stable")
    whole = joined(sheet, _with_lateness([verdict for _, verdict in alone]))
    return VerdictRows(found, taken(whole, order), places[order], alone)


def _with_lateness(verdicts: Sequence[Verdict]) -> Sheet:
    late = [None if v.lateness is None else v.lateness[0] for v in verdicts]
    return {**rows_of(verdicts), "lateness": numbers("length", late)}


def rows_of(verdicts: Sequence[Verdict]) -> Sheet:
    """Return verdicts as rows."""
    return {name: _told(type_, map(of, verdicts)) for name, type_, of in COLUMNS}


def _told(type_: NumberType | None, cells: object) -> Cells:
    known = list(cells)  # type: ignore[call-overload]
    return texts(known) if type_ is None else numbers(type_, known)


def _reported(found: VerdictColumns, reports: Reports) -> Flags:
    """Return which verdicts of the columns are of reported periods."""
    labels = [reports(label) for label in found.legend.periods]
    return np.array([*labels, reports(None)], np.bool_)[found.period]


@dataclass(frozen=True, slots=True)
class _Looking:
    """Columns of verdicts whose texts are looked up.

    Attributes:
        shown: Which of them become rows.
    """

    found: VerdictColumns
    shown: Flags

    def sheet(self) -> Sheet:
        found, shown = self.found, self.shown
        due_at = Numbers("time", found.due_at[shown])
        filled: dict[str, Cells] = {
            "item": Texts(found.item[shown], _strings(found.items)),
            "customer": self._customers(),
            "measure": self._of_recipe(lambda r: r.promise.measure.name),
            "cycle": self._count(),
            "cycle_of": self._of_recipe(lambda r: r.cycle_of),
            "level": Texts(found.level[shown], pool(found.legend.levels)),
            "started_at": Numbers("time", found.started_at[shown]),
            "due_at": due_at,
            "due_latest": due_at,
            "ended_at": Numbers("time", found.ended_at[shown]),
            "missed_at": Numbers("time", found.missed_at[shown]),
            "elapsed_s": Numbers("length", found.elapsed[shown]),
            "paused_s": Numbers("length", found.paused[shown]),
            "excluded_s": Numbers("length", found.excluded[shown]),
            "goal_s": self._goals(),
            "verdict": Texts(found.word[shown].astype(np.int32), pool(WORDS)),
            "provisional": Numbers("truth", found.provisional[shown].astype(np.int64)),
            "period": Texts(found.period[shown], pool(found.legend.periods)),
            "clause": self._of_row(lambda row: row.origin.clause),
            "text_version": self._of_recipe(lambda r: found.legend.texts[r.version]),
            "internal": self._internal(),
            "table": self._of_recipe(lambda r: r.promise.table),
            "lateness": Numbers("length", found.lateness[shown]),
        }
        return filled

    def _of_recipe(self, of: Callable[[Recipe], str | None]) -> Texts:
        told = texts([of(recipe) for recipe in self.found.legend.recipes])
        return _at(told, self.found.recipe[self.shown])

    def _of_row(self, of: Callable[[Row], str | None]) -> Texts:
        told = texts([of(row) for row in self.found.legend.rows])
        return _at(told, self.found.row[self.shown])

    def _count(self) -> Numbers:
        cycles = np.array([recipe.cycle for recipe in self.found.legend.recipes], np.int64)
        return Numbers("number", cycles[self.found.recipe[self.shown]])

    def _internal(self) -> Numbers:
        told = [recipe.promise.internal for recipe in self.found.legend.recipes]
        return Numbers("truth", np.array(told, np.int64)[self.found.recipe[self.shown]])

    def _goals(self) -> Numbers:
        goals = (row.goal for row in self.found.legend.rows)
        told = [goal.length if isinstance(goal, Budget) else NONE for goal in goals]
        return Numbers("length", np.array(told, np.int64)[self.found.row[self.shown]])

    def _customers(self) -> Texts:
        told = _strings(self.found.customers).dictionary_encode()
        codes: Codes = told.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        return Texts(codes[self.found.item[self.shown]], told.dictionary)


def _at(told: Texts, places: Codes | Ints) -> Texts:
    return Texts(told.codes[places], told.pool)


def _strings(names: Sequence[str | None]) -> pa.StringArray:
    if isinstance(names, Names):
        return names.column.cast(pa.string())
    return pa.array(names, pa.string())
