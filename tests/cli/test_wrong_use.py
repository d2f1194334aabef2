"""What is asked for wrongly is told with what to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.cli import run
from slarules.cli.exits import FINDINGS, WELL, WRONG_USE
from slarules.resources import shipped
from tests.pipeline.desk import arguments, desk
from tests.shared import ROOT

WRONG = ROOT / "tests" / "contract" / "bad" / "E201_unknown_clock.sla"
HARBOUR = Path(str(shipped("rules"))) / "contracts" / "harbour.sla"


@pytest.fixture
def audit(tmp_path: Path) -> list[str]:
    return arguments(desk(tmp_path))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--period", "march"], "'march' is no period; write 2026-03, "),
        (
            ["--period", "2019-01"],
            "from 2019-01-01 through 2019-01-31; it has 2025-01 through",
        ),
        (["--period", "2031-01"], "that has begun by Thu 2025-05-01 00:00 ends from 2031-01-01"),
        (["--as-of", "0001-01-01"], "0001-01-01 is not in the years 1900 to 9000"),
        (["--as-of", "9999-12-31T23:59-12:00"], "is not in the years 1900 to 9000"),
        (["--as-of", "2020-01-01"], "has ended by Wed 2020-01-01 00:00; it has none yet"),
        (["--from", "2025-03-01"], "give both"),
        (["--from", "2025-03-01", "--to", "2025-01-01"], "exchange them"),
        (["--from", "2025-03", "--to", "2025-04-01"], "'2025-03' is no date like 2026-04-01"),
        (["--period", "2025-03", "--from", "2025-03-01"], "not both"),
        (
            ["--as-of", "yesterday"],
            "no date like 2026-04-01, and no time like 2026-04-01T09:00Z",
        ),
    ],
)
def test_an_audit_that_cannot_be_done_as_asked(
    audit: list[str], options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*audit, *options]) == WRONG_USE
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_period_that_goes_on_is_reported_as_provisional(
    audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*audit, "--period", "2025-03", "--as-of", "2025-03-20"]) == WELL
    assert "provisional: 2025-03 is not over." in capsys.readouterr().out


def test_what_holds_no_contract_is_none(
    tmp_path: Path, audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = str(tmp_path / "meridian-csv.sla")
    for command in ([*audit[:1], mapping, *audit[2:]], ["show", mapping], ["test", mapping]):
        assert run(command) == WRONG_USE
        assert f"{mapping} holds no contract" in capsys.readouterr().err


def test_an_audit_tells_every_problem_of_its_contract_as_check_does(
    audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", str(WRONG)])
    told = capsys.readouterr().out
    assert run([*audit[:1], str(WRONG), *audit[2:]]) == FINDINGS
    assert capsys.readouterr().err == told


def test_an_audit_counts_warnings_and_names_what_shows_them(
    tmp_path: Path, audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(audit) == WELL
    err = capsys.readouterr().err
    files = f"{tmp_path / 'meridian.sla'} {tmp_path / 'meridian-csv.sla'}"
    assert err == f"1 warning in contract and mapping; slarules check {files} tells\n"
    run(err.partition("slarules ")[2].split()[:-1])
    assert "1 warning" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "fmt", "test"])
def test_a_folder_without_texts_is_none_to_work_on(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, str(tmp_path)]) == WRONG_USE
    assert f"no file below {tmp_path}" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "show", "test"])
def test_a_file_in_another_encoding_is_told_by_name(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "latin.sla"
    file.write_bytes(b"contract caf\xe9\n")
    assert run([command, str(file)]) == FINDINGS
    assert f"{file} cannot be read: it is not text in UTF-8" in "".join(capsys.readouterr())


def test_a_folder_of_no_run_is_told_with_what_writes_one(
    tmp_path: Path, audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(tmp_path), "M-1"]) == WRONG_USE
    assert "is no folder of a run; 'slarules audit ... --out DIR' writes one" in (
        capsys.readouterr().err
    )
    run([*audit, "--out", str(tmp_path / "run")])
    assert run(["explain", str(tmp_path), "M-1"]) == WRONG_USE
    assert f"is no folder of a run; {tmp_path / 'run'} may be" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "no command 'chek'; did you mean 'check'?"),
        (["mapping", "check", str(HARBOUR), "--source", "cvs:data"], "holds no mapping"),
        (["calendar", "freeze", "XX", "2026"], "holidays know no area 'XX'; write a land, IE"),
        (
            ["calendar", "freeze", "IE", "2026", "--from-ics", str(HARBOUR)],
            f"{HARBOUR} is no iCalendar file",
        ),
    ],
)
def test_the_message_says_what_to_write(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) != WELL
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["explain", "M-1"], ["verify"], ["report", "--out", "page.html"], ["claim", "late"]]
)
def test_a_folder_of_runs_is_no_run_and_one_below_it_is_named(
    tmp_path: Path, words: list[str], audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    assert run([*audit, "--out", str(runs / "meridian"), "--register", "none"]) == WELL
    said = ["--by", "kim", "--reason", "why"] if words[0] == "claim" else []
    capsys.readouterr()
    assert run([words[0], str(runs), *words[1:], *said]) == WRONG_USE
    assert f"{runs / 'meridian'} may be" in capsys.readouterr().err
    assert run([*audit, "--out", str(runs), "--register", "none"]) == WRONG_USE
    assert f"{runs} holds other runs, such as {runs / 'meridian'}" in capsys.readouterr().err


def test_a_run_without_its_facts_is_told_in_a_sentence(
    tmp_path: Path, audit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert run([*audit, "--out", str(folder), "--register", "none"]) == WELL
    (folder / "facts.parquet").unlink()
    capsys.readouterr()
    assert run(["verify", str(folder)]) == FINDINGS
    out = capsys.readouterr().out
    assert "facts.parquet is missing" in out
    assert "SELECT" not in out
    assert "FROM" not in out
