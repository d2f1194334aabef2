"""Verdicts of the reference engine laid out in columns, as judging in bulk lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from slarules.core.contract import Contract
from slarules.core.promises import Promise, Row
from slarules.engine.bulk.counting.tallies import Tally
from slarules.engine.bulk.judging.columns import PER_VERDICT, Legend, VerdictColumns
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.judging import Batch
from slarules.engine.bulk.judging.outlines import outline_of
from slarules.engine.bulk.judging.recipes import Recipe
from slarules.engine.bulk.judging.shelf import WORDS
from slarules.engine.outcome import Verdict
from slarules.engine.reference import evaluate
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.setting import Setting
from slarules.engine.reference.verdicts import item_verdicts
from slarules.facts.history import History, Timeline

Alone: TypeAlias = dict[int, tuple[Verdict, ...]]


def tallied(contract: Contract, history: History, *, size: int) -> Tally:
    """Return the tally of a history whose items come in batches of so many."""
    contract = with_cycles(contract, history.cycles)
    tally = Tally(contract, replace(history, items=()))
    office = Office(contract, Setting(contract, history))
    for first in range(0, len(history.items), size):
        tally.add(*office.laid_out(history.items[first : first + size]))
    return tally


def assert_counted_alike(
    contract: Contract, history: History, sizes: Sequence[int] = (5, 1000)
) -> None:
    """Assert that counting makes of a history what the reference engine makes of it."""
    expected = evaluate(contract, history)
    for size in sizes:
        found = tallied(contract, history, size=size).outcome(expected.verdicts)
        assert found.measures == expected.measures
        assert found.targets == expected.targets
        assert found.conditions == expected.conditions
        assert found.statements == expected.statements
        assert found == expected
        words = [[*target.counts] for target in found.targets]
        assert words == [[*target.counts] for target in expected.targets]


class Office:
    """Where verdicts of the reference engine are laid out, with what their numbers stand for."""

    def __init__(self, contract: Contract, setting: Setting) -> None:
        self.contract = contract
        self.setting = setting
        self.recipes: list[Recipe] = []
        self.rows: list[Row] = []
        self.levels: list[str] = []
        self.periods: list[str] = []
        texts = [version.name for version in contract.versions]
        self.legend = Legend(self.recipes, self.rows, self.levels, self.periods, texts)
        self.outlines: dict[object, int] = {}

    def laid_out(self, items: Sequence[Timeline]) -> tuple[Batch, VerdictColumns]:
        """Return a batch and its verdicts."""
        found: list[dict[str, Any]] = []
        alone: Alone = {}
        for number, item in enumerate(items):
            verdicts = tuple(item_verdicts(item, self.setting))
            entries = [self._entry(number, verdict) for verdict in verdicts]
            told = item.told or item.period is not None
            kept = [each for each in entries if each is not None]
            if told or len(kept) < len(entries):
                alone[number] = verdicts
            else:
                found += kept
        columns = self._columns(items, found, alone)
        for k, entry in enumerate(found):
            assert columns.verdict(k) == entry["is"]
        return self._batch(items), columns

    def _columns(
        self, items: Sequence[Timeline], found: Sequence[dict[str, Any]], alone: Alone
    ) -> VerdictColumns:
        kinds = {"word": np.int8, "provisional": np.bool_}
        small = ("item", "recipe", "row", "level", "period")
        own: Any = {
            name: np.array(
                [each[name] for each in found],
                kinds.get(name, np.int32 if name in small else np.int64),
            )
            for name in PER_VERDICT
        }
        names, customers = [i.item for i in items], [i.customer for i in items]
        return VerdictColumns(
            legend=self.legend, items=names, customers=customers, alone=alone, **own
        )

    def _batch(self, items: Sequence[Timeline]) -> Batch:
        apart = [outline_of(item, self.setting.until) for item in items]
        numbers = [self.outlines.setdefault(each.key, len(self.outlines)) for each in apart]
        return Batch(
            outline=np.array(numbers, np.int32),
            first=np.cumsum([0, *(len(each.instants) for each in apart)], dtype=np.int64),
            at=np.array([at for each in apart for at in each.instants], np.int64),
            items=[item.item for item in items],
            customers=[item.customer for item in items],
            timeline=items.__getitem__,
        )

    def _entry(self, item: int, verdict: Verdict) -> dict[str, Any] | None:
        """Return a row of the columns; none of what only the reference engine can say."""
        text = next(v for v in self.contract.versions if v.name == verdict.version)
        promise = text.terms.promises[verdict.promise]
        row = next(_rows(promise, verdict), None)
        if row is None or not _is_plain(verdict):
            return None
        recipe = Recipe(
            version=self.contract.versions.index(text),
            promise=promise,
            cycle=verdict.cycle,
            cycle_of=verdict.cycle_of,
            start=0,
            end=None,
            cut="no",
            rows=(),
            stands=(),
            exclusions=(),
            moments=(),
            belongs=None,
            levels=(),
            is_removed=False,
            written=None,
            until_closed=verdict.until_closed,
        )
        return {
            "is": verdict,
            "item": item,
            "recipe": _place(self.recipes, recipe),
            "word": WORDS.index(verdict.verdict),
            "row": _place(self.rows, row),
            "started_at": _or_none(verdict.started_at),
            "due_at": _or_none(verdict.due_at),
            "ended_at": _or_none(verdict.ended_at),
            "missed_at": _or_none(verdict.missed_at),
            "elapsed": verdict.elapsed,
            "paused": verdict.paused,
            "excluded": verdict.excluded,
            "lateness": NONE if verdict.lateness is None else verdict.lateness[0],
            "belongs_at": _or_none(verdict.belongs_at),
            "period": -1 if verdict.period is None else _place(self.periods, verdict.period),
            "level": -1 if verdict.level is None else _place(self.levels, verdict.level),
            "provisional": verdict.provisional,
        }


def _rows(promise: Promise, verdict: Verdict) -> Iterator[Row]:
    tables = (promise.rows, *(each.rows for each in promise.exceptions))
    for row in (row for rows in tables for row in rows):
        if (row.goal_text, row.origin) == (verdict.goal_text, verdict.origin):
            yield row


def _is_plain(verdict: Verdict) -> bool:
    late, used = verdict.lateness, verdict.used
    ended = None if verdict.ended_at is None else (verdict.elapsed, verdict.elapsed)
    return (
        not (verdict.needs or verdict.could_be or verdict.belongs_until)
        and verdict.due_at == verdict.due_latest
        and (late is None or late[0] == late[1])
        and used == ended
    )


def _or_none(at: int | None) -> int:
    return NONE if at is None else at


def _place(among: list[Any], one: object) -> int:
    if one not in among:
        among.append(one)
    return among.index(one)
