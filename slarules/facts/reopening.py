"""Items that are taken up again without having been done: told, since rows or a rule may lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from slarules.core.mapping import Happening as Rule
from slarules.core.mapping import Pick
from slarules.facts.history import BEGINNING, Happening
from slarules.facts.moments import Moments

DONE = "resolved"
"""The moment at which an item is said to be done."""

DONE_STATES = frozenset({"solved", "closed"})
"""The values of a state that say so too."""

REOPENED = "reopened"
"""The event that it is taken up again."""

Place: TypeAlias = tuple[int, int]

EARLIEST: Place = (BEGINNING, 0)


def reopened_undone(moments: Moments) -> Iterator[Happening]:
    """Yield the rows that take an item up again which was not done since it was last taken up.

    Nothing is told where the mapping does not find each time at which an item was done.
    """
    rules = moments.rules.words.get(DONE, ())
    again = moments.of(REOPENED) if REOPENED in moments.rules.events else ()
    if not isinstance(again, tuple) or not again or not all(isinstance(r, Pick) for r in rules):
        return
    done = [*_seen(rules, moments), *_states(moments), *_lost(moments)]
    before = EARLIEST
    for happening in again:
        here = happening.at, happening.position
        if not any(before <= place < here for place in done):
            yield happening
        before = here


def _seen(rules: Sequence[Rule], moments: Moments) -> Iterator[Place]:
    for rule in rules:
        if isinstance(rule, Pick):
            found = moments.rules.observer.seen(rule.occurrence, moments.positions)
            yield from ((s.happening.at, s.happening.position) for s in found)


def _states(moments: Moments) -> Iterator[Place]:
    for steps in moments.facts.values():
        yield from ((s.at, s.position) for s in steps if s.value in DONE_STATES)


def _lost(moments: Moments) -> Iterator[Place]:
    """Yield where rows are missing, in which it may have been done: before the first, or later."""
    if not any(position.entry.kind == "created" for position in moments.positions):
        yield EARLIEST
    yield from ((p.at, p.rank) for p in moments.positions if p.entry.kind == "lost")
