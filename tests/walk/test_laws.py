"""Laws of clocks that hold with cycles, pauses and changes on the way (clocks, section 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slarules.core.clocks import WeeklyHours
from slarules.core.conditions import ALWAYS, Is
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Budget, Pause
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import Happening, History, Step, Timeline
from slarules.instants import DAY, MINUTE, Instant
from tests.walk.grid import Grid, days
from tests.walk.simulator import simulate
from tests.walk.strategies import CLOCKS, Season, contracts, histories, timelines

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WEEK = 7 * DAY
QUIET = Season(date(2026, 2, 2))
"""Weeks without a holiday or a change of the clocks."""

some = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def changed(contract: Contract, **parts: object) -> Contract:
    version = contract.versions[0]
    terms: Terms = replace(version.terms, **parts)  # type: ignore[arg-type]
    return replace(contract, versions=(replace(version, terms=terms),))


def told(item: Timeline, until: int) -> History:
    return History([item], Instant(until), Instant(until))


def by_cycle(found: tuple[Verdict, ...]) -> dict[tuple[int, str | None], Verdict]:
    return {(v.cycle, v.cycle_of): v for v in found}


def moved(item: Timeline, by: int) -> Timeline:
    def step(s: Step) -> Step:
        return replace(s, at=Instant(s.at + by))

    def happening(h: Happening) -> Happening:
        return replace(h, at=Instant(h.at + by))

    return replace(
        item,
        facts={name: tuple(map(step, steps)) for name, steps in item.facts.items()},
        happened={name: tuple(map(happening, rows)) for name, rows in item.happened.items()},
    )


@some
@given(contracts(), timelines(QUIET), st.integers(0, 5 * 96))
def test_a_week_later_everything_is_a_week_later(
    contract: Contract, item: Timeline, after: int
) -> None:
    until = QUIET.start + after * 15 * MINUTE
    before = verdicts(contract, told(item, until))
    later = verdicts(contract, told(moved(item, WEEK), until + WEEK))
    assert [_shape(v, WEEK) for v in before] == [_shape(v, 0) for v in later]


def _shape(verdict: Verdict, by: int) -> tuple[object, ...]:
    instants = (verdict.started_at, verdict.ended_at, verdict.due_at, verdict.missed_at)
    lengths = (verdict.elapsed, verdict.paused, verdict.excluded, verdict.verdict, verdict.cycle)
    return *(None if at is None else at + by for at in instants), *lengths


@some
@given(contracts(), histories())
def test_one_more_pause_never_makes_anything_due_earlier(
    contract: Contract, case: tuple[Season, History]
) -> None:
    terms = contract.versions[0].terms
    more = Pause("more", None, Is("site", ("quay",)))
    assume(not any(p.allowance for p in terms.pauses))
    plain = by_cycle(verdicts(contract, case[1]))
    paused = by_cycle(verdicts(changed(contract, pauses=(*terms.pauses, more)), case[1]))
    assert plain.keys() == paused.keys()
    for key, verdict in plain.items():
        assert (paused[key].missed_at or 0) >= (verdict.missed_at or 0)
        assert paused[key].elapsed <= verdict.elapsed


@some
@given(contracts(), histories(), st.integers(1, 5 * 24 * 60))
def test_a_row_that_says_nothing_new_changes_nothing(
    contract: Contract, case: tuple[Season, History], minutes: int
) -> None:
    """So a wait that is written as two waits stays one."""
    season, history = case
    (item,) = history.items
    at = Instant(season.start + minutes * MINUTE)
    again = {
        fact: tuple(sorted([*steps, Step(at, item.value(fact, at), 99)], key=_when))
        for fact, steps in item.facts.items()
        if steps and steps[0].at < at
    }
    said_again = replace(item, facts={**item.facts, **again})
    assert verdicts(contract, history) == verdicts(contract, replace(history, items=[said_again]))


def _when(step: Step) -> tuple[int, int]:
    return step.at, step.position


@some
@given(contracts(), histories(), st.randoms(use_true_random=False))
def test_phrases_and_statements_stand_in_any_order(
    contract: Contract, case: tuple[Season, History], random: Random
) -> None:
    terms = contract.versions[0].terms
    clocks = {}
    for clock in CLOCKS:
        hours = clock.hours
        if isinstance(hours, WeeklyHours):
            weekly = tuple(random.sample(hours.spans, len(hours.spans)))
            hours = replace(hours, spans=weekly, closed=hours.closed[::-1], also=hours.also[::-1])
        clocks[clock.name] = replace(clock, hours=hours)
    turned = changed(contract, clocks=clocks, pauses=terms.pauses[::-1])
    spans = random.sample(list(case[1].spans), len(case[1].spans))
    mixed = replace(case[1], spans=spans)
    assert [_shape(v, 0) for v in verdicts(turned, mixed)] == [
        _shape(v, 0) for v in verdicts(contract, case[1])
    ]


@some
@given(contracts(), histories(), st.integers(0, 600))
def test_counted_time_never_decreases(
    contract: Contract, case: tuple[Season, History], minutes: int
) -> None:
    (item,), until = case[1].items, case[1].until
    last = max(h.at for rows in item.happened.values() for h in rows)
    assume(all(step.at <= until for steps in item.facts.values() for step in steps))
    assume(last <= until)
    (promise,) = contract.versions[0].terms.promises.values()
    assume(promise.measure.reopenings == ())
    early = by_cycle(verdicts(contract, case[1]))
    later = Instant(until + minutes * MINUTE)
    late = by_cycle(verdicts(contract, replace(case[1], as_of=later, complete_through=later)))
    for key, verdict in early.items():
        assert late[key].elapsed >= verdict.elapsed
        assert verdict.verdict == "open" or late[key].verdict == verdict.verdict


@some
@given(contracts(), histories())
def test_a_budget_is_used_up_when_it_falls_due(
    contract: Contract, case: tuple[Season, History]
) -> None:
    """A run that is ended at its due time has used its goal to the minute."""
    season, history = case
    (promise,) = contract.versions[0].terms.promises.values()
    plain = changed(contract, pauses=(), exclusions=(), restarts=(), cancels=(), removals=())
    rows = [row for row in promise.rows if isinstance(row.goal, Budget)]
    assume(rows)
    measure = replace(promise.measure, repeats=False, reopenings=(), each=None, counts_while=ALWAYS)
    only = replace(
        promise, measure=measure, rows=(replace(rows[0], cells=promise.rows[-1].cells),),
        readings=(("level", "as reported"),), columns=("level",), applies=ALWAYS,
    )  # fmt: skip
    text = changed(plain, promises={"care": only})
    for judged in simulate(text, history, only, grid=season.grid):
        goal = rows[0].goal
        assert isinstance(goal, Budget)
        assert judged.due_at is not None
        clock = next((c for c in CLOCKS if c.name == goal.clock), None)
        if clock and clock.conventions != CLOCKS[0].conventions:
            continue
        ended = judged.due_at
        item = replace(history.items[0], happened={**history.items[0].happened})
        if judged.ended_at is None and ended > history.until:
            (found,) = verdicts(text, told(item, ended))
            assert (found.verdict, found.elapsed) == ("open", goal.length) or found.ended_at


def test_days_of_a_clock_that_is_never_open_are_none() -> None:
    shut = replace(CLOCKS[0], hours=WeeklyHours(()))
    assert days(shut, Grid(QUIET.start, MINUTE, 1440)) == ()
