"""The three shapes of a history, each with the same meaning where it knows as much."""

from __future__ import annotations

from pathlib import Path

from slarules.facts.history import UnknownMoment
from tests.gathering import (
    EVENTS,
    SNAPSHOTS,
    TICKETS,
    gathered,
    moment,
    odd,
    surveyed,
    times,
    values,
)

STATES = """
  level is P1 when field "priority" is one of "1", "Urgent"
  level is P2 when field "priority" is "2"
  status is new while field "status" is "New"
  status is open while field "status" is "Open"
  status is waiting_on_customer while field "status" starts with "Waiting"
  status is solved while field "status" is one of "Solved", "Done"
"""

DESK = (
    EVENTS
    + STATES
    + """
  reported is when created
  first_reply is the first public comment by an agent
  question_to_customer is the last public comment by an agent
    before status becomes waiting_on_customer
  resolved is the last time field "status" becomes one of "Solved", "Done"
  reopened is each time field "status" stops being one of "Solved", "Done"
  agent_message is each public comment by an agent
"""
)

HISTORY = """ticket,at,kind,field,value,actor,role,public
A,2026-03-02T08:00Z,created,,,ann,customer,
A,2026-03-02T08:00Z,set,priority, urgent ,ann,customer,
A,2026-03-02T08:00Z,set,status,New,ann,customer,
A,2026-03-02T08:05Z,comment,,,robot,automation,yes
A,2026-03-02T08:10Z,comment,,,bob,agent,no
A,2026-03-02T08:15Z,comment,,,bob,agent,yes
A,2026-03-02T08:30Z,comment,,,bob,agent,yes
A,2026-03-02T08:30Z,set,status,Waiting for customer,bob,agent,
A,2026-03-02T09:00Z,set,status,OPEN,ann,customer,
A,2026-03-02T09:30Z,comment,,,bob,agent,yes
A,2026-03-02T10:00Z,set,status,Solved,bob,agent,
A,2026-03-02T11:00Z,set,status,Open,ann,customer,
A,2026-03-02T12:00Z,set,status,Done,bob,agent,
"""


def test_events_make_the_whole_history_of_a_ticket(tmp_path: Path) -> None:
    found = surveyed(tmp_path, DESK, events=HISTORY)
    (item,) = found.history.items
    assert values(item, "level") == [("2026-03-02 08:00", "P1")]
    assert values(item, "status") == [
        ("2026-03-02 08:00", "new"),
        ("2026-03-02 08:30", "waiting_on_customer"),
        ("2026-03-02 09:00", "open"),
        ("2026-03-02 10:00", "solved"),
        ("2026-03-02 11:00", "open"),
        ("2026-03-02 12:00", "solved"),
    ]
    assert times(item, "reported") == ["2026-03-02 08:00"]
    assert times(item, "first_reply") == ["2026-03-02 08:15"]
    assert times(item, "question_to_customer") == ["2026-03-02 08:30"]
    assert times(item, "resolved") == ["2026-03-02 12:00"]
    assert times(item, "reopened") == ["2026-03-02 11:00"]
    assert times(item, "agent_message") == [
        "2026-03-02 08:15",
        "2026-03-02 08:30",
        "2026-03-02 09:30",
    ]
    assert odd(found) == []
    assert not item.unknown


def test_a_value_that_lasts_no_time_still_is_a_step(tmp_path: Path) -> None:
    flips = HISTORY + (
        "A,2026-03-02T13:00Z,set,status,Open,ann,customer,\n"
        "A,2026-03-02T13:00Z,set,status,Done,bob,agent,\n"
        "A,2026-03-02T13:00Z,set,status,Open,ann,customer,\n"
    )
    (item,) = surveyed(tmp_path, DESK, events=flips).history.items
    last = [(step.value, step.position) for step in item.facts["status"][-3:]]
    assert last == [("open", 0), ("solved", 1), ("open", 2)]


def test_nothing_after_the_as_of_instant_exists(tmp_path: Path) -> None:
    found = gathered(tmp_path, DESK, "2026-03-02T10:30", events=HISTORY)
    (item,) = found.history.items
    assert times(item, "resolved") == ["2026-03-02 10:00"]
    assert item.facts["status"][-1].value == "solved"
    assert found.counts[0].excluded == 2
    assert ("later than as-of", 13, None) in odd(found)


def test_a_ticket_whose_creation_is_lost_has_no_known_beginning(tmp_path: Path) -> None:
    rows = "ticket,at,kind,field,value\nA,2026-03-02T08:00Z,set,status,New\n"
    (item,) = surveyed(tmp_path, DESK, events=rows).history.items
    assert values(item, "status") == [("beginning", "unknown"), ("2026-03-02 08:00", "new")]
    assert "reported" in item.unknown


WIDE = (
    TICKETS
    + """
  level is P1 when column "Priority" is "Urgent"
  level is P3 when column "Priority" is "Normal" or column "Priority" is empty
  level is P4 otherwise
  site is the value of column "Location"
  cause is customer when column "Cause" contains "customer"
  reported is column "Created"
  first_reply is column "Answered"
  resolved is column "Resolved" in zone "Europe/Berlin"
  withdrawn is column "Resolved" when column "Resolution" is "Withdrawn"
  status is closed while column "Status" is "Closed"
"""
)

ROWS = """id,Priority,Location,Cause,Created,Answered,Resolved,Resolution,Status
1,Urgent,"Quay 1, north",by the Customer,2026-03-02 08:00,2026-03-02 08:10,2026-03-02 12:00,,Closed
2,,Depot,,2026-03-03 08:00,,,,Open
3,?,Depot,ours,2026-03-04 08:00,,2026-03-04 12:00,withdrawn,Closed
"""


def test_a_row_a_ticket_says_what_holds_and_not_since_when(tmp_path: Path) -> None:
    found = surveyed(tmp_path, WIDE, tickets=ROWS)
    one, two, three = found.history.items
    assert [values(item, "level")[0] for item in found.history.items] == [
        ("beginning", "P1"),
        ("beginning", "P3"),
        ("beginning", "P4"),
    ]
    assert values(one, "status") == [("beginning", "unknown"), ("2026-07-01 00:00", "closed")]
    assert values(one, "cause") == [("beginning", "customer")]
    assert values(two, "cause") == [("beginning", "unknown")]
    assert times(one, "resolved") == ["2026-03-02 11:00"]
    assert (times(one, "withdrawn"), times(three, "withdrawn")) == ([], ["2026-03-04 12:00"])
    assert (times(two, "first_reply"), "first_reply" in two.unknown) == ([], False)
    assert ("unmapped", 4, "cause") in odd(found)
    assert ("unmapped", 3, "status") in odd(found)


def test_a_moment_that_needs_a_history_is_unknown_without_one(tmp_path: Path) -> None:
    text = (
        TICKETS + '  reported is column "c"\n  resolved is the first time field "s" becomes "x"\n'
    )
    found = surveyed(tmp_path, text, tickets="id,c,s\n1,2026-03-02,x\n")
    assert "resolved" in found.history.items[0].unknown
    assert ("no history", None, None) in odd(found)


def test_differences_between_snapshots_are_the_events(tmp_path: Path) -> None:
    text = (
        SNAPSHOTS
        + STATES
        + """
  reported is column "opened"
  assigned is the first time field "assigned" stops being empty
  resolved is the last time field "status" becomes one of "Solved", "Done"
  reopened is each time field "reopens" rises
"""
    )
    log = """id,updated,opened,priority,status,assigned,reopens
A,2026-03-02 08:05,2026-03-02 08:00,2,New,,0
A,2026-03-02 09:00,2026-03-02 08:00,2,Open,bob,0
A,2026-03-02 10:00,2026-03-02 08:00,1,Solved,bob,0
A,2026-03-02 11:00,2026-03-02 08:00,1,Solved,eve,1
A,2026-03-02 12:00,2026-03-02 08:00,1,Done,eve,1
"""
    (item,) = surveyed(tmp_path, text, log=log).history.items
    assert values(item, "level") == [("beginning", "P2"), ("2026-03-02 10:00", "P1")]
    assert values(item, "status") == [
        ("beginning", "unknown"),
        ("2026-03-02 08:05", "new"),
        ("2026-03-02 09:00", "open"),
        ("2026-03-02 10:00", "solved"),
    ]
    assert times(item, "reported") == ["2026-03-02 08:00"]
    assert times(item, "assigned") == ["2026-03-02 09:00"]
    assert times(item, "resolved") == ["2026-03-02 10:00"]
    assert times(item, "reopened") == ["2026-03-02 11:00"]


def test_rows_of_snapshots_are_taken_by_their_times_and_it_is_told(tmp_path: Path) -> None:
    log = """id,updated,status
A,2026-03-02 10:00,Open
A,2026-03-02 08:00,New
A,2026-03-02 11:00,Solved
B,2026-03-02 08:00,New
B,2026-03-02 08:00,Open
"""
    found = surveyed(tmp_path, SNAPSHOTS + STATES, log=log)
    first, second = found.history.items
    assert [value for _, value in values(first, "status")] == ["unknown", "new", "open", "solved"]
    assert [value for _, value in values(second, "status")] == ["unknown", "new", "open"]
    assert ("out of order", 2, None) in odd(found)
    assert [f.row for f in found.findings if "same time" in f.what] == [6]


CLOSINGS = (
    SNAPSHOTS
    + """
  level is P3 when field "level" is "3"
  reported is column "opened"
  resolved is column "done"
  resolved is the last time field "state" becomes "Done"
"""
)


def test_two_rules_that_give_different_times_leave_a_moment_unknown_between_them(
    tmp_path: Path,
) -> None:
    log = """id,updated,level,state,opened,done
A,2026-03-02 09:00,3,New,2026-03-02 09:00,2026-03-05 12:00
A,2026-03-03 10:00,3,Done,2026-03-02 09:00,2026-03-05 12:00
B,2026-03-06 10:00,3,Done,2026-03-02 09:00,2026-03-06 10:00
"""
    first, second = gathered(tmp_path, CLOSINGS, log=log).history.items
    assert first.unknown["resolved"] == UnknownMoment(
        moment("2026-03-03 10:00"), moment("2026-03-05 12:00")
    )
    assert times(second, "resolved") == ["2026-03-06 10:00"]
    (then,) = gathered(tmp_path, CLOSINGS, as_of="2026-03-04", log=log).history.items
    assert then.unknown["resolved"] == UnknownMoment(moment("2026-03-03 10:00"))
    (before,) = gathered(tmp_path, CLOSINGS, as_of="2026-03-02 12:00", log=log).history.items
    assert "resolved" not in {**before.unknown, **before.happened}


def test_rows_that_two_exports_share_count_once(tmp_path: Path) -> None:
    text = DESK.replace('"events.csv"', '"events*.csv"')
    head, *rows = HISTORY.splitlines(keepends=True)
    found = surveyed(
        tmp_path, text, events1=head + "".join(rows[:8]), events2=head + "".join(rows[5:])
    )
    once = surveyed(tmp_path, text, events1=HISTORY, events2=head)
    (item,), (other,) = found.history.items, once.history.items
    assert {w: times(item, w) for w in item.happened} == {
        w: times(other, w) for w in other.happened
    }
    assert [c.excluded for c in found.counts] == [0, 3]


def test_two_rows_of_one_ticket_leave_unknown_what_they_contradict(tmp_path: Path) -> None:
    twice = ROWS + "1,Urgent,Depot,by the Customer,2026-03-02 08:00,2026-03-02 08:20,,,Closed\n"
    found = surveyed(tmp_path, WIDE, tickets=twice)
    one = found.history.items[0]
    assert values(one, "level") == [("beginning", "P1")]
    assert values(one, "site") == [("beginning", "unknown")]
    assert times(one, "reported") == ["2026-03-02 08:00"]
    assert {"first_reply", "resolved"} <= one.unknown.keys()
    assert ("duplicate", 5, None) in odd(found)


def test_a_shape_without_a_row_of_creation_says_that_created_is_unknown(tmp_path: Path) -> None:
    log = "id,updated,state\n1,2026-03-02 09:00,New\n"
    found = surveyed(tmp_path, SNAPSHOTS + "  reported is when created\n", **{"log.csv": log})
    (told,) = [each for each in found.findings if each.kind == "no history"]
    assert told.what == "reported is when created, and no row says when; it is unknown"


def test_a_source_without_a_row_can_be_looked_at(tmp_path: Path) -> None:
    log = "id,updated,state\n"
    found = surveyed(tmp_path, SNAPSHOTS + "  reported is when created\n", **{"log.csv": log})
    assert [(counts.file, counts.read) for counts in found.counts] == [("log.csv", 0)]
