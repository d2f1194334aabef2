"""Tests on when something happened: on what day, within whose hours, how far from what."""

from __future__ import annotations

from typing import Literal, assert_never

from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.contract.words import micros
from slarules.core.clocks import ELAPSED, Clock, calendar_days
from slarules.core.conditions import (
    ALWAYS,
    Condition,
    Not,
    Notice,
    OnDay,
    TimedNotice,
    WithinHours,
)
from slarules.core.contract import Kind
from slarules.syntax import tree

SPAN_ENDS = ("start", "end")
"""The moments that every span of the world has."""


def moments(kind: Kind, scope: Scope) -> tuple[str, ...]:
    """Return the names of the moments of an item or a span."""
    ends = SPAN_ENDS if kind.name in scope.vocabulary.spans else ()
    return (*kind.moments, *ends)


def timing(written: tree.Timing, kind: Kind, scope: Scope) -> Condition:
    """Return a test on the moments of a kind; one that is wrong is told and always true."""
    if isinstance(written, tree.Notice):
        return _notice(written, kind, scope) or ALWAYS
    test = _at_a_time(written, scope)
    if not _known(written.moment, kind, scope) or test is None:
        return ALWAYS
    return Not(test) if written.negated else test


def _at_a_time(written: tree.IsOnDay | tree.IsWithinHours, scope: Scope) -> Condition | None:
    match written:
        case tree.IsOnDay(moment=moment, clock=name):
            days = day_clock(name, scope)
            return OnDay(moment.text, days) if days else None
        case tree.IsWithinHours(moment=moment, clock=name):
            hours = scope.built(name)
            return WithinHours(moment.text, hours) if hours else None
        case _:
            assert_never(written)


def _known(moment: tree.Name, kind: Kind, scope: Scope) -> bool:
    """Tell whether a kind has a moment; when it has not, tell so."""
    known = moments(kind, scope)
    if moment.text not in known:
        noun = f"moment of a {kind.name}"
        scope.tell(UnknownName.among(moment.span, noun, moment.text, known))
    return moment.text in known


def day_clock(name: tree.Name, scope: Scope) -> Clock | None:
    """Return a clock that has days: a declared one, or `calendar`; when there is none, tell so."""
    if name.text == "calendar":
        return calendar_days(scope.zone)
    return scope.built(name) if has_days(name, scope) else None


def has_days(name: tree.Name, scope: Scope) -> bool:
    """Tell whether a clock may have days; `elapsed` runs in no zone, so that it has none."""
    if name.text == ELAPSED.name:
        what, needed = "the clock of a day", "a declared clock, or calendar"
        scope.tell(WrongKind(span=name.span, what=what, needed=needed, given=name.text))
    return name.text != ELAPSED.name


def _notice(written: tree.Notice, kind: Kind, scope: Scope) -> Condition | None:
    known = [_known(name, kind, scope) for name in (written.moment, written.anchor)]
    if not all(known):
        return None
    bound: Literal["at least", "at most"]
    match written.bound:
        case "at least" | "at most" as bound:
            pass
        case given:
            needed = "at least or at most"
            scope.tell(WrongKind(span=written.span, what="notice", needed=needed, given=given))
            return None
    moment, side, anchor = written.moment.text, written.side, written.anchor.text
    match written.length:
        case tree.CalendarDays(count=days):
            return Notice(moment, bound, days, side, anchor, calendar_days(scope.zone))
        case tree.ClockDays(count=days, clock=name):
            clock = day_clock(name, scope)
            return Notice(moment, bound, days, side, anchor, clock) if clock else None
        case tree.Duration(clock=name) as length:
            clock = scope.built(name)
            if clock is None:
                return None
            return TimedNotice(moment, bound, micros(length), side, anchor, clock)
