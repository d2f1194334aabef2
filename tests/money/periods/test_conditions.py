"""Conditions on the history of periods, against what a person would count by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.conditions import Truth
from tests.money.periods.paper import END, TARGET, Word, label, outcome, told, truths
from tests.money.points.paper import codes, read

MET: Word = "met"
MISSED: Word = "missed"
UNKNOWN: Word = "unknown"

words = st.lists(st.sampled_from([MET, MISSED, MISSED, UNKNOWN]), min_size=1, max_size=8)
known = st.lists(st.sampled_from([MET, MISSED]), min_size=1, max_size=10)


def completions(told: Sequence[str]) -> Iterator[list[bool]]:
    """Yield whether each period is missed, in every way in which the unknown may turn out."""
    ways = [(True, False) if word == "unknown" else (word == "missed",) for word in told]
    return (list(way) for way in product(*ways))


def over_all(told: Sequence[str], month: int, holds: object) -> Truth:
    found = {holds(way, month) for way in completions(told)}  # type: ignore[operator]
    return found.pop() if len(found) == 1 else None


def look_back(way: Sequence[bool], month: int, count: int) -> list[bool]:
    """Return the last so many periods up to a month; before the first all are met."""
    return [way[m] if m >= 0 else False for m in range(month - count + 1, month + 1)]


@settings(max_examples=25, deadline=None)
@given(words, st.integers(1, 4), st.integers(1, 5))
def test_in_at_least_k_of_the_last_m(told: list[Word], least: int, count: int) -> None:
    found = truths(f"when good is missed in at least {least} of the last {count} periods", told)
    for month, truth in enumerate(found):
        by_hand = lambda way, m: sum(look_back(way, m, count)) >= least  # noqa: E731
        assert truth == over_all(told, month, by_hand)


@settings(max_examples=25, deadline=None)
@given(words, st.integers(1, 4))
def test_in_each_of_the_previous(told: list[Word], count: int) -> None:
    found = truths(f"when good is missed in each of the previous {count} periods", told)
    for month, truth in enumerate(found):
        by_hand = lambda way, m: all(look_back(way, m - 1, count))  # noqa: E731
        assert truth == over_all(told, month, by_hand)


@settings(max_examples=20, deadline=None)
@given(known, st.integers(1, 3))
def test_what_lies_ahead_is_unknown_until_it_is_over(told: list[Word], count: int) -> None:
    found = truths(f"when good is met in each of the next {count} periods", told)
    for month, truth in enumerate(found):
        ahead = told[month + 1 : month + 1 + count]
        by_hand: Truth = True if len(ahead) == count else None
        assert truth == (False if "missed" in ahead else by_hand)


def latch(told: Sequence[str], *, once: bool, effect: str) -> list[bool]:
    """Return a state that starts after two misses and ends with a met period, step by step."""
    state, used, shown = False, False, []
    for month, word in enumerate(told):
        before = state
        starts = word == "missed" and month > 0 and told[month - 1] == "missed"
        if starts and not state and not (once and used):
            state = used = True
        if word == "met":
            state = False
        shown.append(before if effect == "next" else state)
    return shown


@settings(max_examples=30, deadline=None)
@given(known, st.booleans(), st.sampled_from(["same", "next"]))
def test_a_state_that_starts_and_ends(told: list[Word], once: bool, effect: str) -> None:  # noqa: FBT001
    text = "starts when good is missed in each of the last 2 periods\n  ends when good is met\n"
    text += "  at most once\n" if once else ""
    found = truths(f"{text}  takes effect in the {effect} period", told)
    assert found == latch(told, once=once, effect=effect)


@settings(max_examples=20, deadline=None)
@given(words)
def test_a_state_is_known_when_every_completion_agrees(told: list[Word]) -> None:
    text = (
        "starts when good is missed in each of the last 2 periods\n  ends when good is met\n"
        "  at most once\n  takes effect in the same period"
    )
    found = truths(text, told)
    for month, truth in enumerate(found):
        ways = [["missed" if m else "met" for m in way] for way in completions(told)]
        states = {latch(way, once=True, effect="same")[month] for way in ways}
        assert truth == (states.pop() if len(states) == 1 else None)


def test_a_condition_counts_where_a_target_is_missed() -> None:
    text = (
        f"{TARGET}condition twice\n  when good is missed in each of the last 2 periods\n\n"
        "amount fee\n  is GBP 100.00 every calendar month\n\n"
        "credit repeated\n  each period that misses twice\n  pays 10% of fee\n\n"
        "settlement\n  order base, rounding\n"
    )
    given_ = [told("missed", month) for month in range(2)]
    paid = {each.period: each.total_least for each in outcome(text, given_).statements}
    assert paid == {label(0): 0, label(1): 10}


@pytest.mark.parametrize(
    "conditions",
    [
        "condition a\n  when a is yes\n",
        "condition a\n  when b is yes\n\ncondition b\n  when not (a is yes)\n",
        (
            "condition a\n  when b is yes in the previous period\n\n"
            "condition b\n  starts when a is yes\n  ends when good is met\n"
            "  takes effect in the next period\n"
        ),
    ],
)
def test_conditions_in_a_circle_are_an_error(conditions: str) -> None:
    assert "E502" in codes(f"{TARGET}{conditions}{END}")


@pytest.mark.parametrize(
    "phrases",
    [
        "starts when good is missed\n  ends when good is met",
        "starts when good is missed\n  takes effect in the same period",
        "ends when good is met\n  takes effect in the same period",
    ],
)
def test_what_a_state_must_say(phrases: str) -> None:
    assert codes(f"{TARGET}condition a\n  {phrases}\n{END}") == {"E405"}


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("grade is above 7 elapsed hours", "E301"),
        ("grade is above 95%", "E301"),
        ("mean of grade over the last 3 periods is below 7", "E405"),
        ("grade over the last 3 periods is below 7", "E405"),
        ("grade in any 30 consecutive calendar days is above 7", "E301"),
        ("lowest of grade over the last 3 periods unweighted is above 7", "E301"),
        ("excess of good is above 7", "E301"),
        ("total credit over the last 2 periods is above EUR 5.00", "E304"),
        ("bad is missed", "E201"),
        ("length is above 2 elapsed hours", "E301"),
    ],
)
def test_kinds_of_quantities_are_checked(test: str, code: str) -> None:
    found = codes(f"{TARGET}condition a\n  when {test}\n{END}")
    assert found == {code}, [
        str(p) for p in read(f"{TARGET}condition a\n  when {test}\n{END}").problems
    ]


def test_a_limit_is_in_the_quantity_s_own_unit() -> None:
    credit = "total credit over the last 2 periods is below GBP 9.00"
    ok = f"shortfall of good is above 3 and {credit}"
    assert codes(f"{TARGET}condition a\n  when {ok}\n{END}") == set()


def test_an_amendment_may_change_a_condition() -> None:
    text = (
        f"{TARGET}condition asked\n  when good is missed\n{END}\n"
        "amendment one\n  signed on 2026-01-10\n  effective from 2026-03-01\n"
        "  replace in asked\n    when good is missed in each of the last 2 periods\n"
    )
    found = outcome(text, [told(MISSED, 0), told(MET, 1), told(MISSED, 2), told(MISSED, 3)])
    stands = {each.period: each.holds for each in found.conditions}
    assert [stands[label(month)] for month in range(4)] == [True, False, False, True]
