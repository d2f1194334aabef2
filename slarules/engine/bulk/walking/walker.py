"""Walks batches of items: states are made as rows come to them, verdicts are columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from slarules.core.conditions import ABSENT, Missing
from slarules.core.mapping import Pick
from slarules.core.promises import Promise
from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.judge import Out
from slarules.engine.bulk.judging.recipe_tables import records
from slarules.engine.bulk.judging.recipes import Exclusion, Recipe
from slarules.engine.bulk.judging.shelf import DECIDES, Shelf
from slarules.engine.bulk.reading.elements import Codes, Elements, Flags
from slarules.engine.bulk.reading.symbols import Said, Symbol
from slarules.engine.bulk.walking.programs import FIRST, LAST, Program
from slarules.engine.bulk.walking.sharing import Docket, Sharing, WaysKept
from slarules.engine.bulk.walking.states import NOT_WALKED, State, States
from slarules.engine.bulk.walking.steps import Steps
from slarules.engine.bulk.walking.walk_tables import (
    CANCEL,
    MEASURE,
    PROMISE,
    REOPENING,
    RESTART,
    STAND,
    WalkTables,
    budgets,
)
from slarules.facts.truth import holds
from slarules.instants import Instant

MOST_CYCLES = 64
"""An item with more cycles of a measure is judged by its outline."""

MOST_STATES = 1 << 14
"""With more states than that, nothing is gained by them."""


@dataclass
class Walker:
    """Judges the items of one kind by walking their rows.

    Attributes:
        symbols: What the rows say, by number.
    """

    program: Program
    shelf: Shelf
    symbols: Sequence[Symbol]
    until: Instant
    _truths: list[list[int]] = field(default_factory=list)
    _rows: list[list[int]] = field(default_factory=list)
    _variants: list[list[int]] = field(default_factory=list)
    _moves: list[list[int]] = field(default_factory=list)
    _of_states: list[tuple[int, int, int, int]] = field(default_factory=list)
    _legends: list[dict[tuple[tuple[str, ...], bool], list[int]]] = field(default_factory=list)
    _recipes: dict[tuple[int, int], int] = field(default_factory=dict)
    _tables: WalkTables | None = None
    _ways: WaysKept = field(default_factory=WaysKept)

    def __post_init__(self) -> None:
        program = self.program
        rule = program.contract.belongs.get(program.wanted.kind.name)
        by_run = rule is None or rule.moment in {"due", *DECIDES}
        self._belongs = -1 if rule is None or by_run else program.moment(rule.moment)
        self._states = States(program.wanted, program.occurrences)
        self._steps = Steps(self._states, self.symbols, self._after)
        self._truths = [[] for _ in program.conditions]
        promises = program.promises
        self._rows = [[] for _ in promises]
        self._variants = [[] for _ in promises]
        self._moves = [[] for _ in promises]
        self._legends = [{} for _ in promises]
        self._sharing = Sharing(program)

    def walked(
        self, clocks: ClockTables, elements: Elements, left: Flags, *, whole: bool = True
    ) -> list[Out]:
        """Return the verdicts of items; note those that cannot be walked.

        Args:
            clocks: All clocks.
            elements: The rows of the items.
            left: The items that are none to walk; takes in others.
            whole: Whether all columns are asked for; else only those of `COUNTED`.
        """
        ways = self._ways.of(int(elements.first[-1]))
        self._steps.take(elements, ways, left)
        self._take_in_new()
        return self._sharing.verdicts(
            Docket(clocks, self.tables(clocks), self.shelf.tables(), elements, ways, self.until),
            left,
            whole=whole,
        )

    # --- states ----------------------------------------------------------------------------------

    def _take_in_new(self) -> None:
        for number in range(len(self._of_states), len(self._states.known)):
            self._take_in(self._states.known[number])

    def _after(self, state: int, symbol: int) -> tuple[int, int]:
        said = self.symbols[symbol]
        if not isinstance(said, Said) or len(self._states.known) >= MOST_STATES:
            return NOT_WALKED, 0
        return self._states.after(state, said)

    # --- what holds in a state -------------------------------------------------------------------

    def _take_in(self, state: State) -> None:
        self._tables = None
        program, terms = self.program, self.program.text.terms
        for held, condition in zip(self._truths, program.conditions, strict=True):
            held.append(holds(condition, state.said) is True)
        removals = [r.where for r in terms.removals if r.item == program.wanted.kind.name]
        removed = any(holds(where, state.said) for where in removals)
        level = state.values.get("level")
        shape = program.wanted.table.shape
        self._of_states.append(
            (
                self.shelf.level(level) if isinstance(level, str) else -1,
                removed,
                state.is_sure,
                shape != "events" or state.is_made,
            )
        )
        for number in range(len(program.promises)):
            self._rows[number].append(self._row(number, state))
            moving = () if removed else self._may_move(program.choosing[number].promise, state)
            legends = self._legends[number]
            if (moving, removed) not in legends:
                legends[moving, removed] = self._shown(number, moving, is_removed=removed)
            self._variants[number].append(list(legends).index((moving, removed)))
            self._moves[number].append(bool(moving))

    def _row(self, number: int, state: State) -> int:
        """Return the recipe of the row that holds in a state; -1 for none, -2 where it is open."""
        choosing = self.program.choosing[number]
        for fact in choosing.facts:
            lacks = isinstance(state.values.get(fact, ABSENT), Missing)
            if lacks and choosing.reading_of(fact) == "as reported":
                # The first value after it counts.
                return NOT_WALKED
        found = choosing.candidates(state.said)
        if found.needs or len(found.rows) > 1:
            return NOT_WALKED
        row = found.rows[0] if found.rows else None
        if row is None or row.goal is None:
            return -1
        key = number, id(row)
        if key not in self._recipes:
            promise = self.program.choosing[number].promise
            exclusions = self.program.text.stopping(promise.measure).exclusions
            recipe = _recipe(promise, row, tuple(Exclusion(x, ABSENT) for x in exclusions))
            self._recipes[key] = self._put(recipe)
        return self._recipes[key]

    def _may_move(self, promise: Promise, state: State) -> tuple[str, ...]:
        """Return the moments that may move until the item is closed (R38)."""
        if state.is_closed:
            return ()
        rules = self.program.wanted.own.happenings
        last = {n for n in state.happened if any(_is_last(rule) for rule in rules[n])}
        return tuple(sorted(last & self.program.text.rests_on(promise)))

    def _shown(self, number: int, moving: tuple[str, ...], *, is_removed: bool) -> list[int]:
        """Return the recipes that verdicts show, by their cycles from 1."""
        promise = self.program.choosing[number].promise
        plain = _recipe(promise, None, (), moving, is_removed=is_removed)
        measure = promise.measure
        again = any(r.resuming == "as a new cycle" for r in measure.reopenings)
        cycles = MOST_CYCLES if measure.repeats or again else 1
        return [self._put(_of_cycle(plain, cycle)) for cycle in range(1, cycles + 1)]

    def _put(self, recipe: Recipe) -> int:
        self.shelf.add([recipe])
        return len(self.shelf.recipes) - 1

    def tables(self, clocks: ClockTables) -> WalkTables:
        """Return what is walked as arrays."""
        if self._tables is None:
            program = self.program
            levels, removed, sure, whole = zip(*self._of_states, strict=True)
            variants = max((len(each) for each in self._legends), default=1)
            legends = np.full((len(self._legends), max(1, variants), MOST_CYCLES), -1, np.int32)
            for number, own in enumerate(self._legends):
                for variant, shown in enumerate(own.values()):
                    legends[number, variant, : len(shown)] = shown
            self._tables = WalkTables(
                measures=records(program.measures, MEASURE),
                cancels=records(program.cancels, CANCEL),
                restarts=records(program.restarts, RESTART),
                reopenings=records(program.reopenings, REOPENING),
                stands=records(program.stands, STAND),
                promises=records(program.promises, PROMISE),
                firsts=program.counted(FIRST),
                lasts=program.counted(LAST),
                truths=_table(self._truths),
                rows=_table(self._rows),
                variants=_table(self._variants),
                legends=legends,
                moves=_table(self._moves),
                levels=_table([levels]),
                removed=_table([removed]),
                sure=_table([sure]),
                whole=_table([whole]),
                stopped=self._stopped(),
                budgets=budgets(self.shelf.tables(), clocks),
                is_sure=all(sure),
                belongs=self._belongs,
                begins_unknown=program.wanted.table.shape != "events",
            )
        return self._tables

    def _stopped(self) -> Codes:
        """Return by measure and state whether something without an allowance lets it pause."""
        truths = np.asarray(self._truths, np.bool_)
        stands = [slice(*each[-2:]) for each in self.program.measures]
        tests = [[test for *_, test in self.program.stands[each]] for each in stands]
        found = [truths[each].any(axis=0) for each in tests]
        return np.asarray(found, np.int32).reshape(len(found), -1)


def _table(rows: Sequence[Sequence[int]]) -> Codes:
    return np.asarray(rows, np.int32).reshape(len(rows), -1)


def _is_last(rule: object) -> bool:
    return isinstance(rule, Pick) and rule.which == "last"


def _recipe(
    promise: Promise,
    row: Any,  # noqa: ANN401
    exclusions: tuple[Exclusion, ...],
    moving: tuple[str, ...] = (),
    *,
    is_removed: bool = False,
) -> Recipe:
    return Recipe(
        version=0,
        promise=promise,
        cycle=1,
        cycle_of=None,
        start=0,
        end=None,
        cut="no",
        rows=((0, row),),
        stands=(),
        exclusions=exclusions,
        moments=(),
        belongs=None,
        levels=(),
        is_removed=is_removed,
        written=None,
        until_closed=moving,
    )


def _of_cycle(recipe: Recipe, cycle: int) -> Recipe:
    return replace(recipe, cycle=cycle)
