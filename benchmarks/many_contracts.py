"""Contracts of many made-up customers, and the one history that they share; seeded."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

ZONES = ("Europe/Berlin", "Europe/Dublin", "America/New_York", "Asia/Tokyo")
CURRENCIES = ("EUR", "EUR", "USD", "JPY")
PRIORITIES = ("Critical", "High", "Normal")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 90

CONTRACT = """language slarules 1

contract {name} "Support for {customer}"
  reference "{reference}"
  provider "Kontor Support GmbH"
  customer "{customer}"
  effective from 2026-01-01 through 2027-12-31
  timezone "{zone}"
  currency {currency}
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of resolved, or of due while unresolved
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

amount monthly_fee clause "6"
  is {currency} {fee} every calendar month

clock desk clause "2"
  open Monday to Friday from 0{opens}:00 to 18:00

targets incidents "Answer and solution" clause "4.1"
  measures respond from reported until first_reply
  measures resolve from reported until resolved
  judged by level at the end
  table
  | level | respond              | resolve         |
  | P1    | {minutes} elapsed minutes | 4 elapsed hours |
  | P2    | 2 desk hours         | 8 desk hours    |
  | P3    | 4 desk hours         | 24 desk hours   |
  | P4    | none                 | none            |

pause waiting clause "5.1"
  suspends resolve
  while status is waiting_on_customer

target solved "Solved in time" clause "4.2"
  covers tickets where level is one of P1, P2, P3
  needs at least {needed}% of tickets to meet resolve
  every calendar month
  with no tickets counts as met

credit late clause "7.1"
  each period that misses solved
  pays {percent}% of monthly_fee

claim clause "7.2"
  within {claim} calendar days after period end
  otherwise no credit

settlement clause "7.3"
  order base, rounding
"""

MAPPING = """language slarules 1

mapping shared version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  dates are written year-month-day
  times without an offset are in "UTC"
  history is complete through 2026-03-31 24:00

  level is P1 when field "priority" is "Critical"
  level is P2 when field "priority" is "High"
  level is P3 when field "priority" is "Normal"
  status is new while field "status" is "New"
  status is open while field "status" is "Open"
  status is waiting_on_customer while field "status" is "Waiting"
  status is solved while field "status" is "Solved"
  reported is when created
  first_reply is the first public comment by an agent
  resolved is the last time field "status" becomes "Solved"
"""

COLUMNS = ("ticket", "at", "kind", "field", "value", "actor", "role", "public", "customer")


@dataclass(frozen=True, slots=True)
class Many:
    """What was written."""

    contracts: Path
    mapping: Path
    source: Path


def write(folder: Path, contracts: int, tickets: int, seed: int = 3) -> Many:
    """Write so many contracts, their mapping, and a history of so many tickets of all of them."""
    random = Random(seed)  # noqa: S311 - a story, no secret
    files = Many(folder / "contracts", folder / "shared-csv.sla", folder / "history")
    for each in (files.contracts, files.source):
        each.mkdir(parents=True)
    files.mapping.write_text(MAPPING, "utf-8")
    for number in range(contracts):
        text = contract(number, random)
        (files.contracts / f"{name_of(number)}.sla").write_text(text, "utf-8")
    rows = sorted(_events(random, contracts, tickets), key=lambda row: row[1])
    with (files.source / "events.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(rows)
    return files


def name_of(number: int) -> str:
    """Return the name of a contract."""
    return f"customer_{number:03}"


def customer_of(number: int) -> str:
    """Return the name of its customer."""
    return f"Firm {number:03} Ltd"


def contract(number: int, random: Random) -> str:
    """Return the text of a contract."""
    currency = random.choice(CURRENCIES)
    return CONTRACT.format(
        name=name_of(number),
        customer=customer_of(number),
        reference=f"MSA {number:03}",
        zone=random.choice(ZONES),
        currency=currency,
        fee=f"{random.randrange(10, 400) * 100}{'' if currency == 'JPY' else '.00'}",
        claim=random.choice((20, 30, 60)),
        opens=random.choice((7, 8, 9)),
        minutes=random.choice((15, 30)),
        needed=random.choice((70, 80, 90)),
        percent=random.choice((5, 10)),
    )


def _events(random: Random, contracts: int, tickets: int) -> Iterator[tuple[str, ...]]:
    for number in range(tickets):
        whose = random.randrange(contracts)
        for at, *rest in _life(random):
            stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            if at < BEGIN + timedelta(days=DAYS):
                yield f"T{whose:03}-{number:05}", stamp, *rest, customer_of(whose)


def _life(random: Random) -> Iterator[tuple[datetime, str, str, str, str, str, str]]:
    at = BEGIN + timedelta(seconds=random.randrange(DAYS * 86_400))
    yield at, "created", "", "", "", "customer", ""
    yield at, "set", "priority", random.choice(PRIORITIES), "", "customer", ""
    yield at, "set", "status", "New", "", "system", ""
    at += timedelta(minutes=random.randrange(5, 200))
    yield at, "comment", "", "", "ann", "agent", "yes"
    if random.random() < 0.3:
        yield at, "set", "status", "Waiting", "ann", "agent", ""
        at += timedelta(hours=random.randrange(1, 30))
        yield at, "set", "status", "Open", "ann", "agent", ""
    at += timedelta(minutes=random.randrange(10, 1500))
    yield at, "set", "status", "Solved", "ann", "agent", ""
