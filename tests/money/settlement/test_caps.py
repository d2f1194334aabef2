"""Caps: windows, each thing of its own, and what becomes of the excess."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.points.paper import codes
from tests.money.settlement.ledgers import (
    CREDITS,
    MONTHS,
    earned,
    ledger,
    months,
    outcome,
    pence,
    statements,
    totals,
)

sums = st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), min_size=1, max_size=5)


def cap(most: str, *more: str, on: str = "total credit") -> str:
    phrases = "\n".join(f"  {phrase}" for phrase in (f"on {on}", f"at most {most}", *more))
    return f"cap limit\n{phrases}\n"


MONTHLY = cap("GBP 100.00 every calendar month", "shared pro rata", "excess is lost")


@settings(max_examples=15, deadline=None)
@given(sums)
def test_a_cap_is_never_exceeded_in_any_of_its_windows(owed: list[tuple[int, int]]) -> None:
    rolling = cap(
        "GBP 120.00", "shared in order", "excess is lost", on="total credit over the last 3 periods"
    )
    paid = totals(statements(rolling, months(owed), order="limit"))
    assert all(sum(paid[max(0, i - 2) : i + 1]) <= 120 for i in range(len(paid)))


@settings(max_examples=15, deadline=None)
@given(sums)
def test_the_order_of_credits_does_not_matter_where_a_cap_is_shared_pro_rata(
    owed: list[tuple[int, int]],
) -> None:
    turned = [(two, one) for one, two in owed]
    here = statements(MONTHLY, months(owed), order="limit")
    there = statements(MONTHLY, months(turned), order="limit")
    assert totals(here) == totals(there)
    for one, other in zip(here, there, strict=True):
        assert {line.least for line in one.lines} == {line.least for line in other.lines}


def test_in_order_the_first_credit_is_kept_whole() -> None:
    in_order = MONTHLY.replace("pro rata", "in order")
    [found] = statements(in_order, months([(7_000, 5_000)]), order="limit")
    assert [line.least for line in found.lines] == pence(7_000, 3_000)


def test_what_was_credited_in_the_year_so_far_uses_up_its_limit() -> None:
    year = cap(
        "GBP 250.00",
        "shared in order",
        "excess is lost",
        on="total credit so far in the calendar year",
    )
    paid = totals(statements(year, months([(9_000, 3_000)] * 3), order="limit"))
    assert paid == pence(12_000, 12_000, 1_000)


def test_several_caps_keep_what_each_of_them_removed() -> None:
    own = cap("GBP 60.00 every calendar month", "shared in order", "excess is lost", on="first")
    both = MONTHLY.replace("cap limit", "cap outer").replace("100.00", "80.00")
    [found] = statements(own + both, months([(9_000, 4_000)]), order="limit, outer")
    assert totals([found]) == pence(8_000)
    first, second = found.lines
    assert [(c.step, c.least) for c in first.changes] == [
        ("limit", Fraction(-30)),
        ("outer", Fraction(-12)),
    ]
    assert [(c.step, c.least) for c in second.changes] == [("outer", Fraction(-8))]


def test_what_is_paid_beside_the_invoice_leaves_it_and_stays_owed() -> None:
    beside = cap(
        "GBP 100.00 every calendar month",
        "shared pro rata",
        "excess is paid within 30 calendar days",
    )
    [found] = statements(beside, months([(9_000, 3_000)]), order="limit")
    assert totals([found]) == pence(10_000)
    assert (found.beside_least, found.beside_most) == (Fraction(20), Fraction(20))


# --- carried --------------------------------------------------------------------------------------


def carried(how: str) -> str:
    return cap("GBP 100.00 every calendar month", "shared pro rata", f"excess is carried {how}")


@settings(max_examples=15, deadline=None)
@given(sums)
def test_what_is_carried_is_paid_or_carried_on_and_never_more_or_less(
    owed: list[tuple[int, int]],
) -> None:
    quiet = [(0, 0)] * 8
    paid = totals(statements(carried("without end"), months([*owed, *quiet]), order="limit"))
    assert all(amount <= 100 for amount in paid)
    left = earned(owed) - sum(paid)
    # Until all is paid, every month pays as much as its cap lets it.
    assert left == max(Fraction(0), left)
    assert left == 0 or paid[-1] == 100


def test_a_carried_sum_is_lost_when_its_periods_are_over() -> None:
    owed = [(30_000, 0), (0, 0), (0, 0), (0, 0)]
    paid = totals(statements(carried("for 1 period"), months(owed), order="limit"))
    assert paid == pence(10_000, 10_000, 0, 0)


def test_the_oldest_carried_sum_comes_first() -> None:
    owed = [(15_000, 0), (12_000, 0), (0, 0)]
    found = statements(carried("without end"), months(owed), order="limit")
    assert totals(found) == pence(10_000, 10_000, 7_000)
    [own, old] = sorted(found[1].lines, key=lambda line: line.kind == "carried")
    assert (old.earned_in, old.least, own.least) == ("2026-01", Fraction(50), Fraction(50))
    [rest] = found[2].lines
    assert (rest.earned_in, rest.least) == ("2026-02", Fraction(70))


def test_the_ledger_of_a_line_says_what_became_of_all_of_it() -> None:
    found = statements(carried("without end"), months([(15_000, 0), (0, 0)]), order="limit")
    [line] = found[0].lines
    assert ledger(line) == [
        ("earned", "2026-01", Fraction(150)),
        ("carried", "2026-01", Fraction(-50)),
        ("carried", "2026-02", Fraction(50)),
    ]


# --- what has to be written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (cap("GBP 1.00 every calendar month", "excess is lost"), "E405"),
        (cap("GBP 1.00 every calendar month", "excess is lost", on="first"), ""),
        (
            cap(
                "GBP 1.00 every calendar month",
                "shared in order",
                "excess is lost",
                on="total credit over the last 3 periods",
            ),
            "E507",
        ),
        (
            cap(
                "GBP 1.00 every calendar month",
                "shared in order",
                "excess is lost",
                "excess is carried without end",
            ),
            "E507",
        ),
    ],
)
def test_what_a_cap_has_to_say_is_asked_for(text: str, code: str) -> None:
    found = codes(f"{CREDITS}{text}\nsettlement\n  order base, limit, rounding\n")
    assert found == ({code} if code else set())


def test_a_cap_shows_on_lines_that_are_ranges() -> None:
    given_ = months([(9_000, 5_000)]).replace("with grade 50", "with good unknown")
    [found] = statements(MONTHLY, given_, order="limit")
    assert (found.total_least, found.total_most) == (Fraction(0), Fraction(100))
    assert all(any(c.step == "limit" for c in line.changes) for line in found.lines)
    assert found.narrows_most is not None


def test_what_was_carried_from_one_month_is_shared_as_the_cap_says() -> None:
    limit = cap("GBP 50.00 every calendar month", "shared {}", "excess is carried without end")
    owed = months([(9_000, 6_000), (0, 0), (0, 0)])
    for how, later in (("pro rata", pence(3_000, 2_000)), ("in order", pence(4_000, 1_000))):
        found = statements(limit.format(how), owed, order="limit")
        assert totals(found) == pence(5_000, 5_000, 5_000)
        carried = {line.statement: line.least for line in found[1].lines if line.kind == "carried"}
        assert [carried[name] for name in ("first", "second")] == later


@pytest.mark.parametrize(("days", "february"), [(28, 9_000), (29, 1_000)])
def test_in_any_days_a_month_counts_on_its_last_date(days: int, february: int) -> None:
    on = f"total credit in any {days} consecutive calendar days"
    limit = cap("GBP 100.00", "shared in order", "excess is lost", on=on)
    owed = months([(9_000, 0), (9_000, 0)])
    assert totals(statements(limit, owed, order="limit")) == pence(9_000, february)


def test_a_window_on_some_credits_counts_those_alone() -> None:
    limit = cap("GBP 100.00", "excess is lost", on="first over the last 2 periods")
    paid = totals(statements(limit, months([(9_000, 5_000)] * 3), order="limit"))
    assert paid == pence(14_000, 6_000, 14_000)


PORTS = """amount charge
  from billing for each port every calendar month

credit first
  each port
  pays charge

credit second
  each port
  pays charge

cap limit
  on first over the last 2 periods
  separately for each port
  at most GBP 100.00
  excess is lost

settlement
  order base, limit, rounding
"""


def test_a_window_of_each_thing_counts_what_that_thing_was_credited() -> None:
    given_ = "\n".join(
        f"  given period {label}\n  given port p1\n    with charge GBP 90.00\n"
        "  given port p2\n    with charge GBP 30.00"
        for label in MONTHS[:2]
    )
    found = outcome(PORTS, given_).statements
    paid = [{(e.statement, e.of): int(e.least) for e in each.lines} for each in found]
    whole = {("first", "p1"): 90, ("first", "p2"): 30, ("second", "p1"): 90, ("second", "p2"): 30}
    assert paid == [whole, {**whole, ("first", "p1"): 10}]


def test_what_is_given_back_makes_room_under_a_limit_on_the_total() -> None:
    steps = """credit always
  each period
  pays second_sum

earnback back
  on first
  returns 100%
  when good is met in each of the next 1 periods
  as money

"""
    limit = cap("GBP 80.00 every calendar month", "shared in order", "excess is lost")
    told = months([(6_000, 0)]) + "\n" + months([(0, 0), (0, 10_000)], grade=95).split("\n", 4)[4]
    assert totals(statements(steps + limit, told, order="back, limit")) == pence(6_000, 4_000)


EVENTS = """measure downtime
  bad time is outages
  is the total bad time

credit first
  each outage of downtime
  pays GBP 50.00

cap limit
  on total credit
  separately for each event
  at most GBP 60.00 every calendar month
  shared in order
  excess is lost

settlement
  order base, limit, rounding
"""


def test_outages_of_one_event_go_by_one_limit_together() -> None:
    outages = (("O1", 3, "storm"), ("O2", 3, "storm"), ("O3", 9, "flood"))
    told = "".join(
        f"\n  given outage {name}\n    with event {event}\n"
        f"    with start 2026-01-0{day} 0{i}:00\n    with end 2026-01-0{day} 0{i}:30"
        for i, (name, day, event) in enumerate(outages)
    )
    [found] = outcome(EVENTS, f"  given period 2026-01{told}").statements
    assert [int(line.least) for line in found.lines] == [50, 10, 50]


def test_what_is_paid_beside_the_invoice_names_the_line_it_was_cut_from() -> None:
    limit = cap("GBP 50.00 every calendar month", "excess is paid within 30 calendar days")
    limit = limit.replace("total credit", "first")
    [found] = statements(limit, months([(9_000, 0)]), order="limit")
    [beside] = [line for line in found.lines if line.kind == "paid beside"]
    assert beside.least == 40
    assert beside.source == ("first", "2026-01")
    assert totals([found]) == pence(5_000)


def test_what_was_carried_for_as_many_periods_as_the_cap_says_is_lost() -> None:
    phrases = "shared pro rata", "excess is carried for 2 periods"
    limit = cap("GBP 50.00 every calendar month", *phrases)
    limit = limit.replace("total credit", "first")
    paid = statements(limit, months([(30_000, 0), *[(0, 0)] * 3]), order="limit")
    assert totals(paid) == pence(5_000, 5_000, 5_000, 0)
    assert [(e.subject, e.title) for e in paid[2].lines] == [
        ("carried from 2026-01", "first, carried from 2026-01")
    ]


CARRIED = "shared pro rata\n  excess is carried without end"


def test_what_is_carried_of_a_thing_is_named_by_it() -> None:
    text = PORTS.replace(" over the last 2 periods", "").replace("excess is lost", CARRIED)
    text = text.replace("GBP 100.00", "GBP 50.00 every calendar month")
    told = "  given period 2026-01\n  given port p1\n    with charge GBP 90.00\n"
    found = outcome(text, f"{told}  given period 2026-02\n  given port p1").statements
    carried = [line for line in found[1].lines if line.kind == "carried"]
    assert [(line.subject, line.of, int(line.least)) for line in carried] == [
        ("p1 from 2026-01", "p1", 40)
    ]
