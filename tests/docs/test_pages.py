"""What the pages show is true: commands print it, texts parse and check."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest

from slarules.cli import run as slarules
from slarules.contract import check_files
from slarules.source import SourceText
from slarules.syntax.parse import parse
from tests.docs.desk import SITE, help_desk
from tests.docs.pages import (
    EXIT_CODE,
    Block,
    Command,
    blocks,
    changed,
    commands,
    first_missing,
    pages,
    prints,
)
from tests.shared import ROOT

PAGES = pages()
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
LIVE = "live.md"
"""Tells of a help desk in the network."""

SETS_UP = {"uv", "pip"}
"""Programs of others: what they do is not ours to test."""


@pytest.fixture(autouse=True)
def _register_of_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader has the register that commands take by themselves."""
    monkeypatch.delenv("SLARULES_REGISTER", raising=False)


def by_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != LIVE], ids=by_name)
def test_the_story_of_a_page_happens_as_it_is_told(page: Path, tmp_path: Path) -> None:
    happens(page, tmp_path, list(blocks(page)))


def test_the_story_of_a_help_desk_happens_as_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_TOKEN", "secret")
    page = ROOT / "docs" / LIVE
    with help_desk() as address:
        told = [replace(b, lines=tuple(at(address, b.lines))) for b in blocks(page)]
        happens(page, tmp_path, told)


def at(address: str, lines: Sequence[str]) -> Iterator[str]:
    return (line.replace(SITE, address) for line in lines)


def happens(page: Path, tmp_path: Path, told: Sequence[Block]) -> None:
    for block in told:
        match block.language:
            case "console":
                play(block, tmp_path)
            case "diff":
                file = tmp_path / block.name
                file.write_text(changed(file.read_text("utf-8"), block), encoding="utf-8")
            case _ if block.name:
                (tmp_path / block.name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / block.name).write_text(block.text, encoding="utf-8")
    texts = [tmp_path / block.name for block in told if block.language == "sla"]
    assert errors([path for path in texts if path.is_file()]) == [], page


def play(block: Block, folder: Path) -> None:
    every = list(commands(block))
    code = 0
    for number, command in enumerate(every):
        if command.words == EXIT_CODE:
            assert command.shown == (str(code),), f"{block}: it ended with {code}"
            continue
        code, printed = run(command, folder)
        what = f"{block}: $ {command.words}\n{printed}"
        shows_code = [each.words for each in every[number + 1 : number + 2]] == [EXIT_CODE]
        assert code == 0 or shows_code, what
        told = not command.shown or prints(command.shown, printed)
        assert told, f"{first_missing(command.shown, printed)}\n{what}"


def run(command: Command, folder: Path) -> tuple[int, str]:
    """Run a command as a person would see it, without a shell."""
    program, *words = shlex.split(command.words)
    if program == "make":
        assert set(words) <= TARGETS, command.words
        return 0, "".join(f"{line}\n" for line in command.shown)
    if program in SETS_UP:
        return 0, ""
    if program == "cp":
        copied, name = words
        shutil.copy(folder / copied, folder / name)
        return 0, ""
    assert program == "slarules", f"no test runs '{command.words}'"
    screen = io.StringIO()
    with chdir(folder), redirect_stdout(screen), redirect_stderr(screen):
        code = slarules(words)
    return code, screen.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_a_piece_of_a_rule_parses_and_a_whole_one_checks(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.language == "sla":
            whole = block.text.startswith("language")
            text = block.text if whole else f"language slarules 1\n\n{block.text}"
            source = SourceText(str(block), text)
            assert [str(p) for p in parse(source).problems if p.tier == "error"] == []
            if whole and not block.name:
                (tmp_path / "page.sla").write_text(text, encoding="utf-8")
                assert errors([tmp_path / "page.sla"]) == []


def errors(paths: Sequence[Path]) -> list[str]:
    found = check_files(tuple(paths), ()).problems if paths else ()
    return [str(problem) for problem in found if problem.tier == "error"]


def test_what_is_shown_may_leave_things_out_and_nothing_else() -> None:
    printed = "one\ntwo\nthree and more\n"
    assert prints(("one", "...", "three ... more"), printed)
    assert not prints(("one", "three and more"), printed)
    assert not prints(("one", "..."), "two\none\n")
