"""Earn-back: as money, or as an offset that lowers later lines; never more than was kept."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.engine.outcome import Statement
from tests.money.points.paper import codes
from tests.money.settlement.ledgers import (
    CREDITS,
    MONTHS,
    ledger,
    pounds,
    statements,
    totals,
)


def back(*phrases: str, name: str = "back", share: int = 100, ahead: int = 2) -> str:
    more = "".join(f"  {phrase}\n" for phrase in phrases)
    return (
        f"earnback {name}\n  on first\n  returns {share}%\n"
        f"  when good is met in each of the next {ahead} periods\n{more}"
    )


def story(words: str, sum_: int = 10_000, **more: str) -> str:
    """Return months that miss (x) or meet (o) the target."""
    return "\n".join(
        f"  given period {label}\n    with first_sum GBP {pounds(sum_)}\n"
        f"    with good {'missed' if word == 'x' else 'met'}\n{more.get(f'm{i}', '')}"
        for i, (label, word) in enumerate(zip(MONTHS, words, strict=False))
    )


def returned(found: tuple[Statement, ...]) -> Fraction:
    lines = (line for each in found for line in each.lines)
    return -sum((line.least for line in lines if line.kind == "returned"), Fraction(0))


@settings(max_examples=15, deadline=None)
@given(st.text("xo", min_size=3, max_size=7), st.integers(1, 100), st.integers(1, 100))
def test_no_more_comes_back_than_was_kept(words: str, one: int, two: int) -> None:
    steps = back(share=one, ahead=1) + back(name="later", share=two)
    cap = (
        "cap limit\n  on total credit\n  at most GBP 60.00 every calendar month\n"
        "  shared pro rata\n  excess is lost\n"
    )
    found = statements(cap + steps, story(words), order="limit, back, later")
    kept = sum(line.least for each in found for line in each.lines if line.kind == "credit")
    assert 0 <= returned(found) <= kept
    sources = [
        (line.earned_in, line.source)
        for each in found
        for line in each.lines
        if line.kind == "returned"
    ]
    assert len(sources) == len(set(sources)), "a line is returned once"


def test_the_ledger_says_which_month_gave_a_line_back() -> None:
    found = statements(back(share=50), story("xoo"), order="back")
    assert totals(found) == [100, 0, -50]
    [line] = found[0].lines
    assert ledger(line) == [
        ("earned", "2026-01", Fraction(100)),
        ("returned", "2026-03", Fraction(-50)),
    ]


def test_an_offset_lowers_later_lines_and_never_below_zero() -> None:
    offset = back("as offset against later first")
    given_ = story("xooxx").replace(
        "2026-04\n    with first_sum GBP 100.00", "2026-04\n    with first_sum GBP 30.00"
    )
    found = statements(offset, given_, order="back")
    assert totals(found) == [100, 0, 0, 0, 30]
    [last] = found[4].lines
    assert [(change.step, change.least) for change in last.changes] == [("back", Fraction(-70))]


@pytest.mark.parametrize(
    ("phrases", "last"),
    [
        (("as offset against later first",), 0),
        (("as offset against later first within 1 periods",), 100),
        (("as offset against later first", "lapses when agreement is ended"), 100),
        (("as offset against later first", "except where failure is egregious"), 100),
    ],
)
def test_an_offset_lapses_or_is_not_earned(phrases: tuple[str, ...], last: int) -> None:
    given_ = story(
        "xoooox",
        m0="    with failure egregious\n",
        m3="    with agreement ended\n",
        m5="    with agreement running\n",
    )
    found = statements(back(*phrases), given_, order="back")
    assert found[-1].total_least == last


@pytest.mark.parametrize(
    "phrases",
    [
        ("as money", "as offset against later first"),
        ("as money", "lapses when agreement is ended"),
    ],
)
def test_what_is_paid_back_cannot_be_kept(phrases: tuple[str, ...]) -> None:
    found = codes(f"{CREDITS}{back(*phrases)}\nsettlement\n  order base, back, rounding\n")
    assert found == {"E507"}


@pytest.mark.parametrize(("words", "paid"), [("xoox", 0), ("xooox", 100)])
def test_an_offset_stands_for_as_many_periods_as_it_says(words: str, paid: int) -> None:
    steps = back("as offset against later first within 2 periods", ahead=1)
    found = statements(steps, story(words), order="back")
    assert totals(found)[-1] == paid


def test_the_oldest_is_set_off_first() -> None:
    steps = back("as offset against later second", ahead=1)
    told = story("xoxox", m4="\n    with second_sum GBP 120.00")
    found = statements(steps, told, order="back")
    [line] = [line for line in found[-1].lines if line.statement == "second"]
    assert [(int(each.least), each.why[-7:]) for each in line.changes] == [
        (-100, "2026-01"),
        (-20, "2026-03"),
    ]
