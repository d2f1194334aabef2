"""Of the lines of one event, thing or period, which are kept."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.points.paper import codes, ends, flat, line, settled, total

PERIOD = "  given period 2026-06"

sums = st.lists(st.integers(0, 40), min_size=2, max_size=5)


def combined(count: int, keeps: str, more: str = "") -> str:
    names = ", ".join(f"c{i}" for i in range(count))
    return (
        f"combine together\n  on {names}\n  pays {keeps}\n{more}\n"
        "settlement\n  order base, together, rounding\n"
    )


def pairs(count: int, apart: set[tuple[int, int]]) -> str:
    rows = "".join(
        f"  | c{i} | c{j} | {'no' if (i, j) in apart else 'yes'} |\n"
        for i, j in combinations(range(count), 2)
    )
    return f"  table\n  | credit | other | together |\n{rows}"


@settings(max_examples=25, deadline=None)
@given(sums)
def test_the_highest_is_one_of_the_lines_and_never_more_than_their_sum(amounts: list[int]) -> None:
    text = flat(amounts) + combined(len(amounts), "the highest")
    statement = settled(text, PERIOD)
    assert total(statement) == max(amounts) <= sum(amounts)
    assert sum(1 for each in statement.lines if each.least > 0) <= 1


@settings(max_examples=15, deadline=None)
@given(sums)
def test_the_sum_keeps_all(amounts: list[int]) -> None:
    text = flat(amounts) + combined(len(amounts), "the sum")
    assert total(settled(text, PERIOD)) == sum(amounts)


@settings(max_examples=15, deadline=None)
@given(sums)
def test_the_first_is_the_first_that_pays(amounts: list[int]) -> None:
    text = flat(amounts) + combined(len(amounts), "the first")
    paid = [amount for amount in amounts if amount]
    assert total(settled(text, PERIOD)) == (paid[0] if paid else 0)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[int], set[tuple[int, int]]]:
    amounts = draw(sums)
    every = list(combinations(range(len(amounts)), 2))
    return amounts, {pair for pair in every if draw(st.booleans())}


@settings(max_examples=30, deadline=None)
@given(networks())
def test_the_best_together_is_the_greatest_over_all_sets(
    case: tuple[list[int], set[tuple[int, int]]],
) -> None:
    amounts, apart = case
    keeps = "the best that may stand together"
    text = flat(amounts) + combined(len(amounts), keeps, pairs(len(amounts), apart))
    able = (
        chosen
        for count in range(len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), count)
        if not apart & set(combinations(chosen, 2))
    )
    assert total(settled(text, PERIOD)) == max(sum(amounts[i] for i in one) for one in able)


@pytest.mark.parametrize("order", list(permutations(("c0", "c1", "c2"))))
def test_the_order_of_names_does_not_move_the_highest(order: tuple[str, ...]) -> None:
    text = (
        flat([5, 9, 7])
        + f"combine together\n  on {', '.join(order)}\n  pays the highest\n\n"
        + "settlement\n  order base, together, rounding\n"
    )
    statement = settled(text, PERIOD)
    assert total(statement) == 9
    assert line(statement, "c1").least == 9


def test_lines_that_lose_are_kept_with_nothing_and_the_reason() -> None:
    statement = settled(flat([5, 9]) + combined(2, "the highest"), PERIOD)
    lost = line(statement, "c0")
    assert [lost.base_least, lost.earned_least, lost.least] == [5, 5, 0]
    [change] = lost.changes
    assert change.step == "together"
    assert change.least == -5
    assert change.why == "the highest is c1 with GBP 9.00"


def test_an_inner_combination_is_one_of_the_outer() -> None:
    text = flat([5, 6, 9]) + (
        "combine inner\n  on c0, c1\n  pays the sum\n\n"
        "combine outer\n  on inner, c2\n  pays the highest\n\n"
        "settlement\n  order base, inner, outer, rounding\n"
    )
    statement = settled(text, PERIOD)
    assert total(statement) == 11
    kept = [(each.combine, each.kept) for each in statement.combined]
    assert kept == [("inner", ("c0", "c1")), ("outer", ("inner",))]
    assert [each.least for each in statement.combined] == [11, 11]


EVENTS = """credit reply_credit
  each ticket where severity is low
  pays GBP 3.00

credit grave_credit
  each ticket
  pays GBP 5.00

combine one
  on reply_credit, grave_credit
  separately for each event
  pays the highest

settlement
  order base, one, rounding
"""


def tickets(*events: str | None) -> str:
    return PERIOD + "".join(
        f"\n  given ticket T{i}\n    with severity low\n    with level P1"
        + (f"\n    with event {event}" if event else "")
        for i, event in enumerate(events)
    )


@pytest.mark.parametrize(
    ("events", "paid"),
    [
        (("E1",), 5),
        (("E1", "E1"), 5),
        (("E1", "E2"), 10),
        ((None, None), 10),
        (("E1", None, "E1"), 10),
    ],
)
def test_an_item_without_an_event_is_one_of_its_own(
    events: tuple[str | None, ...], paid: int
) -> None:
    assert total(settled(EVENTS, tickets(*events))) == paid


def test_an_unknown_event_is_a_range_over_where_it_may_belong() -> None:
    statement = settled(EVENTS, tickets("E1", "unknown"))
    assert ends(statement) == (5, 10)
    assert "event of T1" in statement.needs


ELECTED = """credit by_ticket
  each ticket
  pays GBP 6.00

credit by_function
  each period
  pays GBP 4.00

combine choice
  on by_ticket, by_function
  pays what the customer elects{otherwise}

settlement
  order base, choice, rounding
"""

ONE = PERIOD + "{elected}\n  given ticket T1\n    with level P1"


@pytest.mark.parametrize(
    ("otherwise", "elected", "least", "most"),
    [
        ("", "", 4, 6),
        (" otherwise the highest", "", 6, 6),
        ("", " with elected by_function", 4, 4),
        (" otherwise the highest", " with elected by_function", 4, 4),
        ("", " with elected by_ticket", 6, 6),
    ],
)
def test_an_election_is_a_range_until_it_is_made(
    otherwise: str, elected: str, least: int, most: int
) -> None:
    text = "item period\n  fact elected any text\n\n" + ELECTED.format(otherwise=otherwise)
    statement = settled(text, ONE.format(elected=elected))
    assert ends(statement) == (least, most)
    [found] = statement.combined
    assert [found.least, found.most] == [least, most]


# --- refused --------------------------------------------------------------------------------------


def test_each_pair_stands_in_the_table_exactly_once() -> None:
    keeps = "the best that may stand together"
    whole = flat([1, 2, 3]) + combined(3, keeps, pairs(3, set()))
    assert codes(whole) == set()
    assert codes(whole.replace("  | c0 | c1 | yes |\n", "")) == {"E420"}
    twice = whole.replace("  | c0 | c1 | yes |\n", "  | c0 | c1 | yes |\n  | c1 | c0 | no |\n")
    assert codes(twice) == {"E202"}


def test_a_combination_has_a_place_in_the_order() -> None:
    text = flat([1, 2]) + combined(2, "the sum")
    assert codes(text.replace("base, together, rounding", "base, rounding")) == {"E503"}


# --- spans of one event ---------------------------------------------------------------------------

OUTAGES = """span stop
  fact cause any text
  fact event any text

measure down
  bad time is stops
  is the total bad time

credit by_stop
  each stop of down
  pays GBP 10.00

combine one
  on by_stop
  separately for each event
  pays the highest

settlement
  order base, one, rounding
"""

RULE = """  stops belong to the period of end
  stops with the same cause within 2 elapsed hours are one event
"""


def stop(name: str, start: str, end: str, *more: str) -> str:
    told = "".join(f"\n    with {each}" for each in more)
    return (
        f"\n  given stop {name}{told}\n    with start 2026-06-03 {start}"
        f"\n    with end 2026-06-03 {end}"
    )


FUSE = "cause fuse"


@pytest.mark.parametrize(
    ("stops", "paid"),
    [
        ([stop("A", "08:00", "09:00", FUSE), stop("B", "11:00", "12:00", FUSE)], 10),
        ([stop("A", "08:00", "09:00", FUSE), stop("B", "11:01", "12:00", FUSE)], 20),
        ([stop("A", "08:00", "09:00", FUSE), stop("B", "10:00", "12:00", "cause storm")], 20),
        ([stop("A", "08:00", "09:00"), stop("B", "10:00", "12:00")], 20),
        (
            [
                stop("A", "08:00", "09:00", FUSE),
                stop("B", "10:00", "11:00", FUSE),
                stop("C", "12:30", "13:00", FUSE),
            ],
            10,
        ),
        (
            [
                stop("A", "08:00", "09:00", FUSE, "event E1"),
                stop("B", "10:00", "11:00", FUSE, "event E2"),
            ],
            20,
        ),
    ],
)
def test_the_head_says_which_spans_are_one_event(stops: list[str], paid: int) -> None:
    assert total(settled(OUTAGES, PERIOD + "".join(stops), RULE)) == paid


# --- until claims are over ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "least", "most"),
    [("2026-07-10 00:00", 4, 6), ("2026-07-30 23:00", 4, 6), ("2026-08-01 00:00", 6, 6)],
)
def test_nobody_chose_until_the_claims_are_over(as_of: str, least: int, most: int) -> None:
    text = ELECTED.format(otherwise=" otherwise the highest")
    claim = "claim\n  within 30 calendar days after period end\n  otherwise no credit\n\n"
    given_ = ONE.format(elected="") + f"\n  given as of {as_of}"
    statement = settled(claim + text, given_)
    assert ends(statement) == (least, most)
