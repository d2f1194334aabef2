"""Bad input, a small file each: a finding or an unknown with its row; nothing lost or invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.core.conditions import UNKNOWN
from slarules.facts import Gathered
from slarules.facts.findings import Finding
from slarules.facts.history import Timeline, UnknownMoment
from tests.gathering import EVENTS, SNAPSHOTS, TICKETS, gathered, moment, surveyed, times, values

RULES = (
    EVENTS
    + """
  level is P1 when field "priority" is "1"
  level is P2 when field "priority" is "2"
  level is P3 when field "priority" is "3"
  status is open while field "status" is one of "Open", "Reopened"
  status is waiting_on_customer while field "status" is "Waiting"
  status is solved while field "status" is "Solved"
  reported is when created
  deleted is when deleted
  first_reply is the first public comment by an agent
  resolved is the last time field "status" becomes "Solved"
  reopened is each time field "status" becomes "Reopened"
  agent_message is each public comment by an agent
  customer_message is each public comment by the requester
"""
)

HEAD = "ticket,at,kind,field,value,actor,role,public,old\n"
CREATED = "A,2026-03-02T08:00Z,created,,,,,,\n"


def read(folder: Path, rows: str, rules: str = RULES, head: str = HEAD) -> Gathered:
    return surveyed(folder, rules, events=head + rows)


def item(found: Gathered, name: str = "A") -> Timeline:
    return next(each for each in found.history.items if each.item == name)


def told(found: Gathered, kind: str) -> list[tuple[int | None, int]]:
    """Return where findings of a kind are, and how often."""
    return [(each.row, each.count) for each in found.findings if each.kind == kind]


def what(found: Gathered, words: str) -> Finding:
    (one,) = (each for each in found.findings if words in each.what)
    return one


# --- order and repetition ------------------------------------------------------------------------


def test_events_out_of_order_are_taken_by_their_times_and_told(tmp_path: Path) -> None:
    solved = "A,2026-03-02T10:00Z,set,status,Solved,,,,\n"
    opened = "A,2026-03-02T09:00Z,set,status,Open,,,,\n"
    found = read(tmp_path, CREATED + solved + opened)
    assert [value for _, value in values(item(found), "status")] == ["unknown", "open", "solved"]
    assert what(found, "stands before rows that hold from earlier").row == 3
    assert found.counts[0].used == 3


def test_a_duplicated_row_counts_once_and_is_told(tmp_path: Path) -> None:
    reply = "A,2026-03-02T09:00Z,comment,,,bob,agent,yes,\n"
    found = read(tmp_path, CREATED + reply + reply)
    assert times(item(found), "agent_message") == ["2026-03-02 09:00"]
    assert told(found, "duplicate") == [(4, 1)]


def test_a_row_before_creation_is_told_and_kept(tmp_path: Path) -> None:
    early = "A,2026-03-02T07:00Z,comment,,,bob,agent,yes,\n"
    earlier = "A,2026-03-02T06:00Z,set,status,Open,bob,agent,,\n"
    found = read(tmp_path, CREATED + early + earlier)
    assert times(item(found), "first_reply") == ["2026-03-02 07:00"]
    assert told(found, "out of order") == [(3, 2)]


def test_an_item_that_is_created_twice_was_created_once(tmp_path: Path) -> None:
    found = read(tmp_path, CREATED + CREATED.replace("08:00", "09:00"))
    assert times(item(found), "reported") == ["2026-03-02 08:00"]
    assert told(found, "contradiction") == [(3, 1)]


def test_a_row_after_deletion_is_told_and_kept(tmp_path: Path) -> None:
    gone = "A,2026-03-02T09:00Z,deleted,,,,,,\n"
    after = "A,2026-03-02T10:00Z,comment,,,bob,agent,yes,\n"
    found = read(tmp_path, CREATED + gone + after)
    assert times(item(found), "deleted") == ["2026-03-02 09:00"]
    assert times(item(found), "first_reply") == ["2026-03-02 10:00"]
    assert told(found, "contradiction") == [(4, 1)]


def test_rows_of_the_future_do_not_exist_yet(tmp_path: Path) -> None:
    rows = HEAD + CREATED + "A,2062-03-02T09:00Z,set,status,Solved,,,,\n"
    found = gathered(tmp_path, RULES, "2026-03-03T00:00", events=rows)
    assert times(item(found), "resolved") == []
    assert told(found, "later than as-of") == [(3, 1)]


def test_the_row_that_says_how_far_the_history_goes_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, CREATED + "A,2062-03-02T09:00Z,set,status,Solved,,,,\n")
    assert found.history.complete_through == moment("2062-03-02T09:00")
    assert what(found, "complete through 2062-03-02T09:00:00Z").row == 3


def test_two_values_at_one_instant_keep_the_order_of_the_file_and_are_told(tmp_path: Path) -> None:
    one = "A,2026-03-02T09:00Z,set,status,Waiting,,,,\n"
    two = "A,2026-03-02T09:00Z,set,status,Open,,,,\n"
    found = read(tmp_path, CREATED + one + two)
    steps = item(found).facts["status"][1:]
    assert [(step.value, step.position) for step in steps] == [
        ("waiting_on_customer", 0),
        ("open", 1),
    ]
    assert what(found, "sets again what a row of the same time set").row == 4


# --- what cannot be ------------------------------------------------------------------------------


def test_reopened_without_being_done_is_told(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T09:00Z,set,status,Reopened,,,,\n"
        "A,2026-03-02T10:00Z,set,status,Solved,,,,\n"
        "A,2026-03-02T11:00Z,set,status,Reopened,,,,\n"
        "A,2026-03-02T12:00Z,set,status,Waiting,,,,\n"
        "A,2026-03-02T13:00Z,set,status,Reopened,,,,\n"
    )
    found = read(tmp_path, CREATED + rows)
    assert len(times(item(found), "reopened")) == 3
    assert told(found, "contradiction") == [(3, 2)]


def test_a_reply_without_a_ticket_is_told_and_its_beginning_is_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, CREATED + "B,2026-03-02T09:00Z,comment,,,bob,agent,yes,\n")
    orphan = item(found, "B")
    assert orphan.unknown["reported"] == UnknownMoment()
    assert values(orphan, "status") == [("beginning", "unknown"), ("2026-03-02 09:00", "unknown")]
    assert times(orphan, "first_reply") == ["2026-03-02 09:00"]
    assert told(found, "incomplete") == [(3, 1)]


def test_a_value_that_no_rule_maps_is_unknown_from_its_row_on(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T09:00Z,set,priority,2,,,,\n"
        "A,2026-03-02T10:00Z,set,priority,Soonish,,,,\n"
        "A,2026-03-02T11:00Z,set,priority,1,,,,\n"
    )
    found = read(tmp_path, CREATED + rows)
    assert [value for _, value in values(item(found), "level")] == [
        "unknown",
        "P2",
        "unknown",
        "P1",
    ]
    assert told(found, "unmapped") == [(4, 1)]


# --- holes ---------------------------------------------------------------------------------------


def test_an_old_value_that_was_never_set_shows_a_hole(tmp_path: Path) -> None:
    rows = "A,2026-03-02T09:00Z,set,priority,3,,,,\nA,2026-03-02T12:00Z,set,priority,1,,,,2\n"
    found = read(tmp_path, CREATED + rows)
    steps = [(s.value, s.position, s.at) for s in item(found).facts["level"][1:]]
    nine, noon = moment("2026-03-02T09:00"), moment("2026-03-02T12:00")
    assert steps == [("P3", 0, nine), (UNKNOWN, 1, nine), ("P2", 0, noon), ("P1", 1, noon)]
    assert told(found, "incomplete") == [(4, 1)]
    assert found.counts[0].used == 3


def test_what_a_hole_hides_is_no_moment(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T09:00Z,set,status,Open,,,,\nA,2026-03-02T12:00Z,set,status,Open,,,,Solved\n"
    )
    found = read(tmp_path, CREATED + rows, RULES.replace("the last time", "the first time"))
    assert times(item(found), "resolved") == []
    assert item(found).unknown["resolved"] == UnknownMoment(moment("2026-03-02T09:00"))


def test_an_old_value_that_agrees_shows_nothing_whatever_its_case(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T09:00Z,set,status,Open,,,,\nA,2026-03-02T12:00Z,set,status,Solved,,,, OPEN \n"
    )
    assert told(read(tmp_path, CREATED + rows), "incomplete") == []


def test_the_first_old_value_held_since_the_item_was_created(tmp_path: Path) -> None:
    head = HEAD.replace("old", "from")
    found = read(tmp_path, CREATED + "A,2026-03-02T12:00Z,set,priority,1,,,,3\n", head=head)
    known = [value for value in values(item(found), "level") if value[1] != "unknown"]
    assert known == [("2026-03-02 08:00", "P3"), ("2026-03-02 12:00", "P1")]


def test_the_first_old_value_of_an_item_nobody_created_says_nothing_before(tmp_path: Path) -> None:
    found = read(tmp_path, "A,2026-03-02T12:00Z,set,priority,1,,,,3\n")
    assert [value for _, value in values(item(found), "level")] == ["unknown", "P1"]


def test_rows_that_the_source_says_it_lost_leave_everything_unknown(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T08:30Z,set,status,Open,,,,\n"
        "A,2026-03-02T08:30Z,set,priority,2,,,,\n"
        "A,2026-03-02T09:00Z,lost,,,,,,\n"
        "A,2026-03-02T12:00Z,set,status,Waiting,,,,Solved\n"
        "A,2026-03-02T13:00Z,comment,,,bob,agent,yes,\n"
    )
    found = read(tmp_path, CREATED + rows)
    known = item(found)
    assert values(known, "status")[-4:] == [
        ("2026-03-02 08:30", "open"),
        ("2026-03-02 09:00", "unknown"),
        ("2026-03-02 12:00", "solved"),
        ("2026-03-02 12:00", "waiting_on_customer"),
    ]
    assert known.value("level", moment("2026-03-02T12:30")) is UNKNOWN
    # Perhaps somebody answered in what is lost.
    bounds = UnknownMoment(moment("2026-03-02T09:00"), moment("2026-03-02T13:00"))
    assert known.unknown["first_reply"] == bounds
    assert known.unknown["agent_message"] == UnknownMoment(moment("2026-03-02T09:00"))
    assert times(known, "agent_message") == ["2026-03-02 13:00"]
    assert told(found, "incomplete") == [(5, 1)]


def test_rows_of_one_field_that_are_lost_leave_that_field_unknown(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T08:30Z,set,status,Open,,,,\n"
        "A,2026-03-02T08:30Z,set,priority,2,,,,\n"
        "A,2026-03-02T09:00Z,lost,priority,,,,,\n"
    )
    known = item(read(tmp_path, CREATED + rows))
    assert known.value("level", moment("2026-03-02T10:00")) is UNKNOWN
    assert known.value("status", moment("2026-03-02T10:00")) == "open"
    assert "agent_message" not in known.unknown


def test_a_snapshot_history_that_starts_in_the_middle_does_not_know_the_state_before(
    tmp_path: Path,
) -> None:
    rules = SNAPSHOTS + (
        '  status is open while field "state" is "Open"\n  reported is column "opened"\n'
    )
    log = "id,updated,opened,state\nA,2026-03-02 12:00,2026-03-02 08:00,Open\n"
    (known,) = surveyed(tmp_path, rules, log=log).history.items
    assert times(known, "reported") == ["2026-03-02 08:00"]
    assert known.value("status", moment("2026-03-02T09:00")) is UNKNOWN


def test_one_row_an_item_knows_events_and_past_states_not_at_all(tmp_path: Path) -> None:
    rules = TICKETS + (
        '  status is open while field "state" is "Open"\n'
        '  reported is column "opened"\n'
        "  agent_message is each public comment by an agent\n"
    )
    found = surveyed(tmp_path, rules, tickets="id,opened,state\nA,2026-03-02 08:00,Open\n")
    (known,) = found.history.items
    assert known.unknown["agent_message"] == UnknownMoment()
    assert known.value("status", moment("2026-06-30T00:00")) is UNKNOWN
    assert known.last("status", found.history.until) == "open"
    assert [f.kind for f in found.findings if "agent_message needs" in f.what] == ["no history"]


# --- clocks --------------------------------------------------------------------------------------

BERLIN = RULES.replace('"UTC"', '"Europe/Berlin"')


def test_a_row_time_that_was_twice_is_the_first_and_told(tmp_path: Path) -> None:
    rows = "A,2026-10-25 02:30,created,,,,,,\n"
    found = read(tmp_path, rows, BERLIN)
    assert times(item(found), "reported") == ["2026-10-25 00:30"]
    assert told(found, "other clock") == [(2, 1)]


def test_a_row_time_that_never_was_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "A,2026-03-29 02:30,created,,,,,,\n", BERLIN)
    assert times(item(found), "reported") == ["2026-03-29 01:30"]
    assert told(found, "other clock") == [(2, 1)]


def test_a_moment_that_was_twice_is_unknown_between_the_two(tmp_path: Path) -> None:
    rules = TICKETS.replace('"UTC"', '"Europe/Berlin"') + '  reported is column "opened"\n'
    found = surveyed(tmp_path, rules, tickets="id,opened\nA,2026-10-25 02:30\n")
    (known,) = found.history.items
    bounds = UnknownMoment(moment("2026-10-25T00:30"), moment("2026-10-25T01:30"))
    assert known.unknown["reported"] == bounds
    assert told(found, "other clock") == [(2, 1)]


@pytest.mark.parametrize(
    ("closed", "known"),
    [
        ("2026-10-25T02:00Z", None),
        ("2026-10-25T00:00Z", "2026-10-25 00:00"),
        ("2026-10-25T00:45Z", "2026-10-25T00:45"),
    ],
)
def test_the_earlier_of_a_time_that_was_twice_and_another(
    tmp_path: Path, closed: str, known: str | None
) -> None:
    rules = TICKETS.replace('"UTC"', '"Europe/Berlin"') + (
        '  reported is column "opened"\n  reported is column "closed" if earlier\n'
    )
    found = surveyed(tmp_path, rules, tickets=f"id,opened,closed\nA,2026-10-25 02:30,{closed}\n")
    (ticket,) = found.history.items
    if known is not None and " " in known:
        assert times(ticket, "reported") == [known]
    else:
        last = moment(known or "2026-10-25T01:30")
        assert ticket.unknown["reported"] == UnknownMoment(moment("2026-10-25T00:30"), last)


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ("2026-03-02T08:00+01:00", "2026-07-02T08:00+02:00", False),
        ("2026-03-02T08:00Z", "2026-07-02T08:00Z", False),
        ("2026-03-02 08:00", "2026-07-02 08:00", False),
        ("2026-03-02T08:00+01:00", "2026-07-02T08:00-05:00", True),
        ("2026-03-02T08:00+01:00", "2026-07-02 08:00", True),
        ("2026-03-02 08:00", "2026-07-02T08:00Z", True),
    ],
)
def test_a_clock_that_changes_its_zone_inside_a_file_is_told(
    tmp_path: Path, first: str, second: str, *, is_told: bool
) -> None:
    rows = f"A,{first},created,,,,,,\nA,{second},set,status,Open,,,,\n"
    found = read(tmp_path, rows)
    assert told(found, "other clock") == ([(3, 1)] if is_told else [])
    assert len(item(found).facts["status"]) == 2


def test_files_of_different_zones_are_each_read_as_written(tmp_path: Path) -> None:
    rules = RULES.replace('"events.csv"', '"events*.csv"')
    east = HEAD + "A,2026-03-02T09:00+01:00,created,,,,,,\n"
    west = HEAD + "A,2026-03-02T03:30-05:00,comment,,,bob,agent,yes,\n"
    found = surveyed(tmp_path, rules, events_east=east, events_west=west)
    assert times(item(found), "reported") == ["2026-03-02 08:00"]
    assert times(item(found), "first_reply") == ["2026-03-02 08:30"]


# --- roles of the instant ------------------------------------------------------------------------


def test_the_requester_is_who_it_was_when_the_comment_was_written(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T08:00Z,set,requester,Ann,,,,\n"
        "A,2026-03-02T09:00Z,comment,,,ann,customer,yes,\n"
        "A,2026-03-02T09:30Z,comment,,,eve,customer,yes,\n"
        "A,2026-03-02T10:00Z,set,requester,Eve,,,,\n"
        "A,2026-03-02T11:00Z,comment,,,ann,customer,yes,\n"
        "A,2026-03-02T12:00Z,comment,,,eve,customer,yes,\n"
    )
    known = item(read(tmp_path, CREATED + rows))
    assert times(known, "customer_message") == ["2026-03-02 09:00", "2026-03-02 12:00"]


def test_role_and_visibility_are_those_of_the_comment(tmp_path: Path) -> None:
    rows = (
        "A,2026-03-02T09:00Z,comment,,,lee,customer,yes,\n"
        "A,2026-03-02T10:00Z,comment,,,lee,automation,yes,\n"
        "A,2026-03-02T11:00Z,comment,,,lee,agent,no,\n"
        "A,2026-03-02T12:00Z,comment,,,lee,agent,yes,\n"
        "A,2026-03-02T13:00Z,comment,,,lee,system,yes,\n"
    )
    known = item(read(tmp_path, CREATED + rows))
    assert times(known, "agent_message") == ["2026-03-02 12:00"]


def test_a_channel_and_a_field_are_those_of_the_instant(tmp_path: Path) -> None:
    rules = RULES.replace(
        "each public comment by an agent\n",
        "each public comment by an agent\n"
        '    where channel is "email" and field "priority" is "1"\n',
    )
    rows = (
        "A,2026-03-02T09:00Z,comment,,,lee,agent,yes,,email\n"
        "A,2026-03-02T10:00Z,set,priority,1,,,,,\n"
        "A,2026-03-02T11:00Z,comment,,,lee,agent,yes,,Email\n"
        "A,2026-03-02T12:00Z,comment,,,lee,agent,yes,,phone\n"
        "A,2026-03-02T13:00Z,set,priority,2,,,,,\n"
    )
    head = HEAD.replace("old", "old,channel")
    known = item(read(tmp_path, CREATED.replace("\n", ",\n") + rows, rules, head))
    assert times(known, "agent_message") == ["2026-03-02 11:00"]


def test_a_comment_of_unknown_role_may_be_an_event_or_not(tmp_path: Path) -> None:
    rows = "A,2026-03-02T09:00Z,comment,,,lee,agent,yes,\nA,2026-03-02T10:00Z,comment,,,who,,yes,\n"
    known = item(read(tmp_path, CREATED + rows))
    assert times(known, "agent_message") == ["2026-03-02 09:00"]
    assert known.unknown["agent_message"] == UnknownMoment(moment("2026-03-02T10:00"))
    assert known.moment("agent_message") == moment("2026-03-02T09:00")
