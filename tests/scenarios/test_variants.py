"""Each phrase on time of the contract that has them all is tested by one of its scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.scenarios.coverage import coverage, tells_apart
from slarules.scenarios.engines import REFERENCE
from slarules.scenarios.told import Told
from slarules.scenarios.variants import variants
from tests.shared import ROOT

LIGHTHOUSE = Path(ROOT, "rules", "contracts", "lighthouse.sla")

NOT_TOLD_APART = {
    "until next_reply resolved": "no scenario resolves a ticket with a message unanswered",
    "from next_reply customer_message where status is not closed": "nobody writes after closing",
    "judged by site as reported in orders_desk": "no order changes its site",
    "judged by type at the end in orders_desk": "no order changes its type",
    "judged by level as reported in keeping_in_touch": "no level changes in an exchange",
    "judged by site at the end in on_watch": "no lantern becomes another site",
    "judged by level as closed in afterwards": "no level changes after restoring",
    "while of question_open": "no ticket is worked on while a question is open",
}
"""Phrases that no scenario tests, with what is missing; the list may only shrink."""

SAME_HERE = {("judged by level at the end in spare_parts", "as closed")}
"""What differs only where a level changes after the end."""


@pytest.fixture(scope="module")
def contract() -> Contract:
    found = load(LIGHTHOUSE).contract
    assert found is not None
    return found


@pytest.fixture(scope="module")
def tellings(contract: Contract) -> Sequence[Told]:
    return [REFERENCE.tell(contract, scenario) for scenario in contract.scenarios]


def test_every_phrase_that_is_dropped_or_said_otherwise_changes_a_case(
    contract: Contract, tellings: Sequence[Told]
) -> None:
    survived = {
        (f"{variant.kind} {variant.name}", variant.says)
        for variant in variants(contract)
        if not tells_apart(variant, tellings)
    }
    assert {name for name, _ in survived - SAME_HERE} == set(NOT_TOLD_APART)


@pytest.mark.parametrize(
    "name",
    [
        "each time next_reply",
        "until next update agent_message",
        "counted in update whole units",
        "separately held for each group",
        "counts while hands_on status is new or open",
        "until respond resolved",
        "when merged of taken_back",
        "even if missed of removed",
        "extends of supplier_delay",
        "from until of question_open",
        "of its service of service_works",
    ],
)
def test_there_is_a_variant_of_each_phrase(contract: Contract, name: str) -> None:
    assert name in {f"{variant.kind} {variant.name}" for variant in variants(contract)}


def test_every_reopening_is_tried_in_each_of_the_other_ways(contract: Contract) -> None:
    resumed = [v.says for v in variants(contract) if v.kind == "reopens" and "resolve" in v.name]
    assert sorted(resumed) == ["", "as a new cycle", "starting again", "with the time between"]


def test_what_no_scenario_tests_is_listed_with_its_place(contract: Contract) -> None:
    untried = [each for each in coverage(contract).untried if each.kind == "phrase"]
    assert {each.name for each in untried} == set(NOT_TOLD_APART)
    assert all(each.origin.span.line for each in untried)


def test_a_clock_that_others_are_made_of_is_tried_with_them(contract: Contract) -> None:
    clocks = [each for each in coverage(contract).exercises if each.kind == "clock"]
    assert [each.name for each in clocks if not each.exercised] == []


def test_a_restart_is_a_part_that_can_be_taken_out(contract: Contract) -> None:
    [restart] = [each for each in coverage(contract).exercises if each.kind == "restart"]
    assert (restart.name, restart.exercised) == ("new_site", True)
