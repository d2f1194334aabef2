"""By when something is to be done, counted from a moment or from the end of the period."""

from __future__ import annotations

from typing import assert_never

from slarules.contract.goals import budget
from slarules.contract.moments import has_days
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.core.promises import CloseOfDay, Goal
from slarules.core.rights import Deadline
from slarules.syntax import tree

PERIOD_END = "period end"
OF_SPANS = ("start", "end")
"""Moments that every span has."""


def by_when(written: tree.ByWhen, scope: Scope) -> Deadline | None:
    """Return a deadline; None when a name in it is wrong, which is told."""
    after = anchor(written.anchor, scope)
    if isinstance(written, tree.ByEndOf):
        periods = (written.ordinal, scope.period(written.period))
        return Deadline(after, periods=periods) if after else None
    goal = _goal(written, scope)
    return Deadline(after, goal) if after and goal else None


def lasting(written: tree.LapsesAfter, scope: Scope) -> Deadline | None:
    """Return until when a right lasts."""
    after, goal = anchor(written.anchor, scope), apart(written.apart, scope)
    return Deadline(after, goal) if after and goal else None


def anchor(written: tree.CountedFrom, scope: Scope) -> str | None:
    """Return what is counted from: a moment of some item or span, or the period's end."""
    if isinstance(written, tree.PeriodEnd):
        return PERIOD_END
    kinds = (*scope.vocabulary.items.values(), *scope.vocabulary.spans.values())
    moments = [moment for kind in kinds for moment in kind.moments]
    known = (*moments, *(OF_SPANS if scope.vocabulary.spans else ()))
    if written.text in known:
        return written.text
    scope.tell(UnknownName.among(written.span, "moment", written.text, known))
    return None


def _goal(written: tree.WithinAfter | tree.ByCloseAfter, scope: Scope) -> Goal | None:
    match written:
        case tree.WithinAfter(apart=length):
            return apart(length, scope)
        case tree.ByCloseAfter(close=close):
            return _close(close.ordinal, close.clock, scope)
        case _:
            assert_never(written)


def apart(written: tree.Apart, scope: Scope) -> Goal | None:
    """Return so many days or so much time after an anchor as a goal."""
    match written:
        case tree.CalendarDays(count=days):
            return CloseOfDay(days, "calendar")
        case tree.ClockDays(count=days, clock=clock):
            return _close(days, clock, scope)
        case tree.Duration():
            return budget(written, scope)
        case _:
            assert_never(written)


def _close(days: int, clock: tree.Name, scope: Scope) -> Goal | None:
    if not has_days(clock, scope):
        return None
    name = "calendar" if clock.text == "calendar" else scope.clock(clock)
    return CloseOfDay(days, name) if name else None
