"""Results of other products as a table `native_sla` beside their history, compared with ours.

The rows are made at test time from the recorded cases; none of them is committed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from slarules.comparing.comparison import Asked, compared
from slarules.comparing.found import Parted
from slarules.instants import SECOND
from tests.real.case_texts import Case, now_of, write
from tests.shared import SHARED, needs_shared

CASES = SHARED / "oracles" / "sla_clock"

COLUMNS = (
    "item",
    "measure",
    "cycle",
    "started_at",
    "due_at",
    "ended_at",
    "elapsed_s",
    "paused_s",
    "breached",
    "state",
)


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield pytest.param(json.loads(line), id=json.loads(line)["id"])


def native_row(case: Case, item: str) -> dict[str, object]:
    """Return what a product says of a case, as far as it says it."""
    expected = case["expected"]
    return {
        "item": item,
        "measure": "counted",
        "cycle": 1,
        "started_at": case["clock_start"],
        "due_at": expected.get("due"),
        "ended_at": case["clock_stop"],
        "elapsed_s": expected.get("elapsed_seconds"),
        "paused_s": expected.get("paused_seconds"),
        "breached": expected.get("breached"),
        "state": expected.get("state"),
    }


def parted(case: Case, folder: Path) -> list[Parted]:
    """Return where a case and the contract that says the same part."""
    contract, mapping, source = write(case, folder)
    with (source / "events.csv").open(encoding="utf-8", newline="") as file:
        item = next(csv.DictReader(file))["ticket"]
    with (source / "native_sla.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(native_row(case, item))
    asked = Asked(contract, (str(mapping),), f"csv:{source}", as_of=now_of(case))
    (between,) = compared(asked).between
    assert between.not_compared == 0
    return [each for each in between.parted if each.first and each.second]


@needs_shared
@pytest.mark.parametrize("case", list(cases()))
def test_the_products_own_result_is_ours(case: Case, tmp_path: Path) -> None:
    """Boston cut the starts that it publishes to the minute, and its due times not."""
    cut_off = case.get("tolerance_seconds", 0) * SECOND
    for each in parted(case, tmp_path):
        assert cut_off, each.parting
        assert (each.parting.sort, each.turns, each.more) == ("goal", False, None)
        assert each.later is not None
        assert abs(each.later) <= cut_off


# --- recorded answers -----------------------------------------------------------------------------


def cycle_row(name: str, cycle: Mapping[str, Any], number: int) -> dict[str, object]:
    """Return a cycle as Jira Service Management answers, old shape and new, as a native row."""
    start = cycle["startTime"]["iso8601"] if "startTime" in cycle else cycle["startDate"]
    due = cycle["breachTime"]["iso8601"] if "breachTime" in cycle else cycle["breachedDate"]
    elapsed = cycle["elapsedTime"]
    return {
        "item": "SUP-1",
        "measure": name,
        "cycle": number,
        "started_at": moment(start),
        "due_at": moment(due),
        "ended_at": None,
        "elapsed_s": (elapsed["millis"] if isinstance(elapsed, dict) else elapsed) // 1000,
        "paused_s": None,
        "breached": "yes" if cycle["breached"] else "no",
        "state": "paused" if cycle["paused"] else "ongoing",
    }


def moment(said: str | int) -> str:
    """Return a time as the payloads say it, in seconds: ISO 8601 or milliseconds."""
    if isinstance(said, str):
        return datetime.fromisoformat(said).isoformat()
    return datetime.fromtimestamp(said // 1000, UTC).isoformat()


def around_the_clock(
    folder: Path, goal_s: int, row: Mapping[str, object], until: datetime
) -> Asked:
    """Return a ticket that began as a payload says, judged by its goal at all hours."""
    (folder / "history").mkdir()
    measure = MEASURES[str(row["measure"])]
    contract = ISSUE.format(goal=goal_s, measure=measure, name=measure.partition(" ")[0])
    (folder / "c.sla").write_text(contract, "utf-8")
    started = row["started_at"]
    event = f"SUP-1,{started},created,priority,Medium,,system\nSUP-1,{started},set,status,Open,,"
    (folder / "history" / "events.csv").write_text(f"{EVENTS}\n{event}\n", "utf-8")
    with (folder / "history" / "native_sla.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(row)
    ways = ("jira-service-management",)
    return Asked(folder / "c.sla", ways, f"csv:{folder / 'history'}", as_of=until)


EVENTS = "ticket,at,kind,field,value,actor,role"

MEASURES = {
    "Time to resolution": "resolve from reported until resolved",
    "Time to Response": "respond from reported until first_reply",
}

ISSUE = """language slarules 1

contract c "C"
  provider "P"
  customer "C"
  effective from 2010-01-01
  timezone "UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

targets t
  measures {measure}
  table
  | level | {name} |
  | any   | {goal} elapsed seconds |
"""


def payload(name: str) -> Any:  # noqa: ANN401  # of a document
    return json.loads((SHARED / "payloads" / name).read_text("utf-8"))


@needs_shared
def test_a_cycle_of_a_data_center_counts_fewer_hours_than_the_day_has(tmp_path: Path) -> None:
    """The answer does not name the site's calendar: all hours are more, and used up sooner."""
    (sla,) = payload("jsm_datacenter_ongoing_cycle.json")["values"]
    cycle = sla["ongoingCycle"]
    row = cycle_row(sla["name"], cycle, 1)
    seen = datetime.fromisoformat(str(row["started_at"])) + timedelta(days=10)
    goal = cycle["goalDuration"]["millis"] // 1000
    (between,) = compared(around_the_clock(tmp_path, goal, row, seen)).between
    (found,) = between.parted
    assert (found.parting.sort, found.parting.second.does) == ("clock", "counts shorter")
    assert found.later is not None
    assert found.later > 0


@needs_shared
def test_an_old_cycle_ran_while_its_calendar_slept(tmp_path: Path) -> None:
    """Two hours of a goal lasted two days there: the calendar, which the answer does not name."""
    cycle = payload("jsd_legacy_customfield.json")["customfield_11203"]["ongoingCycle"]
    row = cycle_row("Time to resolution", cycle, 1)
    seen = datetime.fromisoformat(str(row["started_at"])) + timedelta(days=30)
    goal = cycle["goalTime"] // 1000
    (between,) = compared(around_the_clock(tmp_path, goal, row, seen)).between
    (found,) = between.parted
    assert {each.verdict for each in (found.first, found.second) if each} == {"missed"}
    assert found.later == (48 - 2) * 3600 * SECOND


@needs_shared
def test_an_add_on_that_counts_all_hours_agrees(tmp_path: Path) -> None:
    said = payload("appfire_time_to_sla.json")
    row = {
        "item": "SUP-1",
        "measure": said["slaName"],
        "cycle": 1,
        "started_at": moment(said["startDate"]),
        "due_at": moment(said["deadline"]),
        "elapsed_s": said["elapsedDuration"] // 1000,
        "paused_s": said["pausedDuration"] // 1000,
        "breached": "yes" if said["overdueDuration"] else "no",
        "state": said["slaStatus"],
    }
    seen = datetime.fromisoformat(moment(said["lastStatusDate"]))
    asked = around_the_clock(tmp_path, said["slaValue"] // 1000, row, seen)
    asked = replace(asked, counts=("respond=Time to Response",))
    (between,) = compared(asked).between
    assert (between.runs, between.parted) == (1, ())


@needs_shared
def test_metric_events_of_zendesk_give_the_pause_that_we_count(tmp_path: Path) -> None:
    """Ticket 987 of the vendor's own sample waited half an hour for its requester."""
    events = payload("zendesk_ticket_metric_events.json")["ticket_metric_events"]
    own = [each for each in events if each["ticket_id"] == 987]
    started, paused, again = (moment(each["time"]) for each in own)
    rows = [
        (started, "created", "priority", "normal"),
        (started, "set", "status", "open"),
        (paused, "set", "status", "pending"),
        (again, "set", "status", "open"),
    ]
    asked = around_the_clock(
        tmp_path,
        18_000,
        {
            "item": "SUP-1",
            "measure": "Time to resolution",
            "started_at": started,
            "paused_s": 1800,
            "state": "active",
        },
        datetime.fromisoformat(again) + timedelta(hours=1),
    )
    lines = [EVENTS, *(f"SUP-1,{','.join(row)},,system" for row in rows)]
    (tmp_path / "history" / "events.csv").write_text("\n".join(lines) + "\n", "utf-8")
    counts = ("resolve=requester_wait_time", "resolve=Time to resolution")
    (between,) = compared(replace(asked, ways=("zendesk",), counts=counts)).between
    assert (between.runs, between.parted) == (1, ())
