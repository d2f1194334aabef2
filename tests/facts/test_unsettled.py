"""What was the last of its kind so far may still move, until the item is closed (R38)."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.facts import gather
from tests.gathering import EVENTS, harbour, mapping, source, surveyed

RULES = """
  status is open while field "status" is "Open"
  status is solved while field "status" is "Solved"
  reported is when created
  first_reply is the first public comment by an agent
  resolved is the last time field "status" becomes "Solved"
"""
CLOSING = '  status is closed while field "status" is "Closed"\n'

ROWS = """ticket,at,kind,field,value
A,2026-03-02T08:00Z,created,,
A,2026-03-02T08:00Z,set,status,Open
A,2026-03-02T09:00Z,set,status,Solved
"""
CLOSED = "A,2026-03-05T09:00Z,set,status,Closed\n"
COMMENT = "A,2026-03-02T08:30Z,comment,,,agent,yes"
OPENED = "A,2026-03-06T09:00Z,set,status,Open\n"


@pytest.mark.parametrize(
    ("rules", "rows", "unsettled"),
    [
        (CLOSING, "", {"resolved"}),
        (CLOSING, CLOSED, set()),
        (CLOSING, CLOSED + OPENED, {"resolved"}),
        # Where nothing says when a ticket is closed, no statement could ever become final.
        ("", "", set()),
    ],
)
def test_the_last_may_move_until_the_ticket_is_closed(
    tmp_path: Path, rules: str, rows: str, unsettled: set[str]
) -> None:
    (item,) = surveyed(tmp_path, EVENTS + RULES + rules, events=ROWS + rows).history.items
    assert item.unsettled == unsettled


def test_the_first_never_moves(tmp_path: Path) -> None:
    text = EVENTS + (RULES + CLOSING).replace("the last time", "the first time")
    (item,) = surveyed(tmp_path, text, events=ROWS).history.items
    assert item.unsettled == frozenset()


def test_the_last_before_something_that_has_happened_never_moves(tmp_path: Path) -> None:
    asked = "  question_to_customer is the last public comment by an agent before resolved\n"
    head, *rows = ROWS.splitlines()
    events = "\n".join([f"{head},role,public", *(f"{row},," for row in rows), COMMENT, ""])
    text = EVENTS + RULES + CLOSING + asked
    fixed = text.replace("the last time", "the first time")
    (item,) = surveyed(tmp_path, fixed, events=events).history.items
    assert "question_to_customer" in item.happened
    assert item.unsettled == frozenset()
    (item,) = surveyed(tmp_path, text, events=events).history.items
    assert item.unsettled == {"resolved", "question_to_customer"}


def test_a_contract_that_does_not_ask_for_the_state_knows_all_the_same(tmp_path: Path) -> None:
    contract = harbour()
    (item,) = gather(
        contract, mapping(tmp_path, EVENTS + RULES + CLOSING), source(tmp_path, events=ROWS)
    ).history.items
    assert item.unsettled == {"resolved"}
