"""The command line: each command is a module here of its name, imported when it is asked for."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from slarules.cli.addresses import taken_sparingly
from slarules.cli.exits import STOPPED, told
from slarules.cli.methods import methods_kept
from slarules.cli.stopping import OWN

COMMANDS = (
    "new",
    "check",
    "fmt",
    "show",
    "test",
    "mapping",
    "calendar",
    "pull",
    "store",
    "audit",
    "plan",
    "compare",
    "explain",
    "report",
    "verify",
    "sign",
    "runs",
    "assert",
    "claim",
    "dispute",
    "statement",
    "register",
    "adapters",
    "plugins",
    "demo",
)
"""In the order in which a newcomer meets them."""

MODULES = {"assert": "assertion"}
"""Modules that cannot have the name of their command, since Python has it."""


MOST_WAITED = 0.2
"""Seconds in which a process that was stopped ends."""


class LazyGroup(click.Group):
    """Commands by name, none imported before it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the object `command` of the module of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(
            f"slarules.cli.{MODULES.get(cmd_name, cmd_name)}"
        ).command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is asked for; one that is none is told with the nearest."""
        if args[0] not in COMMANDS and (near := get_close_matches(args[0], COMMANDS, 1)):
            raise click.UsageError(f"no command '{args[0]}'; did you mean '{near[0]}'?", ctx)
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    del parameter
    if wanted:
        from importlib.metadata import version

        click.echo(f"slarules {version('slarules')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version.",
)
def cli() -> None:
    """Check service level agreements, run them over histories, explain and settle them.

    New here? slarules demo runs everything on a made-up year, and says what to look into.

    Exit codes: 0 ran to the end; 1 findings in what was asked about; 2 wrong use; 3 a source
    could not be read to the end; 70 a defect of slarules.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; commands return theirs, or nothing for 0."""
    try:
        code = cli.main(arguments, prog_name="slarules", standalone_mode=False)
        sys.stdout.flush()
    # The one place that turns every end of a command into an exit code.
    except BaseException as error:  # noqa: BLE001
        return told(_cause(error))
    return code or 0


def _cause(error: BaseException) -> BaseException:
    # Click ends the process itself where a pipe is closed; nothing else here does. And it takes the
    # end of anything that is read, such as a file cut short, for somebody who ends a dialogue.
    match error:
        case SystemExit():
            return BrokenPipeError()
        case click.Abort(__cause__=EOFError() as ended):
            return ended
        case _:
            return error


def main() -> NoReturn:
    """Run the command of the process and end it."""
    # A command makes many values and hardly a cycle; looking for cycles as often as Python does
    # by default took a tenth of `check`.
    gc.set_threshold(50_000, 20, 50)
    _open_what_is_closed()
    taken_sparingly()
    OWN.set(True)
    try:
        with methods_kept():
            code = run()
    except KeyboardInterrupt as stop:
        code = told(stop)
    _end_at_once(code)


def _open_what_is_closed() -> None:
    """Give a process that was started without standard output or error one that goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for good
            setattr(sys, name, nowhere)


def _end_at_once(code: int) -> NoReturn:
    """End without taking modules and compiled code apart: that takes a fifth of a `check`'s time.

    After an audit by columns it takes half a second, and seconds after a long one.

    Threads are waited for, and what is registered for the end is done; not for long after Ctrl-C.
    """
    if code == STOPPED:
        _end_soon(code)
    # All is done and told; Ctrl-C only hastens the end.
    with suppress(KeyboardInterrupt):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  # as Python itself does
    atexit._run_exitfuncs()  # noqa: SLF001
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _end_soon(code: int) -> None:
    """End, whatever is still waited for: a thread, or a reader of what is printed."""
    soon = threading.Timer(MOST_WAITED, os._exit, (code,))
    soon.daemon = True
    with suppress(RuntimeError):
        soon.start()
