"""Occurrences, conditions and goals in plain English, wherever a sentence names them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from slarules.core.conditions import (
    Always,
    Becomes,
    Changes,
    Compares,
    Condition,
    Every,
    Happens,
    Is,
    Known,
    Missing,
    Not,
    Notice,
    Occurrence,
    OnDay,
    Some,
    StopsBeing,
    TimedNotice,
    Timing,
    Value,
    WithinHours,
)
from slarules.core.promises import (
    AtMoment,
    Budget,
    CloseOfDay,
    Earliest,
    Goal,
    Latest,
    SameTimeLater,
    WallTimeOnDay,
)
from slarules.instants import HOUR, MINUTE, SECOND, Micros


def listed(names: Iterable[str], join: str = "or") -> str:
    """Return names as a sentence lists them: `a, b or c`."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {join} {last}" if first else last


def occurrence(of: Occurrence) -> str:
    """Return what comes about: `reported`, `status becomes solved`."""
    match of:
        case Happens(name):
            return name
        case Becomes(state, values):
            return f"{state} becomes {listed(map(value, values))}"
        case StopsBeing(state, values):
            return f"{state} stops being {listed(map(value, values))}"
        case Changes(fact):
            return f"{fact} changes"
        case _:
            assert_never(of)


def occurrences(of: Iterable[Occurrence]) -> str:
    """Return several, any of which may come about."""
    return listed(map(occurrence, of))


def condition(of: Condition) -> str:
    """Return a condition as the half of a sentence; empty for what is always true."""
    match of:
        case Always():
            return ""
        case Every(parts):
            return " and ".join(map(_part, parts))
        case Some(parts):
            return " or ".join(map(_part, parts))
        case Not(Is(fact, values)):
            return f"{fact} is not {listed(map(value, values))}"
        case Not(Known(moment)):
            return f"{moment} is not known"
        case Not(part):
            return f"not ({condition(part)})"
        case _:
            return _atom(of)


def value(of: Value | Missing) -> str:
    """Return a value as it is written; `unknown` or `absent` where there is none."""
    return of.value if isinstance(of, Missing) else str(of)


def _part(of: Condition) -> str:
    return f"({condition(of)})" if isinstance(of, Every | Some) else condition(of)


def _atom(of: Is | Compares | Known | Timing) -> str:
    match of:
        case Is(fact, values):
            return f"{fact} is {listed(map(value, values))}"
        case Compares(fact, relation, limit):
            return f"{fact} is {relation} {value(limit)}"
        case Known(moment):
            return f"{moment} is known"
        case _:
            return _timing(of)


def _timing(of: Timing) -> str:
    match of:
        case OnDay(moment, clock):
            return f"{moment} is on a {clock.name} day"
        case WithinHours(moment, clock):
            return f"{moment} is within {clock.name} hours"
        case Notice(moment, relation, days, side, anchor, clock):
            unit = f"{clock.name} day{'' if days == 1 else 's'}"
            return f"{moment} lies {relation} {days} {unit} {side} {anchor}"
        case TimedNotice(moment, relation, length, side, anchor, clock):
            return f"{moment} lies {relation} {time_on(length, clock.name)} {side} {anchor}"
        case _:
            assert_never(of)


UNITS = ((HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def time_on(length: Micros, clock: str) -> str:
    """Return an amount of time on a clock: `12 desk hours`."""
    size, unit = next(((s, u) for s, u in UNITS if length % s == 0), UNITS[-1])
    count = Fraction(length, size)
    return f"{count} {clock} {unit}{'' if count == 1 else 's'}"


def goal(of: Goal) -> str:
    """Return how much time is allowed."""
    match of:
        case Budget(length, clock):
            return time_on(length, clock)
        case Earliest(goals):
            return f"the earlier of {listed(map(goal, goals), 'and')}"
        case Latest(goals):
            return f"the later of {listed(map(goal, goals), 'and')}"
        case _:
            return f"by {_deadline(of)}"


def _deadline(of: SameTimeLater | CloseOfDay | WallTimeOnDay | AtMoment) -> str:
    match of:
        case SameTimeLater(days, clock):
            return f"the same time {days} {clock} day{'' if days == 1 else 's'} later"
        case CloseOfDay(days, clock):
            same = f"close of the same {clock} day"
            return f"close of the {ordinal(days)} {clock} day after" if days else same
        case WallTimeOnDay(wall, days, clock):
            at = f"{wall // HOUR:02}:{wall % HOUR // MINUTE:02}"
            which = "next" if days == 1 else ordinal(days)
            return f"{at} on the {which} {clock} day{' after' if days > 1 else ''}"
        case AtMoment(moment, opening):
            return f"{moment} or the next {opening} opening" if opening else moment
        case _:
            assert_never(of)


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `11th`."""
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
