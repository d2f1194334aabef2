"""Which recipes an item has: by its outline, the text that applies, and what holds of its days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slarules.core.clocks import Clock
from slarules.core.conditions import Notice, OnDay, TimedNotice, Timing, WithinHours
from slarules.core.contract import Contract
from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.outlines import place_of
from slarules.engine.bulk.judging.recipe_tables import Entry, Part, records
from slarules.engine.bulk.judging.recipes import AloneError, Recipes
from slarules.engine.bulk.judging.shelf import Shelf
from slarules.engine.bulk.judging.texts import (
    MOST_TESTS,
    NOTICE,
    ON_DAY,
    PART,
    RULE,
    TEST,
    TEXT_BITS,
    TIMED_NOTICE,
    WITHIN_HOURS,
    ChoiceTables,
    choices,
)
from slarules.engine.bulk.judging.timed import moments_of
from slarules.facts.history import Timeline
from slarules.instants import Instant

ALONE: Final = -1
LATER: Final = -2
"""Stands where the times of an item have to be looked at first."""

BEYOND_YEARS: Final = "its time lies outside the years compiled"


class Picking:
    """The recipes of outlines, written once the choices of their items are known."""

    def __init__(
        self, contract: Contract, recipes: Recipes, shelf: Shelf, clock: Callable[[Clock], int]
    ) -> None:
        self._contract, self._recipes, self._shelf, self._clock = contract, recipes, shelf, clock
        self._outlines: list[Timeline] = []
        self._picks: list[int] = []
        self._why: list[str] = []
        self._chosen: dict[tuple[int, int], tuple[int, str]] = {}
        self._rules: list[Entry] = []
        self._tests: list[Entry] = []
        self._rules_of: list[Part] = []
        self._tests_of: list[Part] = []
        self._tables: ChoiceTables | None = None

    def add(self, outline: Timeline) -> int:
        """Take up an outline, and return its number."""
        self._tables = None
        number = len(self._outlines)
        self._outlines.append(outline)
        rules = list(self._rules_for(outline))
        try:
            tests = [list(self._tests_for(outline, text)) for text in self._texts]
        except AloneError as error:
            pick, why, tests = ALONE, str(error), [[] for _ in self._texts]
        else:
            varies = rules or any(tests)
            pick, why = (LATER, "") if varies else self._pick(number, 0)
        self._rules_of.append(_appended(self._rules, rules))
        self._tests_of += [_appended(self._tests, each) for each in tests]
        self._picks.append(pick)
        self._why.append(why)
        return number

    def apart(self, why: str) -> int:
        """Take up an outline whose items are all judged alone, and return its number."""
        self._tables = None
        self._outlines.append(Timeline("", "", {}, {}))
        self._picks.append(ALONE)
        self._why.append(why)
        self._rules_of.append(_appended(self._rules, []))
        self._tests_of += [_appended(self._tests, []) for _ in self._texts]
        return len(self._outlines) - 1

    def picks(
        self, outline: NDArray[np.int32], first: Instants, at: Instants, until: Instant,
        clocks: ClockTables,
    ) -> tuple[NDArray[np.int32], dict[int, str]]:  # fmt: skip
        """Return what each item has in common with others, and why some are judged alone."""
        picks = np.array(self._picks, np.int32)[outline]
        alone = np.flatnonzero(picks == ALONE)
        why = {int(i): self._why[outline[i]] for i in alone}
        later = np.flatnonzero(picks == LATER)
        if len(later):
            self._choose(picks, why, outline, later, choices(
                clocks, self._choice_tables(), outline, first, at, later, until
            ))  # fmt: skip
        return picks, why

    def _choose(
        self,
        picks: NDArray[np.int32],
        why: dict[int, str],
        outline: NDArray[np.int32],
        later: NDArray[np.int64],
        choice: Instants,
    ) -> None:
        own = outline[later]
        order = np.lexsort((choice, own))
        own, choice, later = own[order], choice[order], later[order]
        turns = np.flatnonzero((np.diff(own) != 0) | (np.diff(choice) != 0)) + 1
        for begin, end in zip([0, *turns], [*turns, len(later)], strict=True):
            pick, reason = self._chosen_pick(int(own[begin]), int(choice[begin]))
            picks[later[begin:end]] = pick
            if pick == ALONE:
                why.update((int(i), reason) for i in later[begin:end])

    def _chosen_pick(self, outline: int, choice: int) -> tuple[int, str]:
        if choice == BEYOND:
            return ALONE, BEYOND_YEARS
        key = outline, choice
        if key not in self._chosen:
            self._chosen[key] = self._pick(outline, choice)
        return self._chosen[key]

    def _pick(self, outline: int, choice: int) -> tuple[int, str]:
        text, bits = choice & (1 << TEXT_BITS) - 1, choice >> TEXT_BITS
        tests = self._recipes.timed[text].names
        holds = [bool(bits >> bit & 1) for bit in range(len(tests))]
        try:
            return self._shelf.add(self._recipes.of(self._outlines[outline], text, holds)), ""
        except AloneError as error:
            return ALONE, str(error)

    def _choice_tables(self) -> ChoiceTables:
        if self._tables is None:
            self._tables = ChoiceTables(
                records(self._rules_of, PART),
                records(self._rules, RULE),
                records(self._tests_of, PART),
                records(self._tests, TEST),
                len(self._contract.versions),
            )
        return self._tables

    @property
    def _texts(self) -> range:
        return range(len(self._contract.versions))

    def _rules_for(self, outline: Timeline) -> Iterator[Entry]:
        for text, version in list(enumerate(self._contract.versions))[1:]:
            rule = next((r for r in version.applies if r.item == outline.kind), None)
            at = outline.moment(rule.moment) if rule else None
            if rule and isinstance(at, int):
                yield text, place_of(at), rule.since

    def _tests_for(self, outline: Timeline, text: int) -> Iterator[Entry]:
        tests = self._recipes.timed[text].names
        if len(tests) > MOST_TESTS:
            raise AloneError("too many conditions on days and hours")
        for bit, test in enumerate(tests):
            places = [_place(outline, moment) for moment in moments_of(test)]
            known = [place for place in places if place is not None]
            # Of a moment that has not happened no such condition holds, whatever is said of it.
            if len(known) == len(places):
                yield bit, *self._test(test), *(*known, 0)[:2]

    def _test(self, test: Timing) -> Entry:
        clock = self._clock(test.clock)
        match test:
            case OnDay():
                return ON_DAY, clock, 0, 0, 0
            case WithinHours():
                return WITHIN_HOURS, clock, 0, 0, 0
            case Notice(days=number):
                what = NOTICE
            case TimedNotice(length=number):
                what = TIMED_NOTICE
        return what, clock, number, test.side == "before", test.relation == "at least"


def _appended(held: list[Entry], entries: list[Entry]) -> Part:
    first = len(held)
    held += entries
    return first, len(held)


def _place(outline: Timeline, moment: str) -> int | None:
    if moment in outline.facts or moment in outline.unknown:
        raise AloneError("something of its history is unknown")
    at = outline.moment(moment)
    return place_of(at) if isinstance(at, int) else None
