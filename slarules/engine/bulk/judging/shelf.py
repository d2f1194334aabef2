"""Where recipes are kept: as objects for people, and as arrays for compiled code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from slarules.core.contract import Contract
from slarules.core.promises import Row
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.outlines import AT_BEGINNING, AT_NOW
from slarules.engine.bulk.judging.programs import steps_of
from slarules.engine.bulk.judging.recipe_tables import KINDS as TABLES
from slarules.engine.bulk.judging.recipe_tables import (
    NOWHERE,
    Entry,
    Part,
    RecipeTables,
    records,
)
from slarules.engine.bulk.judging.recipes import Exclusion, Recipe, Standing
from slarules.engine.outcome import VerdictWord
from slarules.engine.reference.goals import counting_clock
from slarules.engine.reference.setting import Setting
from slarules.engine.reference.stops import StopKind
from slarules.instants import Instant, Interval, difference, union

WORDS: Final[tuple[VerdictWord, ...]] = (
    "met",
    "missed",
    "open",
    "undetermined",
    "excluded",
    "cancelled",
)
KINDS: Final[dict[StopKind, int]] = {"paused": 0, "excluded": 1, "extended": 2}
CUTS: Final = {"no": 0, "yes": 1, "even if missed": 2}
DECIDES: Final = {"started": 1, "ended": 2, "missed": 3}

LAST = 1 << 60
"""Orders the evaluation instant behind all places: nothing stands still after it."""

ClockNumber: TypeAlias = Callable[[int, str], int]
"""The number of a clock by the number of the text and its name."""


class Shelf:
    """Recipes by number, each with its rows, goals and what stands still.

    Attributes:
        recipes, rows, levels: What the numbers in columns of verdicts stand for.
    """

    def __init__(self, contract: Contract, setting: Setting, clock: ClockNumber) -> None:
        self.recipes: list[Recipe] = []
        self.rows: list[Row] = []
        self.levels: list[str] = []
        self._contract, self._setting, self._clock = contract, setting, clock
        self._numbers: dict[Hashable, int] = {}
        self._parts: dict[Hashable, Part] = {}
        self._lists: dict[str, list[Entry]] = {name: [] for name in RecipeTables._fields}
        self._tables: RecipeTables | None = None

    def add(self, recipes: Sequence[Recipe]) -> int:
        """Add what items have in common, and return its number."""
        self._tables = None
        first = len(self.recipes)
        for recipe in recipes:
            self.recipes.append(recipe)
            self._lists["recipes"].append(self._entry(recipe))
        return self._append("picks", [(first, len(self.recipes))])[0]

    def tables(self) -> RecipeTables:
        """Return all recipes so far as arrays."""
        if self._tables is None:
            self._tables = RecipeTables(
                *(
                    records(held, kind)
                    for held, kind in zip(self._lists.values(), TABLES, strict=True)
                )
            )
        return self._tables

    def _entry(self, recipe: Recipe) -> Entry:
        stands = list(_joined(recipe))
        rows = self._append("rows", [self._row(recipe, *each) for each in recipe.rows])
        used = self._append("used", [self._used(recipe, each) for each in recipe.exclusions])
        levels = [(place, self.level(level)) for place, level in recipe.levels]
        unit = recipe.promise.measure.unit
        rule = self._contract.belongs.get(recipe.promise.measure.item)
        word: VerdictWord | None = "excluded" if recipe.is_removed else recipe.written
        return (
            recipe.start,
            NOWHERE if recipe.end is None else recipe.end,
            CUTS[recipe.cut],
            unit or 0,
            DECIDES.get(rule.moment, 0) if rule else 0,
            NOWHERE if recipe.belongs is None else recipe.belongs,
            -1 if word is None else WORDS.index(word),
            bool(recipe.until_closed),
            *rows,
            *self._append("stands", [self._stand(recipe, each) for each in stands]),
            *used,
            *self._append("levels", levels),
            sum(len(stand.pieces) for stand in stands) + self._spans(used),
        )

    def _append(self, name: str, entries: Iterable[Entry]) -> Part:
        held = self._lists[name]
        first = len(held)
        held.extend(entries)
        return first, len(held)

    def _spans(self, used: Part) -> int:
        held = self._lists["used"][slice(*used)]
        return sum(end - first for first, end, _, _ in held)

    def _row(self, recipe: Recipe, place: int, row: Row | None) -> Entry:
        if row is None:
            return place, -1, 0, 0, 0
        number = self._number(("row", id(row)), row, self.rows)
        if row.goal is None:
            return place, number, 0, 0, 0
        clock = self._clock_of(recipe)
        steps = tuple(steps_of(row.goal, clock, dict(recipe.moments)))
        part = self._part(steps, "steps", steps)
        return place, number, *part, clock(counting_clock(row.goal))

    def _clock_of(self, recipe: Recipe) -> Callable[[str], int]:
        return lambda name: self._clock(recipe.version, name)

    def level(self, level: str | None) -> int:
        """Return the number of a level; -1 for none."""
        return -1 if level is None else self._number(("level", level), level, self.levels)

    def _stand(self, recipe: Recipe, stand: Standing) -> Entry:
        part = self._part(("pieces", stand.pieces), "pieces", stand.pieces)
        if stand.allowance is None:
            return KINDS[stand.kind], NONE, 0, *part
        length, clock = stand.allowance
        return KINDS[stand.kind], length, self._clock(recipe.version, clock), *part

    def _used(self, recipe: Recipe, exclusion: Exclusion) -> Entry:
        text = self._setting.texts[recipe.version]
        found = text.excluded(exclusion.statement, exclusion.service)
        apart = (
            difference(found.possible, found.certain),
            difference(found.certain, found.possible),
        )
        key = recipe.version, exclusion.statement.name, exclusion.service
        sure = [(piece.start, piece.end) for piece in found.certain]
        unsure = [(piece.start, piece.end) for piece in union(*apart, found.unseen)]
        return *self._part((*key, "sure"), "spans", sure), *self._part((*key, ""), "spans", unsure)

    def _part(self, key: Hashable, name: str, entries: Iterable[Entry]) -> Part:
        if key not in self._parts:
            self._parts[key] = self._append(name, entries)
        return self._parts[key]

    def _number(self, key: Hashable, value: Any, held: list[Any]) -> int:  # noqa: ANN401 - as held
        if key not in self._numbers:
            self._numbers[key] = len(held)
            held.append(value)
        return self._numbers[key]


def _joined(recipe: Recipe) -> Iterator[Standing]:
    """Yield what stands still; what is cut by no unit and no allowance together by its kind."""
    if recipe.promise.measure.unit is not None:
        yield from recipe.stands
        return
    yield from (stand for stand in recipe.stands if stand.allowance is not None)
    for kind in KINDS:
        free = [s.pieces for s in recipe.stands if s.kind == kind and s.allowance is None]
        joined = union(*(map(_as_order, pieces) for pieces in free))
        if joined:
            yield Standing(kind, tuple(map(_as_places, joined)))


def _as_order(piece: tuple[int, int]) -> Interval:
    start, end = (LAST if place == AT_NOW else place for place in piece)
    return Interval(Instant(-LAST if start == AT_BEGINNING else start), Instant(end))


def _as_places(piece: Interval) -> tuple[int, int]:
    start, end = (AT_NOW if at == LAST else int(at) for at in (piece.start, piece.end))
    return AT_BEGINNING if start == -LAST else start, end
