from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from slarules.core.promises import Origin
from slarules.engine.outcome import Achieved, Change, Outcome
from slarules.instants import MINUTE, Instant, Micros
from slarules.report.layout import Tone
from slarules.report.moments import wall
from slarules.report.summary import summary
from tests.made import at, audited, line, statement, target, verdict


def line_with(text: str, within: str) -> str:
    [found] = [line for line in within.splitlines() if text in line]
    return found


def test_the_parties_and_the_instant_stand_first() -> None:
    first, second, third, fourth, *_ = summary(audited()).splitlines()
    assert first == "Harbour support (MSA 1)"
    assert second == "Northwind for Harbour"
    assert third == "as of Fri 2026-04-10 01:00 Europe/Dublin"
    assert fourth == "1 ticket, 1 verdict, 1 missed"


def test_a_target_is_shown_with_its_exact_fraction() -> None:
    shown = line_with("Nine in ten", summary(audited()))
    expected = "2026-03 | Nine in ten in time (4.3) | at least 90% | 89.47% | 17 of 19 | missed"
    assert re.split(r"  +", shown.strip()) == expected.split(" | ")


def test_a_target_that_something_unknown_moves_is_shown_as_a_range() -> None:
    unsure = replace(
        target(), outcome="undetermined", achieved=Achieved(Fraction(8, 10), Fraction(9, 10))
    )
    run = replace(audited(), outcome=Outcome((), (), (unsure,), ()))
    assert re.search(r"80\.00% to 90\.00% +undetermined", summary(run))


def test_what_else_decided_is_told_once_below() -> None:
    rules = [f"with fewer than 20 items at most 2 may miss: {n} of 8 did" for n in (1, 2)]
    small = tuple(replace(target(), outcome="met", rule=rule) for rule in rules)
    run = replace(audited(), outcome=Outcome((), (), small, ()))
    text = summary(run)
    assert text.count("met a\n") == 2
    assert text.count("  a: with fewer than 20 items at most 2 may miss\n") == 1


def test_many_periods_are_told_at_a_glance_and_only_what_was_not_met_in_full() -> None:
    met = replace(target(), outcome="met", achieved=Achieved(Fraction(99, 100), Fraction(1)))
    empty = replace(met, achieved=None, period="2026-04")
    months = tuple(replace(met, period=f"2026-{month:02}") for month in (1, 2))
    run = replace(audited(), outcome=Outcome((), (), (*months, target(), empty), ()))
    text = summary(run)
    glance = [line.split() for line in text.splitlines() if "Nine in ten" in line]
    assert glance[0] == ["Nine", "in", "ten", "in", "time", "99.0", "99.0", "✗89.4", "-"]
    assert [row[0] for row in glance[1:]] == ["2026-03"]


def test_a_run_that_two_promises_judge_is_listed_once() -> None:
    other = replace(verdict(), table="solved", lateness=(Micros(MINUTE),) * 2)
    text = summary(replace(audited(), outcome=Outcome((other, verdict()), (), (), ())))
    assert "1 h 30 min" in line_with("T-1", text)


def test_a_statement_says_what_the_cap_took_off_until_when_to_claim_and_why_it_may_change() -> None:
    text = summary(audited())
    assert line_with("EUR 333.33", text).split() == ["2026-03", "EUR", "333.33", "provisional"]
    assert "EUR 500.00" in line_with("shortfall (7.2)", text)
    assert "EUR -166.67" in line_with("lid (7.5)", text)
    assert "to be claimed through 2026-05-01" in line_with("shortfall: ", text)
    assert "provisional: good_run looks at 2026-06" in text


def test_a_claim_that_expired_is_told_with_what_is_left() -> None:
    gone = replace(line(), state="expired")
    late = replace(statement(), lines=(gone,), payable_least=Fraction(0), payable_most=Fraction(0))
    text = summary(replace(audited(), outcome=Outcome((), (), (), (late,))), 160)
    assert (
        "EUR 333.33 earned, EUR 0.00 payable: shortfall expired, it could be claimed through "
        "2026-05-01" in text
    )


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_reasons_are_told_in_full_at_any_width(width: int) -> None:
    why = "achieved share of solved 83.5227…%: at least 75% and below 85% -> 8% of monthly_fee"
    told = replace(statement(), lines=(replace(line(), basis=why),), final=True)
    text = summary(replace(audited(), outcome=Outcome((), (), (), (told,))), width)
    assert why in " ".join(text.split())


def test_reasons_wrap_under_themselves_and_never_inside_a_sum() -> None:
    why = "total credit is above 20% of monthly_fee = EUR 7,828.00: cut pro rata"
    told = replace(statement(), lines=(replace(line(), basis=why),))
    text = summary(replace(audited(), outcome=Outcome((), (), (), (told,))), 80)
    first, second = (
        each for each in text.splitlines() if "total credit" in each or "7,828" in each
    )
    assert first.index("total credit") == second.index("EUR 7,828.00")


def test_what_has_no_room_in_a_narrow_terminal_is_left_out_whole() -> None:
    text = summary(audited(), 50)
    row = line_with("Nine in ten in time", text)
    assert "missed" in row
    assert "17 of 19" not in row


def test_a_year_that_is_too_wide_continues_in_a_second_table() -> None:
    months = [replace(target(), period=f"2026-{month:02}") for month in range(1, 13)]
    run = replace(audited(), outcome=Outcome((), (), tuple(months), ()))
    heads = [row.split() for row in summary(run, 60).splitlines() if row.startswith("  2026  ")]
    assert [each for row in heads for each in row[1:]] == [f"{month:02}" for month in range(1, 13)]
    assert len(heads) == 2


def test_steps_stand_in_the_order_of_the_settlement_whatever_line_met_them_first() -> None:
    lid = Change("lid", Fraction(-1), Fraction(-1), "ceiling", Origin())
    returned = Change("good_run", Fraction(-2), Fraction(-2), "given back", Origin())
    lines = (replace(line(), changes=(returned,)), replace(line(), changes=(lid, returned)))
    run = replace(audited(), outcome=Outcome((), (), (), (replace(statement(), lines=lines),)))
    text = summary(run)
    assert text.index("lid") < text.index("good_run")
    assert "EUR -4.00" in line_with("good_run  ", text)


def test_the_latest_misses_stand_first_and_only_some_are_listed() -> None:
    late = [
        replace(verdict(), item=f"T-{n}", lateness=(Micros(n * MINUTE),) * 2) for n in range(1, 9)
    ]
    text = summary(replace(audited(), outcome=Outcome(tuple(late), (), (), ())))
    assert text.index("T-8") < text.index("T-7") < text.index("T-4")
    assert "T-3" not in text


def test_what_was_read_is_counted() -> None:
    text = summary(audited())
    assert "120 rows of 1 file: 117 used, 3 unmapped" in text
    assert "events.csv:7 'priority': no rule for 'Urgent' (3 times)" in text


@pytest.mark.parametrize("width", [40, 52, 64, 72, 100, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = replace(target(), title="A promise that takes rather many words to say aloud " * 3)
    run = audited()
    run = replace(run, outcome=replace(run.outcome, targets=(long,)))
    assert max(map(len, summary(run, width).splitlines())) <= width


def test_colours_change_nothing_but_colour() -> None:
    def marked(text: str, tone: Tone) -> str:
        return text if tone == "plain" else f"\x1b[1m{text}\x1b[0m"

    painted = summary(audited(), 100, marked)
    assert "\x1b" in painted
    assert painted.replace("\x1b[1m", "").replace("\x1b[0m", "") == summary(audited())


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-03-03T16:00", "Tue 2026-03-03 16:00"),
        ("2026-03-03T16:00:30", "Tue 2026-03-03 16:00:30"),
        ("2026-07-01T12:00", "Wed 2026-07-01 13:00"),
        ("2026-10-25T00:30", "Sun 2026-10-25 01:30 IST"),
        ("2026-10-25T01:30", "Sun 2026-10-25 01:30 GMT"),
    ],
)
def test_times_are_those_of_the_wall_and_tell_the_two_hours_of_an_autumn_night_apart(
    moment: str, shown: str
) -> None:
    assert wall(at(moment), "Europe/Dublin") == shown


def test_an_instant_with_a_fraction_of_a_second_shows_it() -> None:
    assert wall(Instant(at("2026-03-03T16:00") + 250_000), "UTC") == "Tue 2026-03-03 16:00:00.25"
