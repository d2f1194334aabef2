"""Tables of promises on single items, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.core.conditions import ALWAYS
from slarules.core.english import condition, goal
from slarules.core.promises import Exceptional, Promise, Row
from slarules.report import plain
from slarules.report.english.facets import Facets


def of_promises(promises: Sequence[Promise]) -> Facets:
    """Return for which items a table is, how it is read, and what each row allows."""
    facets = Facets()
    first = promises[0]
    if first.applies != ALWAYS:
        told = condition(first.applies)
        facets.add("applies", f"Only where {told}", told)
    if first.covers != ALWAYS:
        told = condition(first.covers)
        facets.add("covers", f"Only where in the end {told}", told)
    for fact, reading in first.readings:
        facets.add(f"{fact} is read", f"Rows go by {fact} {reading}", reading)
    for promise in promises:
        _of_promise(promise, facets)
    return facets


def _of_promise(promise: Promise, facets: Facets) -> None:
    name = promise.measure.name
    told = " ".join(plain.sentences(promise.measure)).removesuffix(".")
    facets.add(f"what {name} counts", f"{name}: {told[0].lower()}{told[1:]}", told)
    for case, text in _rows(name, promise.columns, promise.rows):
        facets.row(case, text)
    for exception in promise.exceptions:
        where = _exceptional(exception)
        for case, text in _rows(name, exception.columns, exception.rows):
            facets.row(f"{case} ({where})", text)


def _exceptional(of: Exceptional) -> str:
    return f"where {condition(of.when)}" if of.when != ALWAYS else f"by {of.name}"


def _rows(measure: str, columns: tuple[str, ...], rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        case = plain.cells(columns, row)
        said = "no promise" if row.goal is None else goal(row.goal)
        yield f"{measure} of {case}" if case else measure, said
