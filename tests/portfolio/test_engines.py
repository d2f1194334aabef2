"""A portfolio by every engine: the same runs, the same summary, and one reading of the source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.many_contracts import Many, write
from slarules.cli import run
from slarules.cli.exits import SOURCE_FAILED, WRONG_USE
from slarules.engine import choice
from slarules.engine.bulk import computing

CONTRACTS, TICKETS = 4, 160
EXCEPTED = ("clock", "previous", "seal", "engine", "judged_alone", "command", "evidence")
"""What of a manifest tells of the making, and what is made of that."""

ROWS = """\
T900-1,2026-02-02T09:00:00Z,created,,,,customer,,
T900-1,2026-02-02T09:00:00Z,set,priority,High,,customer,,
T900-2,2026-02-03T09:00:00Z,created,,,,customer,,Firm 000 Ltd
T900-2,2026-02-03T09:00:00Z,set,priority,High,,customer,,Firm 000 Ltd
T900-2,2026-02-04T09:00:00Z,comment,,,ann,agent,yes,Firm 001 Ltd
T900-3,2026-02-05T09:00:00Z,created,,,,customer,,Firm 002 Ltd
T900-3,2026-02-05T09:00:00Z,set,priority,High,,customer,,
T900-4,2026-02-06T09:00:00Z,created,,,,customer,,Somebody Else Ltd
T900-5,at noon,created,,,,customer,,Firm 001 Ltd
"""
"""Tickets of nobody, of two customers one after the other, of a stranger, of no time."""


@pytest.fixture
def many(tmp_path: Path) -> Many:
    many = write(tmp_path / "made", CONTRACTS, TICKETS)
    with (many.source / "events.csv").open("a", encoding="utf-8") as events:
        events.write(ROWS)
    return many


WIDE = """language slarules 1

mapping shared version 1 of "service-desk" version 2 from "csv"
  tickets from "tickets.csv"
  a ticket is named by column "ticket"
  dates are written year-month-day
  times without an offset are in "UTC"
  history is complete through 2026-03-31 24:00

  level is P1 when column "priority" is "High"
  reported is column "opened"
  first_reply is column "answered"
  resolved is column "solved"
"""

TABLE = """ticket,customer,priority,opened,answered,solved
W-1,Firm 000 Ltd,High,2026-01-12 09:00,2026-01-12 09:10,2026-01-12 10:00
W-2,firm 001 LTD,High,2026-01-13 09:00,2026-01-13 11:00,2026-01-15 10:00
W-3,,High,2026-01-14 09:00,2026-01-14 11:00,
W-4,Firm 002 Ltd,High,2026-01-15 09:00,2026-01-15 09:05,2026-01-15 10:00
W-4,Firm 003 Ltd,High,2026-01-15 09:00,2026-01-15 09:05,2026-01-15 10:00
"""


@pytest.fixture
def contested(many: Many) -> Many:
    (many.source / "events.csv").unlink()
    (many.source / "tickets.csv").write_text(TABLE, "utf-8")
    many.mapping.write_text(WIDE, "utf-8")
    return many


def audit(many: Many, out: Path, *more: str) -> int:
    source = ["--mapping", str(many.mapping), "--source", f"csv:{many.source}"]
    return run(["audit", str(many.contracts), *source, "--out", str(out), *more])


def content(out: Path) -> dict[str, bytes]:
    """Return all that a portfolio wrote, without what tells which engine made it, and when."""
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    found = {name: path.read_bytes() for name, path in files.items()}
    for name, text in tuple(found.items()):
        if name.endswith("manifest.json"):
            kept = {k: v for k, v in json.loads(text).items() if k not in EXCEPTED}
            found[name] = json.dumps(kept).encode()
    summary = json.loads(found["summary.json"])
    rows = [{k: v for k, v in row.items() if k != "evidence"} for row in summary["rows"]]
    found["summary.json"] = json.dumps({**summary, "rows": rows, "command": []}).encode()
    return found


def engines(out: Path) -> dict[str, str]:
    """Return which engine made each run."""
    manifests = sorted(out.glob("*/manifest.json"))
    return {p.parent.name: json.loads(p.read_text("utf-8"))["engine"] for p in manifests}


@pytest.mark.parametrize("history", ["many", "contested"])
def test_the_bulk_engine_writes_the_same_runs_and_summary(
    history: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made: Many = request.getfixturevalue(history)
    for engine in ("reference", "bulk"):
        assert audit(made, tmp_path / engine, "--engine", engine) == 0
    first, second = content(tmp_path / "reference"), content(tmp_path / "bulk")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert set(engines(tmp_path / "bulk").values()) == {"bulk"}
    assert set(engines(tmp_path / "reference").values()) == {"reference"}


def test_what_is_nobodys_is_told(contested: Many, tmp_path: Path) -> None:
    assert audit(contested, tmp_path / "out", "--engine", "bulk") == 0
    notices = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["notices"]
    assert len(notices) == 2
    said = (tmp_path / "out" / "customer_000" / "findings.csv").read_text("utf-8")
    assert "names a customer" in said
    assert "contradict" in said


@pytest.mark.parametrize("engine", ["auto", "reference", "bulk"])
def test_the_source_is_read_once_by_every_engine(
    many: Many, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    usual = Path.open

    def counted(self: Path, *mode: object, **more: object) -> object:
        opened.append(self)
        return usual(self, *mode, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", counted)
    assert audit(many, tmp_path / "out", "--engine", engine) == 0
    # Once for the four bytes that tell how it is packed, and once to be read.
    assert opened.count(many.source / "events.csv") == 2


def test_a_large_portfolio_of_small_contracts_is_computed_in_bulk(
    many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = (many.contracts / "customer_003.sla").read_text("utf-8").replace("Firm 003", "Firm 9")
    (many.contracts / "customer_003.sla").write_text(small, "utf-8")
    assert audit(many, tmp_path / "small") == 0
    assert set(engines(tmp_path / "small").values()) == {"reference"}
    monkeypatch.setattr(choice, "BULK_FROM", TICKETS)
    monkeypatch.setattr(choice, "BULK_AMONG_FROM", 10)
    assert audit(many, tmp_path / "large") == 0
    *others, last = engines(tmp_path / "large").values()
    assert (set(others), last) == ({"bulk"}, "reference")


def test_a_contract_that_breaks_in_bulk_breaks_alone(
    many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = computing.computed

    def broken(contract: object, history: object) -> object:
        if getattr(contract, "name", "") == "customer_001":
            raise ZeroDivisionError("seven")
        return whole(contract, history)  # type: ignore[arg-type]

    monkeypatch.setattr(computing, "computed", broken)
    assert audit(many, tmp_path / "out", "--engine", "bulk") == SOURCE_FAILED
    document = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    states = {row["contract"]: row["state"] for row in document["rows"]}
    assert states.pop("customer_001") == "failed"
    assert set(states.values()) == {"made"}


def test_spark_is_refused_once_and_before_anything_is_read(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (many.source / "events.csv").unlink()
    assert audit(many, tmp_path / "out", "--engine", "spark") == WRONG_USE
    said = capsys.readouterr().err
    assert said.count("Spark") == 1
    assert "--engine bulk" in said
    assert not (tmp_path / "out").exists()
