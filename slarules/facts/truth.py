"""Whether a condition holds: true, false, or unknown, as Kleene reckons with the unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
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
    Relation,
    Some,
    Truth,
    Value,
)
from slarules.facts.history import UnknownMoment
from slarules.hours.local import local_date
from slarules.instants import Instant

Moment: TypeAlias = Instant | UnknownMoment | Missing
"""When something happened; `ABSENT` when it has not."""

Atom: TypeAlias = Is | Compares | Known | Notice


ValueOf: TypeAlias = Callable[[str], Value | Moment]
"""What an item or a span says of a fact, a state or a moment, by its name."""


def holds(condition: Condition, value_of: ValueOf, zone: str = "UTC") -> Truth:
    """Return whether a condition holds; `None` when what is known does not say.

    Args:
        condition: Of an item at one position, or of a span.
        value_of: What the item or the span says there.
        zone: Whose local dates a notice compares.
    """
    match condition:
        case Always():
            return True
        case Every(parts):
            return all_of(holds(part, value_of, zone) for part in parts)
        case Some(parts):
            return any_of(holds(part, value_of, zone) for part in parts)
        case Not(part):
            return negated(holds(part, value_of, zone))
        case _:
            return _atom(condition, value_of, zone)


def unknown_facts(condition: Condition, value_of: ValueOf) -> list[str]:
    """Return the names in a condition that are unknown, in the order of the text."""
    return list(dict.fromkeys(n for n in words(condition) if _is_unknown(value_of(n))))


def words(condition: Condition) -> Iterator[str]:
    """Yield the facts and moments that a condition names, in the order of the text."""
    match condition:
        case Always():
            return
        case Is(name) | Compares(name) | Known(name):
            yield name
        case Notice(moment=moment, anchor=anchor):
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


def _atom(condition: Atom, value_of: ValueOf, zone: str) -> Truth:
    match condition:
        case Is(fact, values):
            return _is(value_of(fact), values)
        case Compares(fact, relation, limit):
            return _compares(value_of(fact), relation, limit)
        case Known(moment):
            value = value_of(moment)
            return None if _is_unknown(value) else value is not ABSENT
        case Notice():
            return _notice(condition, value_of, zone)
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


def _notice(notice: Notice, value_of: ValueOf, zone: str) -> Truth:
    moment, anchor = value_of(notice.moment), value_of(notice.anchor)
    if moment is ABSENT or anchor is ABSENT:
        return False
    # The distance grows with the later date and shrinks with the earlier, so its ends suffice.
    first, second = (moment, anchor) if notice.side == "before" else (anchor, moment)
    least = _days(_latest(first, zone), _earliest(second, zone))
    most = _days(_earliest(first, zone), _latest(second, zone))
    if notice.relation == "at least":
        return _reaches(least, most, notice.days)
    return negated(_reaches(least, most, notice.days + 1))


def _reaches(least: int | None, most: int | None, days: int) -> Truth:
    """Return whether a number between the two, each open when `None`, is at least `days`."""
    if least is not None and least >= days:
        return True
    return False if most is not None and most < days else None


def _days(first: date | None, second: date | None) -> int | None:
    return None if first is None or second is None else (second - first).days


def _earliest(moment: Value | Moment, zone: str) -> date | None:
    at = moment.after if isinstance(moment, UnknownMoment) else moment
    return local_date(at, zone) if isinstance(at, int) else None


def _latest(moment: Value | Moment, zone: str) -> date | None:
    at = moment.before if isinstance(moment, UnknownMoment) else moment
    return local_date(at, zone) if isinstance(at, int) else None
