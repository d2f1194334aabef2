"""A case of another product's clock, written as a contract, a mapping and a table of events."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Case = Mapping[str, Any]

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
COLUMNS = ("ticket", "at", "kind", "field", "value", "actor", "role", "public")

CONTRACT = """\
language slarules 1

contract case "A case of another product"
  provider "Provider"
  customer "Customer"
  effective from 2010-01-01
  timezone "{zone}"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

clock desk
{clock}

targets promise
  measures counted {measure}
  table
  | level | counted              |
  | any   | {goal} desk seconds |
{pause}"""

PAUSE = """
pause held
  suspends counted
  while status is on_hold
"""

MAPPING = """\
language slarules 1

mapping case_csv version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  times without an offset are in "UTC"
  history is complete through {through}

  level is P3 when field "priority" is "normal"
{status}  reported is the first time field "clock" becomes "started"
  resolved is the first time field "clock" becomes "stopped"
  customer_message is each public comment by a customer
  agent_message is each public comment by an agent
"""

LONG = 10**8
"""The goal of a policy that has none: what it counts is all that is asked."""

MEASURES = {
    "first_response": "from reported until agent_message or resolved",
    "resolution": "from reported until resolved",
    "generic": "from reported until resolved",
    # A ticket without a message was opened by its report.
    "update": "each time from customer_message or reported until agent_message",
}


def at_of(text: str) -> datetime:
    """Return an instant of a case."""
    return datetime.fromisoformat(text)


def now_of(case: Case) -> datetime:
    """Return when the case is looked at: as it says, or just after its last row."""
    known = [case["clock_start"], case["clock_stop"], case["as_of"]]
    if not case["as_of"]:
        known += [event["at"] for event in case["events"]]
    return max(map(at_of, filter(None, known)))


def contract_text(case: Case) -> str:
    """Return the contract of a case."""
    policy = case["policy"]
    seconds = LONG if policy["target_seconds"] is None else policy["target_seconds"]
    return CONTRACT.format(
        zone=case["timezone"],
        clock="\n".join(f"  {line}" for line in _clock(case)),
        measure=MEASURES[policy["metric"]],
        goal=seconds,
        pause=PAUSE if policy["pause_states"] else "",
    )


def _clock(case: Case) -> Iterator[str]:
    for day, hours in case["schedule"].items():
        if hours:
            spans = " and ".join(f"from {opens} to {closes}" for opens, closes in hours)
            yield f"open {DAYS[day]} {spans}"
    for day in case["holidays"]:
        yield f"closed on {day}"
    # The city of Boston and newer releases of Zammad show a due time at closing as the opening.
    if case.get("boundary") == "next_open" or case["id"].startswith("boston"):
        yield "a budget ending at closing falls due at the next opening"


def mapping_text(case: Case) -> str:
    """Return the mapping of a case: its states are those that pause, and the others."""
    paused = case["policy"]["pause_states"]
    states = ", ".join(f'"{state}"' for state in paused)
    test = f"is one of {states}" if len(paused) > 1 else f"is {states}"
    lines = [f'  status is on_hold while field "state" {test}', "  status is open otherwise", ""]
    through = now_of(case).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return MAPPING.format(status="\n".join(lines) if paused else "", through=through)


def rows(case: Case) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a case in the order of their times."""
    made: list[tuple[str, ...]] = [
        (case["events"][0]["at"], "set", "priority", "normal", "", "", ""),
        (case["clock_start"], "set", "clock", "started", "", "", ""),
    ]
    for event in case["events"]:
        made += _event(event)
    if case["clock_stop"]:
        made.append((case["clock_stop"], "set", "clock", "stopped", "", "", ""))
    for row in sorted(made, key=lambda row: at_of(row[0])):
        yield ("A", *row)


def _event(event: Case) -> Iterator[tuple[str, ...]]:
    at, state = event["at"], event.get("to") or event.get("state")
    if event["type"] == "created":
        yield (at, "created", "", "", "", "", "")
    if state:
        yield (at, "set", "state", state, "", "", "")
    if event["type"].endswith("_message"):
        role = event["type"].removesuffix("_message")
        yield (at, "comment", "", "", role, role, "yes")


def write(case: Case, folder: Path) -> tuple[Path, Path, Path]:
    """Write a case into a folder; return its contract, its mapping and the folder of its events."""
    contract, mapping, source = folder / "case.sla", folder / "case-csv.sla", folder / "export"
    source.mkdir(exist_ok=True)
    contract.write_text(contract_text(case), encoding="utf-8")
    mapping.write_text(mapping_text(case), encoding="utf-8")
    with (source / "events.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows(case)])
    return contract, mapping, source
