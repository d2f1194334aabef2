"""Meridian's contract and overlay beside a small export of its help desk."""

from __future__ import annotations

import shutil
from pathlib import Path

from slarules.order import Order
from tests.shared import ROOT

EVENTS = """\
ticket,at,kind,field,value,actor,role,public
M-1,2025-03-03T09:00:00Z,created,,,kim,customer,
M-1,2025-03-03T09:00:00Z,set,priority,Critical,kim,customer,
M-1,2025-03-03T09:20:00Z,set,assignee,lee,lee,agent,
M-1,2025-03-03T11:30:00Z,set,status,Solved,lee,agent,
M-2,2025-03-10T09:00:00Z,created,,,kim,customer,
M-2,2025-03-10T09:00:00Z,set,priority,Critical,kim,customer,
M-2,2025-03-10T10:30:00Z,set,assignee,lee,lee,agent,
M-2,2025-03-10T15:00:00Z,set,status,Solved,lee,agent,
=M-3,2025-04-01T09:00:00Z,created,,,kim,customer,
=M-3,2025-04-01T09:00:00Z,set,priority,Odd,kim,customer,
"""
FEES = """\
customer,name,period,amount,currency
Meridian Bank AG,monthly_charges,2025-03,900000.00,EUR
"""
MAPPING = """\
language slarules 1

mapping meridian_csv version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  dates are written year-month-day
  times without an offset are in "Europe/Berlin"
  history is complete through 2025-05-01 00:00

  level is P1 when field "priority" is "Critical"
  level is P2 when field "priority" is "High"
  reported is when created
  assigned is the first time field "assignee" stops being empty
  restored is the first time field "status" becomes "Solved"
"""

INTERNAL = (
    "internal overlay",
    "incidents_ops",
    "restore_ops",
    "handoff",
    "triage",
    "second_internal",
    "Operations handbook",
    "OLA 3",
    "What we aim for",
)
"""Words that stand in the overlay alone."""


def desk(folder: Path) -> Path:
    """Write everything an audit of Meridian needs into a folder."""
    for name in ("meridian.sla", "meridian-internal.sla"):
        shutil.copyfile(ROOT / "rules" / "contracts" / name, folder / name)
    (folder / "export").mkdir()
    (folder / "export" / "events.csv").write_text(EVENTS, encoding="utf-8")
    (folder / "export" / "fees.csv").write_text(FEES, encoding="utf-8")
    (folder / "meridian-csv.sla").write_text(MAPPING, encoding="utf-8")
    return folder


def ordered(folder: Path, contract: str = "meridian.sla") -> Order:
    """Return the order to audit it."""
    return Order(folder / contract, folder / "meridian-csv.sla", f"csv:{folder / 'export'}")


def arguments(folder: Path, contract: str = "meridian.sla") -> list[str]:
    """Return the same as words of the command line."""
    order = ordered(folder, contract)
    return ["audit", str(order.contract), "--mapping", str(order.mapping), "--source", order.source]
