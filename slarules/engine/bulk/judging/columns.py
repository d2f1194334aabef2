"""Verdicts by columns: what compiled code wrote, and the verdicts that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from slarules.core.promises import Budget, Row
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.recipes import Recipe
from slarules.engine.bulk.judging.shelf import WORDS
from slarules.engine.outcome import Verdict
from slarules.instants import Instant, Micros


@dataclass(frozen=True, slots=True)
class Legend:
    """What the numbers in columns of verdicts stand for; it grows while batches are judged.

    Attributes:
        rows: The rows of tables that decided.
        levels: The values of the fact `level`.
        periods: The labels of the contract's own periods.
        texts: The names of the texts.
    """

    recipes: Sequence[Recipe]
    rows: Sequence[Row]
    levels: Sequence[str]
    periods: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class VerdictColumns:
    """The verdicts of a batch in the order of the reference engine: by item, promise and cycle.

    Instants and lengths are microseconds, `NONE` where the verdict has none. What is judged by the
    reference engine is not among them but in `alone`.

    Attributes:
        item: By verdict, the item's number in the batch; so the rest.
        word: The place in `WORDS`.
        period, level: The place in the legend's list; -1 for none.
        items, customers: By item, its name, and whose it is.
        alone: The verdicts of items that were judged alone, by the item's number.
    """

    legend: Legend
    items: Sequence[str]
    customers: Sequence[str | None]
    item: NDArray[np.int32]
    recipe: NDArray[np.int32]
    word: NDArray[np.int8]
    row: NDArray[np.int32]
    started_at: NDArray[np.int64]
    due_at: NDArray[np.int64]
    ended_at: NDArray[np.int64]
    missed_at: NDArray[np.int64]
    elapsed: NDArray[np.int64]
    paused: NDArray[np.int64]
    excluded: NDArray[np.int64]
    lateness: NDArray[np.int64]
    belongs_at: NDArray[np.int64]
    period: NDArray[np.int32]
    level: NDArray[np.int32]
    provisional: NDArray[np.bool_]
    alone: Mapping[int, tuple[Verdict, ...]]

    def __len__(self) -> int:
        """Return how many verdicts there are, with those of items judged alone."""
        return len(self.item) + sum(map(len, self.alone.values()))

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdicts in their order."""
        place, end = 0, len(self.item)
        for number in [*sorted(self.alone), len(self.items)]:
            upto = int(np.searchsorted(self.item, number)) if number < len(self.items) else end
            yield from (self.verdict(k) for k in range(place, upto))
            yield from self.alone.get(number, ())
            place = upto

    def verdict(self, k: int) -> Verdict:
        """Return the verdict of one entry of the columns."""
        legend, number = self.legend, int(self.item[k])
        recipe, row = legend.recipes[self.recipe[k]], legend.rows[self.row[k]]
        promise, ended_at = recipe.promise, _instant(self.ended_at[k])
        lateness, elapsed = _length(self.lateness[k]), Micros(int(self.elapsed[k]))
        due_at, level, period = _instant(self.due_at[k]), self.level[k], self.period[k]
        return Verdict(
            item=self.items[number],
            kind=promise.measure.item,
            customer=self.customers[number],
            promise=promise.name,
            table=promise.table,
            measure=promise.measure.name,
            cycle=recipe.cycle,
            cycle_of=recipe.cycle_of,
            level=legend.levels[level] if level >= 0 else None,
            started_at=_instant(self.started_at[k]),
            due_at=due_at,
            due_latest=due_at,
            ended_at=ended_at,
            missed_at=_instant(self.missed_at[k]),
            elapsed=elapsed,
            paused=Micros(int(self.paused[k])),
            excluded=Micros(int(self.excluded[k])),
            goal=row.goal.length if isinstance(row.goal, Budget) else None,
            goal_text=row.goal_text,
            verdict=WORDS[self.word[k]],
            lateness=None if lateness is None else (lateness, lateness),
            provisional=bool(self.provisional[k]),
            belongs_at=_instant(self.belongs_at[k]),
            period=legend.periods[period] if period >= 0 else None,
            needs=(),
            version=legend.texts[recipe.version],
            internal=promise.internal,
            origin=row.origin,
            until_closed=recipe.until_closed,
            used=None if ended_at is None else (elapsed, elapsed),
        )


PER_VERDICT = tuple(
    each.name for each in fields(VerdictColumns) if str(each.type).startswith("NDArray")
)
"""The columns with one entry a verdict."""


def _instant(at: np.int64) -> Instant | None:
    return None if at == NONE else Instant(int(at))


def _length(length: np.int64) -> Micros | None:
    return None if length == NONE else Micros(int(length))
