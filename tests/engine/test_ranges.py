"""Unknown facts give ranges of money: sound for every completion, and both ends are reached."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from slarules.core.quantities import AchievedShare
from slarules.core.settling import Rounding
from slarules.core.targets import SmallNumber
from slarules.engine.outcome import Statement, Verdict
from slarules.instants import HOUR, Micros
from tests.engine import desk
from tests.engine.build import (
    Owed,
    band,
    between,
    cap,
    earnback,
    eur,
    evaluated,
    fee,
    late_band,
    late_credit,
    money_terms,
    multiplier,
    of,
    period_credit,
    share_target,
    until,
    verdict,
)

TERMS = money_terms(
    share_target("nine_in_ten", "90", small=SmallNumber(4, 1), empty="met"),
    fee("42,000.00"),
    late_credit(
        "late",
        "resolve",
        late_band(0, 2, eur("500.00")),
        late_band(2, None, eur("3,333.33")),
    ),
    period_credit(
        "bulk",
        "nine_in_ten",
        band("75", "90", of("5")),
        band("50", "75", of("10")),
        band(None, "50", of("15")),
        by=AchievedShare("nine_in_ten"),
    ),
    multiplier("repeat", "bulk", "1.5", "nine_in_ten", 1),
    cap("monthly", of("20")),
    earnback("good_run", "bulk", "100", "nine_in_ten", 1),
    order=("base", "repeat", "monthly", "good_run"),
)
MONTHS = ("2026-01", "2026-02", "2026-03")

tickets = st.lists(
    st.tuples(
        st.sampled_from(MONTHS),
        st.sampled_from(["met", "missed", "missed", "undetermined"]),
        st.sampled_from([1, 3]),
    ),
    max_size=7,
)


def judged(told: list[tuple[str, str, int]]) -> list[Verdict]:
    return [
        verdict(f"T{i}", word, label, lateness=(Micros(hours * HOUR),) * 2)
        for i, (label, word, hours) in enumerate(told)
    ]


def owed(verdicts: list[Verdict]) -> Owed:
    return evaluated(desk.contract(TERMS), until("2026-03"), verdicts)


def completions(verdicts: list[Verdict]) -> list[Owed]:
    """Return the evaluation of every way in which the undetermined items turn out."""
    unsure = [i for i, v in enumerate(verdicts) if v.verdict == "undetermined"]
    found = []
    for words in product(("met", "missed"), repeat=len(unsure)):
        settled = list(verdicts)
        for i, word in zip(unsure, words, strict=True):
            settled[i] = replace(verdicts[i], verdict=word)  # type: ignore[arg-type]
        found.append(owed(settled))
    return found


def totals(statement: Statement) -> tuple[Fraction, Fraction]:
    return statement.total_least, statement.total_most


@settings(max_examples=40)
@examples(tickets)
def test_every_completion_lies_in_the_range_and_both_ends_are_reached(
    told: list[tuple[str, str, int]],
) -> None:
    verdicts = judged(told)
    open_, settled = owed(verdicts), completions(verdicts)
    for label in MONTHS:
        exact = [totals(one.statement(label)) for one in settled]
        assert all(least == most for least, most in exact)
        lows = [least for least, _ in exact]
        assert totals(open_.statement(label)) == (min(lows), max(lows))


@settings(max_examples=40)
@examples(tickets)
def test_the_range_of_a_line_holds_the_line_of_every_completion(
    told: list[tuple[str, str, int]],
) -> None:
    verdicts = judged(told)
    open_, settled = owed(verdicts), completions(verdicts)
    for label in MONTHS:
        ranges = {(line.statement, line.subject): line for line in open_.lines(label)}
        for one in settled:
            for line in one.lines(label):
                range_ = ranges[line.statement, line.subject]
                assert range_.least <= line.least == line.most <= range_.most


@settings(max_examples=40)
@examples(tickets)
def test_a_cap_is_never_exceeded_not_even_by_what_is_unknown(
    told: list[tuple[str, str, int]],
) -> None:
    found = owed(judged(told))
    for label in MONTHS:
        assert found.statement(label).total_most <= 8400


def test_a_hundred_unknown_tickets_are_bounded_without_trying_them_one_by_one() -> None:
    many = [verdict(f"T{i}", "undetermined", lateness=(Micros(HOUR),) * 2) for i in range(100)]
    wide = replace(TERMS, caps={"monthly": cap("monthly", eur("1,000,000"))})
    statement = evaluated(desk.contract(wide), until("2026-03"), many).statement("2026-03")
    assert totals(statement) == between("0", "56300")


@settings(max_examples=40)
@examples(tickets, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_move_money(
    told: list[tuple[str, str, int]], random: object
) -> None:
    verdicts = judged(told)
    mixed = list(verdicts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = owed(verdicts), owed(mixed)
    for label in MONTHS:
        assert totals(one.statement(label)) == totals(other.statement(label))


@settings(max_examples=40)
@examples(tickets, st.sampled_from(["half up", "half even", "down", "up"]))
def test_shown_lines_add_up_to_the_shown_total(told: list[tuple[str, str, int]], mode: str) -> None:
    settled = [(label, "missed" if word == "undetermined" else word, n) for label, word, n in told]
    contract = replace(desk.contract(TERMS), rounding=Rounding(mode, 2))  # type: ignore[arg-type]
    found = evaluated(contract, until("2026-03"), judged(settled))
    for label in MONTHS:
        statement = found.statement(label)
        lines = statement.lines
        assert sum(line.shown_least for line in lines) == statement.shown_least
        assert all(abs(line.shown_least - line.least) < Fraction(1, 100) for line in lines)


@settings(max_examples=40)
@examples(st.lists(st.integers(1, 5000), min_size=1, max_size=5), st.integers(1, 9000))
def test_a_cap_shared_pro_rata_keeps_proportions(sums: list[int], limit: int) -> None:
    targets = [share_target(f"t{i}", "90") for i in range(len(sums))]
    credits_ = [
        period_credit(f"c{i}", f"t{i}", pays=eur(str(cents))) for i, cents in enumerate(sums)
    ]
    terms = money_terms(*targets, *credits_, cap("total", eur(str(limit))), order=("base", "total"))
    found = evaluated(desk.contract(terms), until("2026-03"), [verdict("A", "missed")])
    lines = found.lines("2026-03")
    total = found.statement("2026-03").total_least
    assert total == min(limit, sum(sums))
    assert [line.least * sum(sums) for line in lines] == [total * part for part in sums]


@settings(max_examples=40)
@examples(st.lists(st.integers(1, 5000), min_size=1, max_size=5), st.integers(1, 9000))
def test_a_cap_shared_in_order_fills_each_line_before_the_next(sums: list[int], limit: int) -> None:
    targets = [share_target(f"t{i}", "90") for i in range(len(sums))]
    credits_ = [
        period_credit(f"c{i}", f"t{i}", pays=eur(str(cents))) for i, cents in enumerate(sums)
    ]
    terms = money_terms(
        *targets, *credits_, cap("total", eur(str(limit)), "in order"), order=("base", "total")
    )
    found = evaluated(desk.contract(terms), until("2026-03"), [verdict("A", "missed")])
    left = limit
    for line, part in zip(found.lines("2026-03"), sums, strict=True):
        assert line.least == min(part, left)
        left -= int(line.least)
