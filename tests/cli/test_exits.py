from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from slarules import cli
from slarules.cli.exits import (
    DEFECT,
    FINDINGS,
    PIPE_CLOSED,
    SOURCE_FAILED,
    STOPPED,
    TRACE,
    WRONG_USE,
)
from slarules.errors import ContractError, RunFolderError, SourceError, UsageError


def raising(error: BaseException) -> click.Command:
    @click.command("plugins")
    def command() -> None:
        raise error

    return command


def ended(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Return the exit code and standard error of a command that raises; its product is empty."""
    monkeypatch.setattr("slarules.cli.plugins.command", raising(error))
    code = cli.run(["plugins"])
    out, err = capsys.readouterr()
    assert out == ""
    return code, err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ContractError([]), FINDINGS, "no errors"),
        (UsageError("name another"), WRONG_USE, "slarules: name another"),
        (RunFolderError("a is none"), WRONG_USE, "slarules: a is none"),
        (FileNotFoundError(2, "No such file", "a.sla"), WRONG_USE, "slarules: a.sla: No such file"),
        (
            SourceError("csv:data", "ends in the middle", record="row 7", field="at"),
            SOURCE_FAILED,
            "slarules: csv:data, row 7, 'at': ends in the middle",
        ),
        (KeyboardInterrupt(), STOPPED, "stopped"),
        (EOFError("marshal data too short"), DEFECT, "slarules: a defect of ours"),
        (MemoryError(), WRONG_USE, "slarules: there is not enough memory"),
        (
            ImportError("some.so: failed to map segment from shared object"),
            WRONG_USE,
            "slarules: there is not enough memory",
        ),
        (
            RuntimeError("can't start new thread"),
            WRONG_USE,
            "slarules: there is not enough memory",
        ),
        (ZeroDivisionError("by zero"), DEFECT, "a defect of ours"),
    ],
)
def test_every_end_has_its_exit_code_and_says_why_on_standard_error(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, err = ended(error, monkeypatch, capsys)
    assert found == code
    assert said in err
    assert "Traceback" not in err


def test_the_codes_are_those_that_scripts_rely_on() -> None:
    assert (FINDINGS, WRONG_USE, SOURCE_FAILED, DEFECT) == (1, 2, 3, 70)


def test_a_defect_says_how_to_report_it_and_shows_its_trace_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = ended(KeyError("x"), monkeypatch, capsys)
    assert "report" in err
    assert "--version" in err
    monkeypatch.setenv(TRACE, "1")
    _, err = ended(KeyError("x"), monkeypatch, capsys)
    assert "Traceback" in err


@pytest.mark.parametrize(
    "arguments", [["nosuch"], ["plugins", "--nosuch"], ["explain"], ["fmt", "no-such-file.sla"]]
)
def test_wrong_use_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == WRONG_USE
    assert capsys.readouterr().out == ""


def test_a_reader_that_goes_away_makes_no_noise() -> None:
    program = f"{sys.executable} -m slarules plugins --format json | true"
    ended = subprocess.run(
        ["bash", "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )
    assert ended.stderr == ""


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("slarules 0.")


def test_every_command_has_a_module_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert f"\n  {name} " in shown


def test_plugins_lists_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["plugins"]) == 0
    out, err = capsys.readouterr()
    assert ["csv", "slarules"] in [line.split()[:2] for line in out.splitlines()]
    assert err == ""


def test_no_colour_leaves_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    program = [sys.executable, "-m", "slarules", "plugins"]
    shown = subprocess.run(program, capture_output=True, check=True).stdout
    assert b"\x1b" not in shown


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal of a closed pipe")
def test_a_reader_that_goes_away_ends_a_command_quietly() -> None:
    read, write = os.pipe()
    os.close(read)
    program = [sys.executable, "-m", "slarules", "plugins"]
    ended = subprocess.run(program, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (PIPE_CLOSED, b"")


WRITING = """
import atexit, sys, threading
import click
from slarules import cli
from slarules.cli import plugins

def late():
    threading.main_thread().join()
    print("by a thread")

@click.command("plugins")
def command():
    threading.Thread(target=late).start()
    atexit.register(print, "at the end")
    for number in range(50_000):
        print("row", number)
    print("talk", file=sys.stderr, end="")
    return 1

plugins.command = command
sys.argv[1:] = ["plugins"]
cli.main()
"""


def test_nothing_is_lost_that_is_written_to_one_who_reads_slowly() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        # A pipe holds far less than all of this: the command waits, full, for who reads.
        written = running.stdout.readline()
        written += running.stdout.read()
        talk = running.stderr.read()
    rows = [f"row {number}" for number in range(50_000)]
    assert written.splitlines() == [*rows, "by a thread", "at the end"]
    assert (running.returncode, talk) == (1, "talk")


@pytest.mark.skipif(os.name == "nt", reason="written for a shell of Unix")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("plugins >&-", 0),
        ("plugins 2>&-", 0),
        ("plugins >&- 2>&-", 0),
        ("plugins --nosuch >&- 2>&-", WRONG_USE),
        ("plugins > /dev/full", WRONG_USE),
    ],
)
def test_a_process_may_have_no_standard_streams(arguments: str, code: int) -> None:
    program = f"{sys.executable} -m slarules {arguments}"
    ended = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert "defect" not in ended.stderr


def test_public_names_are_few_and_come_when_asked() -> None:
    program = (
        "import sys, slarules\n"
        "assert not {'lark', 'duckdb', 'pydantic', 'sqlalchemy'} & set(sys.modules)\n"
        "assert len(slarules.__all__) <= 15\n"
        "from slarules import *\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
