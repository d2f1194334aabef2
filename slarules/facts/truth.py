"""Whether a condition holds: true, false, or unknown, as Kleene reckons with the unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.core.conditions import (
    ABSENT,
    UNKNOWN,
    Always,
    Compares,
    Condition,
    Every,
    Is,
    Known,
    Missing,
    Not,
    Notice,
    OnDay,
    Relation,
    Some,
    TimedNotice,
    Timing,
    Truth,
    Value,
    WithinHours,
)
from slarules.facts import timing
from slarules.facts.history import BEGINNING, UnknownMoment
from slarules.instants import Instant

Moment: TypeAlias = Instant | UnknownMoment | Missing
"""When something happened; `ABSENT` when it has not."""

Atom: TypeAlias = Is | Compares | Known | Timing


ValueOf: TypeAlias = Callable[[str], Value | Moment]
"""What an item or a span says of a fact, a state or a moment, by its name."""


def holds(condition: Condition, value_of: ValueOf) -> Truth:
    """Return whether a condition holds; `None` when what is known does not say.

    Args:
        condition: Of an item at one position, or of a span.
        value_of: What the item or the span says there.
    """
    match condition:
        case Always():
            return True
        case Every(parts):
            return all_of(holds(part, value_of) for part in parts)
        case Some(parts):
            return any_of(holds(part, value_of) for part in parts)
        case Not(part):
            return negated(holds(part, value_of))
        case _:
            return _atom(condition, value_of)


def unknown_facts(condition: Condition, value_of: ValueOf) -> list[str]:
    """Return the names in a condition that are unknown, in the order of the text."""
    return list(dict.fromkeys(n for n in words(condition) if _is_unknown(value_of(n))))


def words(condition: Condition) -> Iterator[str]:
    """Yield the facts and moments that a condition names, in the order of the text."""
    match condition:
        case Always():
            return
        case Is(name) | Compares(name) | Known(name) | OnDay(name) | WithinHours(name):
            yield name
        case Notice(moment=moment, anchor=anchor) | TimedNotice(moment=moment, anchor=anchor):
            yield from (moment, anchor)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from words(part)
        case Not(part):
            yield from words(part)
        case _:
            assert_never(condition)


def _is_unknown(value: Value | Moment) -> bool:
    return value is UNKNOWN or isinstance(value, UnknownMoment)


def _atom(condition: Atom, value_of: ValueOf) -> Truth:
    match condition:
        case Is(fact, values):
            return _is(value_of(fact), values)
        case Compares(fact, relation, limit):
            return _compares(value_of(fact), relation, limit)
        case Known(moment):
            value = value_of(moment)
            if isinstance(value, UnknownMoment) and value.is_over:
                return True
            return None if _is_unknown(value) else value is not ABSENT
        case OnDay(moment) | WithinHours(moment):
            return _at(condition, value_of(moment))
        case Notice(moment=moment, anchor=anchor) | TimedNotice(moment=moment, anchor=anchor):
            return _apart(condition, value_of(moment), value_of(anchor))
        case _:
            assert_never(condition)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return false when one is false, else unknown when one is unknown, else true."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return true when one is true, else unknown when one is unknown, else false."""
    return negated(all_of(negated(truth) for truth in truths))


def negated(truth: Truth) -> Truth:
    """Return the opposite; the opposite of unknown is unknown."""
    return None if truth is None else not truth


def stands(value: Fraction, relation: Relation, limit: Fraction) -> bool:
    """Return whether a number stands in the relation to a limit."""
    match relation:
        case "at least":
            return value >= limit
        case "above":
            return value > limit
        case "below":
            return value < limit
        case "at most":
            return value <= limit
        case "exactly":
            return value == limit
        case _:
            assert_never(relation)


def _is(value: Value | Moment, values: tuple[Value, ...]) -> Truth:
    if isinstance(value, Missing):
        return None if value is UNKNOWN else False
    return value in values


def _compares(value: Value | Moment, relation: Relation, limit: Fraction) -> Truth:
    if isinstance(value, Fraction):
        return stands(value, relation, limit)
    # A text where a number belongs says as little as an empty cell.
    return False if value is ABSENT else None


def _at(test: OnDay | WithinHours, moment: Value | Moment) -> Truth:
    return False if moment is ABSENT else timing.at_a_time(test, _bounds(moment))


def _apart(test: Notice | TimedNotice, moment: Value | Moment, anchor: Value | Moment) -> Truth:
    if moment is ABSENT or anchor is ABSENT:
        return False
    return timing.apart(test, _bounds(moment), _bounds(anchor))


def _bounds(moment: Value | Moment) -> UnknownMoment:
    """Return between which instants a moment lies, as far as that is known."""
    if isinstance(moment, UnknownMoment):
        return moment
    # What lies before everything came about at no time that a clock could be asked of.
    if not isinstance(moment, int) or moment == BEGINNING:
        return UnknownMoment()
    return UnknownMoment(moment, moment)
