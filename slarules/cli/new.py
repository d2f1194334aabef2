"""`slarules new`: a first contract from a template, or a starting point to be made one's own."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import WELL
from slarules.cli.options import screen
from slarules.errors import UsageError

if TYPE_CHECKING:
    from slarules.templates import Question, Start, Template

FOLDER = click.Path(path_type=Path)
LIST = "list"


@click.command("new")
@click.argument("name", required=False)
@click.option("--template", "chosen", metavar="T", help="What to begin with; list shows all.")
@click.option("--out", type=FOLDER, metavar="DIR", help="The folder to write.  [default: NAME]")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="The answer to a question; may be given several times.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: take defaults for what is not set.")
@click.option("--from", "source", metavar="S", help="Copy a starting point into the folder NAME.")
@click.option("--list", "lists", is_flag=True, help="Show all templates and starting points.")
def command(
    name: str | None,
    chosen: str | None,
    out: Path | None,
    settings: tuple[str, ...],
    *,
    yes: bool,
    source: str | None,
    lists: bool,
) -> int:
    """Begin a contract: its text, a mapping, frozen holidays, and a made-up history to try it on.

    At a terminal it asks what it has to know. Otherwise it takes --set and defaults, and the text
    says what is still to decide. --from copies a whole contract that opens with questions.
    """
    if lists:
        return _list()
    if source is not None:
        if chosen or settings or yes:
            raise UsageError("--from asks nothing: leave out --template, --set and --yes")
        return _copy(source, out or Path(name or source))
    return _begin(name, chosen, out, settings, yes=yes)


def _begin(
    name: str | None,
    chosen: str | None,
    out: Path | None,
    settings: tuple[str, ...],
    *,
    yes: bool,
) -> int:
    from slarules.templates import answers, catalogue, written

    if chosen == LIST:
        click.echo(catalogue.told(catalogue.templates()))
        return WELL
    if name is None or chosen is None:
        known = catalogue.told(catalogue.templates())
        raise UsageError(
            f"write slarules new NAME --template T, where T is one of:\n{known}\n"
            "or see slarules new --list for whole contracts to start from"
        )
    template = catalogue.template(chosen)
    try:
        answers.name(name)
    except ValueError as error:
        raise UsageError(str(error)) from error
    folder = out or Path(name)
    _refuse_to_overwrite(folder)
    asks = sys.stdin.isatty() and not yes
    answered, still_open = _answers(template, _settings(settings), asks=asks)
    _place(folder, lambda made: written(name, template, answered, still_open, made))
    _tell(name, folder, still_open)
    return WELL


def _refuse_to_overwrite(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} is there already; nothing is overwritten: name another --out")


# --- starting points -----------------------------------------------------------------------------


def _list() -> int:
    from slarules.templates import catalogue, starts, templates
    from slarules.templates.starts import listed

    click.echo(
        "Templates ask, and come with a mapping and a history: slarules new NAME --template T"
    )
    click.echo(catalogue.told(templates()))
    click.echo("Starting points are whole contracts with questions: slarules new --from S NAME")
    click.echo(listed(starts()))
    return WELL


def _copy(source: str, folder: Path) -> int:
    from slarules.templates import copied, start

    chosen = start(source)
    _refuse_to_overwrite(folder)
    _place(folder, lambda made: copied(chosen, made))
    _tell_start(chosen, folder)
    return WELL


def _tell_start(chosen: Start, folder: Path) -> None:
    _, paint = screen()
    contract = folder / f"{chosen.name}.sla"
    click.echo(f"{contract} is written. Its parties and figures are invented.", err=True)
    click.echo(paint("Answer in its text", "title"))
    for question in chosen.questions:
        click.echo(f"  {question}")
    click.echo(paint("Next", "title"))
    for line in ("check", "test --coverage", "show --plain"):
        click.echo(f"  slarules {line} {_word(contract)}")


# --- questions -----------------------------------------------------------------------------------


def _settings(settings: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--set {setting} sets nothing; write --set KEY=VALUE")
        if key in found:
            raise UsageError(f"--set {key} is given twice; leave one out")
        found[key] = value
    return found


def _answers(
    template: Template, settings: dict[str, str], *, asks: bool
) -> tuple[dict[str, str], list[str]]:
    """Return the answer to each question, and which of them nobody has answered."""
    from slarules.templates import questions

    given: dict[str, str] = {}
    still_open = []
    if asks:
        click.echo("Return takes what stands in brackets. Ctrl-C writes nothing.", err=True)
    # Only a default for the first date depends on the day, and the text says that it is open.
    for question in questions(template, date.today(), given):  # noqa: DTZ011
        if question.key in settings:
            given[question.key] = _set(question, settings.pop(question.key))
        elif asks:
            given[question.key] = _asked(question)
        else:
            given[question.key] = question.check(question.default)
            still_open.append(question.key)
    _refuse_unknown(settings, given)
    return given, still_open


def _set(question: Question, value: str) -> str:
    try:
        return question.check(value)
    except ValueError as error:
        raise UsageError(f"--set {question.key}: {error}") from error


def _asked(question: Question) -> str:
    """Ask until the answer is one."""

    def checked(said: str) -> str:
        try:
            return question.check(said.strip())
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    found: str = click.prompt(
        question.asks, default=question.default, value_proc=checked, err=True, prompt_suffix=" "
    )
    return found


def _refuse_unknown(settings: Mapping[str, str], given: Mapping[str, str]) -> None:
    for key in settings:
        near = get_close_matches(key, given, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"no question is called '{key}'{hint} There are: {', '.join(given)}")


# --- writing -------------------------------------------------------------------------------------


def _place(folder: Path, fill: Callable[[Path], None]) -> None:
    """Write everything beside the folder first, so that a half-written one is never found.

    Raises:
        UsageError: The place cannot be written to.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as scratch:
            made = Path(scratch) / folder.name
            made.mkdir()
            fill(made)
            shutil.move(made, folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{folder} cannot be written: {reason}; name another --out") from error


def _tell(name: str, folder: Path, still_open: list[str]) -> None:
    _, paint = screen()
    contract, mapping = folder / f"{name}.sla", folder / f"{name}-csv.sla"
    click.echo(f"{contract}, its mapping and a made-up history are written.", err=True)
    if still_open:
        said = f"Defaults stand for {len(still_open)} answers; lines with 'To decide' show where."
        click.echo(said, err=True)
    click.echo(paint("Next", "title"))
    history = "--source " + _word(f"csv:{folder / 'history'}")
    measured = f"{_word(mapping)} --contract {_word(contract)} {history}"
    audited = f"{_word(contract)} --mapping {_word(mapping)} {history}"
    for line in (
        f"check {_word(contract)}",
        f"test {_word(contract)}",
        f"show {_word(contract)}",
        f"mapping check {measured}",
        # An invented history is nothing to enter in a register.
        f"audit {audited} --out {_word(folder / 'run')} --register none",
    ):
        click.echo(f"  slarules {line}")


def _word(path: Path | str) -> str:
    return shlex.quote(str(path))
