"""Expectations are shown, and accepted, in the words of the language."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.contract import Contract
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectLength,
    ExpectMeasure,
    ExpectOpen,
    ExpectTarget,
    ExpectVerdict,
)
from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros, instant
from slarules.scenarios.phrases import Words, duration, number


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Dublin")))


NOON = at("2026-06-10 12:00")

WRITTEN: list[tuple[Expectation, str]] = [
    (ExpectVerdict("A", "respond", "met"), "A respond met"),
    (ExpectVerdict("A", "respond", "missed", NOON), "A respond missed at 2026-06-10 12:00"),
    (ExpectVerdict("A", "update", "met", cycle=2), "A update cycle 2 met"),
    (
        ExpectVerdict("A", "held", "met", cycle=2, cycle_of="networks"),
        "A held for networks cycle 2 met",
    ),
    (
        ExpectLength("A", "held", "excluded", Micros(2 * HOUR), "elapsed", cycle_of="networks"),
        "A held for networks excluded 2 elapsed hours",
    ),
    (
        ExpectBelongs("A", "update", "2026-04", cycle=3),
        "A update cycle 3 belongs to 2026-04",
    ),
    (ExpectDue("A", "resolve", NOON, NOON), "A resolve due at 2026-06-10 12:00"),
    (
        ExpectDue("A", "resolve", NOON, Instant(NOON + SECOND)),
        "A resolve due between 2026-06-10 12:00 and 2026-06-10 12:00:01",
    ),
    (
        ExpectLength("A", "resolve", "used", Micros(90 * MINUTE), "desk"),
        "A resolve used 90 desk minutes",
    ),
    (ExpectLength("A", "resolve", "paused", HOUR, "desk"), "A resolve paused 1 desk hour"),
    (ExpectBelongs("A", "respond", "2026-04"), "A respond belongs to 2026-04"),
    (
        ExpectCredit("late_p1", Fraction(1500), Fraction(1500)),
        "credit late_p1 EUR 1,500.00",
    ),
    (
        ExpectCredit(None, Fraction(0), Fraction(500), "2026-01"),
        "total credit between EUR 0.00 and EUR 500.00 in 2026-01",
    ),
    (ExpectTarget("nine_in_ten", "missed", "2026-01"), "nine_in_ten missed in 2026-01"),
    (
        ExpectMeasure("uptime", Fraction(44_535), Fraction(44_580), MINUTE),
        "uptime 44,535 of 44,580 minutes",
    ),
    (ExpectMeasure("nine_in_ten", Fraction(9995, 10_000), None), "nine_in_ten 99.95%"),
    (ExpectMeasure("nine_in_ten", Fraction(2, 3), None), "nine_in_ten 2 of 3"),
    (
        ExpectOpen(Micros(7 * HOUR), "desk", NOON, Instant(NOON + 9 * HOUR)),
        "7 desk hours from 2026-06-10 12:00 until 2026-06-10 21:00",
    ),
    (
        ExpectDueTime(Micros(8 * HOUR), "night", NOON, Instant(NOON + 9 * HOUR)),
        "8 night hours after 2026-06-10 12:00 is 2026-06-10 21:00",
    ),
]


@pytest.mark.parametrize(("expected", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_an_expectation_is_written(expected: Expectation, text: str, contract: Contract) -> None:
    assert Words(contract).phrase(expected) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=10**9))
def test_a_number_that_ends_is_written_exactly(value: object) -> None:
    exact = Fraction(str(value))
    assert Fraction(number(exact).replace(",", "")) == exact


@given(st.integers(min_value=1, max_value=10**7))
def test_a_duration_is_written_exactly(seconds: int) -> None:
    count, clock, unit = duration(Micros(seconds * SECOND), "desk").split(" ")
    sizes = {"hour": 3600, "minute": 60, "second": 1}
    assert (int(count.replace(",", "")) * sizes[unit.rstrip("s")], clock) == (seconds, "desk")
