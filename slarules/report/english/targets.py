"""Targets of periods in plain English."""

from __future__ import annotations

from typing import assert_never

from slarules.core.conditions import Value
from slarules.core.english import listed, value
from slarules.core.promises import Promise
from slarules.core.targets import Averaged, MeasureValue, ShareInTime, Target
from slarules.report.english.facets import Facets
from slarules.report.english.names import Names
from slarules.report.english.periods import period, window


def of_target(of: Target, names: Names) -> Facets:
    """Return what a target needs of each period, and what few or no items do to it."""
    facets = Facets()
    unit = names.unit_of_target(of.name)
    level = f"{of.relation} {names.value(of.level, unit)}"
    what = _of_what(of, names)
    every = period(of.every)
    if of.levels:
        facets.add("measured", f"In every {every}, {what} reaches a level that facts say", what)
        for row in of.levels:
            none = row.level is None
            shown = "no promise" if none else names.value(row.level, unit)  # type: ignore[arg-type]
            facets.row(facts_said(row.facts), shown if none else f"{of.relation} {shown}")
    else:
        said = _needs(of, level, what)
        facets.add("level", f"In every {every}, {said}", level)
        facets.add_quietly("measured", what)
    facets.add_quietly("period", f"every {every}")
    if of.each is not None:
        facets.add("separately", f"Each {of.each} is judged by itself", f"for each {of.each}")
    if of.averaged is not None:
        told = _averaged(of.averaged)
        facets.add("averaged", f"What is judged is {told}", told)
    if of.small is not None:
        few = f"fewer than {of.small.below} of them, at most {of.small.may_miss} may miss"
        facets.add("small numbers", f"With {few}", f"with {few}")
    if of.empty is not None:
        facets.add("nothing to judge", f"With nothing to judge it counts as {of.empty}", of.empty)
    if of.internal:
        facets.add("audience", "It is judged for the provider only", "the provider only")
    return facets


def _needs(of: Target, level: str, what: str) -> str:
    match of.value:
        case ShareInTime():
            return f"{level} of {what} are met"
        case MeasureValue():
            return f"{what} is {level}"
        case _:
            assert_never(of.value)


def _of_what(of: Target, names: Names) -> str:
    match of.value:
        case ShareInTime(promise=name, item=item):
            promise = names.terms.promises.get(name)
            return runs(promise, item) if promise else f"the runs of {name} that are judged"
        case MeasureValue(measure=name):
            return name
        case _:
            assert_never(of.value)


def runs(promise: Promise, item: str) -> str:
    """Return what a share is a share of: each run counts for itself."""
    measure = promise.measure
    told = f"the runs of {measure.name} that are judged"
    if measure.each is not None:
        return f"{told}, one for each {measure.each} that a {item} had,"
    several = measure.repeats or any(r.resuming == "as a new cycle" for r in measure.reopenings)
    return f"{told}, several of one {item} where it has them," if several else told


def _averaged(of: Averaged) -> str:
    weighed = "longer periods weighing more" if of.by_time else "each period alike"
    alone = (
        "a period without an earlier one stands alone"
        if of.alone
        else "without an earlier one nothing is known"
    )
    return f"the mean {window(of.window)}, {weighed}; {alone}"


def facts_said(facts: tuple[tuple[str, tuple[Value, ...]], ...]) -> str:
    """Return the facts of a row: `plan gold, size large or huge`."""
    return ", ".join(f"{fact} {listed(map(value, values))}" for fact, values in facts)
