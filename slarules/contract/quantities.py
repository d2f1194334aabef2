"""Quantities: what a period, an item or a span produces, with the kind of number it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from slarules.contract.counted_items import items
from slarules.contract.measures import measure_kind
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherItem, SeveralClocks, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.reach import clocks_of, rows_of
from slarules.contract.scope import Scope
from slarules.contract.windows import window
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.english import listed
from slarules.core.measures import Count, PeriodMeasure, Statistic, TotalBad
from slarules.core.money import Subject
from slarules.core.periods import AnyDays, Periods, Window
from slarules.core.promises import Promise
from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    DaysFrom,
    DueOf,
    Excess,
    Lateness,
    Length,
    Loss,
    Moment,
    NumberOf,
    Over,
    Points,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.targets import ShareInTime, Target
from slarules.source import NOWHERE, Span
from slarules.syntax import tree

QuantityKind: TypeAlias = Literal[
    "share",
    "points of share",
    "number",
    "count",
    "duration",
    "money",
    "points",
    "calendar days",
    "one of",
]


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity with what it is.

    Attributes:
        kind: `points of share` are percentage points; a `one of` is a named value of a reading.
        head: How a column of a table is headed that is about it.
        clocks: Of a duration, the clocks it may be counted on; none where that is not known.
        place: What says what it is.
    """

    quantity: Quantity
    kind: QuantityKind
    head: str
    clocks: tuple[str, ...] = ()
    place: Span = NOWHERE

    @property
    def clock(self) -> str | None:
        """The clock of a duration."""
        return self.clocks[0] if self.clocks else None


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
            return _lateness(name, scope, subject)
        case tree.AchievedShareOf(target=name):
            return _achieved(name, scope)
        case tree.ShortfallOf() | tree.ExcessOf() | tree.RelativeExcessOf():
            return _from_level(written, scope)
        case tree.LossOf(measure=name):
            return _loss(name, scope)
        case tree.Length():
            return _length(written, scope, subject)
        case tree.AllPoints():
            return Measured(Points(None), "points", "all points")
        case tree.NumberOf():
            counted = items(written.items, scope)
            return Measured(NumberOf(counted), "count", "number") if counted else None
        case tree.DaysFrom():
            return _days(written, scope, subject)
        case _:
            assert_never(written)


def _wrong(span: Span, what: str, needed: str, given: str, scope: Scope) -> None:
    scope.tell(WrongKind(span=span, what=what, needed=needed, given=given))


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
        _wrong(name.span, "this", needed, given, scope)
    return measured


def kind_of(measured: PeriodMeasure, scope: Scope) -> QuantityKind:
    """Return what the value of a measure of periods is."""
    match measure_kind(measured, scope):
        case "share" | "number" | "count" | "duration" | "one of" as kind:
            return kind
        case _:
            return "number"


def measure_clocks(measured: PeriodMeasure, scope: Scope) -> tuple[str, ...]:
    """Return on which clocks the value of a measure is counted that is a length of time."""
    match measured.value:
        case TotalBad(time):
            return (time.counts_on or "elapsed",)
        case Statistic(of=of) if of in scope.known.promises:
            return clocks_of(scope.known.promises[of], ALWAYS)
        case _:
            return ("elapsed",) if kind_of(measured, scope) == "duration" else ()


def _loss(name: tree.Name, scope: Scope) -> Measured | None:
    measured = _measure(name, scope, "a measure of whole periods")
    if measured is None:
        return None
    kind = kind_of(measured, scope)
    if kind != "share":
        given = f"{measured.name}, which is a {kind}"
        _wrong(name.span, "what is lost", "a share", given, scope)
        return None
    return Measured(Loss(measured.name), "points of share", "loss", (), measured.origin.span)


# --- items ----------------------------------------------------------------------------------------


def promise_of(name: tree.Name, scope: Scope) -> Promise | None:
    """Return the promise of a measure of items; a name without one is told."""
    promises = scope.known.promises
    if name.text in promises:
        scope.find("measure", name)
        return promises[name.text]
    wrong_already = name.text in scope.names("measure") and bool(scope.telling.problems)
    if not scope.excused("measure", name.text) and not wrong_already:
        scope.tell(UnknownName.among(name.span, "measure with a goal", name.text, promises))
    return None


def _lateness(name: tree.Name, scope: Scope, subject: Subject | None) -> Measured | None:
    promise = promise_of(name, scope)
    if promise is None:
        return None
    if subject and subject.kind in scope.vocabulary.items and subject.kind != promise.measure.item:
        needed = scope.vocabulary.items[subject.kind].plural
        of = scope.vocabulary.items[promise.measure.item].plural
        given = f"{promise.name}, which is about {of}"
        scope.tell(OtherItem(span=name.span, what="this lateness", needed=needed, given=given))
        return None
    where = subject.where if subject else ALWAYS
    clocks = _one_clock(promise, where, name, scope)
    goals = [row.origin.span for row in promise.rows if row.goal]
    place = goals[0] if goals else promise.origin.span
    return Measured(Lateness(promise.name), "duration", "lateness", clocks, place)


def _one_clock(
    promise: Promise, where: Condition, name: tree.Name, scope: Scope
) -> tuple[str, ...]:
    """Return the clock of a lateness; none where it is not known, and several are told."""
    vague, measure = scope.telling.doubts.goals, promise.measure.name
    if any((row.origin.span, measure) in vague for row in rows_of(promise, where)):
        return ()
    clocks = clocks_of(promise, where)
    if len(clocks) > 1:
        what, named = f"lateness of {promise.name}", listed(clocks, "and")
        scope.tell(SeveralClocks(span=name.span, what=what, clocks=named))
        return ()
    return clocks


def _length(written: tree.Length, scope: Scope, subject: Subject | None) -> Measured | None:
    if subject is None or subject.of is None:
        needed, given = "a credit for each outage of a measure", "no such credit"
        _wrong(written.span, "a length", needed, given, scope)
        return None
    measured = scope.known.measures.get(subject.of)
    clocks = measure_clocks(measured, scope) if measured else ("elapsed",)
    place = measured.origin.span if measured else NOWHERE
    return Measured(Length(subject.of), "duration", "length", clocks or ("elapsed",), place)


def _days(written: tree.DaysFrom, scope: Scope, subject: Subject | None) -> Measured | None:
    ends = [_moment(each, scope, subject) for each in (written.start, written.end)]
    if ends[0] is None or ends[1] is None:
        return None
    due = [end.promise for end in ends if isinstance(end, DueOf)]
    judged = subject.target if subject and subject.target in scope.known.promises else None
    pauses = due[0] if due else judged
    return Measured(DaysFrom(ends[0], ends[1], pauses), "calendar days", "calendar days")


def _moment(
    written: tree.Name | tree.DueOf, scope: Scope, subject: Subject | None
) -> Moment | None:
    if isinstance(written, tree.DueOf):
        promise = promise_of(written.measure, scope)
        return DueOf(promise.name) if promise else None
    of = subject.kind if subject else ""
    kind = scope.vocabulary.items.get(of) or scope.vocabulary.spans.get(of)
    if kind is None:
        given = f"a {of}" if of else "no item"
        _wrong(written.span, "calendar days between moments", "an item or a span", given, scope)
        return None
    known = (*kind.moments, "start", "end") if of in scope.vocabulary.spans else (*kind.moments,)
    if written.text not in known:
        noun = f"moment of a {kind.name}"
        scope.tell(UnknownName.among(written.span, noun, written.text, known))
        return None
    return written.text


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
        _wrong(name.span, "an achieved share", needed, given, scope)
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
        _wrong(written.target.span, what, needed, given, scope)
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
                _wrong(written.target.span, "what divides", "a level above zero", given, scope)
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
            _wrong(written.span, "a quantity of any days", needed, given, scope)
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
        _wrong(written.window.span, f"the {written.how} of several values", needed, given, scope)
        return None
    if written.how == "mean" and written.weighting is None:
        lack, example = "whether longer periods count more", "weighted by time, or unweighted"
        what = "this mean over periods"
        scope.tell(PhraseMissing(span=written.span, what=what, lack=lack, example=example))
    elif written.how != "mean" and written.weighting is not None:
        given = f"the {written.how}"
        _wrong(written.span, written.weighting, "a mean", given, scope)
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
