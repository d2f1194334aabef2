"""An issued statement stands; what differs from it is the next revision, with the difference."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from slarules.engine.outcome import Statement
from slarules.engine.reference.revisions import revised, shown_credits
from slarules.facts.history import RowRef
from slarules.facts.known import REGISTER, IssuedStatement
from tests.engine import desk
from tests.made import at, line, statement

CONTRACT = desk.contract()

Ends = tuple[Fraction, Fraction]

amounts = st.integers(0, 50_000).map(lambda cents: Fraction(cents, 100))
ranges = st.tuples(amounts, amounts).map(lambda pair: (min(pair), max(pair)))
sums = st.dictionaries(st.sampled_from(("shortfall", "downtime")), ranges, max_size=2)


def owed(each: dict[str, Ends]) -> Statement:
    lines = tuple(
        replace(line(), statement=name, shown_least=least, shown_most=most)
        for name, (least, most) in each.items()
    )
    least = sum((ends[0] for ends in each.values()), Fraction(0))
    most = sum((ends[1] for ends in each.values()), Fraction(0))
    return replace(statement(), lines=lines, shown_least=least, shown_most=most)


def issue(of: Statement, revision: int = 1) -> IssuedStatement:
    """Return the entry that issues a statement."""
    return IssuedStatement(
        of.period,
        revision,
        of.currency,
        of.shown_least,
        of.shown_most,
        shown_credits(of),
        at("2026-04-03"),
        RowRef(REGISTER, revision),
    )


def test_nothing_issued_is_revision_1() -> None:
    [found] = revised([statement()], [], CONTRACT)
    assert (found.revision, found.adjustment) == (1, None)


def test_a_statement_of_another_period_does_not_matter() -> None:
    other = replace(issue(statement()), period="2026-02")
    assert revised([statement()], [other], CONTRACT) == (statement(),)


@given(first=sums.map(owed))
def test_issuing_what_is_owed_changes_nothing(first: Statement) -> None:
    assert revised([first], [issue(first)], CONTRACT) == (first,)


@given(then=sums, now=sums)
def test_what_differs_is_the_next_revision_and_stays_it_once_issued(
    then: dict[str, Ends], now: dict[str, Ends]
) -> None:
    first = issue(owed(then))
    [second] = revised([owed(now)], [first], CONTRACT)
    same = {n: e for n, e in then.items() if any(e)} == {n: e for n, e in now.items() if any(e)}
    assert second.revision == (1 if same else 2)
    assert (second.adjustment is None) == same
    if not same:
        assert revised([owed(now)], [first, issue(second, 2)], CONTRACT) == (second,)


@given(then=ranges, now=ranges, where=st.tuples(st.fractions(0, 1), st.fractions(0, 1)))
def test_an_adjustment_holds_the_difference_of_any_amount_then_and_now(
    then: Ends, now: Ends, where: tuple[Fraction, Fraction]
) -> None:
    [found] = revised([owed({"shortfall": now})], [issue(owed({"shortfall": then}))], CONTRACT)
    was, is_now = (
        low + (high - low) * w for (low, high), w in zip((then, now), where, strict=True)
    )
    if found.adjustment is not None:
        assert found.adjustment.least <= is_now - was <= found.adjustment.most
        assert found.adjustment.credits == {
            "shortfall": (found.adjustment.least, found.adjustment.most)
        }


def test_money_that_moves_from_a_credit_to_another_is_a_revision() -> None:
    hundred = (Fraction(100), Fraction(100))
    [found] = revised(
        [owed({"shortfall": hundred})], [issue(owed({"downtime": hundred}))], CONTRACT
    )
    assert found.adjustment is not None
    assert found.revision == 2
    assert found.adjustment.least == found.adjustment.most == 0
    assert found.adjustment.credits == {
        "shortfall": hundred,
        "downtime": (Fraction(-100), Fraction(-100)),
    }
