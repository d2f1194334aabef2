"""`slarules report`: another form of a run, from its folder alone."""

from __future__ import annotations

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.cli.exits import WELL, WRONG_USE
from tests.reports import meridian


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(meridian("customer"), tmp_path / "run"))


def test_the_suffix_decides_the_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [folder.parent / name for name in ("a.html", "b.PDF", "c.xlsx")]
    outs = [word for file in files for word in ("--out", str(file))]
    assert run(["report", str(folder), *outs]) == WELL
    assert capsys.readouterr().out.splitlines() == list(map(str, files))
    assert [file.read_bytes()[:4] for file in files] == [b"<!DO", b"%PDF", b"PK\x03\x04"]


def test_the_page_is_the_one_in_the_folder(folder: Path) -> None:
    again = folder.parent / "again.html"
    assert run(["report", str(folder), "--out", str(again)]) == WELL
    assert again.read_bytes() == (folder / "report.html").read_bytes()


def test_a_program_is_told_what_was_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder.parent / "a.html"
    assert run(["report", str(folder), "--out", str(file), "--format", "json"]) == WELL
    content = file.read_bytes()
    assert json.loads(capsys.readouterr().out) == {
        "schema_version": 1,
        "reports": [
            {"out": str(file), "bytes": len(content), "sha256": sha256(content).hexdigest()}
        ],
    }


def test_the_folder_of_the_run_stays_as_it_is(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert run(["report", str(folder), "--out", str(folder.parent / "r.xlsx")]) == WELL
    assert run(["report", str(folder), "--out", str(folder / "r.xlsx")]) == WRONG_USE
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["report", *arguments]) == WRONG_USE
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_another_suffix_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused([str(folder), "--out", str(folder.parent / "r.docx")], capsys)
    assert "a report's name ends in .html, .pdf, .xlsx" in said


def test_a_wrong_name_among_several_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = folder.parent / "r.html", folder.parent / "r.txt"
    refused([str(folder), "--out", str(good), "--out", str(bad)], capsys)
    assert not good.exists()


@pytest.mark.parametrize(("suffix", "module"), [("pdf", "typst"), ("xlsx", "xlsxwriter")])
def test_a_missing_extra_is_told_in_one_line(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    module: str,
) -> None:
    for name in list(sys.modules):
        if name.startswith((f"{module}.", "slarules.report.pdf", "slarules.report.sheets")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    file = folder.parent / f"r.{suffix}"
    said = refused([str(folder), "--out", str(file)], capsys)
    assert said.count("\n") == 1
    assert f'pip install "slarules[{suffix}]"' in said
    assert not file.exists()


def test_a_folder_of_no_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused([str(tmp_path), "--out", str(tmp_path.parent / "r.html")], capsys)
    assert "is no folder of a run" in said


def test_a_changed_run_is_not_reported_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statement = folder / "statement.json"
    statement.write_bytes(statement.read_bytes().replace(b"0.00", b"9.99", 1))
    said = refused([str(folder), "--out", str(folder.parent / "r.html")], capsys)
    assert "statement.json is not as the run wrote it; 'slarules verify' tells more" in said
    assert not (folder.parent / "r.html").exists()


def test_a_report_takes_the_place_of_an_older_one(folder: Path) -> None:
    file = folder.parent / "r.html"
    file.write_text("older", encoding="utf-8")
    file.chmod(0o640)
    assert run(["report", str(folder), "--out", str(file)]) == WELL
    assert file.read_bytes() == (folder / "report.html").read_bytes()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []
