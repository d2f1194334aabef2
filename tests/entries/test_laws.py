"""Laws of what the parties say, over everything that they can say of a small shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from slarules import contract as contracts
from slarules.contract.mapping import load_mapping
from slarules.engine.outcome import Outcome
from slarules.engine.reference import evaluate
from slarules.facts import gather
from slarules.facts.history import RowRef
from slarules.facts.known import REGISTER, Assertion, Known, State
from slarules.instants import Instant
from tests.entries.shop import ROWS, written
from tests.files import csv_source
from tests.made import at

VALUES: Mapping[str, Sequence[str]] = {
    "level": ("P1", "P2"),
    "cause": ("provider", "customer", "third_party"),
}
COLUMNS = {"level": 3, "cause": 4}
ITEMS = ("T-1", "T-2", "T-3")
AS_OF = at("2026-04-20")

Fact = tuple[str, str]
"""An item and its fact."""

facts = st.tuples(st.sampled_from(ITEMS), st.sampled_from(sorted(VALUES)))
several = st.lists(facts, min_size=1, max_size=2, unique=True)
days = st.integers(1, 18).map(lambda day: at(f"2026-04-{day:02}"))


@st.composite
def sayings(draw: st.DrawFn, *states: State) -> Assertion:
    item, fact = draw(facts)
    value = draw(st.sampled_from(VALUES[fact]))
    return said(item, fact, value, draw(st.sampled_from(states)), draw(days))


def said(item: str, fact: str, value: str, state: State, when: Instant = AS_OF) -> Assertion:
    return Assertion(item, fact, value, state, when, None, "Anna", "", RowRef(REGISTER, 1))


def found(assertions: Sequence[Assertion], rows: Sequence[str] = ROWS) -> Outcome:
    """Return what the contract makes of an export, and of what was said beside it."""
    with TemporaryDirectory() as place:
        folder = written(Path(place), rows)
        loaded = contracts.load(folder / "shop.sla")
        assert loaded.contract is not None
        mapping = load_mapping(folder / "shop-csv.sla", loaded.contract).mapping
        assert mapping is not None
        known = Known(tuple(sorted(assertions, key=lambda each: each.at)))
        source = csv_source(str(folder / "data"))
        return evaluate(
            loaded.contract, gather(loaded.contract, mapping, source, AS_OF, known).history
        )


def exported(item: str, fact: str, value: str) -> list[str]:
    """Return the rows with another value in the cell of a fact."""
    rows = [row.rstrip().split(",") for row in ROWS]
    for row in rows:
        if row[0] == item:
            row[COLUMNS[fact]] = value
    return [",".join(row) + "\n" for row in rows]


@settings(max_examples=20)
@given(st.lists(sayings("proposed"), max_size=4), st.lists(sayings("agreed"), max_size=2))
def test_what_is_proposed_never_changes_what_is_owed(
    proposed: list[Assertion], agreed: list[Assertion]
) -> None:
    assert found([*agreed, *proposed]) == found(agreed)


@settings(max_examples=15)
@given(several)
def test_a_dispute_holds_what_each_possible_value_of_the_facts_makes_owed(
    disputed: list[Fact],
) -> None:
    outcome = found([said(*fact, VALUES[fact[1]][0], "disputed") for fact in disputed])
    for values in product(*(VALUES[fact] for _, fact in disputed)):
        pairs = zip(disputed, values, strict=True)
        settled = found([said(*fact, value, "agreed") for fact, value in pairs])
        for one, range_ in zip(settled.statements, outcome.statements, strict=True):
            assert range_.total_least <= one.total_least <= one.total_most <= range_.total_most
        for sure, unsure in zip(settled.verdicts, outcome.verdicts, strict=True):
            assert unsure.verdict in (sure.verdict, "undetermined")


@settings(max_examples=15)
@given(facts, st.data())
def test_what_is_agreed_is_as_if_the_source_had_said_so(fact: Fact, data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(VALUES[fact[1]]))
    by_source = found([], exported(*fact, value))
    assert found([said(*fact, value, "agreed")]) == by_source


@settings(max_examples=15)
@given(st.lists(sayings("proposed", "disputed", "agreed"), max_size=4), facts, st.data())
def test_the_last_agreement_on_a_fact_is_all_that_counts(
    before: list[Assertion], fact: Fact, data: st.DataObject
) -> None:
    last = said(*fact, data.draw(st.sampled_from(VALUES[fact[1]])), "agreed")
    others = [each for each in before if (each.about, each.fact) != fact]
    assert found([*before, last]) == found([*others, last])
