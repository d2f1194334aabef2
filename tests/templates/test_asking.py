"""`slarules new` at a terminal: it asks one by one, and tells at once what is no answer."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.pipeline import load


class Keyboard(io.StringIO):
    """Somebody who types lines at a terminal."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard("".join(f"{line}\n" for line in lines)))


def test_each_question_is_asked_until_the_answer_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    typed(
        monkeypatch,
        *("Alster Stores", "Kontor", "1 March", "2026-03-01", "2028-02-29", "ie", ""),
        *("eur", "", "2 hours", "2 elapsed hours", "", "", "none", "95", "events"),
    )
    code = run(["new", "desk", "--template", "minimal"])
    shown = capsys.readouterr()
    assert code == 0, shown.err
    assert "'1 March' is no date; write year-month-day" in shown.err
    assert "In which time zone are its times? [Europe/Dublin]" in shown.err
    assert "'2 hours' is no goal; write a length and its clock" in shown.err
    assert "'To decide'" not in shown.err
    contract = load(tmp_path / "desk" / "desk.sla")
    assert (contract.customer, contract.zone) == ("Alster Stores", "Europe/Dublin")
    text = (tmp_path / "desk" / "desk.sla").read_text("utf-8")
    assert "needs at least 95% of tickets to meet resolve" in text
    assert "suspends resolve" in text
    assert [line for line in text.splitlines() if "To decide" in line] == [
        "# To decide: what each level means, in words that both parties accept."
    ]


def test_what_is_set_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    typed(monkeypatch, *[""] * 20)
    run(["new", "desk", "--template", "hosting", "--set", "zone=Asia/Tokyo"])
    shown = capsys.readouterr().err
    assert "In which time zone" not in shown
    assert "What does the monitor call the service? [web shop]" in shown


def test_who_stops_answering_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    typed(monkeypatch, "Alster Stores")
    assert run(["new", "desk", "--template", "support"]) == 130
    assert list(tmp_path.iterdir()) == []
