"""Business time of a contract's clocks on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from slarules.cli import run
from slarules.cli.typed import Length, Time
from slarules.instants import HOUR, MINUTE
from tests.shared import SHARED, needs_shared

HARBOUR = SHARED / "examples" / "harbour.sla"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("8 hours", 8 * HOUR),
        ("1 hour", HOUR),
        ("90m", 90 * MINUTE),
        ("1 h 30 min", 90 * MINUTE),
        ("1 hour 30 minutes", 90 * MINUTE),
    ],
)
def test_lengths_of_time_are_read(text: str, length: int) -> None:
    assert Length().convert(text, None, None) == length


@pytest.mark.parametrize("text", ["8", "8 days", "hours", "8.5 hours", "-8 hours", ""])
def test_what_is_no_length_is_wrong_use(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no length of time like '8 hours'"):
        Length().convert(text, None, None)


def test_what_is_no_time_is_wrong_use() -> None:
    with pytest.raises(click.BadParameter, match="no time like '2026-03-02 09:00'"):
        Time().convert("03/04/2026", None, None)


@needs_shared
def test_due_says_when_it_is_used_up_and_when_it_is_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Saint Patrick's Day, the 17th, is shut.
    assert run(["calendar", "due", str(HARBOUR), "support", "2026-03-16 17:30", "10h 30m"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "start   Mon 2026-03-16 17:30",
        "due     Wed 2026-03-18 18:00",
        "missed  Thu 2026-03-19 08:00",
    ]


@needs_shared
def test_due_as_json_is_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["calendar", "due", str(HARBOUR), "support", "2026-03-30T09:00:00Z", "1 hour"]
    assert run([*given, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema_version": 1,
        "clock": "support",
        "start": "2026-03-30T09:00:00Z",
        "due": "2026-03-30T10:00:00Z",
        "missed": "2026-03-30T10:00:00Z",
    }


@needs_shared
def test_elapsed_counts_one_clock(capsys: pytest.CaptureFixture[str]) -> None:
    days = ["2026-03-16 00:00", "2026-03-19 00:00"]
    assert run(["calendar", "elapsed", str(HARBOUR), "support", *days]) == 0
    assert run(["calendar", "elapsed", str(HARBOUR), "elapsed", *days]) == 0
    assert capsys.readouterr().out == "20 h\n72 h\n"


@needs_shared
def test_show_prints_a_year_for_the_owner(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calendar", "show", str(HARBOUR), "support", "2026"]) == 0
    shown = capsys.readouterr().out
    assert "Clock support in 2026, wall times of Europe/Dublin" in shown
    assert "  Tue 17  shut  Saint Patrick's Day\n" in shown
    assert "  Thu 24  shut\n" in shown


@needs_shared
def test_show_as_json_has_every_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calendar", "show", str(HARBOUR), "support", "2026", "--format", "json"]) == 0
    dates = json.loads(capsys.readouterr().out)["dates"]
    assert len(dates) == 365
    assert dates[75] == {"date": "2026-03-17", "open": "shut", "holidays": ["Saint Patrick's Day"]}


@needs_shared
def test_a_clock_that_is_none_is_told_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["calendar", "show", str(HARBOUR), "supprt", "2026"]) == 2
    assert "is called 'supprt'; there are: support, elapsed" in capsys.readouterr().err


def test_a_contract_that_is_no_file_is_wrong_use(tmp_path: Path) -> None:
    assert run(["calendar", "show", str(tmp_path / "none.sla"), "support", "2026"]) == 2


def deadline(*words: str) -> list[str]:
    return ["calendar", "deadline", str(HARBOUR), "2026-03-16 17:30", *words]


@needs_shared
def test_a_deadline_is_a_goal_of_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(deadline("by close of the 1st support day after")) == 0
    assert capsys.readouterr().out.splitlines() == [
        "start   Mon 2026-03-16 17:30",
        "due     Wed 2026-03-18 18:00",
        "missed  Wed 2026-03-18 18:00",
    ]


@needs_shared
def test_pauses_move_a_deadline_each_hour_once(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = ("2026-03-18 09:00", "2026-03-18 11:00"), ("2026-03-18 10:00", "2026-03-18 12:00")
    given = deadline("by close of the 1st support day after", "--paused", *other, "--paused", *one)
    assert run([*given, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema_version": 1,
        "goal": "by close of the 1st support day after",
        "start": "2026-03-16T17:30:00Z",
        "due": "2026-03-19T11:00:00Z",
        "missed": "2026-03-19T11:00:00Z",
    }


@needs_shared
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2 suport hours"], "no clock is called 'suport'"),
        (["none"], "it promises nothing"),
        (["by promised"], "hangs on a moment of an item"),
        (["by close of the 1st elapsed day after"], "a declared clock, or calendar"),
        (
            ["2 support hours", "--paused", "2026-03-18 09:00", "2026-03-17 09:00"],
            "a pause ends before it starts",
        ),
    ],
)
def test_what_is_no_deadline_is_wrong_use(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(deadline(*words)) == 2
    assert said in capsys.readouterr().err
