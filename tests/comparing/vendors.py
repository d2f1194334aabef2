"""A ticket's rows, counted as a vendor counts: by its shipped mapping and one of its measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from slarules import contract as contracts
from slarules.comparing.recount import recounted
from slarules.contract.mapping import load_mapping
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts import gather
from slarules.instants import MINUTE, Instant, instant
from slarules.mapping_file import mapping_file
from tests.files import csv_source

COLUMNS = "ticket,at,kind,field,value,actor,role,public,channel"

CONTRACT = """language slarules 1

contract desk "Desk"
  provider "P"
  customer "C"
  effective from 2026-01-01 through 2026-12-31
  timezone "UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

fact group one of first_line, second_line
fact schedule one of office_hours, around_the_clock

level P1 means "1"
level P2 means "2"
level P3 means "3"
level P4 means "4"

clock desk
  open Monday to Friday from 09:00 to 17:00

targets promised
  measures counted from reported until resolved
  judged by level as reported
  table
  | level | counted          |
  | P1    | 1 elapsed hour   |
  | P2    | 4 elapsed hours  |
  | P3    | 8 elapsed hours  |
  | P4    | 24 elapsed hours |
"""

BY_SCHEDULE = """
  judged by schedule as reported
  table
  | schedule         | counted         |
  | office_hours     | 8 desk hours    |
  | around_the_clock | 8 elapsed hours |
"""


def at(clock: str, day: int = 2) -> Instant:
    """Return a time of a day in March 2026; the 2nd is a Monday."""
    return instant(datetime.fromisoformat(f"2026-03-{day:02}T{clock}+00:00"))


def minutes(length: int) -> int:
    """Return a length of time in minutes."""
    assert length % MINUTE == 0
    return length // MINUTE


def row(clock: str, kind: str, field: str = "", value: str = "", by: str = "") -> str:
    """Return a row of a ticket; `by` is a role, perhaps with a channel, and `private` before it."""
    public = "no" if by.startswith("private ") else "yes" if by else ""
    role, _, channel = by.removeprefix("private ").partition(" by ")
    actor = {"customer": "cora", "agent": "ada"}.get(role, role)
    day, _, time = clock.rpartition(" ")
    moment = f"2026-03-{int(day or 2):02}T{time}Z"
    return f'T1,{moment},{kind},{field},"{value}",{actor},{role},{public},{channel}'


def made(clock: str, **fields: str) -> list[str]:
    """Return the rows that create a ticket with some fields."""
    fields = {"requester": "cora", **fields}
    return [row(clock, "created"), *(row(clock, "set", f, v) for f, v in fields.items())]


def sets(clock: str, field: str, value: str) -> str:
    """Return the row that sets a field."""
    return row(clock, "set", field, value)


def says(clock: str, by: str) -> str:
    """Return the row of a comment."""
    return row(clock, "comment", by=by)


def counted(
    folder: Path,
    vendor: str,
    measure: str,
    rows: Sequence[str],
    until: str = "2026-03-20T00:00+00:00",
    contract_text: str = CONTRACT,
) -> list[Verdict]:
    """Return how a vendor counts one ticket by one of its measures."""
    (folder / "desk.sla").write_text(contract_text, "utf-8")
    (folder / "events.csv").write_text("\n".join([COLUMNS, *rows]) + "\n", "utf-8")
    loaded = contracts.load(folder / "desk.sla")
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    mapped = load_mapping(mapping_file(vendor), loaded.contract)
    assert mapped.mapping is not None, [str(problem) for problem in mapped.problems]
    theirs = {"counted": mapped.own.measures[measure]}
    contract = recounted(loaded.contract, mapped.own, theirs)
    as_of = instant(datetime.fromisoformat(until))
    found = gather(contract, mapped.mapping, csv_source(str(folder)), as_of)
    return list(verdicts(contract, found.history))
