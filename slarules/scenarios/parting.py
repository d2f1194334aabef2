"""Where an expectation and what came part: the statement to blame, else the account of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.core.scenarios import (
    Expectation,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectMeasure,
    ExpectOpen,
    ExpectTarget,
    ExpectVerdict,
    Scenario,
)
from slarules.engine.outcome import Line, TargetResult, Verdict
from slarules.engine.reference import Ledger, ledgers
from slarules.instants import Instant, Micros
from slarules.scenarios.expect import (
    Nothing,
    Told,
    achieved_of,
    holds,
    lines_of,
    open_time,
    run_of,
    statement_of,
    target_of,
)
from slarules.scenarios.given import history
from slarules.scenarios.parts import removable
from slarules.scenarios.phrases import Words, duration

Tell: TypeAlias = Callable[[Contract, Scenario], Told]
"""How an engine is asked about a scenario."""


@dataclass(frozen=True, slots=True)
class Parting:
    """A step of the reckoning, said for people, and the clause it follows."""

    says: str
    clause: str | None = None


def parting(expected: Expectation, told: Told, tell: Tell) -> Parting:
    """Return the first step at which what was expected and what came part.

    It is the first statement without which the expectation would hold. Where no single one is to
    blame, it is the account of how the value came about.
    """
    if not isinstance(expected, ExpectOpen | ExpectDueTime):
        for part in removable(told.contract):
            if holds(expected, tell(part.without, told.scenario)):
                return Parting(f"{part}: without it the expectation would hold", part.origin.clause)
    account = list(_account(expected, told))
    clause = next((step.clause for step in account if step.clause), None)
    return Parting("; ".join(step.says for step in account), clause)


def _account(expected: Expectation, told: Told) -> Iterator[Parting]:
    match expected:
        case ExpectCredit():
            yield from _of_money(expected, told)
        case ExpectTarget() | ExpectMeasure():
            yield from _of_target(expected, told)
        case ExpectOpen():
            yield _of_clock(expected, told)
        case ExpectDueTime():
            clock = told.contract.versions[-1].terms.clocks.get(expected.clock)
            yield Parting(f"the hours of {expected.clock}", clock.clause if clock else None)
        case _:
            verdict = run_of(expected, told)
            if isinstance(verdict, Verdict):
                yield from _by_then(expected, verdict, told)
                yield from _of_run(verdict, Words(told.contract))
            else:
                yield Parting(verdict.reason)


def _by_then(expected: Expectation, verdict: Verdict, told: Told) -> Iterator[Parting]:
    """Yield what had been counted by the instant that was expected, and what had not counted."""
    at = _instant(expected)
    ledger = _ledger_of(verdict, told)
    if at is None or ledger is None:
        return
    words = Words(told.contract)
    before = [s for s in ledger.stretches if s.during.start < at]
    if not before or before[-1].during.end < at:
        return
    over = before[-1].during.end - at if before[-1].activity == "counted" else 0
    counted = duration(Micros(before[-1].counted - over), ledger.clock)
    yield Parting(f"by {words.instant(at)} {counted} of {verdict.goal_text} were counted")
    for stop in (s for s in before if s.by is not None):
        span = f"from {words.instant(stop.during.start)} until {words.instant(stop.during.end)}"
        clause = stop.origin.clause if stop.origin else None
        yield Parting(f"{stop.activity} {span} by {stop.by}{_by(clause)}", clause)


def _instant(expected: Expectation) -> Instant | None:
    match expected:
        case ExpectDue():
            return expected.earliest
        case ExpectVerdict():
            return expected.missed_at
        case _:
            return None


def _ledger_of(verdict: Verdict, told: Told) -> Ledger | None:
    found = ledgers(told.contract, history(told.scenario, told.contract), verdict.item)
    same = [e for e in found if _key(e.verdict) == _key(verdict)]
    return same[0] if same else None


def _key(verdict: Verdict) -> tuple[str, int, str | None]:
    return verdict.promise, verdict.cycle, verdict.cycle_of


def _of_run(verdict: Verdict, words: Words) -> Iterator[Parting]:
    clause = verdict.origin.clause
    if verdict.started_at is not None:
        yield Parting(f"started {words.instant(verdict.started_at)}")
    yield Parting(f"goal {verdict.goal_text}{_by(clause)}", clause)
    for what, length in (("paused", verdict.paused), ("excluded", verdict.excluded)):
        if length:
            yield Parting(f"{what} {duration(length, 'open')}")
    if verdict.due_at is not None:
        yield Parting(f"due {words.instant(verdict.due_at)}")
    if verdict.ended_at is not None:
        yield Parting(f"ended {words.instant(verdict.ended_at)}")
    if verdict.needs:
        yield Parting(f"not known: {', '.join(verdict.needs)}")
    yield Parting(verdict.verdict)


def _by(clause: str | None) -> str:
    return f" (clause {clause})" if clause else ""


def _of_money(expected: ExpectCredit, told: Told) -> Iterator[Parting]:
    statement = statement_of(told.period(expected), told)
    if isinstance(statement, Nothing):
        yield Parting(statement.reason)
        return
    lines = lines_of(expected, statement)
    if not lines:
        yield Parting("nothing was earned")
    words = Words(told.contract)
    for line in lines:
        yield from _of_line(line, words)


def _of_line(line: Line, words: Words) -> Iterator[Parting]:
    name = f"{line.statement} of {line.subject}"
    yield Parting(f"{name}{_by(line.origin.clause)}: {line.basis}", line.origin.clause)
    for change in line.changes:
        effect = "adds" if change.least >= 0 else "takes off"
        amount = f"{effect} {words.money(abs(change.least))}"
        yield Parting(f"{change.step}{_by(change.origin.clause)} {amount}: {change.why}")


def _of_target(expected: ExpectTarget | ExpectMeasure, told: Told) -> Iterator[Parting]:
    found, words = target_of(expected, told), Words(told.contract)
    if isinstance(found, TargetResult):
        yield Parting(_judged(found, words), found.origin.clause)
    elif isinstance(expected, ExpectMeasure):
        yield _of_measure(expected, told, words)
    else:
        yield Parting(found.reason)


def _of_measure(expected: ExpectMeasure, told: Told, words: Words) -> Parting:
    achieved = achieved_of(expected, told)
    if isinstance(achieved, Nothing):
        return Parting(achieved.reason)
    name, bounds = expected.measure, dict.fromkeys((achieved.least, achieved.most))
    return Parting(f"{name} came to {' to '.join(words.quantity(name, end) for end in bounds)}")


def _judged(result: TargetResult, words: Words) -> str:
    counts = ", ".join(f"{count} {word}" for word, count in result.counts.items() if count)
    name, achieved = result.target, result.achieved
    came = words.quantity(name, achieved.least) if achieved else "no value"
    level = words.quantity(name, result.level)
    needed = f"needs {result.relation} {level}{_by(result.origin.clause)}"
    return "; ".join(part for part in (counts, came, needed, result.rule) if part)


def _of_clock(expected: ExpectOpen, told: Told) -> Parting:
    hours = open_time(expected.clock, expected.start, told.contract)
    words = Words(told.contract)
    pieces = hours.pieces(expected.start, expected.end)
    shown = ", ".join(f"{words.instant(p.start)} until {words.instant(p.end)}" for p in pieces[:3])
    return Parting(f"open {shown or 'never'}", hours.clock.clause)
