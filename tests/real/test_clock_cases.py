"""Whole tickets of other products, with the due time and verdict that each of them gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from slarules.core.clocks import Clock, Conventions, Dates, WeeklyHours, WeeklySpan
from slarules.core.conditions import Is
from slarules.core.promises import Budget, Pause, Row
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import Happening, History, Step, Timeline
from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros, instant
from tests.engine.desk import NINE_HOURS, contract, terms
from tests.shared import SHARED, needs_shared

CASES = SHARED / "oracles" / "sla_clock"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NO_GOAL = {"zammad-054", "zammad-057"}
"""A policy without a target gives no due time to compare."""


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield pytest.param(json.loads(line), id=json.loads(line)["id"])


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text))


def wall(text: str) -> Micros:
    hours, minutes = text.split(":")
    return Micros(int(hours) * HOUR + int(minutes) * MINUTE)


def clock(case: Mapping[str, Any]) -> Clock:
    """Return the working hours; the city of Boston shows a due time at closing as the opening."""
    spans = tuple(
        WeeklySpan(DAYS.index(day), wall(opens), wall(closes))
        for day, hours in case["schedule"].items()
        for opens, closes in hours
    )
    days = map(date.fromisoformat, case["holidays"])
    closed = tuple(Dates(day, day) for day in days)
    at_opening = case.get("boundary") == "next_open" or case["id"].startswith("boston")
    conventions = Conventions(budget_at_closing_due_next_opening=at_opening)
    return Clock("desk", case["timezone"], WeeklyHours(spans, closed), conventions)


def ticket(case: Mapping[str, Any]) -> Timeline:
    states = (
        Step(at(event["at"]), event.get("to") or event["state"], position)
        for position, event in enumerate(case["events"])
        if event.get("to") or event.get("state")
    )
    happened = {"reported": (Happening(at(case["clock_start"])),)}
    if case["clock_stop"]:
        happened["resolved"] = (Happening(at(case["clock_stop"])),)
    return Timeline("A", "ticket", {"status": tuple(states)}, happened)


def judged(case: Mapping[str, Any]) -> Verdict:
    policy = case["policy"]
    goal = Budget(Micros(policy["target_seconds"] * SECOND), "desk")
    promise = replace(NINE_HOURS, columns=(), rows=(Row((), goal, ""),))
    paused = Is("status", tuple(policy["pause_states"]))
    pauses = (Pause("held", None, paused),) if policy["pause_states"] else ()
    text = contract(terms(promise, clocks={"desk": clock(case)}, pauses=pauses))
    known = [case["clock_start"], case["clock_stop"], case["as_of"]]
    now = max(map(at, filter(None, known)))
    if not case["as_of"]:
        now = max(now, *(at(event["at"]) for event in case["events"]))
    (verdict,) = verdicts(text, History([ticket(case)], now, now))
    return verdict


@needs_shared
def test_the_cases_are_all_there() -> None:
    assert len(list(cases())) == 248


@needs_shared
@pytest.mark.parametrize("case", list(cases()))
def test_the_engine_agrees(case: Mapping[str, Any]) -> None:
    if case["policy"]["target_seconds"] is None:
        assert case["id"] in NO_GOAL
        return
    expected, verdict = case["expected"], judged(case)
    near = case.get("tolerance_seconds", 0) * SECOND
    if expected.get("due"):
        assert verdict.due_at is not None
        assert abs(verdict.due_at - at(expected["due"])) <= near
    if "breached" in expected:
        assert (verdict.verdict == "missed") == expected["breached"]
    for name, counted in (("elapsed_seconds", verdict.elapsed), ("paused_seconds", verdict.paused)):
        if name in expected:
            assert abs(counted - expected[name] * SECOND) <= near
