"""Disputes: which procedure holds, and until when each step is in time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, strategies

from slarules.core.disputes import Dispute, Mark, Within
from slarules.engine.reference.disputing import (
    dispute_deadline,
    dispute_of_credit,
    dispute_of_fact,
    dispute_of_statement,
)
from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.hours.periods import Period, parse_label
from slarules.instants import Instant
from tests.engine import desk

PLAIN = Dispute(
    "",
    "statement",
    "customer",
    opened=Within(30, "statement"),
    answered=Within(10, "opening"),
    settled=Within(20, "answer"),
)
LATE = Dispute("late", ("late_p1",), "either party", Within(5, "period end"), None, None)
FACTS = Dispute("facts", "facts", "either party", None, None, Within(1, "opening"))
ANY = Dispute("", None, "either party", None, None, None)


def period(label: str = "2026-03") -> Period:
    found = parse_label(label, desk.ZONE)
    assert found
    return found


def test_days_are_local_dates_and_the_last_one_lasts_to_24_00() -> None:
    issued = desk.at("2026-04-07 23:30")
    until = dispute_deadline(PLAIN, "opened", period(), {"statement": issued})
    assert until == desk.at("2026-05-08 00:00")


def test_each_step_counts_from_the_one_it_names() -> None:
    marks: dict[Mark, Instant] = {
        "opening": desk.at("2026-05-04 09:00"),
        "answer": desk.at("2026-05-06 16:00"),
    }
    assert dispute_deadline(PLAIN, "answered", period(), marks) == desk.at("2026-05-15 00:00")
    assert dispute_deadline(PLAIN, "settled", period(), marks) == desk.at("2026-05-27 00:00")


def test_the_end_of_a_period_is_known_without_being_told() -> None:
    # The last date of March is not counted, so the fifth day is April 5.
    assert dispute_deadline(LATE, "opened", period(), {}) == desk.at("2026-04-06 00:00")


def test_what_has_not_happened_or_is_not_written_sets_no_limit() -> None:
    assert dispute_deadline(PLAIN, "opened", period(), {}) is None
    assert dispute_deadline(LATE, "settled", period(), {"opening": desk.at("2026-04-02")}) is None


@given(strategies.integers(0, 400), strategies.integers(0, 400 * 24 * 60))
def test_a_step_on_the_last_date_is_in_time_and_on_the_next_is_late(days: int, minute: int) -> None:
    issued = Instant(desk.at("2026-01-01 00:00") + minute * 60_000_000)
    dispute = Dispute("", None, "either party", Within(days, "statement"), None, None)
    until = dispute_deadline(dispute, "opened", period(), {"statement": issued})
    assert until is not None
    last = local_date(issued, desk.ZONE) + timedelta(days=days)
    assert local_date(Instant(until - 1), desk.ZONE) == last
    assert until == midnight(last + ONE_DAY, desk.ZONE)


def test_a_credit_has_its_own_procedure_before_that_of_the_statement() -> None:
    contract = desk.contract(desk.terms(disputes=(PLAIN, LATE, FACTS)))
    assert dispute_of_credit(contract, period(), "late_p1") == LATE
    assert dispute_of_credit(contract, period(), "shortfall") == PLAIN
    assert dispute_of_statement(contract, period()) == PLAIN
    assert dispute_of_fact(contract, period()) == FACTS


def test_a_dispute_on_nothing_in_particular_is_for_whatever_is_left() -> None:
    contract = desk.contract(desk.terms(disputes=(FACTS, ANY)))
    assert dispute_of_fact(contract, period()) == FACTS
    assert dispute_of_statement(contract, period()) == ANY
    assert dispute_of_credit(contract, period(), "late_p1") == ANY


def test_a_contract_without_disputes_has_no_procedure() -> None:
    contract = desk.contract(desk.terms(disputes=(PLAIN,)))
    assert dispute_of_fact(contract, period()) is None
    assert dispute_of_statement(desk.contract(), period()) is None
