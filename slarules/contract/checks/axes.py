"""The values that a credit's quantity can have where the credit looks, and how to say one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from slarules.contract.goals import said as said_time
from slarules.contract.measures import measure_kind
from slarules.contract.reach import clocks_of, goals_of, is_budget
from slarules.contract.terms import Built
from slarules.contract.weights import percent
from slarules.core.conditions import Value
from slarules.core.contract import Terms
from slarules.core.measures import TotalBad
from slarules.core.money import Credit, Limit
from slarules.core.quantities import (
    AchievedShare,
    CreditTotal,
    DaysFrom,
    Excess,
    Lateness,
    Length,
    Loss,
    NumberOf,
    Over,
    Points,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.targets import LevelRow, MeasureValue, Target
from slarules.instants import MINUTE, Micros

Edge = tuple[Fraction, int]
"""A place on the axis: a limit that belongs to the right of itself is 0, one to the left 1."""

NOTHING = Limit(Fraction(0), included=True)
ALL = Limit(Fraction(1), included=True)


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that a quantity can have.

    Attributes:
        lower, upper: The ends of those values; None where there is no end.
        kind: What the limits are: a share, a duration, a number.
        grain: What every value is a multiple of, where there is such a number.
    """

    lower: Limit | None
    upper: Limit | None
    quantity: str
    kind: str
    clock: str = "elapsed"
    grain: Fraction | None = None

    @property
    def step(self) -> Fraction:
        """A length that a witness may lie beyond a limit."""
        return {"share": Fraction(1, 100), "duration": Fraction(MINUTE)}.get(self.kind, Fraction(1))

    def said(self, value: Fraction) -> str:
        """Return a value as the language writes it."""
        match self.kind:
            case "share" | "points of share":
                return percent(value)
            case "duration":
                return f"of {said_time(Micros(int(value)), self.clock)}"
            case _:
                return f"{value.numerator:,}" if value.denominator == 1 else str(value)

    def bare(self, value: Fraction) -> str:
        """Return a value as a limit of a row writes it."""
        return self.said(value).removeprefix("of ")

    def stretch(self, lower: Limit | None, upper: Limit | None) -> str:
        """Return a range as a row of the table would say it."""
        if lower and upper and lower.value == upper.value:
            return f"exactly {self.bare(lower.value)}"
        parts = []
        if lower:
            parts.append(f"{'at least' if lower.included else 'above'} {self.bare(lower.value)}")
        if upper:
            parts.append(f"{'at most' if upper.included else 'below'} {self.bare(upper.value)}")
        return " and ".join(parts) or "any value"

    def has_value(self, lower: Limit | None, upper: Limit | None) -> bool:
        """Tell whether the quantity can have a value between two limits."""
        if lower is None or upper is None:
            return True
        if start(lower) >= end(upper):
            return False
        if self.grain is None:
            return True
        first, last = lower.value / self.grain, upper.value / self.grain
        least = ceil(first) + (first.denominator == 1 and not lower.included)
        most = floor(last) - (last.denominator == 1 and not upper.included)
        return least <= most

    def within(self, lower: Limit | None, upper: Limit | None) -> Fraction:
        """Return a value between two limits: an end that belongs, else one in the middle."""
        if lower and lower.included:
            return lower.value
        if upper and upper.included:
            return upper.value
        if lower and upper:
            return (lower.value + upper.value) / 2
        if lower:
            return lower.value + self.step
        return upper.value - self.step if upper else Fraction(0)


def start(limit: Limit) -> Edge:
    """Return where a lower limit begins."""
    return limit.value, 0 if limit.included else 1


def end(limit: Limit) -> Edge:
    """Return where an upper limit ends."""
    return limit.value, 1 if limit.included else 0


def higher(one: Limit | None, other: Limit | None) -> Limit | None:
    """Return the lower limit that leaves less."""
    return max((limit for limit in (one, other) if limit), key=start, default=None)


def lower_of(one: Limit | None, other: Limit | None) -> Limit | None:
    """Return the upper limit that leaves less."""
    return min((limit for limit in (one, other) if limit), key=end, default=None)


# --- axes of quantities ---------------------------------------------------------------------------


def axis_of(
    credit: Credit, terms: Terms, built: Built, case: Mapping[str, Value] | None = None
) -> Axis | None:
    """Return the values that a credit's quantity has where the credit looks.

    Args:
        credit: The credit; one without a quantity has no axis.
        terms, built: The text that it stands in.
        case: The values of facts that are looked at, for levels that they pick.
    """
    if credit.by is None:
        return None
    axis = _whole(credit.by, credit, terms, built)
    return _where_it_looks(axis, credit, terms, case or {}) if axis else None


def _whole(  # noqa: C901, PLR0912 - one case for each quantity
    by: Quantity, credit: Credit, terms: Terms, built: Built
) -> Axis | None:
    match by:
        case AchievedShare():
            return Axis(NOTHING, ALL, "an achieved share of", "share")
        case ValueOf(measure):
            return _of_measure(measure, terms, built)
        case Loss(measure):
            return Axis(NOTHING, ALL, f"a loss of {measure}", "share")
        case Lateness(promise):
            goals = list(goals_of(terms.promises[promise], credit.subject.where))
            clocks = clocks_of(terms.promises[promise], credit.subject.where)
            # A late run of a budget has counted beyond it; past a deadline the clock may be shut.
            begins = Limit(Fraction(0), included=not all(is_budget(goal) for goal in goals))
            clock = clocks[0] if clocks else "elapsed"
            return Axis(begins, None, f"a lateness of {promise}", "duration", clock)
        case Length(measure):
            return replace(_of_measure(measure, terms, built), quantity="a length")
        case Shortfall(target) | Excess(target):
            return _of_difference(by, target, terms, built)
        case Points(statement):
            return Axis(NOTHING, None, statement or "all points of", "points")
        case NumberOf():
            return Axis(NOTHING, None, "a number of", "count", grain=Fraction(1))
        case DaysFrom():
            return Axis(NOTHING, None, "calendar days:", "count", grain=Fraction(1))
        case CreditTotal() | Over():
            return None


def _of_difference(by: Shortfall | Excess, target: str, terms: Terms, built: Built) -> Axis | None:
    aim = terms.targets.get(target)
    if aim is None:
        return None
    word = "a shortfall of" if isinstance(by, Shortfall) else "an excess of"
    if isinstance(by, Excess) and by.relative:
        return Axis(NOTHING, None, "a relative excess of", "share")
    if not isinstance(aim.value, MeasureValue):
        return Axis(NOTHING, ALL, word, "share")
    whole = _of_measure(aim.value.measure, terms, built)
    upper = ALL if whole.kind == "share" else None
    return Axis(NOTHING, upper, word, whole.kind, whole.clock)


def _of_measure(name: str, terms: Terms, built: Built) -> Axis:
    measure = terms.measures.get(name)
    if measure is None:
        return Axis(None, None, name, "number")
    kind, rounded = measure_kind(measure, built.scope), measure.rounded
    grain = Fraction(1, 10**rounded.decimals) if rounded else None
    match kind:
        case "share":
            return Axis(NOTHING, ALL, name, kind, grain=grain / 100 if grain else None)
        case "duration":
            time = measure.value.time if isinstance(measure.value, TotalBad) else None
            return Axis(NOTHING, None, name, kind, (time and time.counts_on) or "elapsed")
        case "count":
            return Axis(NOTHING, None, name, kind, grain=Fraction(1))
        case _:
            return Axis(None, None, name, kind, grain=grain)


# --- where a credit looks -------------------------------------------------------------------------


def misses(credit: Credit) -> str | None:
    """Return the target whose miss a credit is paid for."""
    subject = credit.subject
    return subject.target if subject.outcome == "misses" else None


def _where_it_looks(axis: Axis, credit: Credit, terms: Terms, case: Mapping[str, Value]) -> Axis:
    target = terms.targets.get(misses(credit) or "")
    if target is None or target.averaged:
        return axis
    match credit.by:
        case Shortfall(name) | Excess(name) if name == target.name:
            return replace(axis, lower=Limit(Fraction(0), included=_is_strict(target)))
        case Loss(measure) if target.value == MeasureValue(measure):
            level = Limit(1 - level_in(target, case), included=_is_strict(target))
            return replace(axis, lower=level)
        case _ if same_quantity(credit, target):
            return _missing_only(axis, target, case)
        case _:
            return axis


def _missing_only(axis: Axis, target: Target, case: Mapping[str, Value]) -> Axis:
    """Return the values at which a target is missed."""
    level = Limit(level_in(target, case), included=_is_strict(target))
    if target.relation in ("at least", "above"):
        return replace(axis, upper=level)
    return replace(axis, lower=level)


def _is_strict(target: Target) -> bool:
    """Tell whether a target is missed at its very level."""
    return target.relation in ("above", "below")


def level_in(target: Target, case: Mapping[str, Value]) -> Fraction:
    """Return the level of a target where facts have the values of a case."""
    levels = (row.level for row in _of_case(target, case) if row.level is not None)
    return next(levels, target.level)


def promises_nothing(target: Target, case: Mapping[str, Value]) -> bool:
    """Tell whether no row of levels promises anything in a case, so that it is never missed."""
    rows = list(_of_case(target, case))
    return bool(rows) and all(row.level is None for row in rows)


def _of_case(target: Target, case: Mapping[str, Value]) -> Iterator[LevelRow]:
    for row in target.levels:
        if all(fact not in case or case[fact] in values for fact, values in row.facts):
            yield row


def same_quantity(credit: Credit, target: Target) -> bool:
    """Tell whether a credit is read by what a target is about."""
    match credit.by, target.value:
        case ValueOf(measure), MeasureValue(other):
            return measure == other
        case AchievedShare(name), _:
            return name == target.name
        case _:
            return False
