"""Which items of a shared history are the contract's own: conditions on settled facts."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import (
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
    Some,
    Truth,
)
from slarules.facts.history import Timeline, UnknownMoment
from slarules.facts.raw import every, negated, stands
from slarules.instants import Instant


def covered(condition: Condition, item: Timeline, until: Instant) -> Truth:
    """Return whether a condition holds of an item's last values at an instant."""
    match condition:
        case Always():
            return True
        case Every(parts):
            return every(covered(part, item, until) for part in parts)
        case Some(parts):
            return negated(every(negated(covered(part, item, until)) for part in parts))
        case Not(part):
            return negated(covered(part, item, until))
        case Known(moment):
            at = item.moment(moment)
            return None if isinstance(at, UnknownMoment) else at is not None and at <= until
        case Is() | Compares():
            return _fact(condition, item, until)
        case Notice():
            # The words of a notice belong to spans; no condition on items holds one.
            return None
        case _:
            assert_never(condition)


def _fact(condition: Is | Compares, item: Timeline, until: Instant) -> Truth:
    value = item.last(condition.fact, until)
    if isinstance(value, Missing):
        return None if value is UNKNOWN else False
    match condition:
        case Is(_, values):
            return value in values
        case Compares(_, relation, limit):
            return None if isinstance(value, str) else stands(value - limit, relation)
        case _:
            assert_never(condition)
