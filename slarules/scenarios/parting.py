"""Where an expectation and what came part: the statement to blame, else the account of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.core.scenarios import (
    Expectation,
    ExpectClaim,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectDuty,
    ExpectMeasure,
    ExpectOpen,
    ExpectRight,
    ExpectTarget,
    ExpectVerdict,
    Scenario,
)
from slarules.engine.outcome import Verdict
from slarules.engine.reference import Ledger, ledgers
from slarules.instants import Instant, Micros
from slarules.scenarios.accounts import Parting, by, of_claim, of_follow, of_money, of_target
from slarules.scenarios.expect import holds, open_time, run_of
from slarules.scenarios.given import history
from slarules.scenarios.parts import removable
from slarules.scenarios.phrases import Words, duration
from slarules.scenarios.told import Told

Tell: TypeAlias = Callable[[Contract, Scenario], Told]
"""How an engine is asked about a scenario."""


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
            yield from of_money(expected, told)
        case ExpectClaim():
            yield from of_claim(expected, told)
        case ExpectTarget() | ExpectMeasure():
            yield from of_target(expected, told)
        case ExpectRight() | ExpectDuty():
            yield from of_follow(expected, told)
        case ExpectOpen() | ExpectDueTime():
            yield _of_clock(expected, told)
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
        yield Parting(f"{stop.activity} {span} by {stop.by}{by(clause)}", clause)


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
    yield Parting(f"goal {verdict.goal_text}{by(clause)}", clause)
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


def _of_clock(expected: ExpectOpen | ExpectDueTime, told: Told) -> Parting:
    if isinstance(expected, ExpectDueTime):
        clock = told.contract.versions[-1].terms.clocks.get(expected.clock)
        return Parting(f"the hours of {expected.clock}", clock.clause if clock else None)
    hours = open_time(expected.clock, expected.start, told.contract)
    words = Words(told.contract)
    pieces = hours.pieces(expected.start, expected.end)
    shown = ", ".join(f"{words.instant(p.start)} until {words.instant(p.end)}" for p in pieces[:3])
    return Parting(f"open {shown or 'never'}", hours.clock.clause)
