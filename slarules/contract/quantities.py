"""Quantities: what a period, an item or a span produces, with the kind of number it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, assert_never

from slarules.contract.counted_items import items
from slarules.contract.item_quantities import days, lateness, length
from slarules.contract.measured import Measured, QuantityKind, kind_of, measure_clocks, wrong
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.scope import Scope
from slarules.contract.windows import window
from slarules.core.measures import Count, PeriodMeasure, TotalBad
from slarules.core.money import Subject
from slarules.core.periods import AnyDays, Periods, Window
from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    Excess,
    Loss,
    NumberOf,
    Over,
    Points,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.targets import ShareInTime, Target
from slarules.syntax import tree


def quantity(
    written: tree.Quantity, scope: Scope, subject: Subject | None = None
) -> Measured | None:
    """Return a quantity of the text; what is wrong is told.

    Args:
        written: As it is written.
        scope: The names; what is built of them is `known`.
        subject: What a credit is paid for each of; `None` where there is no such thing.
    """
    match written:
        case tree.Windowed():
            return _windowed(written, scope, subject)
        case tree.StatisticOver():
            return _statistic(written, scope, subject)
        case tree.TotalCreditOver():
            return _total_credit(written, scope)
        case tree.Name():
            return _named(written, scope)
        case _:
            return _own(written, scope, subject)


def _own(  # noqa: C901, PLR0912 - one line for each quantity
    written: tree.OwnQuantity, scope: Scope, subject: Subject | None
) -> Measured | None:
    match written:
        case tree.LatenessOf(measure=name):
            return lateness(name, scope, subject)
        case tree.AchievedShareOf(target=name):
            return _achieved(name, scope)
        case tree.ShortfallOf() | tree.ExcessOf() | tree.RelativeExcessOf():
            return _from_level(written, scope)
        case tree.LossOf(measure=name):
            return _loss(name, scope)
        case tree.Length():
            return length(written, scope, subject)
        case tree.AllPoints():
            return Measured(Points(None), "points", "all points")
        case tree.NumberOf():
            counted = items(written.items, scope)
            return Measured(NumberOf(counted), "count", "number") if counted else None
        case tree.DaysFrom():
            return days(written, scope, subject)
        case _:
            assert_never(written)


# --- names ----------------------------------------------------------------------------------------


def _named(name: tree.Name, scope: Scope) -> Measured | None:
    """Return what a bare name is: a measure of periods, points, or a scorecard."""
    if name.text in scope.names("points"):
        scope.find("points", name)
        return Measured(Points(name.text), "points", name.text)
    if name.text in scope.names("scorecard"):
        scope.find("scorecard", name)
        return Measured(ValueOf(name.text), "number", name.text)
    measured = _measure(name, scope, "a measure of whole periods, or a lateness")
    if measured is None:
        return None
    clocks = measure_clocks(measured, scope)
    kind = kind_of(measured, scope)
    return Measured(ValueOf(measured.name), kind, measured.name, clocks, measured.origin.span)


def _measure(name: tree.Name, scope: Scope, needed: str) -> PeriodMeasure | None:
    called = scope.find("measure", name)
    measured = scope.known.measures.get(called) if called else None
    if called and not measured and called in scope.known.promises:
        given = f"{called}, which is counted on each item"
        wrong(name.span, "this", needed, given, scope)
    return measured


def _loss(name: tree.Name, scope: Scope) -> Measured | None:
    measured = _measure(name, scope, "a measure of whole periods")
    if measured is None:
        return None
    kind = kind_of(measured, scope)
    if kind != "share":
        given = f"{measured.name}, which is a {kind}"
        wrong(name.span, "what is lost", "a share", given, scope)
        return None
    return Measured(Loss(measured.name), "points of share", "loss", (), measured.origin.span)


# --- targets --------------------------------------------------------------------------------------


def _target(name: tree.Name, scope: Scope) -> Target | None:
    called = scope.find("target", name)
    return scope.known.targets.get(called) if called else None


def _achieved(name: tree.Name, scope: Scope) -> Measured | None:
    target = _target(name, scope)
    if target is None:
        return None
    if not isinstance(target.value, ShareInTime):
        needed = "a target on a share of items"
        given = f"{target.name}, which is on a measure; write: by {target.value.measure}"
        wrong(name.span, "an achieved share", needed, given, scope)
        return None
    share = AchievedShare(target.name)
    return Measured(share, "share", "achieved share", (), target.origin.span)


def _from_level(
    written: tree.ShortfallOf | tree.ExcessOf | tree.RelativeExcessOf, scope: Scope
) -> Measured | None:
    target = _target(written.target, scope)
    if target is None:
        return None
    needs_much = target.relation in ("at least", "above")
    if needs_much != isinstance(written, tree.ShortfallOf):
        needed = "a target that needs at least a level"
        needed = needed if not needs_much else "a target that allows at most a level"
        given = f"{target.name}, which needs {target.relation} one"
        what = "a shortfall" if isinstance(written, tree.ShortfallOf) else "an excess"
        wrong(written.target.span, what, needed, given, scope)
        return None
    kind, clocks = _unit_of(target, scope)
    place = target.origin.span
    match written:
        case tree.ShortfallOf():
            return Measured(Shortfall(target.name), kind, "shortfall", clocks, place)
        case tree.ExcessOf():
            return Measured(Excess(target.name), kind, "excess", clocks, place)
        case tree.RelativeExcessOf():
            if target.level <= 0:
                given = f"{target.name}, whose level is nothing"
                wrong(written.target.span, "what divides", "a level above zero", given, scope)
                return None
            relative = Excess(target.name, relative=True)
            return Measured(relative, "share", "relative excess", (), place)
        case _:
            assert_never(written)


def _unit_of(target: Target, scope: Scope) -> tuple[QuantityKind, tuple[str, ...]]:
    """Return the kind of a difference to the level of a target, and its clocks."""
    if isinstance(target.value, ShareInTime):
        return "points of share", ()
    measured = scope.known.measures.get(target.value.measure)
    if measured is None:
        return "number", ()
    kind = kind_of(measured, scope)
    return ("points of share" if kind == "share" else kind), measure_clocks(measured, scope)


# --- windows --------------------------------------------------------------------------------------


def _windowed(written: tree.Windowed, scope: Scope, subject: Subject | None) -> Measured | None:
    inner = quantity(written.quantity, scope, subject)
    seen = quantity_window(written.window, scope)
    if inner is None:
        return None
    if isinstance(seen, AnyDays):
        if not _has_days(inner.quantity, scope):
            needed, given = "a count, or a total of bad time", f"a {inner.kind}"
            wrong(written.span, "a quantity of any days", needed, given, scope)
            return None
        return _over(inner, seen, "highest", by_time=False)
    alone = isinstance(written.window, tree.InThePeriod)
    if inner.kind in ("share", "points of share", "number") and not alone:
        what, example = "this quantity of several periods", "mean of ... weighted by time"
        lack = "how the values become one"
        scope.tell(PhraseMissing(span=written.span, what=what, lack=lack, example=example))
        return None
    return _over(inner, seen, "total", by_time=False)


def _has_days(inner: Quantity, scope: Scope) -> bool:
    """Tell whether a quantity has a value for any stretch of days."""
    match inner:
        case NumberOf():
            return True
        case ValueOf(name) if name in scope.known.measures:
            return isinstance(scope.known.measures[name].value, Count | TotalBad)
        case _:
            return False


def _statistic(
    written: tree.StatisticOver, scope: Scope, subject: Subject | None
) -> Measured | None:
    inner = quantity(written.quantity, scope, subject)
    seen = quantity_window(written.window, scope)
    if isinstance(seen, AnyDays):
        needed, given = "periods, such as over the last 3 periods", "any days"
        wrong(written.window.span, f"the {written.how} of several values", needed, given, scope)
        return None
    if written.how == "mean" and written.weighting is None:
        lack, example = "whether longer periods count more", "weighted by time, or unweighted"
        what = "this mean over periods"
        scope.tell(PhraseMissing(span=written.span, what=what, lack=lack, example=example))
    elif written.how != "mean" and written.weighting is not None:
        given = f"the {written.how}"
        wrong(written.span, written.weighting, "a mean", given, scope)
    if inner is None:
        return None
    by_time = written.weighting == "weighted by time"
    return _over(inner, seen, written.how, by_time=by_time)


def _total_credit(written: tree.TotalCreditOver, scope: Scope) -> Measured:
    total = Measured(CreditTotal(None), "money", "total credit")
    if written.window is None:
        return total
    return _over(total, quantity_window(written.window, scope), "total", by_time=False)


def _over(
    inner: Measured,
    seen: Window,
    how: Literal["total", "mean", "highest", "lowest"],
    *,
    by_time: bool,
) -> Measured:
    return replace(inner, quantity=Over(inner.quantity, seen, how, by_time))


def quantity_window(written: tree.QuantityWindow, scope: Scope) -> Window:
    """Return the window of a quantity: `over the last 3 periods`, `in the previous period`."""
    if isinstance(written, tree.InThePeriod):
        return Periods(written.side)
    return window(written, scope)
