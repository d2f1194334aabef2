from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from slarules.engine.outcome import Outcome
from slarules.hours.periods import Period, parse_label
from slarules.report.periods import Asked, Ended, Through, asked_period, reported
from tests.made import at, contract, statement, target, verdict

ZONE = "Europe/Dublin"


def period(label: str) -> Period:
    found = parse_label(label, ZONE)
    assert found is not None
    return found


def labels(asked: Asked) -> tuple[list[str | None], list[str], list[str]]:
    """Return the periods of the verdicts, targets and statements that are reported."""
    months = ["2026-02", "2026-03", "2026-04"]
    whole = Outcome(
        tuple(replace(verdict(), period=label) for label in (*months, None)),
        (),
        tuple(replace(target(), period=label) for label in (*months, "2026-Q1")),
        tuple(replace(statement(), period=label) for label in months),
    )
    part = reported(whole, asked, replace(contract(), zone=ZONE))
    return (
        [each.period for each in part.verdicts],
        [each.period for each in part.targets],
        [each.period for each in part.statements],
    )


def test_without_a_period_all_that_have_ended_are_reported_and_every_verdict() -> None:
    verdicts, targets, statements = labels(Ended(at("2026-04-10")))
    assert verdicts == ["2026-02", "2026-03", "2026-04", None]
    assert targets == ["2026-02", "2026-03", "2026-Q1"]
    assert statements == ["2026-02", "2026-03"]


def test_a_period_ends_with_its_last_midnight_in_the_contracts_zone() -> None:
    march = period("2026-03")
    # Summer time has begun, so midnight in Dublin is eleven in the evening in UTC.
    assert not Ended(at("2026-03-31T22:59:59")).holds(march)
    assert Ended(at("2026-03-31T23:00")).holds(march)


def test_a_quarter_is_reported_with_its_third_month() -> None:
    asked = asked_period("2026-03", ZONE)
    assert asked is not None
    assert labels(asked) == (["2026-03"], ["2026-03", "2026-Q1"], ["2026-03"])


def test_between_two_dates_the_periods_that_end_there_are_reported() -> None:
    asked = Through(date(2026, 2, 1), date(2026, 3, 31))
    assert labels(asked) == (
        ["2026-02", "2026-03"],
        ["2026-02", "2026-03", "2026-Q1"],
        ["2026-02", "2026-03"],
    )


@pytest.mark.parametrize("label", ["2026-01-31", "2026-W05", "2026-01", "2026-Q1", "2026"])
def test_consecutive_months_report_each_period_once(label: str) -> None:
    months = [asked_period(f"2026-{month:02}", ZONE) for month in range(1, 13)]
    assert sum(asked is not None and asked.holds(period(label)) for asked in months) == 1


@pytest.mark.parametrize("label", ["2026-13", "march", "2026-Q5", "2026-W60", ""])
def test_what_names_no_period_is_none(label: str) -> None:
    assert asked_period(label, ZONE) is None
