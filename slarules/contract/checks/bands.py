"""Bands of credits: no gap, no overlap where the credit looks, nothing paid while all is well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.contract.checks.checked import Checked
from slarules.contract.goals import said as said_time
from slarules.contract.measures import measure_kind
from slarules.contract.weights import percent
from slarules.contract.problems.completeness import BandMissing, BandTwice
from slarules.contract.problems.remarks import PaysWhileMet, RowNeverReached
from slarules.contract.problems.told import elsewhere
from slarules.contract.reach import clocks_of, goals_of, is_budget, rows_of
from slarules.contract.scorecards import score_kind
from slarules.contract.terms import Built
from slarules.core.contract import Terms
from slarules.core.money import Band, Credit, Limit
from slarules.core.quantities import AchievedShare, Lateness, ValueOf
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.instants import MINUTE, Micros
from slarules.problems import Problem


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that a credit's quantity can have where the credit looks, and how to say one.

    Attributes:
        lower, upper: The ends of those values; None where there is no end.
        kind: What the limits are: a share, a duration, a number.
        step: What is added to an end to find a value beyond it.
    """

    lower: Limit | None
    upper: Limit | None
    quantity: str
    kind: str
    clock: str = "elapsed"

    @property
    def step(self) -> Fraction:
        """A length that a witness may lie beyond a limit."""
        return {"share": Fraction(1, 100), "duration": Fraction(MINUTE)}.get(self.kind, Fraction(1))

    def said(self, value: Fraction) -> str:
        """Return a value as the language writes it."""
        match self.kind:
            case "share":
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


def one_band_a_value(checked: Checked) -> Iterator[Problem]:
    """Yield each value that a table of bands leaves out, or answers twice, or never reaches."""
    for version, built in checked.texts():
        for credit in version.terms.credits.values():
            axis = _axis(credit, version.terms, built)
            if axis is None or not credit.bands:
                continue
            bands = [band for band in credit.bands if not band.of_unknown]
            yield from _twins(credit, bands, axis)
            if not _is_vague(credit, version.terms, checked):
                yield from _gaps(credit, bands, axis)
                yield from _unreached(credit, bands, axis)
            elif bands and not checked.doubtful(credit.origin.span, "table", "|"):
                yield from _gaps(credit, bands, _between(bands, axis))


def _between(bands: Sequence[Band], axis: Axis) -> Axis:
    """Return the values from the lowest limit of bands to the highest."""
    lower = [band.lower for band in bands if band.lower]
    upper = [band.upper for band in bands if band.upper]
    return replace(
        axis,
        lower=min(lower, key=_start) if len(lower) == len(bands) else None,
        upper=max(upper, key=_end) if len(upper) == len(bands) else None,
    )


def _is_vague(credit: Credit, terms: Terms, checked: Checked) -> bool:
    """Tell whether it is not known where a credit looks, or what one of its rows is for."""
    if checked.doubtful(credit.origin.span, "each", "by", "table", "|"):
        return True
    aims = [_misses(credit), credit.by.target if isinstance(credit.by, AchievedShare) else None]
    places = [terms.targets[name].origin.span for name in aims if name and name in terms.targets]
    if isinstance(credit.by, Lateness):
        promise = terms.promises[credit.by.promise]
        where = credit.subject.where
        if checked.has_vague_goal(promise, rows_of(promise, where)):
            return True
    return any(checked.doubtful(place, "needs") for place in places)


def _axis(credit: Credit, terms: Terms, built: Built) -> Axis | None:
    match credit.by:
        case AchievedShare(target):
            return _share_axis(credit, terms.targets[target], "an achieved share of")
        case ValueOf(measure):
            return _value_axis(credit, measure, terms, built)
        case Lateness(promise):
            where = credit.subject.where
            goals = list(goals_of(terms.promises[promise], where))
            clocks = clocks_of(terms.promises[promise], where)
            # A late run of a budget has counted beyond it; past a deadline the clock may be shut.
            begins = Limit(Fraction(0), included=not all(is_budget(goal) for goal in goals))
            name = f"a lateness of {promise}"
            return Axis(begins, None, name, "duration", clocks[0] if clocks else "elapsed")
        case None:
            return None


def _share_axis(credit: Credit, target: Target, words: str) -> Axis:
    low, high = Limit(Fraction(0), included=True), Limit(Fraction(1), included=True)
    axis = Axis(low, high, words, "share")
    return _missing_only(axis, target) if _misses(credit) == target.name else axis


def _missing_only(axis: Axis, target: Target) -> Axis:
    """Return the values at which a target is missed."""
    level = Limit(target.level, included=False)
    if target.relation == "at least":
        return Axis(axis.lower, level, axis.quantity, axis.kind, axis.clock)
    return Axis(level, axis.upper, axis.quantity, axis.kind, axis.clock)


def _value_axis(credit: Credit, measure: str, terms: Terms, built: Built) -> Axis:
    kind = _kind_of(measure, terms, built)
    low, high = Limit(Fraction(0), included=True), Limit(Fraction(1), included=True)
    axis = Axis(low, high, measure, "share") if kind == "share" else Axis(None, None, measure, kind)
    target = terms.targets.get(_misses(credit) or "")
    if target and target.value == MeasureValue(measure):
        return _missing_only(axis, target)
    return axis


def _kind_of(name: str, terms: Terms, built: Built) -> str:
    """Return what a measure or a scorecard is."""
    if name in terms.scorecards:
        return score_kind(terms.scorecards[name], terms.measures, built.scope)
    return measure_kind(terms.measures[name], built.scope)


def _misses(credit: Credit) -> str | None:
    return credit.subject.target if credit.subject.kind == "period" else None


# --- gaps, twins ----------------------------------------------------------------------------------

Edge = tuple[Fraction, int]
"""A place on the axis: a limit that belongs to the right of itself is 0, one to the left 1."""


def _start(limit: Limit) -> Edge:
    return limit.value, 0 if limit.included else 1


def _end(limit: Limit) -> Edge:
    return limit.value, 1 if limit.included else 0


def _gaps(credit: Credit, bands: Sequence[Band], axis: Axis) -> Iterator[Problem]:
    """Yield a problem for each stretch of the axis between bands, from below to above."""
    ordered = sorted(bands, key=lambda band: (band.lower is not None, _key(band.lower)))
    reached = _start(axis.lower) if axis.lower else None
    previous = axis.lower
    for band in ordered:
        if axis.upper and reached is not None and reached >= _end(axis.upper):
            return
        if band.lower and (reached is None or _start(band.lower) > reached):
            opened = _after(previous, reached)
            yield _gap(credit, axis, opened, _lower(_before(band.lower), axis.upper), band)
        if band.upper is None:
            return
        if reached is None or _end(band.upper) > reached:
            reached, previous = _end(band.upper), band.upper
    if axis.upper is None or (reached is not None and reached < _end(axis.upper)):
        yield _gap(credit, axis, _after(previous, reached), axis.upper, ordered[-1])


def _key(limit: Limit | None) -> Edge:
    return _start(limit) if limit else (Fraction(0), 0)


def _after(limit: Limit | None, reached: Edge | None) -> Limit | None:
    """Return the lower limit of what begins where the bands have reached."""
    if limit is None or reached is None:
        return None
    return Limit(reached[0], included=reached[1] == 0)


def _before(limit: Limit) -> Limit:
    return Limit(limit.value, included=not limit.included)


def _gap(
    credit: Credit, axis: Axis, lower: Limit | None, upper: Limit | None, near: Band
) -> Problem:
    witness = _within(lower, upper, axis)
    return BandMissing(
        span=near.origin.span,
        clause=credit.origin.clause,
        table=f"credit {credit.name}",
        quantity=axis.quantity,
        witness=axis.said(witness),
        stretch=axis.stretch(lower, upper),
    )


def _within(lower: Limit | None, upper: Limit | None, axis: Axis) -> Fraction:
    """Return a value between two limits: an end that belongs, else one in the middle."""
    if lower and lower.included:
        return lower.value
    if upper and upper.included:
        return upper.value
    if lower and upper:
        return (lower.value + upper.value) / 2
    if lower:
        return lower.value + axis.step
    return upper.value - axis.step if upper else Fraction(0)


def _twins(credit: Credit, bands: Sequence[Band], axis: Axis) -> Iterator[Problem]:
    for i, band in enumerate(bands):
        for earlier in bands[:i]:
            lower, upper = _higher(band.lower, earlier.lower), _lower(band.upper, earlier.upper)
            if lower is None or upper is None or _start(lower) < _end(upper):
                yield BandTwice(
                    span=band.origin.span,
                    clause=credit.origin.clause,
                    table=f"credit {credit.name}",
                    quantity=axis.quantity,
                    witness=axis.said(_within(lower, upper, axis)),
                    also=elsewhere(earlier.origin.span, "the other row"),
                )


def _higher(one: Limit | None, other: Limit | None) -> Limit | None:
    limits = [limit for limit in (one, other) if limit]
    return max(limits, key=_start, default=None)


def _lower(one: Limit | None, other: Limit | None) -> Limit | None:
    limits = [limit for limit in (one, other) if limit]
    return min(limits, key=_end, default=None)


def _unreached(credit: Credit, bands: Sequence[Band], axis: Axis) -> Iterator[Problem]:
    for band in bands:
        lower, upper = _higher(band.lower, axis.lower), _lower(band.upper, axis.upper)
        if lower and upper and _start(lower) >= _end(upper):
            yield RowNeverReached(
                span=band.origin.span,
                clause=credit.origin.clause,
                table=f"credit {credit.name}",
                reason=f"it looks at {axis.stretch(axis.lower, axis.upper)} alone",
            )


# --- paid while met -------------------------------------------------------------------------------


def paid_while_met(checked: Checked) -> Iterator[Problem]:
    """Yield each row that pays for a value at which the target on the same quantity is met."""
    for version, built in checked.texts():
        for credit in version.terms.credits.values():
            whole = credit.subject.kind == "period" and credit.subject.target is None
            if whole and not _is_vague(credit, version.terms, checked):
                yield from _paid(credit, version.terms, built, checked)


def _paid(credit: Credit, terms: Terms, built: Built, checked: Checked) -> Iterator[Problem]:
    axis = _axis(credit, terms, built)
    for target in terms.targets.values():
        if axis is None or not _same_quantity(credit, target):
            continue
        if checked.doubtful(target.origin.span, "needs"):
            continue
        met_from = Limit(target.level, included=True)
        for band in credit.bands:
            if band.pays is None or band.of_unknown:
                continue
            at_least = target.relation == "at least"
            lower = _higher(band.lower, met_from) if at_least else band.lower
            upper = band.upper if at_least else _lower(band.upper, met_from)
            lower, upper = _higher(lower, axis.lower), _lower(upper, axis.upper)
            if lower is None or upper is None or _start(lower) < _end(upper):
                yield PaysWhileMet(
                    span=band.origin.span,
                    clause=credit.origin.clause,
                    credit=credit.name,
                    quantity=axis.quantity,
                    witness=axis.said(_within(lower, upper, axis)),
                    target=target.name,
                    level=axis.bare(target.level),
                    also=elsewhere(target.origin.span, f"target {target.name}"),
                )


def _same_quantity(credit: Credit, target: Target) -> bool:
    match credit.by, target.value:
        case ValueOf(measure), MeasureValue(other):
            return measure == other
        case AchievedShare(name), ShareInTime():
            return name == target.name
        case _:
            return False
