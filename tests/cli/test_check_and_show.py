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


@pytest.fixture
def away(tmp_path: Path) -> tuple[Path, Path]:
    """Return a contract, and the folder that holds what it uses."""
    library = tmp_path / "library"
    library.mkdir()
    words = (HARBOUR.parents[1] / "vocabulary" / "service-desk.sla").read_text(encoding="utf-8")
    (library / "words.sla").write_text(
        words.replace('vocabulary "service-desk"', 'vocabulary "words"'), encoding="utf-8"
    )
    own = tmp_path / "own.sla"
    used = HARBOUR.read_text(encoding="utf-8").replace(
        'vocabulary "service-desk"', 'vocabulary "words"'
    )
    own.write_text(used, encoding="utf-8")
    return own, library


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("show",),
        ("test",),
        ("calendar", "show", "support", "2026"),
        ("calendar", "due", "support", "2026-03-16 09:00", "1 hour"),
        ("calendar", "elapsed", "support", "2026-03-16", "2026-03-17"),
    ],
    ids=" ".join,
)
def test_what_a_file_uses_can_stand_in_a_further_folder(
    words: tuple[str, ...], away: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    own, library = away
    place = 2 if words[0] == "calendar" else 1
    command = [*words[:place], str(own), *words[place:]]
    assert run(command) == 1
    assert "E204" in "".join(capsys.readouterr())
    assert run([*command, "--path", str(library)]) == 0
    assert "E204" not in "".join(capsys.readouterr())


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
