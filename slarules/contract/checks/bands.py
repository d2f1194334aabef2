"""Bands of credits: no gap and no overlap where the credit looks, whatever facts are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from slarules.contract.cases import ANYTHING_ELSE
from slarules.contract.checks.axes import (
    Axis,
    Edge,
    axis_of,
    end,
    higher,
    lower_of,
    misses,
    promises_nothing,
    start,
)
from slarules.contract.checks.checked import Checked
from slarules.contract.problems.completeness import BandMissing, BandTwice, CaseMissing, CaseTwice
from slarules.contract.problems.remarks import RowNeverReached
from slarules.contract.problems.told import elsewhere
from slarules.contract.reach import rows_of
from slarules.contract.terms import Built
from slarules.core.conditions import Value
from slarules.core.contract import Contract, Terms
from slarules.core.money import Band, Credit, Limit
from slarules.core.quantities import AchievedShare, Lateness
from slarules.problems import Problem

MOST_CASES = 5_000
"""So many combinations of facts are looked at for one table."""

MOST_GAPS = 3

Case = Mapping[str, Value]


def one_band_a_value(checked: Checked) -> Iterator[Problem]:
    """Yield each value that a table of bands leaves out, or answers twice, or never reaches."""
    for version, built in checked.texts():
        for credit in version.terms.credits.values():
            if credit.bands:
                yield from once(of_credit(credit, version.terms, built, checked))


def once(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield each problem of a row once, though it shows for several facts; few of each kind."""
    seen: dict[tuple[str, object, str], None] = {}
    for problem in problems:
        stretch = getattr(problem, "stretch", getattr(problem, "witness", problem.message))
        key = (problem.code, problem.span, stretch)
        of_kind = sum(code == problem.code for code, _, _ in seen)
        if key not in seen and of_kind < 2 * MOST_GAPS:
            seen[key] = None
            yield problem


def of_credit(credit: Credit, terms: Terms, built: Built, checked: Checked) -> Iterator[Problem]:
    """Yield each case or value that the table of a credit leaves out, or answers twice."""
    vague = is_vague(credit, terms, checked)
    told = checked.doubtful(credit.origin.span, "table", "|")
    for case in cases(credit, terms, checked.contract):
        bands = [b for b in credit.bands if not b.of_unknown and holds(b, case)]
        axis = axis_of(credit, terms, built, case)
        if credit.by is None:
            if not told:
                yield from _of_facts(credit, bands, case)
            continue
        if axis is None:
            continue
        yield from _twins(credit, bands, axis, case)
        if not vague:
            yield from _gaps(credit, bands, axis, case)
        elif bands and not told:
            yield from _gaps(credit, bands, _between(bands, axis), case)
    if not vague:
        yield from _unreached(credit, terms, built, checked.contract)


# --- facts ----------------------------------------------------------------------------------------


def cases(credit: Credit, terms: Terms, contract: Contract) -> Iterator[Case]:
    """Yield every combination of the facts that rows of a table name, where anything is owed."""
    missed = terms.targets.get(misses(credit) or "")
    names = list(dict.fromkeys(fact for band in credit.bands for fact, _ in band.facts))
    domains = [(name, _domain(name, credit, terms, contract)) for name in names]
    for case in islice(_combined(domains), MOST_CASES):
        if missed is None or not promises_nothing(missed, case):
            yield case


def _combined(domains: Sequence[tuple[str, Sequence[Value]]]) -> Iterator[Case]:
    if not domains:
        yield {}
        return
    name, values = domains[0]
    for rest in _combined(domains[1:]):
        for value in values:
            yield {name: value, **rest}


def _domain(name: str, credit: Credit, terms: Terms, contract: Contract) -> Sequence[Value]:
    if name in terms.conditions:
        return ("yes", "no")
    words = contract.vocabulary
    kind = words.spans.get(credit.subject.kind) or words.items.get(credit.subject.kind)
    period = words.items.get("period")
    facts = {**(period.facts if period else {}), **(kind.facts if kind else {})}
    fact = facts.get(name)
    if fact and fact.values:
        return fact.values
    if fact and fact.kind == "yes or no":
        return ("yes", "no")
    named = {v for band in credit.bands for n, values in band.facts if n == name for v in values}
    told = sorted(named, key=str)
    # Which things there are is not the contract's to say: others are paid nothing.
    return told if name == credit.subject.kind else (*told, ANYTHING_ELSE)


def holds(band: Band, case: Case) -> bool:
    """Tell whether a row is for the values of some facts."""
    return all(case.get(fact) in values for fact, values in band.facts)


def said(case: Case) -> str:
    """Return a case as a person would say it: `site single and plan by_tier`."""
    return " and ".join(f"{fact} {value}" for fact, value in case.items())


def _of_facts(credit: Credit, bands: Sequence[Band], case: Case) -> Iterator[Problem]:
    table = f"{credit.kind} {credit.name}"
    if not bands:
        span, clause = credit.bands[-1].origin.span, credit.origin.clause
        yield CaseMissing(span=span, clause=clause, table=table, case=said(case))
    for other in bands[1:]:
        yield CaseTwice(
            span=other.origin.span,
            clause=credit.origin.clause,
            table=table,
            case=said(case) or "any case",
            also=elsewhere(bands[0].origin.span, "the other row"),
        )


# --- what is not known ----------------------------------------------------------------------------


def _between(bands: Sequence[Band], axis: Axis) -> Axis:
    """Return the values from the lowest limit of bands to the highest."""
    lower = [band.lower for band in bands if band.lower]
    upper = [band.upper for band in bands if band.upper]
    return replace(
        axis,
        lower=min(lower, key=start) if len(lower) == len(bands) else None,
        upper=max(upper, key=end) if len(upper) == len(bands) else None,
    )


def is_vague(credit: Credit, terms: Terms, checked: Checked) -> bool:
    """Tell whether it is not known where a credit looks, or what one of its rows is for."""
    if checked.doubtful(credit.origin.span, "each", "by", "table", "|"):
        return True
    aims = [misses(credit), credit.by.target if isinstance(credit.by, AchievedShare) else None]
    places = [terms.targets[name].origin.span for name in aims if name and name in terms.targets]
    if isinstance(credit.by, Lateness):
        promise = terms.promises[credit.by.promise]
        where = credit.subject.where
        if checked.has_vague_goal(promise, rows_of(promise, where)):
            return True
    return any(checked.doubtful(place, "needs") for place in places)


# --- gaps, twins ----------------------------------------------------------------------------------


def _gaps(credit: Credit, bands: Sequence[Band], axis: Axis, case: Case) -> Iterator[Problem]:
    """Yield a problem for each stretch of the axis between bands, from below to above."""
    ordered = sorted(bands, key=lambda band: (band.lower is not None, _key(band.lower)))
    reached = start(axis.lower) if axis.lower else None
    previous = axis.lower
    for band in ordered:
        if axis.upper and reached is not None and reached >= end(axis.upper):
            return
        if band.lower and (reached is None or start(band.lower) > reached):
            opened = _after(previous, reached)
            upper = lower_of(_before(band.lower), axis.upper)
            yield from _gap(credit, axis, (opened, upper), band, case)
        if band.upper is None:
            return
        if reached is None or end(band.upper) > reached:
            reached, previous = end(band.upper), band.upper
    if axis.upper is None or (reached is not None and reached < end(axis.upper)):
        near = ordered[-1] if ordered else credit.bands[-1]
        yield from _gap(credit, axis, (_after(previous, reached), axis.upper), near, case)


def _key(limit: Limit | None) -> Edge:
    return start(limit) if limit else (Fraction(0), 0)


def _after(limit: Limit | None, reached: Edge | None) -> Limit | None:
    """Return the lower limit of what begins where the bands have reached."""
    if limit is None or reached is None:
        return None
    return Limit(reached[0], included=reached[1] == 0)


def _before(limit: Limit) -> Limit:
    return Limit(limit.value, included=not limit.included)


def _gap(
    credit: Credit,
    axis: Axis,
    between: tuple[Limit | None, Limit | None],
    near: Band,
    case: Case,
) -> Iterator[Problem]:
    if not axis.has_value(*between):
        return
    where = f" with {said(case)}" if case else ""
    yield BandMissing(
        span=near.origin.span,
        clause=credit.origin.clause,
        table=f"{credit.kind} {credit.name}",
        quantity=axis.quantity,
        witness=axis.said(axis.within(*between)) + where,
        stretch=axis.stretch(*between) + where,
    )


def _twins(credit: Credit, bands: Sequence[Band], axis: Axis, case: Case) -> Iterator[Problem]:
    where = f" with {said(case)}" if case else ""
    for i, band in enumerate(bands):
        for earlier in bands[:i]:
            lower, upper = higher(band.lower, earlier.lower), lower_of(band.upper, earlier.upper)
            if axis.has_value(lower, upper):
                yield BandTwice(
                    span=band.origin.span,
                    clause=credit.origin.clause,
                    table=f"{credit.kind} {credit.name}",
                    quantity=axis.quantity,
                    witness=axis.said(axis.within(lower, upper)) + where,
                    also=elsewhere(earlier.origin.span, "the other row"),
                )


def _unreached(credit: Credit, terms: Terms, built: Built, contract: Contract) -> Iterator[Problem]:
    """Yield each row that holds for no value that the credit looks at, whatever facts are."""
    possible = list(cases(credit, terms, contract))
    for band in credit.bands:
        axes = [axis_of(credit, terms, built, case) for case in possible if holds(band, case)]
        known = [axis for axis in axes if axis]
        if band.of_unknown or not known or len(known) < len(axes):
            continue
        if any(_reaches(band, axis) for axis in known):
            continue
        axis = known[0]
        yield RowNeverReached(
            span=band.origin.span,
            clause=credit.origin.clause,
            table=f"{credit.kind} {credit.name}",
            reason=_why_not(band, axis),
        )


def _reaches(band: Band, axis: Axis) -> bool:
    return axis.has_value(higher(band.lower, axis.lower), lower_of(band.upper, axis.upper))


def _why_not(band: Band, axis: Axis) -> str:
    lower, upper = higher(band.lower, axis.lower), lower_of(band.upper, axis.upper)
    if lower and upper and start(lower) < end(upper):
        grain = "whole number" if axis.kind == "count" else "rounded value"
        return f"no {grain} lies between its limits"
    return f"it looks at {axis.stretch(axis.lower, axis.upper)} alone"
