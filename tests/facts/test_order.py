"""Laws of gathering: the order of rows means nothing where their instants differ."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from slarules.facts import Gathered
from slarules.facts.history import Timeline
from tests.gathering import EVENTS, surveyed

RULES = (
    EVENTS
    + """
  level is P1 when field "priority" is "1"
  level is P2 when field "priority" is "2"
  status is open while field "status" is "Open"
  status is solved while field "status" is "Solved"
  reported is when created
  first_reply is the first public comment by an agent
  resolved is the last time field "status" becomes "Solved"
  agent_message is each public comment by an agent
"""
)

HEAD = "ticket,at,kind,field,value,actor,role,public\n"

SAYS = st.sampled_from(
    [
        "set,priority,1,,,",
        "set,priority,2,,,",
        "set,priority,,,,",
        "set,status,Open,,,",
        "set,status,Solved,,,",
        "comment,,,bob,agent,yes",
        "comment,,,bob,agent,no",
        "comment,,,ann,customer,yes",
    ]
)

MINUTES = st.integers(min_value=1, max_value=59)

TICKETS = st.dictionaries(
    st.sampled_from("ABC"), st.dictionaries(MINUTES, SAYS, max_size=8), min_size=1
)


def rows(tickets: dict[str, dict[int, str]]) -> list[str]:
    lines = [f"{ticket},2026-03-02T08:00Z,created,,,,,\n" for ticket in tickets]
    return lines + [
        f"{ticket},2026-03-02T08:{minute:02}Z,{says}\n"
        for ticket, history in tickets.items()
        for minute, says in history.items()
    ]


def read(lines: list[str]) -> Gathered:
    with tempfile.TemporaryDirectory() as folder:
        return surveyed(Path(folder), RULES, events=HEAD + "".join(lines))


def without_rows(item: Timeline) -> Timeline:
    return replace(
        item,
        facts={n: tuple(replace(s, row=None) for s in steps) for n, steps in item.facts.items()},
        happened={
            n: tuple(replace(h, row=None) for h in found) for n, found in item.happened.items()
        },
    )


@given(tickets=TICKETS, data=st.data())
def test_the_order_of_rows_means_nothing(
    tickets: dict[str, dict[int, str]], data: st.DataObject
) -> None:
    lines = rows(tickets)
    shuffled = data.draw(st.permutations(lines))
    one, other = read(lines), read(shuffled)
    assert list(map(without_rows, one.history.items)) == list(
        map(without_rows, other.history.items)
    )
    assert one.history.complete_through == other.history.complete_through


@given(tickets=TICKETS)
def test_a_copy_of_a_file_beside_it_changes_nothing(tickets: dict[str, dict[int, str]]) -> None:
    lines = rows(tickets)
    rules = RULES.replace('"events.csv"', '"events*.csv"')
    text = HEAD + "".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        one = surveyed(Path(folder), rules, events=text)
        both = surveyed(Path(folder), rules, events_again=text)
    assert both.history.items == one.history.items
    assert [counts.excluded for counts in both.counts] == [0, len(lines)]


@given(tickets=TICKETS)
def test_every_row_that_was_read_is_accounted_for(tickets: dict[str, dict[int, str]]) -> None:
    (counts,) = read([*rows(tickets), "A,never,set,status,Open,,,\n", "A,2026\n"]).counts
    assert counts.read == counts.used + counts.excluded + counts.unmapped
    assert counts.unmapped == 2


@given(tickets=TICKETS)
def test_steps_are_in_order_and_each_changes_the_value(
    tickets: dict[str, dict[int, str]],
) -> None:
    for item in read(rows(tickets)).history.items:
        for steps in item.facts.values():
            places = [(step.at, step.position) for step in steps]
            assert places == sorted(set(places))
            assert all(a.value != b.value for a, b in pairwise(steps))
