"""The edge cases of the design's table, each with the number it has there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from slarules.core.clocks import Conventions, calendar_days
from slarules.core.conditions import UNKNOWN, Every, Happens, Is, Known, Notice
from slarules.core.contract import Applies, Version
from slarules.core.promises import (
    AnyOther,
    AtMoment,
    Budget,
    Cancel,
    CloseOfDay,
    Earliest,
    ItemAllowance,
    OneOf,
    Pause,
    PeriodAllowance,
    Removal,
    Row,
    SameTimeLater,
    TimeExclusion,
    UnknownRule,
)
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History, UnknownMoment, WorldSpan
from slarules.instants import MINUTE, Micros
from tests.engine.desk import (
    NINE_HOURS,
    ZONE,
    at,
    clock,
    contract,
    hours,
    judged,
    promise,
    terms,
    ticket,
)

WAITING = Pause(
    "waiting",
    frozenset({"resolve"}),
    Is("status", ("waiting",)),
    Known("question"),
)


def status(*steps: tuple[str, str]) -> dict[str, list[tuple[str, str]]]:
    return {"status": list(steps)}


def test_1_a_budget_used_up_at_closing_is_in_time_all_evening() -> None:
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-02 19:00"))
    assert verdict.due_at == at("2026-03-02 18:00")
    assert verdict.missed_at == at("2026-03-03 08:00")
    assert verdict.verdict == "met"
    assert verdict.elapsed == hours(9)


def test_2_one_second_more_falls_due_after_the_next_opening() -> None:
    assert judged(ticket("2026-03-02 08:00:01")).due_at == at("2026-03-03 08:00:01")


@pytest.mark.parametrize(("end", "word"), [("19:00", "met"), ("17:00", "met")])
def test_3_the_other_convention_moves_the_due_time_and_no_verdict(end: str, word: str) -> None:
    shown = {"desk": clock(conventions=Conventions(budget_at_closing_due_next_opening=True))}
    verdict = judged(ticket("2026-03-02 08:00", f"2026-03-02 {end}"), contract(terms(clocks=shown)))
    assert verdict.due_at == at("2026-03-03 08:00")
    assert verdict.verdict == word


def test_4_a_deadline_is_judged_by_the_instant() -> None:
    text = contract(terms(promise({"P1": CloseOfDay(0, "desk")})))
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-02 19:00"), text)
    assert verdict.missed_at == at("2026-03-02 18:00")
    assert verdict.verdict == "missed"


def test_5_a_start_while_shut_stays_where_it_was() -> None:
    verdict = judged(ticket("2026-03-01 10:00", "2026-03-02 09:00"))
    assert verdict.started_at == at("2026-03-01 10:00")
    assert verdict.elapsed == hours(1)


def test_6_days_count_from_the_start_itself_even_when_it_is_shut() -> None:
    text = contract(terms(promise({"P1": SameTimeLater(1, "desk")})))
    assert judged(ticket("2026-03-07 11:00"), text).due_at == at("2026-03-09 11:00")


def test_8_an_answer_at_the_very_instant_of_the_report_is_met_with_nothing_used() -> None:
    verdict = judged(ticket("2026-03-02 09:00", "2026-03-02 09:00"))
    assert (verdict.verdict, verdict.elapsed) == ("met", 0)


def test_11_a_pause_that_begins_when_the_budget_is_just_used_up() -> None:
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-04 09:00",
        status(("2026-03-02 17:00", "waiting"), ("2026-03-03 14:00", "open")),
        question="2026-03-02 08:00",
    )
    text = contract(terms(promise({"P1": Budget(hours(8), "desk")}), pauses=(WAITING,)))
    verdict = judged(item, text)
    assert verdict.due_at == at("2026-03-02 17:00")
    assert verdict.missed_at == at("2026-03-03 14:00")
    assert verdict.verdict == "missed"


def test_12_a_pause_in_closed_hours_changes_nothing() -> None:
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-02 18:30",
        status(("2026-03-02 18:00", "waiting"), ("2026-03-02 18:20", "open")),
        question="2026-03-02 08:00",
    )
    verdict = judged(item, contract(terms(pauses=(WAITING,))))
    assert (verdict.paused, verdict.due_at) == (0, at("2026-03-02 18:00"))


def test_12b_a_delay_extends_the_due_time_by_its_own_length_day_and_night() -> None:
    delay = Pause("supplier", frozenset({"resolve"}), Is("status", ("on_hold",)), effect="extends")
    text = contract(terms(promise({"P1": Budget(hours(6), "desk")}), pauses=(delay,)))
    held = status(("2026-03-02 14:00", "on_hold"), ("2026-03-03 09:00", "open"))
    verdict = judged(ticket("2026-03-02 09:00", "2026-03-03 10:30", held), text)
    assert verdict.due_at == verdict.missed_at == at("2026-03-03 11:00")
    assert (verdict.verdict, verdict.paused, verdict.elapsed) == ("met", 0, hours(10) + 30 * MINUTE)
    after_due = status(("2026-03-02 17:00", "on_hold"), ("2026-03-03 09:00", "open"))
    assert judged(ticket("2026-03-02 09:00", None, after_due), text).due_at == at(
        "2026-03-02 16:00"
    )


def test_13_overlaps_count_once_a_pause_before_an_exclusion() -> None:
    works = TimeExclusion("works", None, "maintenance")
    span = WorldSpan("maintenance", "M", at("2026-03-02 10:00"), at("2026-03-02 12:30"), {}, {})
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-02 17:00",
        status(("2026-03-02 09:00", "waiting"), ("2026-03-02 11:00", "open")),
        question="2026-03-02 08:00",
    )
    text = contract(terms(pauses=(WAITING,), exclusions=(works,)))
    verdict = judged(item, text, spans=[span])
    assert verdict.paused == hours(2)
    assert verdict.excluded == hours(1)
    assert verdict.elapsed == hours(5)


def test_15_waiting_without_a_question_pauses_from_the_question_on() -> None:
    item = ticket(
        "2026-03-02 08:00",
        None,
        status(("2026-03-02 09:00", "waiting"), ("2026-03-02 12:00", "open")),
        question="2026-03-02 10:00",
    )
    assert judged(item, contract(terms(pauses=(WAITING,)))).paused == hours(2)


def test_17_an_open_run_that_waits_is_due_as_if_it_resumed_now() -> None:
    item = ticket(
        "2026-03-02 08:00",
        None,
        status(("2026-03-02 09:00", "waiting")),
        question="2026-03-02 08:00",
    )
    text = contract(terms(pauses=(WAITING,)))
    verdict = judged(item, text, as_of="2026-03-02 11:00")
    assert verdict.verdict == "open"
    assert verdict.due_at == at("2026-03-03 10:00")
    assert verdict.period is None


def test_22_at_the_end_the_last_level_judges_the_whole_run() -> None:
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-02 14:00",
        {"level": [("2026-03-02 08:00", "P2"), ("2026-03-02 13:00", "P1")]},
    )
    assert judged(item).verdict == "met"


def test_23_as_reported_takes_the_first_known_level() -> None:
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-02 14:00",
        {"level": [("2026-03-02 08:05", "P2"), ("2026-03-02 13:00", "P1")]},
    )
    text = contract(terms(replace(NINE_HOURS, readings=(("level", "as reported"),))))
    assert judged(item, text).verdict == "missed"


def test_24_a_level_never_known_gives_a_range_over_the_rows() -> None:
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-02 14:00", {"level": UNKNOWN}))
    assert verdict.verdict == "undetermined"
    assert (verdict.due_at, verdict.due_latest) == (at("2026-03-02 12:00"), at("2026-03-02 18:00"))
    assert verdict.needs == ("level",)


def test_24b_unless_every_row_agrees() -> None:
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-02 11:00", {"level": UNKNOWN}))
    assert (verdict.verdict, verdict.needs) == ("met", ())


@pytest.mark.parametrize(
    ("withdrawn", "even", "word"),
    [
        ("2026-03-02 11:00", False, "cancelled"),
        ("2026-03-02 13:00", False, "missed"),
        ("2026-03-02 13:00", True, "cancelled"),
    ],
)
def test_25_taken_back_before_the_due_time_or_after(withdrawn: str, even: bool, word: str) -> None:  # noqa: FBT001 - a table of cases
    cancel = Cancel("taken_back", None, (Happens("withdrawn"),), even)
    item = ticket("2026-03-02 08:00", None, {"level": "P2"}, withdrawn=withdrawn)
    assert judged(item, contract(terms(cancels=(cancel,)))).verdict == word


def test_31_and_32_the_months_allowance_is_used_in_order_of_time() -> None:
    works = TimeExclusion(
        "works",
        None,
        "maintenance",
        allowance=PeriodAllowance(hours(2), "elapsed", "calendar month"),
    )
    over_the_month = WorldSpan(
        "maintenance", "M", at("2026-03-31 21:00"), at("2026-04-01 03:00"), {}, {}
    )
    item = ticket("2026-03-31 20:00", "2026-04-01 08:00", {"level": "P2"})
    verdict = judged(item, contract(terms(exclusions=(works,))), spans=[over_the_month])
    assert verdict.excluded == hours(4)
    assert verdict.due_at == at("2026-04-01 04:00")


@pytest.mark.parametrize(
    ("announced", "excluded"), [("2026-03-05 23:59", 1), ("2026-03-06 00:00", 0)]
)
def test_33_notice_compares_dates(announced: str, excluded: int) -> None:
    notice = Notice("announced", "at least", 5, "before", "start", calendar_days(ZONE))
    works = TimeExclusion("works", None, "maintenance", provided=notice)
    span = WorldSpan(
        "maintenance",
        "M",
        at("2026-03-10 09:00"),
        at("2026-03-10 10:00"),
        {},
        {"announced": at(announced)},
    )
    item = ticket("2026-03-10 08:00", "2026-03-10 11:00")
    verdict = judged(item, contract(terms(exclusions=(works,))), spans=[span])
    assert verdict.excluded == hours(excluded)


def test_34_due_at_the_midnight_that_ends_the_month_belongs_to_the_new_month() -> None:
    assert judged(ticket("2026-03-31 20:00", None, {"level": "P2"})).period == "2026-04"


def test_35_silence_after_the_history_ends_proves_nothing() -> None:
    verdict = judged(ticket("2026-03-02 08:00", None, {"level": "P2"}), as_of="2026-03-02 12:00")
    assert verdict.verdict == "open"
    late = judged(ticket("2026-03-02 08:00", None, {"level": "P2"}), as_of="2026-03-02 12:00:01")
    assert late.verdict == "missed"


@pytest.mark.parametrize(
    ("after", "before", "word"),
    [
        ("11:00", "12:00", "met"),
        ("11:30", "12:30", "undetermined"),
        ("12:01", "12:30", "missed"),
    ],
)
def test_36_an_end_known_only_between_two_polls(after: str, before: str, word: str) -> None:
    polled = UnknownMoment(at(f"2026-03-02 {after}"), at(f"2026-03-02 {before}"))
    item = ticket("2026-03-02 08:00", None, {"level": "P2"}, {"resolved": polled})
    assert judged(item).verdict == word


def test_37_an_end_before_the_start_is_no_run() -> None:
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-01 08:00"))
    assert verdict.verdict == "undetermined"
    assert "ended before it started" in verdict.needs[0]


def test_37b_such_a_run_falls_due_and_into_a_period_all_the_same() -> None:
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-01 08:00", {"level": "P2"}))
    assert (verdict.due_at, verdict.period) == (at("2026-03-02 12:00"), "2026-03")
    assert verdict.could_be == ("met", "missed")


def test_a_ticket_taken_back_in_the_very_row_of_its_report_has_no_run() -> None:
    cancel = Cancel("taken_back", None, (Happens("withdrawn"),))
    text = contract(terms(cancels=(cancel,)))
    now = at("2026-12-31 00:00")
    item = ticket("2026-03-02 08:00", None, withdrawn="2026-03-02 08:00")
    assert verdicts(text, History([item], now, now)) == ()


def test_an_allowance_is_the_contracts_whatever_the_service_that_used_it() -> None:
    works = TimeExclusion(
        "works",
        None,
        "maintenance",
        of_its_service=True,
        allowance=PeriodAllowance(hours(3), "elapsed", "calendar month"),
    )
    mail, files = (
        WorldSpan("maintenance", name, at(start), at(end), {}, {}, service=name)
        for name, start, end in (
            ("mail", "2026-03-02 08:00", "2026-03-02 10:00"),
            ("files", "2026-03-03 08:00", "2026-03-03 10:00"),
        )
    )
    item = ticket("2026-03-03 08:00", "2026-03-03 11:00", {"level": "P2", "service": "files"})
    verdict = judged(item, contract(terms(exclusions=(works,))), spans=[mail, files])
    assert verdict.excluded == hours(1)


def test_46_lateness_is_counted_on_the_goals_own_clock() -> None:
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-03 09:00"))
    assert verdict.lateness == (hours(1), hours(1))


def test_a_promise_that_says_none_is_not_judged() -> None:
    text = contract(terms(promise({"P1": None, "P2": Budget(hours(1), "desk")})))
    item = ticket("2026-03-02 08:00")
    with pytest.raises(ValueError, match="not enough values"):
        judged(item, text)


def test_any_other_holds_for_what_no_row_names() -> None:
    rest = Row((AnyOther(),), Budget(hours(1), "desk"), "1 desk hour")
    named = Row((OneOf(frozenset({"P1"})),), Budget(hours(9), "desk"), "9 desk hours")
    text = contract(terms(replace(NINE_HOURS, rows=(named, rest))))
    assert judged(ticket("2026-03-02 08:00"), text).goal == hours(9)
    assert judged(ticket("2026-03-02 08:00", None, {"level": "P9"}), text).goal == hours(1)


def test_what_was_to_be_agreed_and_is_not_known_would_settle_it() -> None:
    text = contract(terms(promise({"P1": AtMoment("promised")})))
    found = judged(ticket("2026-03-02 08:00"), text)
    assert (found.verdict, found.needs) == ("undetermined", ("promised",))


def test_an_agreed_time_is_moved_by_nothing() -> None:
    text = contract(terms(promise({"P1": AtMoment("promised")}), pauses=(WAITING,)))
    item = ticket(
        "2026-03-02 08:00",
        None,
        status(("2026-03-02 09:00", "waiting")),
        promised="2026-03-06 19:30",
        question="2026-03-02 08:30",
    )
    assert judged(item, text).due_at == at("2026-03-06 19:30")


def test_the_earlier_of_two_goals() -> None:
    both = Earliest((Budget(hours(6), "desk"), Budget(hours(30), "elapsed")))
    text = contract(terms(promise({"P1": both})))
    assert judged(ticket("2026-04-02 15:00"), text).due_at == at("2026-04-03 21:00")
    assert judged(ticket("2026-03-02 08:00"), text).due_at == at("2026-03-02 15:00")


def test_a_pause_stops_at_its_allowance() -> None:
    limited = replace(WAITING, allowance=ItemAllowance(hours(3), "desk"))
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-03 08:00",
        status(("2026-03-02 10:00", "waiting")),
        question="2026-03-02 08:00",
    )
    verdict = judged(item, contract(terms(pauses=(limited,))))
    assert verdict.paused == hours(3)
    assert verdict.elapsed == hours(6)


def test_an_item_is_removed_on_its_last_values() -> None:
    ours = Removal("theirs", "ticket", Every((Is("cause", ("customer",)), Is("agreed", ("yes",)))))
    item = ticket("2026-03-02 08:00", None, {"cause": "customer", "agreed": "yes"})
    assert judged(item, contract(terms(removals=(ours,)))).verdict == "excluded"


@pytest.mark.parametrize(
    ("rules", "word"),
    [((), "undetermined"), ((UnknownRule("cause", "ticket", "kept"),), "met")],
)
def test_an_unknown_cause_is_what_the_contract_says(
    rules: tuple[UnknownRule, ...], word: str
) -> None:
    theirs = Removal("theirs", "ticket", Is("cause", ("customer",)))
    item = ticket("2026-03-02 08:00", "2026-03-02 09:00", {"cause": UNKNOWN})
    assert judged(item, contract(terms(removals=(theirs,), unknown=rules))).verdict == word


def test_a_status_that_is_unknown_may_have_paused_the_clock() -> None:
    item = ticket(
        "2026-03-02 08:00",
        "2026-03-03 09:00",
        {"status": [("2026-03-02 08:00", "open"), ("2026-03-02 10:00", UNKNOWN)]},
        question="2026-03-02 08:00",
    )
    verdict = judged(item, contract(terms(pauses=(WAITING,))))
    assert verdict.verdict == "undetermined"
    assert verdict.needs == ("status",)
    assert verdict.could_be == ("met", "missed")


def test_an_item_is_judged_by_the_text_in_force_when_it_was_reported() -> None:
    shorter = terms(promise({"P1": Budget(hours(1), "elapsed")}))
    since = at("2026-07-01 00:00")
    second = Version("second", "", since, shorter, (Applies("ticket", "reported", since),))
    text = contract(terms(), second)
    before = judged(ticket("2026-06-30 23:59:59"), text)
    after = judged(ticket("2026-07-01 00:00"), text)
    assert (before.version, after.version) == ("signed", "second")
    assert after.due_at == at("2026-07-01 01:00")


def test_a_third_of_an_hour_does_not_drift() -> None:
    third = Micros(20 * MINUTE)
    text = contract(terms(promise({"P1": Budget(third, "elapsed")})))
    verdict = judged(ticket("2026-03-02 08:00", "2026-03-02 08:20"), text)
    assert Fraction(verdict.elapsed, third) == 1
    assert verdict.verdict == "met"


def test_a_verdict_on_the_last_of_its_kind_is_provisional_until_the_ticket_is_closed() -> None:
    done = ticket("2026-03-02 08:00", "2026-03-02 09:00")
    last = replace(done, unsettled=frozenset({"resolved", "assigned"}))
    assert not judged(done).provisional
    verdict = judged(last)
    assert (verdict.verdict, verdict.provisional) == ("met", True)
    assert verdict.until_closed == ("resolved",)
    asked = replace(done, unsettled=frozenset({"question"}))
    assert not judged(asked).provisional
    assert judged(asked, contract(terms(pauses=(WAITING,)))).until_closed == ("question",)
