"""`slarules runs` and `slarules register`, as a person and a program see them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.instants import Instant
from slarules.register.bodies import RunMade
from slarules.register.database import opened
from slarules.register.entry import Draft
from tests.register.drafts import NOW, draft

MARCH = Instant(1_743_465_600_000_000)  # 2025-04-01 00:00 UTC


def run_made(contract: str, *, periods: tuple[str, ...], folder: str = "run") -> Draft:
    body = RunMade(
        folder=folder,
        manifest="0123456789abcdef" * 4,
        audience="customer",
        as_of="2025-04-01T00:00:00Z",
        complete_through="2025-04-01T00:00:00Z",
        periods=periods,
        inputs={"lantern.sla": "a" * 64},
        totals=dict.fromkeys(periods[:-1], ("100.00", "100.00"))
        | dict.fromkeys(periods[-1:], ("120.00", "1350.50")),
        currency="EUR",
    )
    return Draft(contract, MARCH, "ada", "slarules audit lantern.sla", body)


@pytest.fixture
def register(tmp_path: Path) -> str:
    file = str(tmp_path / "register.db")
    with opened(file) as held:
        held.append(run_made("lantern", periods=("2025-01", "2025-02", "2025-03")), MARCH)
        held.append(draft(), NOW)
        held.append(run_made("harbour", periods=("2025-03",), folder="runs/harbour"), NOW)
        held.append(run_made("harbour", periods=()), NOW)
    return file


def test_runs_are_listed_with_their_last_total(
    register: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runs", "--register", register]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split("  ")[-1] == "last total"
    assert lines[0].split() == [
        "1", "2025-04-01", "lantern", "2025-01..2025-03", "2025-04-01", "00:00Z",
        "EUR", "120.00", "to", "1350.50",
    ]  # fmt: skip
    assert lines[1].split() == ["0123456789ab", "run"]
    assert lines[2].split()[:4] == ["3", "2026-03-31", "harbour", "2025-03"]
    assert lines[3].split() == ["0123456789ab", "runs/harbour"]
    assert len(lines) == 6


def test_the_environment_names_the_register(
    register: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLARULES_REGISTER", register)
    assert run(["runs", "--contract", "lantern"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_program_gets_all_of_it(register: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "--register", register, "--contract", "harbour", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema_version"] == 1
    first, last = found["runs"]
    assert (first["number"], last["number"]) == (3, 4)
    assert first["recorded"] == "2026-03-31T23:33:20Z"
    assert first["totals"] == {"2025-03": {"least": "120.00", "most": "1350.50"}}
    assert first["manifest"] == "0123456789abcdef" * 4
    assert last["periods"] == []


def test_lines_keep_to_the_width_whatever_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "long.db")
    hostile = "long \x1b[2J\n" * 30
    with opened(file) as held:
        held.append(run_made(hostile, periods=("2025-01", "2025-03"), folder=hostile), NOW)
    monkeypatch.setattr("slarules.cli.runs.screen", lambda: (80, lambda text, tone: text))  # noqa: ARG005
    assert run(["runs", "--register", file]) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    assert len(printed.splitlines()) == 3
    assert "\x1b[2J" not in printed


def test_no_runs_is_an_answer(register: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "--register", register, "--contract", "nobody's"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "holds no run of nobody's" in shown.err


@pytest.mark.parametrize("words", [["runs"], ["register", "check"]])
def test_a_register_that_is_not_there_is_wrong_use(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--register", str(tmp_path / "lost.db")]) == 2
    assert "there is no register" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_whole_register_is_told(register: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "check", "--register", register]) == 0
    said, head = capsys.readouterr().out.splitlines()
    assert said == f"{register}: whole; the last entry is 4"
    assert run(["register", "check", "--register", register, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["last"], found["head"], found["flaws"]) == (4, head.strip(), [])


def test_the_first_broken_entry_is_named(register: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(register, isolation_level=None)) as database:
        database.execute("DROP TRIGGER entry_never_changed")
        database.execute("UPDATE entry SET author = 'Eve' WHERE number = 2")
    assert run(["register", "check", "--register", register]) == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0].endswith("2 flaws; the last entry is 4")
    assert lines[2].startswith("the trigger entry_never_changed")
    assert lines[3].startswith("entry 2 was changed after it was entered")


def test_upgrade_makes_a_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "register.db"
    assert run(["register", "upgrade", "--register", str(file)]) == 0
    assert "has the schema of this slarules" in capsys.readouterr().err
    assert run(["register", "check", "--register", str(file)]) == 0
    assert "whole; the last entry is 0" in capsys.readouterr().out


def test_a_password_is_in_no_output(capsys: pytest.CaptureFixture[str]) -> None:
    secret = "s3cret%2F"  # noqa: S105  # of nobody
    for address in ("postgresql://ada:{}@127.0.0.1:1/db", "postgresql://ada:{}@host:x/db"):
        for words in (["runs"], ["register", "check"], ["register", "upgrade"]):
            assert run([*words, "--register", address.format(secret)]) == 2
            shown = capsys.readouterr()
            assert "s3cret" not in shown.out + shown.err
