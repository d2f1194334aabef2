"""Ways of counting side by side: which runs part, by how much, and the first rule where they do."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from slarules.cli import cli
from slarules.comparing.comparison import Asked, compared
from slarules.comparing.documents import as_json, write_table
from slarules.comparing.found import Parted, Sort
from slarules.comparing.shown import as_text
from slarules.errors import SourceError, UsageError
from slarules.instants import HOUR, MINUTE
from slarules.report.layout import unpainted
from tests.comparing.vendors import COLUMNS, at, made, says, sets

CONTRACT = """language slarules 1

contract help "Help"
  provider "P"
  customer "C"
  effective from 2026-01-01 through 2026-12-31
  timezone "UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of reported
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

level P1 means "1"
level P2 means "2"
level P3 means "3"
level P4 means "4"

targets help
  measures respond from reported until first_reply
  measures resolve from reported until resolved
  judged by level as reported
  table
  | level | respond         | resolve          |
  | P1    | 1 elapsed hour  | 4 elapsed hours  |
  | P2    | 2 elapsed hours | 8 elapsed hours  |
  | P3    | 4 elapsed hours | 16 elapsed hours |
  | P4    | 8 elapsed hours | none             |

pause asked clause "5"
  suspends resolve
  while status is waiting_on_customer
  provided question_to_customer is known

cancel taken_back
  ends all measures when withdrawn
"""

QUESTION = "the last public comment by an agent before status becomes waiting_on_customer"

MAPPING = f"""language slarules 1

mapping ours version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  times without an offset are in "UTC"
  history is complete through 2026-03-20 00:00

  level is P1 when field "priority" is "urgent"
  level is P2 when field "priority" is "high"
  level is P3 when field "priority" is "normal"
  level is P4 when field "priority" is "low"
  status is open while field "status" is one of "new", "open", "hold"
  status is waiting_on_customer while field "status" is "pending"
  status is solved while field "status" is "solved"
  status is closed while field "status" is "closed"
  reported is when created
  first_reply is the first public comment by an agent
  question_to_customer is {QUESTION}
  resolved is the last time field "status" becomes "solved"
  withdrawn is the first time label "withdrawn" is added
"""

USUAL = [
    *made("09:00", status="new", priority="normal"),
    says("09:00", "customer"),
    says("09:30", "agent"),
    sets("12:00", "status", "solved"),
]


def asked(folder: Path, rows: list[str], native: str = "") -> Asked:
    (folder / "help.sla").write_text(CONTRACT, "utf-8")
    (folder / "ours.sla").write_text(MAPPING, "utf-8")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "events.csv").write_text("\n".join([COLUMNS, *rows]) + "\n", "utf-8")
    if native:
        (folder / "data" / "native_sla.csv").write_text(native, "utf-8")
    ways = (str(folder / "ours.sla"), "zendesk")
    return Asked(folder / "help.sla", ways, f"csv:{folder / 'data'}")


def parted(folder: Path, rows: list[str]) -> list[Parted]:
    (between,) = compared(asked(folder, rows)).between
    return list(between.parted)


def only(folder: Path, rows: list[str], sort: Sort) -> Parted:
    (found,) = parted(folder, rows)
    assert found.parting.sort == sort, found.parting
    return found


def test_ways_that_agree_have_no_difference(tmp_path: Path) -> None:
    found = compared(asked(tmp_path, USUAL))
    assert found.is_same
    assert found.between[0].runs == 2
    assert "no difference" in as_text(found, 100, unpainted)


def test_solving_without_a_reply_parts_at_the_end(tmp_path: Path) -> None:
    rows = [row for row in USUAL if "agent" not in row]
    found = only(tmp_path, rows, "end")
    assert (found.measure, found.parting.at) == ("respond", at("12:00"))
    assert str(found.parting.row) == "events.csv:7"
    assert found.parting.first.sentence.startswith("goes on: from reported until first_reply")
    assert found.parting.second.does == "ends at status becomes solved"
    assert "solving without a reply ends it" in found.parting.second.note


def test_a_changed_level_parts_at_the_change(tmp_path: Path) -> None:
    rows = [*USUAL[:-1], sets("10:00", "priority", "high"), USUAL[-1]]
    found = only(tmp_path, rows, "goal")
    assert (found.measure, found.parting.at) == ("resolve", at("10:00"))
    assert found.later == -8 * HOUR
    assert found.parting.first.rule == "judged by level as reported"
    assert found.parting.second.rule == "judged at the end"


def test_the_goals_are_shown_where_they_differ_and_nothing_is_cut(tmp_path: Path) -> None:
    rows = [*USUAL[:-1], sets("10:00", "priority", "high"), USUAL[-1]]
    found = compared(asked(tmp_path, rows))
    wide, narrow = as_text(found, 200, unpainted), as_text(found, 40, unpainted)
    assert "16 elapsed hours -> 8 elapsed hours" in wide
    assert "…" not in narrow
    assert max(map(len, narrow.splitlines())) <= 40


def test_values_that_the_vendors_mapping_does_not_know_lead_to_our_own_words(
    tmp_path: Path,
) -> None:
    found = compared(asked(tmp_path, [*USUAL, sets("10:00", "priority", "Showstopper")]))
    notes = found.ways[1].notes
    assert "to count your own words by its measures, write: OURS.sla+zendesk" in notes


def test_a_wait_without_a_question_parts_over_what_stops_the_clock(tmp_path: Path) -> None:
    rows = [*USUAL[:-2], sets("09:10", "status", "pending"), USUAL[-2], USUAL[-1]]
    found = only(tmp_path, rows, "stop")
    assert (found.measure, found.parting.at) == ("resolve", at("09:10"))
    assert found.more == -170 * MINUTE
    assert "its evidence was not there" in found.parting.first.does
    assert found.parting.first.clause == "5"
    assert found.parting.second.rule == "counts while status is one of new, open, on_hold"


def test_a_reopening_parts_over_the_solved_time(tmp_path: Path) -> None:
    rows = [*USUAL, sets("14:00", "status", "open"), sets("15:00", "status", "solved")]
    found = only(tmp_path, rows, "stop")
    assert (found.more, found.parting.at) == (-2 * HOUR, at("12:00"))
    assert found.parting.second.rule.startswith("reopens when reopened")


def test_a_later_first_word_of_the_customer_parts_at_the_start(tmp_path: Path) -> None:
    rows = [row for row in USUAL if "customer" not in row]
    rows.insert(len(rows) - 2, says("09:15", "customer"))
    found = only(tmp_path, rows, "start")
    assert (found.measure, found.parting.at) == ("respond", at("09:00"))
    assert (found.later, found.more) == (15 * MINUTE, -15 * MINUTE)


def test_a_run_that_one_way_alone_has_is_told(tmp_path: Path) -> None:
    rows = [row for row in USUAL if "customer" not in row]
    found = only(tmp_path, rows, "run")
    assert (found.measure, found.second) == ("respond", None)
    assert found.turns


def test_a_cancel_of_the_contract_does_not_touch_the_vendors_measure(tmp_path: Path) -> None:
    rows = [*USUAL[:-2], sets("09:10", "labels", "withdrawn"), *USUAL[-2:]]
    both = parted(tmp_path, rows)
    assert [each.parting.sort for each in both] == ["cancel", "cancel"]
    assert both[0].parting.first.rule == "cancel taken_back ends all measures when withdrawn"
    assert [each.parting.at for each in both] == [at("09:10")] * 2


def test_words_of_ours_can_be_counted_by_the_measures_of_a_vendor(tmp_path: Path) -> None:
    order = asked(tmp_path, USUAL)
    more = "  customer_message is each public comment by a customer\n"
    more += "  agent_message is each public comment by an agent\n"
    more += '  reopened is each time field "status" stops being "solved"\n'
    (tmp_path / "ours.sla").write_text(MAPPING + more, "utf-8")
    ours = order.ways[0]
    found = compared(replace(order, ways=(ours, f"{ours}+zendesk")))
    assert found.is_same
    assert "measures of zendesk" in found.ways[1].said


def test_what_stands_for_what_is_worked_out_or_said(tmp_path: Path) -> None:
    order = asked(tmp_path, USUAL)
    stands = {s.ours.name: s for s in compared(order).ways[1].stands}
    assert {name: s.theirs.name for name, s in stands.items() if s.theirs} == {
        "respond": "first_reply_time",
        "resolve": "requester_wait_time",
    }
    said = compared(replace(order, counts=("resolve=total_resolution_time",))).ways[1].stands
    assert [s.theirs.name for s in said if s.theirs][1] == "total_resolution_time"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (("resolve",), "write OURS=THEIRS"),
        (("solve=agent_work_time",), "no goal for a measure solve"),
        (("resolve=agent_time",), "no mapping measures agent_time"),
    ],
)
def test_a_wrong_count_is_refused(tmp_path: Path, counts: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        compared(replace(asked(tmp_path, USUAL), counts=counts))


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        (("ours",), "no file 'ours'"),
        (("zendesk", "zendesk"), "twice"),
        (("OURS",), "only way of counting"),
        (("OURS", "zendesk+OURS"), "holds no measures"),
    ],
)
def test_wrong_ways_are_refused(tmp_path: Path, ways: tuple[str, ...], told: str) -> None:
    order = asked(tmp_path, USUAL)
    named = tuple(way.replace("OURS", order.ways[0]) for way in ways)
    with pytest.raises(UsageError, match=told):
        compared(replace(order, ways=named))


def test_a_vendors_mapping_alone_reads_events_and_says_where_there_are_none(
    tmp_path: Path,
) -> None:
    order = asked(tmp_path, USUAL)
    (tmp_path / "data" / "events.csv").rename(tmp_path / "data" / "other.csv")
    with pytest.raises(SourceError, match=r"there is no events\.csv"):
        compared(replace(order, ways=("zendesk", "zammad")))


# --- the vendor's own results ---------------------------------------------------------------------

NATIVE = "item,measure,cycle,started_at,due_at,ended_at,elapsed_s,paused_s,breached,state\n"


def native(folder: Path, row: str, ways: tuple[str, ...] = ("OURS",)) -> list[Parted]:
    order = asked(folder, USUAL, f"{NATIVE}{row}\n")
    named = tuple(way.replace("OURS", order.ways[0]) for way in ways)
    return list(compared(replace(order, ways=named)).between[-1].parted)


@pytest.mark.parametrize(
    ("row", "sort", "does"),
    [
        ("T1,respond,1,2026-03-02 09:10,2026-03-02 13:10,,,,,", "start", "starts later"),
        ("T1,respond,1,,,2026-03-02 09:20,1200,,no,", "end", "ends earlier"),
        ("T1,respond,1,,,,1200,600,no,", "stop", "pauses longer"),
        ("T1,respond,1,,,,1200,,no,", "clock", "counts shorter"),
        ("T1,respond,1,,2026-03-02 12:00,,,,no,", "goal", "falls due earlier"),
        ("T1,respond,1,,,,,,yes,", "result", "comes to missed"),
    ],
)
def test_the_first_thing_that_a_native_result_says_otherwise(
    tmp_path: Path, row: str, sort: Sort, does: str
) -> None:
    (found,) = native(tmp_path, row)
    assert (found.parting.sort, found.parting.second.does) == (sort, does)


def test_a_native_result_that_agrees_to_the_second(tmp_path: Path) -> None:
    row = "T1,respond,1,2026-03-02 09:00,2026-03-02 13:00,2026-03-02 09:30,1800,0,no,fulfilled"
    assert native(tmp_path, row) == []


def test_a_native_measure_goes_by_the_vendors_name_or_title(tmp_path: Path) -> None:
    row = "T1,First reply time,1,2026-03-02 09:00,2026-03-02 14:00,,,,no,"
    (found,) = native(tmp_path, row, ("zendesk", "OURS"))
    assert (found.measure, found.later) == ("respond", HOUR)


def test_rows_of_no_measure_that_is_known_are_counted(tmp_path: Path) -> None:
    order = asked(tmp_path, USUAL, f"{NATIVE}T1,handshake,1,,,,,,yes,\n")
    found = compared(order).between[-1]
    assert (found.runs, found.not_compared) == (0, 1)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_ends_with_1_and_writes_every_difference(tmp_path: Path) -> None:
    rows = [row for row in USUAL if "agent" not in row]
    rows = [row.replace("T1,", "=1+1,") for row in rows]
    order = asked(tmp_path, rows)
    out = tmp_path / "out.csv"
    words = ["compare", str(order.contract), "--source", order.source, "--out", str(out)]
    words += [word for way in order.ways for word in ("--mapping", way)]
    ended = CliRunner().invoke(cli, words, standalone_mode=False)
    assert ended.return_value == 1, ended.output
    assert "when it ends" in ended.output
    with out.open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["item"], line["verdict_first"], line["verdict_second"]) == (
        "'=1+1",
        "missed",
        "met",
    )
    told = CliRunner().invoke(cli, [*words, "--format", "json"], standalone_mode=False)
    document = json.loads(told.output)
    assert document["between"][0]["parted"][0]["parts_over"] == "end"


def test_a_table_is_csv_and_is_not_called_anything_else(tmp_path: Path) -> None:
    order = asked(tmp_path, USUAL)
    out = tmp_path / "out.xlsx"
    words = ["compare", str(order.contract), "--source", order.source, "--out", str(out)]
    words += [word for way in order.ways for word in ("--mapping", way)]
    with pytest.raises(UsageError, match="ends with"):
        CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False)
    assert not out.exists()


def test_a_period_keeps_only_its_runs(tmp_path: Path) -> None:
    rows = [row for row in USUAL if "agent" not in row]
    order = asked(tmp_path, rows)
    assert not compared(replace(order, period="2026-03")).is_same
    assert compared(replace(order, period="2026-02")).between[0].runs == 0
    with pytest.raises(UsageError, match="no period"):
        compared(replace(order, period="March"))


def test_documents_hold_what_the_page_tells(tmp_path: Path) -> None:
    found = compared(asked(tmp_path, [row for row in USUAL if "agent" not in row]))
    document = as_json(found)
    assert document["ways"][1]["measures"][0]["counted_as"] == "first_reply_time"
    write_table(tmp_path / "t.csv", found)
    assert (tmp_path / "t.csv").read_text("utf-8").count("\n") == 2
