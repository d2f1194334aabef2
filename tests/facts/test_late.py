"""Late knowledge: what was so, and when the source learned of it, are two times (clocks.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract.mapping import load_mapping
from slarules.facts import Gathered
from slarules.facts.history import Timeline, UnknownMoment, known_at, learned
from slarules.source import SourceText
from slarules.syntax import format_text
from tests.gathering import (
    EVENTS,
    HEAD,
    SNAPSHOTS,
    TICKETS,
    gathered,
    moment,
    surveyed,
    times,
    values,
)

RULES = (
    EVENTS
    + """
  level is P1 when field "priority" is "1"
  level is P3 when field "priority" is "3"
  reported is when created
  first_reply is the first public comment by an agent
  resolved is the last time field "status" becomes "Solved"
  promised is the time in field "promised"
  agent_message is each public comment by an agent
"""
)

COLUMNS = "ticket,at,kind,field,value,actor,role,public,recorded_at\n"
ROWS = (
    "A,2026-03-02T08:00Z,created,,,,,,2026-03-02T08:00Z\n"
    "A,2026-03-02T08:00Z,set,priority,3,,,,2026-03-02T08:00Z\n"
    "A,2026-03-02T09:00Z,set,priority,1,,,,2026-03-02T17:00Z\n"
    "A,2026-03-02T10:00Z,comment,,,bob,agent,yes,2026-03-02T12:00Z\n"
    "A,2026-03-02T11:00Z,comment,,,bob,agent,yes,\n"
)


def read(folder: Path, rows: str = ROWS, rules: str = RULES, head: str = COLUMNS) -> Gathered:
    return surveyed(folder, rules, events=head + rows)


def one(found: Gathered) -> Timeline:
    (item,) = found.history.items
    return item


# --- both times ----------------------------------------------------------------------------------


def test_effect_is_by_the_rows_own_time_and_both_times_are_kept(tmp_path: Path) -> None:
    item = one(read(tmp_path))
    assert values(item, "level")[-2:] == [("2026-03-02 08:00", "P3"), ("2026-03-02 09:00", "P1")]
    assert learned(item.facts["level"][-1]) == moment("2026-03-02T17:00")
    (reply,) = item.happened["first_reply"]
    assert (reply.at, learned(reply)) == (moment("2026-03-02T10:00"), moment("2026-03-02T12:00"))
    assert learned(item.happened["agent_message"][1]) == moment("2026-03-02T11:00")


def test_the_latest_time_is_the_one_at_which_a_row_was_recorded(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.history.complete_through == moment("2026-03-02T17:00")
    (latest,) = (f for f in found.findings if "is the latest row" in f.what)
    assert latest.row == 4


@pytest.mark.parametrize(
    ("as_of", "level", "replies"),
    [
        ("2026-03-02T10:30", "P3", []),
        ("2026-03-02T11:30", "P3", ["2026-03-02 11:00"]),
        ("2026-03-02T12:00", "P3", ["2026-03-02 10:00"]),
        ("2026-03-02T16:59", "P3", ["2026-03-02 10:00"]),
        ("2026-03-02T17:00", "P1", ["2026-03-02 10:00"]),
    ],
)
def test_as_of_sees_the_rows_recorded_by_then(
    tmp_path: Path, as_of: str, level: str, replies: list[str]
) -> None:
    found = gathered(tmp_path, RULES, as_of, events=COLUMNS + ROWS)
    item = one(found)
    assert item.last("level", moment(as_of)) == level
    assert times(item, "first_reply") == replies
    counts = found.counts[0]
    assert counts.read == counts.used + counts.excluded == 5


def test_a_row_recorded_after_the_as_of_instant_is_told(tmp_path: Path) -> None:
    found = gathered(tmp_path, RULES, "2026-03-02T16:00", events=COLUMNS + ROWS)
    (late,) = (f for f in found.findings if "recorded after" in f.what)
    assert (late.kind, late.row, late.count) == ("later than as-of", 4, 1)


def test_a_row_recorded_before_it_happened_counts_at_its_own_time_and_is_told(
    tmp_path: Path,
) -> None:
    rows = ROWS + "A,2026-03-02T13:00Z,set,status,Solved,,,,2026-03-02T12:59Z\n"
    found = read(tmp_path, rows)
    (solved,) = one(found).happened["resolved"]
    assert learned(solved) == moment("2026-03-02T13:00")
    assert [(f.row, f.column) for f in found.findings if f.kind == "skewed"] == [(7, "recorded_at")]


def test_a_slip_into_the_future_does_not_say_how_far_the_history_goes(tmp_path: Path) -> None:
    rows = ROWS + "A,2062-03-02T13:00Z,set,status,Solved,,,,2026-03-02T18:00Z\n"
    found = gathered(tmp_path, RULES, events=COLUMNS + rows)
    assert found.history.complete_through == moment("2026-03-02T18:00")
    assert times(one(found), "resolved") == []
    assert {f.kind for f in found.findings if f.row == 7} >= {"skewed", "later than as-of"}


def test_a_recorded_time_that_is_none_counts_as_the_rows_own(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS.replace("2026-03-02T17:00Z", "later"))
    assert learned(one(found).facts["level"][-1]) == moment("2026-03-02T09:00")
    assert [(f.row, f.column) for f in found.findings if f.kind == "no time"] == [
        (4, "recorded_at")
    ]


def test_the_same_row_recorded_twice_is_a_duplicate(tmp_path: Path) -> None:
    again = "A,2026-03-02T11:00Z,comment,,,bob,agent,yes,2026-03-05T00:00Z\n"
    found = read(tmp_path, ROWS + again)
    assert len(times(one(found), "agent_message")) == 2
    assert [f.row for f in found.findings if f.kind == "duplicate"] == [7]


# --- which column --------------------------------------------------------------------------------


def test_a_mapping_names_the_column(tmp_path: Path) -> None:
    rules = RULES + '  a row was recorded at column "Logged"\n'
    item = one(read(tmp_path, rules=rules, head=COLUMNS.replace("recorded_at", "logged")))
    assert learned(item.facts["level"][-1]) == moment("2026-03-02T17:00")


def test_a_file_without_the_named_column_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, rules=RULES + '  a row was recorded at column "Logged"\n')
    assert [f.column for f in found.findings if f.kind == "missing field"] == [
        "Logged",
        "promised",
        "status",
    ]
    assert learned(one(found).facts["level"][-1]) == moment("2026-03-02T09:00")


def test_snapshots_need_the_phrase(tmp_path: Path) -> None:
    rules = SNAPSHOTS + '  level is P1 when field "p" is "1"\n  level is P3 when field "p" is "3"\n'
    log = (
        "id,updated,p,recorded_at\n"
        "A,2026-03-02 08:00,3,2026-03-02 08:00\n"
        "A,2026-03-02 09:00,1,2026-03-02 17:00\n"
    )
    item = one(surveyed(tmp_path, rules, log=log))
    assert learned(item.facts["level"][-1]) == moment("2026-03-02T09:00")
    named = rules + '  a row was recorded at column "recorded_at"\n'
    item = one(surveyed(tmp_path, named, log=log))
    assert learned(item.facts["level"][-1]) == moment("2026-03-02T17:00")


def test_one_row_an_item_can_say_when_it_was_recorded(tmp_path: Path) -> None:
    rules = TICKETS + '  reported is column "c"\n  a row was recorded at column "r"\n'
    rows = "id,c,r\nA,2026-03-02 08:00,2026-03-03 00:00\nB,2026-03-02 08:00,2026-03-05 00:00\n"
    found = gathered(tmp_path, rules, "2026-03-04T00:00", tickets=rows)
    assert learned(one(found).happened["reported"][0]) == moment("2026-03-03T00:00")


def test_the_phrase_keeps_its_form(tmp_path: Path) -> None:
    path = tmp_path / "m.sla"
    path.write_text(f'{HEAD}{EVENTS}  a row   was recorded\n    at column "x"\n', "utf-8")
    formatted = format_text(SourceText.read(path))
    assert '\n  a row was recorded at column "x"\n' in formatted
    path.write_text(formatted, "utf-8")
    assert format_text(SourceText.read(path)) == formatted
    loaded = load_mapping(path).mapping
    assert loaded is not None
    assert loaded.layout.recorded == "x"


# --- beside the items ----------------------------------------------------------------------------

OUTAGES = (
    "start,end,planned,announced,recorded_at\n"
    "2026-03-01T02:00Z,2026-03-01T03:00Z,yes,,2026-03-03T00:00Z\n"
)
ASSERTED = (
    "item_or_event,fact,value,author,state,at,since,evidence\n"
    "A,cause,customer,Ann,agreed,2026-03-02T15:00Z,2026-03-02T09:00Z,mail\n"
)


@pytest.mark.parametrize(("as_of", "count"), [("2026-03-02T23:59", 0), ("2026-03-03T00:00", 1)])
def test_an_outage_that_was_entered_later_is_not_known_before(
    tmp_path: Path, as_of: str, count: int
) -> None:
    rules = RULES.replace("the latest time in the file", "2026-04-01 00:00")
    text = rules + "  maintenance is each outage\n"
    found = gathered(tmp_path, text, as_of, events=COLUMNS + ROWS, outages=OUTAGES)
    assert len(found.history.spans) == count
    for span in found.history.spans:
        assert span.row is not None
        assert span.row.recorded == moment("2026-03-03T00:00")
    outages = next(each for each in found.counts if each.file == "outages.csv")
    assert (outages.used, outages.excluded) == (count, 1 - count)


def test_an_assertion_is_learned_when_it_was_made(tmp_path: Path) -> None:
    rules = RULES.replace("the latest time in the file", "2026-04-01 00:00")
    found = gathered(tmp_path, rules, events=COLUMNS + ROWS, assertions=ASSERTED)
    cause = one(found).facts["cause"][-1]
    assert (cause.at, learned(cause)) == (moment("2026-03-02T09:00"), moment("2026-03-02T15:00"))


def test_what_was_agreed_to_be_so_all_along_was_unknown_before(tmp_path: Path) -> None:
    rules = RULES.replace("the latest time in the file", "2026-04-01 00:00")
    asserted = ASSERTED.replace("2026-03-02T09:00Z", "")
    found = gathered(tmp_path, rules, events=COLUMNS + ROWS, assertions=asserted)
    item = one(found)
    assert values(item, "cause") == [("beginning", "customer")]
    then = known_at(item, moment("2026-03-02T14:59"))
    assert values(then, "cause") == [("beginning", "unknown")]
    assert known_at(item, moment("2026-03-02T17:00")) == item


# --- what was known when -------------------------------------------------------------------------


def test_what_was_known_at_an_instant(tmp_path: Path) -> None:
    item = one(read(tmp_path))
    then = known_at(item, moment("2026-03-02T14:00"))
    assert then.last("level", moment("2026-03-02T14:00")) == "P3"
    assert times(then, "first_reply") == ["2026-03-02 10:00"]
    early = known_at(item, moment("2026-03-02T11:00"))
    assert times(early, "agent_message") == ["2026-03-02 11:00"]
    assert known_at(item, moment("2026-03-02T17:00")) == item


def test_an_appointment_is_known_from_its_row_on(tmp_path: Path) -> None:
    rows = ROWS + "A,2026-03-02T12:00Z,set,promised,2026-03-03T12:00Z,,,,\n"
    item = one(read(tmp_path, rows))
    assert times(item, "promised") == ["2026-03-03 12:00"]
    assert times(known_at(item, moment("2026-03-02T12:00")), "promised") == ["2026-03-03 12:00"]
    assert times(known_at(item, moment("2026-03-02T11:59")), "promised") == []


def test_a_value_said_again_on_time_was_known_though_the_first_to_say_it_came_late(
    tmp_path: Path,
) -> None:
    rows = ROWS + "A,2026-03-02T13:00Z,set,priority,1,,,,2026-03-02T13:00Z\n"
    then = known_at(one(read(tmp_path, rows)), moment("2026-03-02T14:00"))
    assert values(then, "level")[-2:] == [("2026-03-02 08:00", "P3"), ("2026-03-02 13:00", "P1")]


def test_a_moment_that_may_have_happened_later_was_not_known() -> None:
    item = Timeline("A", "ticket", {}, {}, {"x": UnknownMoment(moment("2026-03-02T09:00"))})
    assert known_at(item, moment("2026-03-02T08:00")).unknown == {}
    assert known_at(item, moment("2026-03-02T09:00")).unknown == item.unknown
