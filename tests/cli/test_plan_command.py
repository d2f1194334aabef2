"""`slarules plan` on the command line: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.cli.exits import FINDINGS, WELL, WRONG_USE
from slarules.resources import shipped

HARBOUR = Path(str(shipped("rules"))) / "contracts" / "harbour.sla"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.sla"
    text = HARBOUR.read_text("utf-8")
    path.write_text(text.replace('provider "', 'provider "New '), encoding="utf-8")
    return path


def test_the_same_file_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(HARBOUR), str(HARBOUR)]) == WELL
    assert capsys.readouterr().out == "harbour: nothing changes\n"


def test_a_change_ends_with_findings(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(HARBOUR), str(draft), "--format", "json"]) == FINDINGS
    document = json.loads(capsys.readouterr().out)
    assert document["changes"] is True
    assert document["history"] is None
    assert document["meaning"][0]["aspects"][0]["label"] == "provider"


def test_files_are_written_where_they_are_asked_for(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["plan", str(HARBOUR), str(draft), "--out", str(out)]) == FINDINGS
    assert f"written: {out}" in capsys.readouterr().out
    assert [path.name for path in out.iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--mapping", "zendesk"], "--mapping and --source need each other"),
        (["--source", "csv:data"], "--mapping and --source need each other"),
        (["--as-of", "2026-01-01"], "--as-of is about a history"),
    ],
)
def test_options_that_need_each_other(
    draft: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", str(HARBOUR), str(draft), *options]) == WRONG_USE
    assert said in capsys.readouterr().err


def test_a_contract_that_does_not_check_tells_its_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.sla"
    path.write_text('language slarules 1\n\ncontract broken "B"\n', encoding="utf-8")
    assert run(["plan", str(HARBOUR), str(path)]) == FINDINGS
    out, err = capsys.readouterr()
    assert out == ""
    assert "broken.sla:3" in err


def test_a_file_that_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bytes.sla"
    path.write_bytes(b"\xff\xfe\x00\x01")
    assert run(["plan", str(HARBOUR), str(path)]) == FINDINGS
    assert "not text in UTF-8" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", str(HARBOUR), str(tmp_path / "none.sla")]) == WRONG_USE
    assert "does not exist" in capsys.readouterr().err
