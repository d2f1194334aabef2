"""What bands pay: nothing while the target is met, and not less for worse service."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.contract.checks.axes import (
    Axis,
    axis_of,
    higher,
    level_in,
    lower_of,
    same_quantity,
)
from slarules.contract.checks.bands import Case, cases, holds, is_vague
from slarules.contract.checks.checked import Checked
from slarules.contract.problems.remarks import PaysWhileMet, WithoutLimit
from slarules.contract.problems.told import elsewhere
from slarules.contract.terms import Built
from slarules.core.contract import Terms
from slarules.core.money import Band, Credit, Limit
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


# --- without limit --------------------------------------------------------------------------------


def without_limit(checked: Checked) -> Iterator[Problem]:
    """Yield each credit of which the text says that it has no limit."""
    for version, _ in checked.texts():
        for credit in version.terms.credits.values():
            if credit.is_open:
                span, clause = credit.origin.span, credit.origin.clause
                yield WithoutLimit(span=span, clause=clause, credit=credit.name)
