"""Points, multipliers and combinations: in an order in which each reads what is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from slarules.contract.checks.bands import of_credit, once
from slarules.contract.checks.checked import Checked
from slarules.contract.points_read import read_by_credit, read_by_multiplier, statements
from slarules.contract.problems.combining import MixedUnits, ReadsTooEarly
from slarules.contract.problems.completeness import BandMissing, BandTwice, CaseMissing, CaseTwice
from slarules.contract.problems.remarks import RowNeverReached
from slarules.contract.problems.structure import InCircle
from slarules.core.contract import Terms
from slarules.core.money import Band, Credit, Part, PointsOf
from slarules.core.settling import Combine, Multiplier
from slarules.problems import Edit, Problem
from slarules.source import Span
from slarules.syntax import tree

BASE = "base"


def read_when_settled(checked: Checked) -> Iterator[Problem]:
    """Yield each step that reads points or lines which a later step still changes."""
    for version, built in checked.texts():
        if built.order:
            terms, order = version.terms, built.order
            circular = _circular(terms)
            for reader, what, step in _readings(terms):
                if reader in circular:
                    continue
                yield from _too_early(reader, what, step, order)


def _readings(terms: Terms) -> Iterator[tuple[str, str, str]]:
    """Yield each reader, what it reads, and the step that has to stand before it."""
    for credit in terms.credits.values():
        read = read_by_credit(credit, terms) if credit.kind != "points" else ()
        for points in read:
            yield from ((credit.name, points, step) for step in _changing(points, terms))
    for step in terms.combines.values():
        for name in step.on:
            yield step.name, f"the lines of {name}", name
    for multiplier in terms.multipliers.values():
        for name in multiplier.credits:
            yield multiplier.name, f"the lines of {name}", name


def _changing(points: str, terms: Terms) -> Iterator[str]:
    yield from (m.name for m in terms.multipliers.values() if points in m.credits)
    yield from (c.name for c in terms.combines.values() if points in c.on)


def _too_early(reader: str, what: str, step: str, order: tree.Order) -> Iterator[Problem]:
    named = [each.text for each in order.steps]
    if step not in named:
        return
    own = reader if reader in named else BASE
    if own not in named or named.index(own) > named.index(step):
        return
    right = _moved(named, reader, step)
    span = next(
        each.span for each in order.steps if each.text == (reader if own == reader else step)
    )
    whole = order.steps[0].span.until(order.steps[-1].span)
    yield ReadsTooEarly(
        span=span,
        reader=reader,
        points=what,
        step=step,
        order=right,
        edits=(Edit(whole, right),),
    )


def _moved(named: Sequence[str], reader: str, step: str) -> str:
    left = [name for name in named if name != reader]
    at = left.index(step) + 1
    return ", ".join([*left[:at], reader, *left[at:]])


# --- tables ---------------------------------------------------------------------------------------


def one_factor_a_case(checked: Checked) -> Iterator[Problem]:
    """Yield each case that the table of a multiplier leaves out, or answers twice."""
    for version, built in checked.texts():
        terms = version.terms
        for multiplier in terms.multipliers.values():
            credit = next(
                (terms.credits[n] for n in multiplier.credits if n in terms.credits), None
            )
            if multiplier.factors and credit:
                table = _as_credit(multiplier, credit)
                for problem in once(of_credit(table, terms, built, checked)):
                    yield _named(problem, multiplier.name)


def _as_credit(multiplier: Multiplier, credit: Credit) -> Credit:
    """Return the table of a multiplier as one of a credit: the same cases have to be covered."""
    bands = tuple(
        Band(
            lower=row.lower,
            upper=row.upper,
            pays=(Part(PointsOf(row.times)),),
            text="",
            of_unknown=row.of_unknown,
            origin=row.origin,
            facts=row.facts,
        )
        for row in multiplier.factors
    )
    name, subject = multiplier.name, replace(credit.subject, target=None)
    return Credit(name, name, subject, multiplier.by, bands, None, multiplier.origin)


def _named(problem: Problem, name: str) -> Problem:
    match problem:
        case CaseMissing() | CaseTwice() | BandMissing() | BandTwice() | RowNeverReached():
            return replace(problem, table=f"multiplier {name}")
        case _:
            return problem


# --- circles --------------------------------------------------------------------------------------


def in_no_circle(checked: Checked) -> Iterator[Problem]:
    """Yield each combination, or statement of points, that rests on itself."""
    for version, built in checked.texts():
        terms = version.terms
        for name, circle in _circles(_inner(terms)):
            origin = terms.combines[name].origin
            yield InCircle(
                span=_name(origin.span, built.statements), noun="combine", name=name, circle=circle
            )
        for name, circle in _circles(_points(terms)):
            origin = terms.credits[name].origin
            yield InCircle(
                span=_name(origin.span, built.statements), noun="points", name=name, circle=circle
            )


def _inner(terms: Terms) -> Mapping[str, list[str]]:
    return {
        name: [each for each in step.on if each in terms.combines]
        for name, step in terms.combines.items()
    }


def _circular(terms: Terms) -> frozenset[str]:
    """Return the names of combinations that rest on themselves, which is told by itself."""
    inner = _inner(terms)
    return frozenset(name for name in inner if _way_back(name, inner))


def _points(terms: Terms) -> Mapping[str, list[str]]:
    found = {name: list(read_by_credit(terms.credits[name], terms)) for name in statements(terms)}
    for multiplier in terms.multipliers.values():
        for name in multiplier.credits:
            if name in found:
                found[name] += read_by_multiplier(multiplier, terms)
    return found


def _circles(inner: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield each name that leads back to itself, with the way."""
    told: set[str] = set()
    for name in inner:
        way = _way_back(name, inner)
        if way and not told & set(way):
            told.update(way)
            yield name, " -> ".join([*way, name])


def _way_back(name: str, inner: Mapping[str, Sequence[str]]) -> list[str] | None:
    ways, seen = [[name]], {name}
    while ways:
        way = ways.pop(0)
        for after in inner.get(way[-1], ()):
            if after == name:
                return way
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return None


def _name(span: Span, several: Iterable[tree.Statement]) -> Span:
    for statement in several:
        if statement.span == span and isinstance(
            name := getattr(statement, "name", None), tree.Name
        ):
            return name.span
    return span


# --- units ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sort:
    """What the lines of a statement are: money or points, owed to whom."""

    name: str
    words: str


def combined_alike(checked: Checked) -> Iterator[Problem]:
    """Yield each combination on lines that cannot be compared."""
    for version, built in checked.texts():
        for step in version.terms.combines.values():
            sorts = [_Sort(name, _sort(name, version.terms)) for name in step.on]
            odd = next((s for s in sorts if s.words and s.words != sorts[0].words), None)
            if odd and sorts[0].words:
                yield MixedUnits(
                    span=_name(step.origin.span, built.statements),
                    combine=step.name,
                    one=f"{sorts[0].name} ({sorts[0].words})",
                    other=f"{odd.name} ({odd.words})",
                    first=odd.words,
                )


def _sort(name: str, terms: Terms, seen: frozenset[str] = frozenset()) -> str:
    if name in terms.pools:
        return "credits"
    if credit := terms.credits.get(name):
        return {"credit": "credits", "points": "points", "bonus": "bonuses"}[credit.kind]
    inner: Combine | None = terms.combines.get(name)
    if inner is None or name in seen or not inner.on:
        return ""
    return _sort(inner.on[0], terms, seen | {name})
