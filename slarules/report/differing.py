"""What an explanation says where ways of counting differ, so that a reader need not know ours.

What starts and ends a run, what a change on the way does, and what happens at closing.
"""

from __future__ import annotations

from collections.abc import Iterator

from slarules.core.clocks import Clock
from slarules.core.conditions import ALWAYS, Becomes, Condition, Happens, Occurrence
from slarules.core.contract import Contract
from slarules.core.english import condition, listed, occurrence
from slarules.core.promises import AnyValue, Measure, Promise, Reading
from slarules.engine.reference.ledger import Ledger
from slarules.hours.opentime import open_time
from slarules.instants import Instant
from slarules.report.moments import wall
from slarules.report.plain import READINGS, UNITS
from slarules.report.rows_held import promise_of


def counted_on(ledger: Ledger, contract: Contract) -> str:
    """Return what starts and ends a run and when it counts, with the measure's clause."""
    promise = promise_of(ledger.verdict, contract)
    if promise is None:
        return ""
    clause = promise.measure.origin.clause
    shown = f" (clause {clause})" if clause and clause != promise.origin.clause else ""
    return f"{'; '.join(_counts(promise.measure))}{shown}"


def _counts(measure: Measure) -> Iterator[str]:
    bounds = measure.bounds
    often = "each time " if measure.repeats else ""
    often = f"separately for each {measure.each} " if measure.each else often
    ends = listed(f"{'next ' * (e in bounds.next_ends)}{occurrence(e)}" for e in bounds.ends)
    yield f"{often}from {starts_of(measure)} until {ends}{_where(bounds.until)}"
    if measure.counts_while != ALWAYS:
        yield f"counts while {condition(measure.counts_while)}"
    if measure.unit in UNITS:
        yield f"counted in whole {UNITS[measure.unit]}"


def starts_of(measure: Measure) -> str:
    """Return what starts a run of a measure, and under which condition."""
    bounds = measure.bounds
    return f"{listed(map(occurrence, bounds.starts))}{_where(bounds.where)}"


def _where(of: Condition) -> str:
    return "" if of == ALWAYS else f" where {condition(of)}"


def words_of(ledger: Ledger, contract: Contract) -> Iterator[str]:
    """Yield what starts and ends a run, as a ledger names it, whether or not it came."""
    promise = promise_of(ledger.verdict, contract)
    if promise is not None:
        bounds = promise.measure.bounds
        yield from (what for each in (*bounds.starts, *bounds.ends) for what in _found(each))


def _found(of: Occurrence) -> Iterator[str]:
    match of:
        case Happens(name):
            yield name
        case Becomes(fact, values):
            yield from (f"{fact} is {value}" for value in sorted(map(str, values)))
        case _:
            return


def goes_by(ledger: Ledger, contract: Contract) -> str:
    """Return which value picks the row, where one changed on the way, and what that does."""
    promise = promise_of(ledger.verdict, contract)
    if promise is None:
        return ""
    told = (READINGS[reading].format(fact=fact) for fact, reading in _changed(promise, ledger))
    return "; ".join(told)


def _changed(promise: Promise, ledger: Ledger) -> Iterator[tuple[str, Reading]]:
    for fact, reading in promise.readings:
        if not _matters(fact, promise):
            continue
        values = {mark.what for mark in ledger.marks if mark.what.startswith(f"{fact} is ")}
        if len(values) > 1:
            yield fact, reading


def _matters(fact: str, promise: Promise) -> bool:
    """Tell whether any row of the table names a value of a fact."""
    at = promise.columns.index(fact) if fact in promise.columns else None
    return at is None or any(row.cells[at] != AnyValue() for row in promise.rows)


def cut_off(ledger: Ledger) -> str:
    """Return, as the end of a sentence, that a run ended by something other than its end."""
    cut = ledger.why_cancelled is not None and ledger.verdict.ended_at is not None
    return ", cut off" if cut else ""


def late_after(ledger: Ledger, contract: Contract) -> str:
    """Return until when an end is in time, where that is later than when it is due."""
    verdict = ledger.verdict
    due, late = verdict.due_at, verdict.missed_at
    if due is None or late is None or late <= due or verdict.due_latest not in (None, due):
        return ""
    return f"{wall(late, contract.zone)}; nothing counts between"


def moved_to_opening(ledger: Ledger, contract: Contract) -> str:
    """Return, as the end of a sentence, why what is used up at closing is due at the opening."""
    due, clock = ledger.verdict.due_at, _clock(ledger, contract)
    if due is None or clock is None or not ledger.verdict.goal:
        return ""
    if not clock.conventions.budget_at_closing_due_next_opening:
        return ""
    hours = open_time(clock)
    opens = hours.is_open(due) and not hours.is_open(Instant(due - 1))
    return f", as {clock.name} opens; used up at the closing before" if opens else ""


def _clock(ledger: Ledger, contract: Contract) -> Clock | None:
    name = ledger.verdict.version
    terms = next((v.terms for v in contract.versions if v.name == name), None)
    return terms.clocks.get(ledger.clock) if terms else None
