"""Laws of gathering: the order of rows means nothing where their instants differ."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from slarules.contract.mapping import LoadedMapping
from slarules.facts import Gathered, gather, survey
from slarules.facts.history import Timeline, known_at
from tests.gathering import EVENTS, harbour, load, moment, source, surveyed

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
    return looked_at(RULES, events=HEAD + "".join(lines))


def looked_at(rules: str, as_of: str | None = None, **files: str) -> Gathered:
    """Return what files make by a mapping, which is read once for all examples."""
    loaded = loaded_once(rules)
    assert loaded.mapping is not None
    assert loaded.words is not None
    with tempfile.TemporaryDirectory() as folder:
        files_of = source(Path(folder), **files)
        if as_of is None:
            return survey(loaded.words, loaded.mapping, files_of)
        return gather(contract(), loaded.mapping, files_of, moment(as_of))


@cache
def loaded_once(rules: str) -> LoadedMapping:
    with tempfile.TemporaryDirectory() as folder:
        return load(Path(folder), rules)


contract = cache(harbour)


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


# --- rows that come twice, in parts, late, or too late --------------------------------------------

LATE = st.dictionaries(MINUTES, st.tuples(SAYS, st.integers(min_value=0, max_value=90)), max_size=8)
RECORDED = HEAD.replace("public", "public,recorded_at")
CASES = st.dictionaries(st.sampled_from("AB"), LATE, min_size=1)


def recorded_rows(tickets: dict[str, dict[int, tuple[str, int]]]) -> list[tuple[int, str]]:
    """Return rows, each with the minute of the day at which it was recorded."""
    made = [(480, f"{t},2026-03-02T08:00Z,created,,,,,,2026-03-02T08:00Z\n") for t in tickets]
    return made + [
        (
            480 + minute + late,
            f"{ticket},2026-03-02T08:{minute:02}Z,{says},{clock(480 + minute + late)}\n",
        )
        for ticket, history in tickets.items()
        for minute, (says, late) in history.items()
    ]


def clock(minute: int) -> str:
    return f"2026-03-02T{minute // 60:02}:{minute % 60:02}Z"


def at_nine(lines: list[str]) -> list[Timeline]:
    """Return what an audit as of nine sees of the rows."""
    found = looked_at(RULES, "2026-03-02T09:00", events=RECORDED + "".join(lines))
    return list(map(without_rows, found.history.items))


@given(tickets=TICKETS, data=st.data())
def test_a_row_that_comes_twice_changes_nothing_but_a_finding(
    tickets: dict[str, dict[int, str]], data: st.DataObject
) -> None:
    lines = rows(tickets)
    place = data.draw(st.integers(min_value=0, max_value=len(lines) - 1))
    one, other = read(lines), read([*lines, lines[place]])
    assert list(map(without_rows, other.history.items)) == list(
        map(without_rows, one.history.items)
    )
    assert [f.row for f in other.findings if f.kind == "duplicate"] == [len(lines) + 2]
    assert other.counts[0].excluded == 1


@given(tickets=TICKETS, data=st.data())
def test_a_file_in_two_parts_is_one_history(
    tickets: dict[str, dict[int, str]], data: st.DataObject
) -> None:
    lines = rows(tickets)
    cut = data.draw(st.integers(min_value=0, max_value=len(lines)))
    rules = RULES.replace('"events.csv"', '"events*.csv"')
    first, second = HEAD + "".join(lines[:cut]), HEAD + "".join(lines[cut:])
    parts = looked_at(rules, events_1=first, events_2=second)
    assert list(map(without_rows, parts.history.items)) == list(
        map(without_rows, read(lines).history.items)
    )


@given(tickets=CASES)
def test_as_of_sees_what_there_would_be_if_the_later_rows_were_not(
    tickets: dict[str, dict[int, tuple[str, int]]],
) -> None:
    all_rows = recorded_rows(tickets)
    by_nine = [row for minute, row in all_rows if minute <= 540]
    assert at_nine([row for _, row in all_rows]) == at_nine(by_nine)


@given(tickets=CASES, data=st.data())
def test_the_order_of_rows_means_nothing_however_late_they_are(
    tickets: dict[str, dict[int, tuple[str, int]]], data: st.DataObject
) -> None:
    lines = [row for _, row in recorded_rows(tickets)]
    assert at_nine(data.draw(st.permutations(lines))) == at_nine(lines)


@given(tickets=CASES)
def test_facts_known_at_an_instant_are_those_of_an_audit_as_of_it(
    tickets: dict[str, dict[int, tuple[str, int]]],
) -> None:
    lines = [row for _, row in recorded_rows(tickets)]
    found = looked_at(RULES, events=RECORDED + "".join(lines))
    nine = moment("2026-03-02T09:00")
    for item, then in zip(found.history.items, at_nine(lines), strict=True):
        known = known_at(item, nine)
        for minute in range(480, 541):
            at = moment(clock(minute)[:-1])
            assert known.value("level", at) == then.value("level", at)
            assert known.value("status", at) == then.value("status", at)
