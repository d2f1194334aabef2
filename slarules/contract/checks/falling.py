"""Credits that pay less for worse service: from one row to the next, and within a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TypeAlias

from slarules.contract.checks.axes import misses, same_quantity, start
from slarules.contract.checks.bands import cases, holds
from slarules.contract.checks.checked import Checked
from slarules.contract.problems.remarks import WorseEarnsMore
from slarules.contract.problems.told import elsewhere
from slarules.core.contract import Terms
from slarules.core.measures import GoodShare, TotalBad
from slarules.core.money import (
    Band,
    Credit,
    Limit,
    Money,
    Part,
    Pay,
    Per,
    PerLength,
    PointsOf,
    ServiceDays,
    Sort,
    Sum,
    Times,
)
from slarules.core.quantities import (
    DaysFrom,
    Excess,
    Lateness,
    Length,
    Loss,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.problems import Problem
from slarules.source import Span

HALF = Fraction(1, 2)

Base: TypeAlias = tuple[object, ...]
Paid: TypeAlias = Mapping[Base, Fraction]
"""What is paid, as multiples of amounts, points and days, none of which is negative."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a quantity has come; `beyond` and `short` are as near to it as can be."""

    quantity: Quantity
    value: Fraction
    side: int = 0


def worse_earns_more(checked: Checked) -> Iterator[Problem]:
    """Yield where a credit pays less as the service gets worse."""
    for version, _ in checked.texts():
        for credit in version.terms.credits.values():
            if credit.kind == "bonus":
                continue
            yield from _within(credit, credit.pays, credit.origin.span, version.terms)
            rising = _worse_upwards(credit.by, credit, version.terms)
            if rising is None:
                continue
            for case in cases(credit, version.terms, checked.contract):
                bands = [b for b in credit.bands if holds(b, case) and not b.of_unknown]
                yield from _falling(credit, bands, rising=rising)
            for band in credit.bands:
                yield from _within(credit, band.pays, band.origin.span, version.terms)


def _worse_upwards(by: Quantity | None, credit: Credit, terms: Terms) -> bool | None:
    """Tell whether more of a quantity is worse service; None where nobody can tell."""
    match by:
        case Lateness() | Length() | Shortfall() | Excess() | Loss():
            return True
        case ValueOf(measure) if measure in terms.measures:
            value = terms.measures[measure].value
            if isinstance(value, TotalBad | GoodShare):
                return isinstance(value, TotalBad)
            aims = [t for t in terms.targets.values() if same_quantity(credit, t)]
            named = terms.targets.get(misses(credit) or "")
            aim = named if named in aims else (aims[0] if len(aims) == 1 else None)
            return None if aim is None else aim.relation in ("at most", "below")
        case _:
            return None


# --- from row to row ------------------------------------------------------------------------------


def _falling(credit: Credit, bands: Sequence[Band], *, rising: bool) -> Iterator[Problem]:
    ordered = sorted(
        (b for b in bands if not b.undetermined),
        key=lambda b: start(b.lower) if b.lower else (Fraction(-1), 0),
        reverse=not rising,
    )
    by = credit.by if rising and not credit.banded else None
    for better, worse in pairwise(ordered):
        more = _paid(better.pays, credit, _reached(by, better.upper, -1))
        less = _paid(worse.pays, credit, _reached(by, worse.lower, 1))
        if more is not None and less is not None and _is_less(less, more):
            yield WorseEarnsMore(
                span=worse.origin.span,
                clause=credit.origin.clause,
                credit=credit.name,
                worse=worse.text,
                better=better.text,
                also=elsewhere(better.origin.span, "the row for better service"),
            )


def _reached(by: Quantity | None, limit: Limit | None, side: int) -> Reached | None:
    if by is None or limit is None:
        return None
    return Reached(by, limit.value, 0 if limit.included else side)


def _is_less(less: Paid, more: Paid) -> bool:
    """Tell whether one sum is below another whatever its amounts are."""
    over = [more.get(base, Fraction(0)) - less.get(base, Fraction(0)) for base in {*less, *more}]
    return min(over, default=Fraction(0)) >= 0 and any(over) and any(v > 0 for v in more.values())


def _paid(pays: Pay | None, credit: Credit, reached: Reached | None) -> Paid | None:
    """Return what a row pays at a value; None where it hangs on a value that is not known."""
    found: dict[Base, Fraction] = defaultdict(Fraction)
    for part in pays or ():
        units = _units(part, credit, reached)
        if units is None:
            return None
        for base, factor in _multiples(part.sum):
            key = base if _is_of(part, credit.by) or part.per is None else (*base, part.per)
            found[key] += -factor * units if part.less else factor * units
    return found


def _units(part: Part, credit: Credit, reached: Reached | None) -> Fraction | None:
    """Return how many times a part is paid; of another quantity it is the same in all rows."""
    per = part.per
    if per is None or not _is_of(part, credit.by):
        return Fraction(1)
    if reached is None or not isinstance(per, Per) or not isinstance(per.beyond, Fraction | None):
        return None
    units = Fraction(max(Fraction(0), reached.value - (per.beyond or 0)), per.unit)
    at, side = (units + HALF if per.how == "nearest" else units), reached.side
    match per.how:
        case "exact":
            return units
        case "started":
            return Fraction(floor(at) + 1 if side > 0 else ceil(at))
        case _:
            return Fraction(max(0, ceil(at) - 1) if side < 0 else floor(at))


def _is_of(part: Part, quantity: Quantity | None) -> bool:
    return isinstance(part.per, Per | PerLength) and part.per.quantity == quantity


def _multiples(sum_: Sort, factor: Fraction = Fraction(1)) -> Iterator[tuple[Base, Fraction]]:
    match sum_:
        case Money(value, currency):
            yield ("money", currency), factor * value
        case PointsOf(value) | ServiceDays(value):
            yield (type(sum_),), factor * value
        case Times(more, of):
            yield from _multiples(of, factor * more)
        case Sum(parts):
            for part in parts:
                yield from _multiples(part, factor)
        case amount:
            yield (amount,), factor


# --- within a row ---------------------------------------------------------------------------------


def _within(credit: Credit, pays: Pay | None, span: Span, terms: Terms) -> Iterator[Problem]:
    """Yield that a row takes off more, the more there is of a quantity that is bad."""
    quantities = dict.fromkeys(part.per.quantity for part in pays or () if part.per and part.less)
    for quantity in quantities:
        slopes: dict[Base, Fraction] = defaultdict(Fraction)
        for part in (part for part in pays or () if _is_of(part, quantity)):
            unit = part.per.unit if isinstance(part.per, Per) else Fraction(1)
            for base, factor in _multiples(part.sum):
                slopes[base, type(part.per)] += Fraction(-factor if part.less else factor, unit)
        if _is_bad(quantity, credit, terms) and max(slopes.values()) <= 0:
            name = quantity.measure if isinstance(quantity, ValueOf) else "of it"
            yield WorseEarnsMore(
                span=span,
                clause=credit.origin.clause,
                credit=credit.name,
                worse=f"more {name}",
                better=f"less {name}",
            )


def _is_bad(quantity: Quantity | DaysFrom, credit: Credit, terms: Terms) -> bool:
    """Tell whether more of a quantity is worse service."""
    if isinstance(quantity, DaysFrom):
        return False
    return _worse_upwards(quantity, credit, terms) is True
