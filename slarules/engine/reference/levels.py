"""Which level a target has at a place, where a table says it, and what is better than it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Truth, Value
from slarules.core.targets import Target
from slarules.engine.outcome import TargetResult
from slarules.engine.reference.place import Place
from slarules.facts.history import History, Timeline, UnknownMoment
from slarules.facts.truth import all_of
from slarules.instants import Instant

Relation: TypeAlias = Literal["at least", "at most", "above", "below"]
Timelines: TypeAlias = Mapping[tuple[str, str], Timeline]


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels that a target may have at a place, and the facts that would say which.

    Attributes:
        found: Each once, the level itself or `None` where nothing is promised; empty where no row
            holds.
    """

    found: tuple[Fraction | None, ...]
    needs: tuple[str, ...] = ()


def timelines(history: History) -> Timelines:
    """Return every item and thing by its kind and name."""
    return {(item.kind, item.item): item for item in history.items}


def levels(target: Target, place: Place, history: History, known: Timelines) -> Levels:
    """Return the levels of a target: its own, or that of each row that may hold.

    The first row that surely holds is the last that can; rows with `any other` stand last.
    """
    if not target.levels:
        return Levels((target.level,))
    found: list[Fraction | None] = []
    needs: list[str] = []
    for row in target.levels:
        said = {fact: _said(fact, place, history, known) for fact, _ in row.facts}
        truth = all_of(_is(said[fact], values) for fact, values in row.facts)
        if truth is not False:
            found.append(row.level)
        needs += (fact for fact, value in said.items() if value is UNKNOWN)
        if truth:
            break
    return Levels(tuple(dict.fromkeys(found)), _needs(target, place, found, needs))


def _needs(
    target: Target, place: Place, found: Sequence[object], facts: Sequence[str]
) -> tuple[str, ...]:
    of = " ".join(part for thing in place.things for part in thing) or place.period.label
    if not found:
        asked = dict.fromkeys(fact for row in target.levels for fact, _ in row.facts)
        return tuple(f"{fact} of {of}" for fact in asked) or (f"a level for {of}",)
    several = len(set(found)) > 1
    return tuple(dict.fromkeys(f"{fact} of {of}" for fact in facts)) if several else ()


def _is(said: Value | Missing, values: Sequence[Value]) -> Truth:
    if isinstance(said, Missing):
        return None if said is UNKNOWN else False
    return said in values


def _said(fact: str, place: Place, history: History, known: Timelines) -> Value | Missing:
    """Return what the thing is, or says, else what the period says."""
    for kind, name in place.things:
        if fact == kind:
            return name
    at = min(history.until, Instant(place.period.end - 1))
    for thing in (*place.things, ("period", place.period.label)):
        timeline = known.get(thing)
        said = ABSENT if timeline is None else timeline.said(fact, at)
        if said is not ABSENT:
            unknown = isinstance(said, UnknownMoment | int)
            return UNKNOWN if unknown else said  # type: ignore[return-value]
    return ABSENT


# --- better than a level --------------------------------------------------------------------------


def better(relation: Relation, value: Fraction, level: Fraction) -> bool:
    """Tell whether a value is strictly better than a level."""
    return value > level if relation in ("at least", "above") else value < level


def exceeded(result: TargetResult) -> Truth:
    """Tell whether a target is exceeded: its value is strictly better than the level.

    Where only the outcome is given, what is missed is not exceeded, and of what is met nobody
    knows.
    """
    if result.achieved is None:
        return False if result.outcome == "missed" else None
    return exceeds(result.relation, result.level, result.achieved.least, result.achieved.most)


def exceeds(relation: Relation, level: Fraction, least: Fraction, most: Fraction) -> Truth:
    """Tell whether every value of a range is strictly better than a level, or none is."""
    ends = {better(relation, least, level), better(relation, most, level)}
    return ends.pop() if len(ends) == 1 else None
