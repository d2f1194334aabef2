"""docs/command-line.md knows every command and option, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from slarules.cli import cli
from slarules.cli.exits import (
    DEFECT,
    FINDINGS,
    PIPE_CLOSED,
    SOURCE_FAILED,
    STOPPED,
    WELL,
    WRONG_USE,
)
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[2] for match in re.finditer(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE)
}
OPTION = re.compile(r"--[a-z][a-z-]*")
HELP = {"--help"}


def every(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, by the words that call it."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    if command.invoke_without_command:
        yield " ".join(path), command
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from every(found, (*path, name))


COMMANDS = dict(every(cli, ("slarules",)))


def test_every_command_has_a_section_and_no_section_is_of_none() -> None:
    assert {name for name in SECTIONS if name.startswith("slarules ")} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_told_and_none_that_is_not_there(name: str) -> None:
    options = [p for p in COMMANDS[name].params if isinstance(p, click.Option)]
    real = {word for option in options for word in option.opts} - HELP
    assert set(OPTION.findall(first_column(SECTIONS[name]))) - HELP == real


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_choice_is_told(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Argument):
            assert parameter.make_metavar(click.Context(COMMANDS[name])).strip("[].") in PAGE
        if isinstance(parameter.type, click.Choice):
            told = SECTIONS[name]
            assert [word for word in parameter.type.choices if f"`{word}`" not in told] == []


def first_column(section: str) -> str:
    """Return what stands in the first cells of a section's tables."""
    return "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("|"))


def test_every_exit_code_is_told() -> None:
    told = {int(code) for code in re.findall(r"^\| \**(\d+)\** \|", PAGE, re.MULTILINE)}
    assert told == {WELL, FINDINGS, WRONG_USE, SOURCE_FAILED, DEFECT, STOPPED, PIPE_CLOSED}
