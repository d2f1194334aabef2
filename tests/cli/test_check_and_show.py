"""`check` and `show` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.resources import shipped
from tests.shared import ROOT

HARBOUR = Path(str(shipped("rules"))) / "contracts" / "harbour.sla"
WRONG = ROOT / "tests" / "contract" / "bad" / "E201_unknown_clock.sla"


def test_a_contract_with_remarks_alone_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(HARBOUR)]) == 0
    assert capsys.readouterr().out.endswith("no errors, 1 warning, 2 advice\n")


def test_an_error_ends_with_one_and_shows_line_caret_and_fix(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", str(WRONG)]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"{WRONG}:26:15: E201: no clock is called 'suport'; did you mean")
    assert "\n     |               ^^^^^^\n" in told
    assert "fix: write support\n" in told


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_programs_can_read_the_problems(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--format", form, str(WRONG)]) == 1
    assert "E201" in json.dumps(json.loads(capsys.readouterr().out))


def test_a_folder_is_checked_whole_and_each_problem_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("meridian", "meridian-internal"):
        text = (HARBOUR.parent / f"{name}.sla").read_text(encoding="utf-8")
        (tmp_path / f"{name}.sla").write_text(text, encoding="utf-8")
    contract = tmp_path / "meridian.sla"
    wrong = contract.read_text(encoding="utf-8").replace("to meet restore", "to meet restor")
    contract.write_text(wrong, encoding="utf-8")
    assert run(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("E201") == 1


def test_a_file_that_is_used_can_stand_in_a_further_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "words.sla").write_text(
        'language slarules 1\n\nvocabulary "words" version 1\n\nitem ticket\n  moment opened\n',
        encoding="utf-8",
    )
    own = tmp_path / "own.sla"
    used = HARBOUR.read_text(encoding="utf-8").replace(
        '"service-desk" version 2', '"words" version 1'
    )
    own.write_text(used, encoding="utf-8")
    run(["check", str(own)])
    assert "E204" in capsys.readouterr().out
    run(["check", "--path", str(library), str(own)])
    assert "E204" not in capsys.readouterr().out


def test_show_tells_what_is_taken_where_the_text_is_silent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["show", str(HARBOUR)]) == 0
    assert "Where the text is silent:" in capsys.readouterr().out


def test_show_of_a_contract_with_errors_tells_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(WRONG)]) == 1
    assert "E201" in capsys.readouterr().err


def test_show_of_a_vocabulary_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    words = HARBOUR.parents[1] / "vocabulary" / "service-desk.sla"
    assert run(["show", str(words)]) == 2
    assert "holds no contract" in capsys.readouterr().err


def test_show_gives_programs_the_core(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "--format", "json", str(HARBOUR)]) == 0
    assert json.loads(capsys.readouterr().out)["contract"]["name"] == "harbour"
