"""What bands pay: nothing while the target is met, and not less for worse service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from slarules.contract.checks.axes import (
    Axis,
    axis_of,
    higher,
    level_in,
    lower_of,
    misses,
    same_quantity,
    start,
)
from slarules.contract.checks.bands import Case, cases, holds, is_vague
from slarules.contract.checks.checked import Checked
from slarules.contract.problems.remarks import PaysWhileMet, WithoutLimit, WorseEarnsMore
from slarules.contract.problems.told import elsewhere
from slarules.contract.terms import Built
from slarules.core.contract import Terms
from slarules.core.measures import TotalBad
from slarules.core.money import AmountTerm, Band, Credit, Limit, Money, Named, Pay, PointsOf, Times
from slarules.core.quantities import Excess, Lateness, Length, Loss, Quantity, Shortfall, ValueOf
from slarules.core.targets import Target
from slarules.problems import Problem


def paid_while_met(checked: Checked) -> Iterator[Problem]:
    """Yield each row that pays for a value at which the target on the same quantity is met."""
    for version, built in checked.texts():
        for credit in version.terms.credits.values():
            whole = credit.subject.target is None and credit.kind != "bonus"
            if whole and credit.by and not is_vague(credit, version.terms, checked):
                for case in cases(credit, version.terms, checked.contract):
                    yield from _paid(credit, version.terms, built, checked, case)


def _paid(
    credit: Credit, terms: Terms, built: Built, checked: Checked, case: Case
) -> Iterator[Problem]:
    axis = axis_of(credit, terms, built, case)
    for target in terms.targets.values():
        if axis is None or not same_quantity(credit, target):
            continue
        if checked.doubtful(target.origin.span, "needs"):
            continue
        for band in credit.bands:
            if band.pays is not None and not band.of_unknown and holds(band, case):
                yield from _met_inside(credit, band, target, axis, case)


def _met_inside(
    credit: Credit, band: Band, target: Target, axis: Axis, case: Case
) -> Iterator[Problem]:
    strict = target.relation in ("above", "below")
    level = level_in(target, case)
    met = Limit(level, included=not strict)
    upwards = target.relation in ("at least", "above")
    lower = higher(band.lower, met) if upwards else band.lower
    upper = band.upper if upwards else lower_of(band.upper, met)
    lower, upper = higher(lower, axis.lower), lower_of(upper, axis.upper)
    if axis.has_value(lower, upper):
        yield PaysWhileMet(
            span=band.origin.span,
            clause=credit.origin.clause,
            credit=credit.name,
            quantity=axis.quantity,
            witness=axis.said(axis.within(lower, upper)),
            target=target.name,
            level=axis.bare(level),
            also=elsewhere(target.origin.span, f"target {target.name}"),
        )


# --- worse service --------------------------------------------------------------------------------


def worse_earns_more(checked: Checked) -> Iterator[Problem]:
    """Yield each row for worse service that pays less than the row for better service before it."""
    for version, _ in checked.texts():
        for credit in version.terms.credits.values():
            rising = _worse_upwards(credit.by, credit, version.terms)
            if rising is None or credit.kind == "bonus":
                continue
            for case in cases(credit, version.terms, checked.contract):
                bands = [b for b in credit.bands if holds(b, case) and not b.of_unknown]
                yield from _falling(credit, bands, rising=rising)


def _worse_upwards(by: Quantity | None, credit: Credit, terms: Terms) -> bool | None:
    """Tell whether more of a quantity is worse service; None where nobody can tell."""
    match by:
        case Lateness() | Length() | Shortfall() | Excess() | Loss():
            return True
        case ValueOf(measure) if measure in terms.measures:
            if isinstance(terms.measures[measure].value, TotalBad):
                return True
            aims = [t for t in terms.targets.values() if same_quantity(credit, t)]
            named = terms.targets.get(misses(credit) or "")
            aim = named if named in aims else (aims[0] if len(aims) == 1 else None)
            return None if aim is None else aim.relation in ("at most", "below")
        case _:
            return None


def _falling(credit: Credit, bands: Sequence[Band], *, rising: bool) -> Iterator[Problem]:
    ordered = sorted(
        (b for b in bands if not b.undetermined),
        key=lambda b: start(b.lower) if b.lower else (Fraction(-1), 0),
        reverse=not rising,
    )
    for better, worse in pairwise(ordered):
        less, more = _sum(worse.pays), _sum(better.pays)
        same = (
            less is not None
            and more is not None
            and (less[1] == more[1] or 0 in (less[0], more[0]))
        )
        if less and more and same and less[0] < more[0]:
            yield WorseEarnsMore(
                span=worse.origin.span,
                clause=credit.origin.clause,
                credit=credit.name,
                worse=worse.text,
                better=better.text,
                also=elsewhere(better.origin.span, "the row for better service"),
            )


def _sum(pays: Pay | None) -> tuple[Fraction, AmountTerm | str | None] | None:
    """Return a flat sum as a factor and what it is of; None where it is not that simple."""
    if pays is None:
        return Fraction(0), None
    if len(pays) != 1 or pays[0].per is not None:
        return None
    match pays[0].sum:
        case Money(value):
            return value, "money"
        case PointsOf(value):
            return value, "points"
        case Named() as whole:
            return Fraction(1), whole
        case Times(factor, of):
            return factor, of
        case _:
            return None


# --- without limit --------------------------------------------------------------------------------


def without_limit(checked: Checked) -> Iterator[Problem]:
    """Yield each credit of which the text says that it has no limit."""
    for version, _ in checked.texts():
        for credit in version.terms.credits.values():
            if credit.is_open:
                span, clause = credit.origin.span, credit.origin.clause
                yield WithoutLimit(span=span, clause=clause, credit=credit.name)
