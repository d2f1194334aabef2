"""Conditions on the history of periods."""

from __future__ import annotations

from collections.abc import Iterable

from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.scope import Scope
from slarules.core.periods import Periods
from slarules.core.quantities import EveryHistory, History, NotHistory, SomeHistory, TargetIs
from slarules.syntax import tree


def history(written: tree.History, scope: Scope) -> History | None:
    """Return a condition on the outcomes of targets; None when a part is wrong, which is told."""
    match written:
        case tree.Outcome():
            return _outcome(written, scope)
        case tree.AllOutcomes(parts=parts):
            found = _parts(parts, scope)
            return EveryHistory(found) if found else None
        case tree.AnyOutcome(parts=parts):
            found = _parts(parts, scope)
            return SomeHistory(found) if found else None
        case tree.NotOutcome(part=part):
            inner = history(part, scope)
            return NotHistory(inner) if inner else None


def _parts(parts: Iterable[tree.History], scope: Scope) -> tuple[History, ...] | None:
    built = [history(part, scope) for part in parts]
    found = tuple(part for part in built if part)
    return found if len(found) == len(built) else None


def _outcome(written: tree.Outcome, scope: Scope) -> TargetIs | None:
    name = scope.find("target", written.target)
    if name is None:
        return None
    if written.result == "exceeded":
        scope.tell(NotYetComputed(span=written.span, what="whether a target is exceeded"))
        return None
    match written.window:
        case None:
            return TargetIs(name, written.result)
        case tree.InEachOf(side=side, periods=periods):
            return TargetIs(name, written.result, Periods(side, periods))
        case tree.InSomeOf():
            what = "outcomes in some of several periods"
            scope.tell(NotYetComputed(span=written.window.span, what=what))
            return None
