"""A day off that is agreed late: the next run knows it, and what an earlier run says stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules import cli
from slarules.pipeline import explain

CONTRACT = """\
language slarules 1

contract harbour "Harbour"
  provider "Provider"
  customer "Customer"
  effective from 2026-01-01 through 2026-12-31
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  measured by mapping harbour_csv version 1
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

holidays own version "1"
  on 2026-01-01 "New Year"

clock desk
  open Monday to Friday from 09:00 to 17:00
  closed on holidays own

targets help clause "2"
  measures solve from reported until resolved
  judged by level as reported
  table
  | level | solve        |
  | any   | 8 desk hours |
"""
MAPPING = """\
language slarules 1

mapping harbour_csv version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  times without an offset are in "Europe/Berlin"
  history is complete through 2026-03-31 24:00

  level is P1 otherwise
  reported is when created
  resolved is the first time field "status" becomes "solved"
"""
EVENTS = """\
ticket,at,kind,field,value
C-1,2026-03-02 15:00,created,,
C-1,2026-03-04 10:00,set,status,solved
"""
LATER = 'version "2"\n  on 2026-03-03 "Harbour day"'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "events.csv").write_text(EVENTS, "utf-8")
    (tmp_path / "harbour.sla").write_text(CONTRACT, "utf-8")
    (tmp_path / "harbour-csv.sla").write_text(MAPPING, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def audit(out: str) -> None:
    words = ["--mapping", "harbour-csv.sla", "--source", "csv:export", "--register", "none"]
    assert cli.run(["audit", "harbour.sla", *words, "--out", out]) == 0


def verdict(run: Path) -> str:
    [ledger] = explain(run, "C-1", "solve").ledgers
    return ledger.verdict.verdict


def test_the_run_after_the_change_knows_it_and_the_run_before_stands(folder: Path) -> None:
    # Monday 15:00 to Wednesday 10:00 are eleven hours of the desk, and three without the Tuesday.
    audit("before")
    (folder / "harbour.sla").write_text(CONTRACT.replace('version "1"', LATER), "utf-8")
    audit("after")
    assert verdict(folder / "before") == "missed"
    assert verdict(folder / "after") == "met"
    assert cli.run(["verify", "before"]) == 0
    assert cli.run(["verify", "after"]) == 0
