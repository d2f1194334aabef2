"""Goals: how much time a cell of a `targets` table allows."""

from __future__ import annotations

from decimal import Decimal

from slarules.contract.clocks import wall
from slarules.contract.conditions import said_kind
from slarules.contract.moments import has_days
from slarules.contract.problems.kinds import WrongKind, ZeroGoal
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.contract.words import micros
from slarules.core.contract import Kind
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
from slarules.syntax import tree

CALENDAR = "calendar"
"""The clock of a deadline in calendar days: every local date counts."""


def budget(duration: tree.Duration, scope: Scope) -> Budget | None:
    """Return an amount of time on a clock; no time at all is told, unless it is 0 seconds."""
    if duration.count <= 0 and duration.unit != "second":
        scope.tell(ZeroGoal(span=duration.span))
        return None
    clock = scope.clock(duration.clock)
    return Budget(micros(duration), clock) if clock else None


def goal(cell: tree.Cell, kind: Kind, scope: Scope) -> Goal | None:
    """Return what a cell allows; None for `none`, and for a cell that is wrong, which is told."""
    match cell:
        case tree.NoneCell() | tree.Unreadable():
            return None
        case tree.Duration():
            return budget(cell, scope)
        case tree.EarlierOf(left=left, right=right):
            return _both(Earliest, left, right, kind, scope)
        case tree.LaterOf(left=left, right=right):
            return _both(Latest, left, right, kind, scope)
        case tree.BySameTime() | tree.ByClose() | tree.ByCloseOfSame() | tree.ByTime():
            return _day_deadline(cell, scope)
        case tree.ByMoment():
            return _at_moment(cell, kind, scope)
        case _:
            needed = "a goal, such as 4 elapsed hours, or none"
            scope.tell(
                WrongKind(span=cell.span, what="a goal", needed=needed, given=said_kind(cell))
            )
            return None


def _both(
    make: type[Earliest | Latest], left: tree.Goal, right: tree.Goal, kind: Kind, scope: Scope
) -> Goal | None:
    goals = tuple(each for part in (left, right) if (each := goal(part, kind, scope)))
    return make(goals) if len(goals) == 2 else None


def _day_deadline(
    cell: tree.BySameTime | tree.ByClose | tree.ByCloseOfSame | tree.ByTime, scope: Scope
) -> Goal | None:
    if not has_days(cell.clock, scope):
        return None
    clock = CALENDAR if cell.clock.text == CALENDAR else scope.clock(cell.clock)
    if clock is None:
        return None
    match cell:
        case tree.BySameTime(days=days):
            return SameTimeLater(days, clock)
        case tree.ByClose(ordinal=ordinal):
            return CloseOfDay(ordinal, clock)
        case tree.ByCloseOfSame():
            return CloseOfDay(0, clock)
        case tree.ByTime(time=time, ordinal=ordinal):
            return WallTimeOnDay(wall(time), ordinal, clock)


def _at_moment(cell: tree.ByMoment, kind: Kind, scope: Scope) -> Goal | None:
    if cell.moment.text not in kind.moments:
        noun = f"moment of a {kind.name}"
        scope.tell(UnknownName.among(cell.moment.span, noun, cell.moment.text, kind.moments))
        return None
    opening = scope.clock(cell.opening) if cell.opening else None
    return AtMoment(cell.moment.text, opening)


def said(length: Micros, clock: str) -> str:
    """Return an amount of time as the language writes it, in its greatest whole unit."""
    for unit, name in ((HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")):
        if length % unit == 0 or name == "second":
            count = Decimal(length) / unit
            return f"{count.normalize():,f} {clock} {name}{'' if count == 1 else 's'}"
    raise AssertionError
