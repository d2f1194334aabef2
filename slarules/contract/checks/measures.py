"""Measures that are made of others: in no circle, of one kind, and of one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.kinds import SumOfKinds, WrongKind
from slarules.contract.problems.structure import InCircle, NotKeptSeparately
from slarules.core.measures import (
    Count,
    Countable,
    Items,
    MeasureTotal,
    PeriodMeasure,
    PeriodValue,
    ReadingValue,
    ShareOf,
    Statistic,
    TotalBad,
    TotalOf,
)
from slarules.problems import Problem

Measures = Mapping[str, PeriodMeasure]


def measures_of_others(checked: Checked) -> Iterator[Problem]:
    """Yield what is wrong with shares whose terms are other measures, and with roundings."""
    for version, _ in checked.texts():
        measures = version.terms.measures
        for measure in measures.values():
            share = measure.value
            found = [*_rounded_time(measure, checked)]
            if isinstance(share, ShareOf):
                found += _of_share(measure, share, measures, checked)
            clause = measure.origin.clause
            yield from (replace(problem, clause=clause) for problem in found)


def _rounded_time(measure: PeriodMeasure, checked: Checked) -> Iterator[Problem]:
    if measure.rounded and _kind_of(measure.value, checked) == TIME:
        needed = "a share or a number; of time, say in which units it counts"
        what = f"the rounding of measure {measure.name}"
        yield WrongKind(span=measure.origin.span, what=what, needed=needed, given=TIME)


def _of_share(
    measure: PeriodMeasure, share: ShareOf, measures: Measures, checked: Checked
) -> Iterator[Problem]:
    span, what = measure.origin.span, f"measure {measure.name}"
    terms = (*share.parts, *share.whole)
    for name in dict.fromkeys(term.measure for term in terms if isinstance(term, MeasureTotal)):
        other = measures.get(name)
        if other is None:
            needed, given = "items, counts, or measures of whole periods", f"{name}, of each item"
            yield WrongKind(span=span, what=what, needed=needed, given=given)
            return
        if other.each not in (None, measure.each):
            of, each = f"measure {name}", other.each
            yield NotKeptSeparately(span=span, what=what, of=of, each=each)
    if circle := _circle(measure.name, measures):
        said, name = " reads ".join(circle), measure.name
        yield InCircle(span=span, noun="measure", name=name, circle=said)
    kinds = list(dict.fromkeys(_kind(term, measures, checked) for term in terms))
    if len(kinds) > 1:
        yield SumOfKinds(span=span, what=what, one=kinds[0], other=kinds[1])


def _kind(term: Countable, measures: Measures, checked: Checked) -> str:
    match term:
        case Items():
            return "a count"
        case TotalOf(reading):
            return _kind_of(ReadingValue(reading), checked)
        case MeasureTotal(name):
            return _kind_of(measures[name].value, checked)


TIME = "a length of time"


def _kind_of(value: PeriodValue, checked: Checked) -> str:
    """Return of which kind a value is, as far as sums tell kinds apart."""
    words = checked.contract.vocabulary
    match value:
        case TotalBad():
            return TIME
        case ReadingValue(reading) | Statistic(of=reading) if reading in words.measurements:
            kinds = {"duration": TIME, "share": "a share"}
            return kinds.get(words.measurements[reading].kind, "a count")
        case Statistic(of=fact, over=over):
            kind = words.items.get(over or "")
            return "a count" if kind and fact in kind.facts else TIME
        case Count() | ReadingValue():
            return "a count"
        case _:
            return "a share"


def _circle(name: str, measures: Measures) -> list[str]:
    """Return the measures from one to itself by what they read; empty where there is no circle."""
    paths = [[name]]
    while paths:
        path = paths.pop()
        for other in _reads(measures.get(path[-1])):
            if other == name:
                return [*path, other]
            if other not in path:
                paths.append([*path, other])
    return []


def _reads(measure: PeriodMeasure | None) -> list[str]:
    if measure is None or not isinstance(measure.value, ShareOf):
        return []
    terms = (*measure.value.parts, *measure.value.whole)
    return [term.measure for term in terms if isinstance(term, MeasureTotal)]
