"""Assertions: what the parties agree on settles a fact, what they dispute is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.core.conditions import UNKNOWN
from slarules.facts import Gathered, gather
from slarules.facts.history import RowRef
from slarules.facts.known import REGISTER, Assertion, Claim, Known, State
from tests.gathering import EVENTS, harbour, mapping, moment, odd, source, values

TEXT = (
    EVENTS
    + """
  reported is when created
  cause is provider when field "why" is "ours"
  force_majeure is each outage where field "event" starts with "FM-"
"""
)
ROWS = """ticket,at,kind,field,value,actor,role,public
A,2026-03-02T09:00Z,created,why,ours,,,
A,2026-03-09T09:00Z,set,note,x,,,
"""
OUTAGES = "start,end,event\n2026-03-04T01:00Z,2026-03-04T02:00Z,FM-7\n"
OURS = ("beginning", "provider")


def gathered(
    folder: Path, rows: str = "", known: Known | None = None, as_of: str = "2026-03-31"
) -> Gathered:
    table = f"item_or_event,fact,value,state,at,since\n{rows}"
    files = source(folder, events=ROWS, outages=OUTAGES, assertions=table)
    return gather(harbour(), mapping(folder, TEXT), files, moment(as_of), known)


def cause(found: Gathered) -> list[tuple[str, str]]:
    return values(found.history.items[0], "cause")


def entered(
    state: State, value: str = "customer", at: str = "2026-03-20", since: str | None = None
) -> Known:
    begins = None if since is None else moment(since)
    row = RowRef(REGISTER, 4)
    said = Assertion("A", "cause", value, state, moment(at), begins, "Anna", "mail 12", row)
    return Known((said,))


def test_what_is_agreed_was_so_before_it_was_agreed(tmp_path: Path) -> None:
    found = gathered(tmp_path, "A,cause,customer,agreed,2026-03-20T08:00Z,\n")
    assert cause(found) == [("beginning", "customer")]


def test_what_is_agreed_since_an_instant_leaves_what_was_before(tmp_path: Path) -> None:
    rows = "A,cause,customer,agreed,2026-03-20T08:00Z,2026-03-05T00:00Z\n"
    first, last = cause(gathered(tmp_path, rows))
    assert (first[1], last) == ("provider", ("2026-03-05 00:00", "customer"))


def test_a_dispute_is_unknown_until_a_later_agreement(tmp_path: Path) -> None:
    rows = (
        "A,cause,customer,agreed,2026-03-21T08:00Z,\n"
        "A,cause,customer,disputed,2026-03-20T08:00Z,\n"
        "A,cause,provider,disputed,2026-03-22T08:00Z,\n"
    )
    assert cause(gathered(tmp_path, rows)) == [("beginning", "unknown")]
    assert cause(gathered(tmp_path, rows, as_of="2026-03-21T12:00")) == [("beginning", "customer")]


def test_a_proposal_changes_nothing_and_is_told(tmp_path: Path) -> None:
    without = gathered(tmp_path)
    found = gathered(tmp_path, "A,cause,customer,proposed,2026-03-20T08:00Z,\n")
    assert found.history == without.history
    assert ("not agreed", 2, "state") in odd(found)


def test_what_was_said_after_as_of_does_not_count(tmp_path: Path) -> None:
    early = gathered(tmp_path, known=entered("agreed"), as_of="2026-03-19")
    assert cause(early)[-1][1] == "provider"


def test_what_was_said_counts_though_the_source_is_complete_through_an_earlier_instant(
    tmp_path: Path,
) -> None:
    # The last row of the source is of 9 March.
    assert cause(gathered(tmp_path, known=entered("agreed"))) == [("beginning", "customer")]


def test_a_register_and_a_table_are_heard_in_order_of_time(tmp_path: Path) -> None:
    rows = "A,cause,provider,agreed,2026-03-25T08:00Z,\n"
    assert cause(gathered(tmp_path, rows, entered("disputed"))) == [OURS]
    earlier = "A,cause,provider,agreed,2026-03-15T08:00Z,\n"
    assert cause(gathered(tmp_path, earlier, entered("disputed"))) == [("beginning", "unknown")]


def test_a_span_of_the_world_is_settled_too(tmp_path: Path) -> None:
    (span,) = gathered(tmp_path).history.spans
    assert span.facts["agreed"] is UNKNOWN
    (span,) = gathered(tmp_path, "FM-7,agreed,yes,agreed,2026-03-20T08:00Z,\n").history.spans
    assert span.facts["agreed"] == "yes"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,colour,red,agreed,2026-03-20T08:00Z,", "not agreed"),
        ("B,cause,customer,agreed,2026-03-20T08:00Z,", "not agreed"),
        ("A,cause,customer,settled,2026-03-20T08:00Z,", "not agreed"),
        ("A,cause,customer,agreed,soon,", "no time"),
        ("A,cause,customer,agreed,2026-03-20T08:00Z,soon", "no time"),
        ("A,cause,customer,agreed,2026-03-20T08:00Z,2026-03-30T00:00Z", "not agreed"),
    ],
)
def test_what_says_nothing_is_told_and_changes_nothing(tmp_path: Path, row: str, told: str) -> None:
    found = gathered(tmp_path, f"{row}\n")
    assert cause(found) == cause(gathered(tmp_path))
    assert told in {kind for kind, number, _ in odd(found) if number == 2}


def test_a_value_that_the_fact_cannot_have_is_unknown_and_told(tmp_path: Path) -> None:
    found = gathered(tmp_path, "A,cause,weather,agreed,2026-03-20T08:00Z,\n")
    assert cause(found) == [("beginning", "unknown")]
    assert ("undeclared", 2, "state") in odd(found)


def test_the_first_claim_counts_wherever_it_was_made(tmp_path: Path) -> None:
    known = Known(
        claims=tuple(
            Claim("downtime", "2026-02", moment(at), RowRef(REGISTER, number))
            for number, at in enumerate(("2026-03-05", "2026-03-06"), 1)
        )
    )
    assert gathered(tmp_path, known=known).history.claims == {
        ("downtime", "2026-02"): moment("2026-03-05")
    }
    assert gathered(tmp_path, known=known, as_of="2026-03-01").history.claims == {}
