"""What a contract promises in plain English, statement by statement.

It says what the engine does with the text. The text itself is what was agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from slarules.core.conditions import ALWAYS, Condition, Occurrence
from slarules.core.english import condition, listed, occurrence, occurrences, time_on, value
from slarules.core.promises import (
    AnyOther,
    AnyValue,
    Bounds,
    Cancel,
    Cell,
    Exceptional,
    ItemAllowance,
    Measure,
    OneOf,
    Origin,
    Pause,
    PeriodAllowance,
    Promise,
    Reading,
    Removal,
    Reopening,
    Restart,
    Resuming,
    Row,
    TimeExclusion,
    UnknownRule,
)
from slarules.instants import HOUR, MINUTE, SECOND
from slarules.report.english.periods import period

RESUMES: Mapping[Resuming, str] = {
    "without the time between": "the end is withdrawn; the time between does not count",
    "with the time between": "the end is withdrawn; the time between counts too",
    "starting again": "it starts again from nothing, and what was before is dropped",
    "as a new cycle": "a new cycle begins; both are judged",
}
"""What becomes of a run that had ended."""

READINGS: Mapping[Reading, str] = {
    "as reported": "the first {fact} known at or after the start; a later one changes nothing",
    "at the start": "the {fact} at the start itself",
    "at the end": (
        "the {fact} just before the end, while it is open that of now; "
        "after a change the whole run counts again"
    ),
    "as closed": "the last {fact}, also where it was set after the end",
    "at its highest": "the highest {fact} that it had on the way",
    "as it changes keeping time used": (
        "each {fact} from when it was set; the time used carries over, and a miss stays"
    ),
    "as it changes starting again": (
        "the {fact} of the cycle; each change closes it and begins the next from nothing"
    ),
}
"""Which value of a fact picks the row, and what a change does to the time used."""

UNITS = {HOUR: "hours", MINUTE: "minutes", SECOND: "seconds"}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its sentences; those of a table have its rows behind them."""

    name: str
    clause: str | None
    sentences: tuple[str, ...]


def of_node(node: object) -> tuple[str, ...]:
    """Return the sentences of one statement; none for one that its own words say as plainly."""
    match node:
        case Pause():
            return pause(node).sentences
        case TimeExclusion():
            return exclusion(node).sentences
        case Removal():
            return removal(node).sentences
        case Cancel():
            return cancel(node).sentences
        case Restart():
            return restart(node).sentences
        case UnknownRule():
            return unknown(node).sentences
        case _:
            return ()


def of_promises(promises: Sequence[Promise]) -> tuple[str, ...]:
    """Return how a table is read, and how each of its measures counts."""
    told = [*ways(promises)]
    for measure in {promise.measure.name: promise.measure for promise in promises}.values():
        first, *further = sentences(measure)
        told += [f"{measure.name}: {first[0].lower()}{first[1:]}", *further]
    return tuple(told)


# --- measures -------------------------------------------------------------------------------------


def sentences(measure: Measure) -> Iterator[str]:
    """Yield what a measure counts on an item, and how."""
    bounds = measure.bounds
    yield f"{_how_often(measure)}, {_span(bounds)}."
    if measure.repeats:
        yield f"While one is going, a further {occurrences(bounds.starts)} changes nothing."
    for end in bounds.ends:
        if end in bounds.next_ends:
            yield f"One that begins with {occurrence(end)} ends with the next, not with itself."
    if measure.each is not None:
        yield f"Time counts only while the {measure.each} is the one that is judged."
    if measure.counts_while != ALWAYS:
        yield f"Time counts only while {condition(measure.counts_while)}."
    if measure.unit is not None:
        unit = UNITS.get(measure.unit, f"{measure.unit} microseconds")
        yield f"Every instant is first cut down to whole {unit}."
    yield from (_reopening(each) for each in measure.reopenings)


def _how_often(measure: Measure) -> str:
    if measure.each is not None:
        return f"Once for each {measure.each} that the {measure.item} had"
    return "Again and again" if measure.repeats else f"Once for each {measure.item}"


def _span(bounds: Bounds) -> str:
    starts = _met(bounds.starts, bounds.where)
    ends = _met(bounds.ends, bounds.until)
    first = ", whichever comes first" if len(bounds.ends) > 1 else ""
    return f"from {starts} until {ends}{first}"


def _met(of: Iterable[Occurrence], where: Condition) -> str:
    only = "" if where == ALWAYS else f" (only if {condition(where)})"
    return f"{occurrences(of)}{only}"


def _reopening(reopening: Reopening) -> str:
    when = _met(reopening.when, reopening.where)
    return f"When it has ended and {when} comes, {RESUMES[reopening.resuming]}."


# --- tables ---------------------------------------------------------------------------------------


def table(promises: Sequence[Promise]) -> Iterator[str]:
    """Yield for which items a table of promises is, which row holds, and what the rows allow."""
    yield from ways(promises)
    for promise in promises:
        goals = "; ".join(_row(promise.columns, row) for row in promise.rows)
        yield f"{promise.measure.name} may take: {goals}."
        yield from _exceptions(promise)


def ways(promises: Sequence[Promise]) -> Iterator[str]:
    """Yield for which items a table is, and which of its rows holds."""
    first = promises[0]
    if first.applies != ALWAYS:
        yield f"Only where {condition(first.applies)}."
    if first.covers != ALWAYS:
        yield f"Only where in the end {condition(first.covers)}."
    for reading, facts in _readings(first).items():
        yield f"Rows go by {READINGS[reading].format(fact=listed(facts, 'and'))} ({reading})."


def _readings(promise: Promise) -> Mapping[Reading, list[str]]:
    """Return the facts that pick the row, by how they are read."""
    found: dict[Reading, list[str]] = {}
    for fact, reading in promise.readings:
        found.setdefault(reading, []).append(fact)
    return found


def _exceptions(promise: Promise) -> Iterator[str]:
    for each in promise.exceptions:
        goals = "; ".join(_row(each.columns, row) for row in each.rows)
        yield f"But {_exceptional(each)}, {promise.measure.name} may take: {goals}."


def _exceptional(each: Exceptional) -> str:
    return f"where {condition(each.when)}" if each.when != ALWAYS else f"by {each.name}"


def _row(columns: tuple[str, ...], row: Row) -> str:
    goal = "no promise" if row.goal is None else row.goal_text
    where = cells(columns, row)
    return f"{where}: {goal}" if where else goal


def cells(columns: tuple[str, ...], row: Row) -> str:
    """Return for what a row of a table is; empty for anything."""
    told = (_cell(column, cell) for column, cell in zip(columns, row.cells, strict=True))
    return ", ".join(filter(None, told))


def row_at(promise: Promise, origin: Origin) -> str:
    """Return for what the row is that stands at a place; empty for anything."""
    rows = [(promise.columns, row) for row in promise.rows]
    rows += [(each.columns, row) for each in promise.exceptions for row in each.rows]
    found = (cells(columns, row) for columns, row in rows if row.origin.span == origin.span)
    return next(found, "")


def read_as(promise: Promise) -> str:
    """Return the facts that pick the row, and how each is read: `level as reported`."""
    told = _readings(promise).items()
    return "; ".join(f"{listed(facts, 'and')} {reading}" for reading, facts in told)


def _cell(column: str, cell: Cell) -> str:
    match cell:
        case OneOf(values):
            return f"{column} {listed(sorted(map(value, values)))}"
        case AnyValue():
            return ""
        case AnyOther():
            return f"any other {column}"
        case _:
            assert_never(cell)


# --- what moves time ------------------------------------------------------------------------------


def pause(of: Pause) -> Said:
    """Return what a pause does, to which measures and when."""
    names = _of(of.measures)
    match of.effect:
        case "suspends":
            does = f"The clock of {names} stands still"
        case "extends":
            does = f"The due time of {names} moves, while the clock runs on, by the time"
        case "excludes":
            does = f"Time does not count in {names}"
        case _:
            assert_never(of.effect)
    when = [f"while {condition(of.while_)}"] if of.while_ != ALWAYS else []
    when += [_span(of.between)] if of.between is not None else []
    said = f"{does} {', and only '.join(when) or 'always'}{_provided(of.provided)}"
    return Said(of.name, of.origin.clause, (f"{said}{_up_to(of.allowance)}.",))


def exclusion(of: TimeExclusion) -> Said:
    """Return which time of the world counts for nothing."""
    whose = " of the item's own service" if of.of_its_service else ""
    where = f" where {condition(of.where)}" if of.where != ALWAYS else ""
    said = f"Time of {of.span_kind}{whose}{where} does not count in {_of(of.measures)}"
    return Said(
        of.name, of.origin.clause, (f"{said}{_provided(of.provided)}{_up_to(of.allowance)}.",)
    )


def removal(of: Removal) -> Said:
    """Return which items count for nothing."""
    said = f"A {of.item} whose last values say {condition(of.where)} counts for nothing."
    return Said(of.name, of.origin.clause, (said,))


def cancel(of: Cancel) -> Said:
    """Return what ends measures without a verdict."""
    missed = "even if it is missed" if of.even_if_missed else "unless it is missed by then"
    said = f"{_met(of.when, of.where)} ends {_of(of.measures)} without a verdict, {missed}."
    return Said(of.name, of.origin.clause, (said,))


def restart(of: Restart) -> Said:
    """Return what makes measures start again."""
    said = f"{_met(of.when, of.where)} starts {_of(of.measures)} again; the time before is dropped."
    return Said(of.name, of.origin.clause, (said,))


OUTCOMES = {
    "undetermined": "is undetermined",
    "kept": "stays",
    "removed": "counts for nothing",
    "met": "is met",
    "missed": "is missed",
}


def unknown(rule: UnknownRule) -> Said:
    """Return what an unknown word means."""
    said = f"When {rule.word} is unknown, {rule.subject} {OUTCOMES[rule.outcome]}."
    return Said(rule.word, rule.origin.clause, (said,))


def _of(measures: frozenset[str] | None) -> str:
    return "all measures" if measures is None else listed(sorted(measures), "and")


def _provided(evidence: Condition) -> str:
    return "" if evidence == ALWAYS else f", provided that {condition(evidence)}"


def _up_to(allowance: ItemAllowance | PeriodAllowance | None) -> str:
    match allowance:
        case ItemAllowance(length, clock):
            return f", up to {time_on(length, clock)} for each item"
        case PeriodAllowance(length, clock, every):
            return f", up to {time_on(length, clock)} every {period(every)}, used in order of time"
        case None:
            return ""
        case _:
            assert_never(allowance)
