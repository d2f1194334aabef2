"""Conditions over what is known, absent and unknown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from slarules.core.clocks import calendar_days
from slarules.core.conditions import (
    ABSENT,
    ALWAYS,
    UNKNOWN,
    Compares,
    Condition,
    Every,
    Is,
    Known,
    Not,
    Notice,
    Some,
    Truth,
    Value,
)
from slarules.facts.history import UnknownMoment
from slarules.facts.truth import Moment, holds, unknown_facts
from tests.engine.desk import ZONE, at

FACTS: Mapping[str, Value | Moment] = {
    "level": "P1",
    "share": Fraction(1, 2),
    "cause": UNKNOWN,
    "asked": at("2026-03-02 08:00"),
    "answered": UnknownMoment(),
}


def truth(condition: Condition, **facts: Value | Moment) -> Truth:
    told = {**FACTS, **facts}
    return holds(condition, lambda name: told.get(name, ABSENT))


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (ALWAYS, True),
        (Is("level", ("P1", "P2")), True),
        (Is("level", ("P3",)), False),
        (Is("site", ("quayside",)), False),
        (Is("cause", ("customer",)), None),
        (Compares("share", "at least", Fraction(1, 2)), True),
        (Compares("share", "above", Fraction(1, 2)), False),
        (Compares("cause", "above", Fraction(1, 2)), None),
        (Compares("weight", "above", Fraction(1, 2)), False),
        (Known("asked"), True),
        (Known("closed"), False),
        (Known("answered"), None),
        (Not(Is("cause", ("customer",))), None),
        (Every((Is("cause", ("customer",)), Is("level", ("P3",)))), False),
        (Every((Is("cause", ("customer",)), Is("level", ("P1",)))), None),
        (Some((Is("cause", ("customer",)), Is("level", ("P1",)))), True),
        (Some((Is("cause", ("customer",)), Is("level", ("P3",)))), None),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition: Condition, found: Truth) -> None:
    assert truth(condition) is found


def test_what_would_settle_a_condition_is_named_once() -> None:
    part = Every((Is("cause", ("customer",)), Known("answered"), Is("cause", ("provider",))))
    assert unknown_facts(part, lambda name: FACTS.get(name, ABSENT)) == ["cause", "answered"]


FIVE_BEFORE = Notice("announced", "at least", 5, "before", "start", calendar_days(ZONE))
TWO_AFTER = Notice("announced", "at most", 2, "after", "start", calendar_days(ZONE))


@pytest.mark.parametrize(
    ("notice", "announced", "found"),
    [
        (FIVE_BEFORE, "2026-06-05 23:59", True),
        (FIVE_BEFORE, "2026-06-06 00:00", False),
        (TWO_AFTER, "2026-06-12 23:59", True),
        (TWO_AFTER, "2026-06-13 00:00", False),
        (TWO_AFTER, "2026-06-01 00:00", True),
    ],
)
def test_notice_compares_local_dates(notice: Notice, announced: str, found: bool) -> None:  # noqa: FBT001
    assert truth(notice, start=at("2026-06-10 09:00"), announced=at(announced)) is found


@pytest.mark.parametrize(
    ("before", "found"), [("2026-06-05 12:00", True), ("2026-06-06 12:00", None)]
)
def test_a_moment_known_to_lie_before_another_may_suffice(before: str, found: Truth) -> None:
    told = UnknownMoment(after=None, before=at(before))
    assert truth(FIVE_BEFORE, start=at("2026-06-10 09:00"), announced=told) is found


def test_notice_never_given_is_no_notice() -> None:
    assert truth(FIVE_BEFORE, start=at("2026-06-10 09:00")) is False
    assert truth(FIVE_BEFORE, start=at("2026-06-10 09:00"), announced=UNKNOWN) is None


names = st.sampled_from(["a", "b", "c"])
conditions = st.recursive(
    names.map(lambda name: Is(name, ("yes",))),
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(lambda parts: Every(tuple(parts))),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: Some(tuple(parts))),
        part.map(Not),
    ),
    max_leaves=8,
)


@examples(
    conditions, st.fixed_dictionaries(dict.fromkeys("abc", st.sampled_from(["yes", "no", UNKNOWN])))
)
def test_what_is_decided_stays_so_whatever_the_unknown_turns_out_to_be(
    condition: Condition, facts: dict[str, Value | Moment]
) -> None:
    decided = truth(condition, **facts)
    unknown = [name for name, value in facts.items() if value is UNKNOWN]
    for values in product(("yes", "no"), repeat=len(unknown)):
        settled = truth(condition, **{**facts, **dict(zip(unknown, values, strict=True))})
        assert settled is not None
        assert decided in (None, settled)
