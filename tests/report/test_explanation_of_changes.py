"""What explain says of cycles, of rows that change on the way, of reopenings and restarts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.engine.reference.hindsight import hindsight
from slarules.engine.reference.ledger import ledgers
from slarules.report.explanation import Explanation
from slarules.scenarios.given import history
from tests.shared import ROOT


@cache
def lighthouse() -> Contract:
    contract = load(Path(ROOT, "rules", "contracts", "lighthouse.sla")).contract
    assert contract is not None
    return contract


def explained(title: str, measure: str, item: str = "A") -> Explanation:
    """Return the explanation of an item of a scenario of the contract."""
    contract = lighthouse()
    [scenario] = [each for each in contract.scenarios if each.title.startswith(title)]
    told = history(scenario, contract)
    found = ledgers(contract, told, item)
    chosen = tuple(each for each in found if each.verdict.measure == measure)
    known = tuple(hindsight(contract, told, each) for each in chosen)
    return Explanation(contract, chosen, {}, known)


MESSAGES = "The oldest unanswered message"
RAISED = "Raised from P3 to P1"
REPAIRED = "Reopened: the repair goes on"
CALLED = "Reopened: calling back"
HOLE = "An answer known only to lie"


@pytest.mark.parametrize(
    ("title", "measure", "item", "said"),
    [
        (MESSAGES, "next_reply", "A", "next_reply, cycle 1 of 2, by keeping_in_touch"),
        (MESSAGES, "next_reply", "A", "next_reply, cycle 2 of 2, by keeping_in_touch"),
        (MESSAGES, "update", "A", "counted     50 min, elapsed time, in whole minutes"),
        (MESSAGES, "update", "A", "row         level P1; judged by level as reported"),
        ("Time with each group", "held", "A", "held for networks by between_groups"),
        ("Time with each group", "held", "A", "paused: group is not networks (B3.5)"),
        (RAISED, "respond", "A", "judged by level as it changes keeping time used"),
        (RAISED, "respond", "A", "09:00 - 11:00  level P3: 4 desk hours, due Mon 2026-03-02 14:00"),
        (RAISED, "respond", "A", "level P1: 30 elapsed minutes, 2 h used before carry over, due"),
        (RAISED, "respond", "A", "09:00 - 11:00    2:00     2:00  counted on desk"),
        (RAISED, "respond", "A", "11:00 - 11:05    0:05     2:05  counted on elapsed"),
        (REPAIRED, "resolve", "A", "paused: ended, and reopened afterwards; the time between"),
        (REPAIRED, "resolve", "A", "22:00  ended, until it is reopened"),
        (REPAIRED, "hands_on", "A", "hands_on, cycle 2 of 2, by work"),
        (CALLED, "call_back", "A", "Forgotten, since it started again"),
        (CALLED, "call_back", "A", "10:00 - 14:00  4 h"),
        (CALLED, "call_back", "A", "2 desk hours: Mon 2026-03-02 16:00; 6 elapsed hours: Mon"),
        ("Another level starts again", "relight", "A", "cancelled: level changes, and the next"),
        ("Taken back or merged", "respond", "A", "cancelled by taken_back (clause B4.4)"),
        ("The right site starts", "respond", "A", "Forgotten, since it started again"),
        (HOLE, "respond", "B", "undetermined, met or missed; to settle it: first_reply"),
        (HOLE, "respond", "B", "09:25  first_reply  at an unknown time until Mon 2026-03-02 09:35"),
    ],
)  # fmt: skip
def test_the_explanation_says(title: str, measure: str, item: str, said: str) -> None:
    assert said in explained(title, measure, item).text(width=140)


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("scenario", lighthouse().scenarios, ids=lambda each: each.title[:30])
def test_no_line_is_wider_than_the_screen(scenario: object, width: int) -> None:
    contract = lighthouse()
    told = history(scenario, contract)  # type: ignore[arg-type]
    for timeline in told.items:
        found = ledgers(contract, told, timeline.item)
        text = Explanation(contract, found, {}).text(width)
        assert [line for line in text.splitlines() if len(line) > width] == []


def test_the_document_has_the_rows_with_what_they_allow_and_when_they_fall_due() -> None:
    [ledger] = explained(RAISED, "respond").document()["ledgers"]
    first, second = ledger["rows"]
    assert (first["goal"], first["used_s"], first["decides"]) == ("4 desk hours", "0", False)
    assert (second["clock"], second["used_s"], second["decides"]) == ("elapsed", "7200", True)
    assert second["due_at"] == "2026-03-02T10:00:00Z"


def test_what_happened_in_a_run_of_whole_minutes_has_the_row_that_ended_it() -> None:
    cycles = explained(MESSAGES, "update").document()["ledgers"]
    assert "2026-03-02T21:30:59Z" in {each["at"] for each in cycles[1]["happened"]}
