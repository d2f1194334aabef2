"""What the exit code says, and what is told when a command ends early."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.printing import harmless

if TYPE_CHECKING:
    from slarules.problems import Problem
    from slarules.source import SourceText

WELL = 0
FINDINGS = 1
WRONG_USE = 2
SOURCE_FAILED = 3
DEFECT = 70
STOPPED = 130
"""As a shell reports a program that Ctrl-C ended."""
STOPPED_TOLD = "stopped; nothing half-written is left"
PIPE_CLOSED = 141
"""As a shell reports a program whose reader went away."""

NO_MEMORY = (
    "slarules: there is not enough memory; give the process more, or read long histories with "
    "--engine bulk, which needs under 2 GB"
)

NOT_MAPPED = "failed to map segment"
"""The loader of libraries says it where there are no addresses for one."""

TRACE = "SLARULES_TRACE"
"""Set to anything, it shows where in our code a defect is."""


def told(error: BaseException) -> int:
    """Say on stderr why a command ended early, and return its exit code."""
    from slarules.errors import ContractError, SlarulesError, SourceError

    match error:
        case click.ClickException():
            error.show()
            return WRONG_USE
        case click.Abort() | KeyboardInterrupt():
            click.echo(STOPPED_TOLD, err=True)
            return STOPPED
        case BrokenPipeError():
            return _quiet_end()
        case ContractError():
            show_problems(error.problems)
            return FINDINGS
        case SourceError():
            click.echo(harmless(f"slarules: {error}"), err=True)
            return SOURCE_FAILED
        case _ if _finds_no_room(error):
            click.echo(NO_MEMORY, err=True)
            return WRONG_USE
        case SlarulesError() | OSError() | UnicodeDecodeError():
            click.echo(harmless(f"slarules: {_sentence(error)}"), err=True)
            return WRONG_USE
        case _:
            return _defect(error)


def _finds_no_room(error: BaseException | None) -> bool:
    """Tell whether there was no memory; of a thread or a library that lacks it, texts tell."""
    match error:
        case MemoryError() | RuntimeError(args=("can't start new thread",)):
            return True
        case OSError(errno=errno.ENOMEM):
            return True
        case ImportError() | OSError():
            return NOT_MAPPED in str(error) or _finds_no_room(error.__context__)
        case _:
            return False


def _sentence(error: Exception) -> str:
    match error:
        case UnicodeDecodeError():
            return f"a file that is not UTF-8: {error}"
        case OSError(filename=str(name), strerror=str(reason)):
            return f"{name}: {reason}"
        case _:
            return str(error)


def show_problems(problems: Sequence[Problem]) -> None:
    """Show problems on standard error as `check` does."""
    from slarules.report.problems import as_text, by_name

    files = {Path(p.span.file) for p in problems if p.span.file}
    texts = by_name(text for file in sorted(files) if (text := _read(file)))
    click.echo(harmless(as_text(problems, texts)), err=True, nl=False)


def _read(file: Path) -> SourceText | None:
    """Return a text to show lines of; None where that it cannot be read is the problem."""
    from slarules.source import SourceText

    try:
        return SourceText.read(file)
    except (OSError, UnicodeDecodeError):
        return None


def _quiet_end() -> int:
    # Python flushes stdout once more when it ends, into a pipe that nobody reads.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def defect_of(error: BaseException) -> str:
    """Return a defect of ours in a sentence, and show its trace where that is asked for."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    if os.environ.get(TRACE):
        traceback.print_exception(error)
    kind = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    return f"a defect of ours, not of your files: {kind}: {error}"


def _defect(error: BaseException) -> int:
    click.echo(
        f"slarules: {defect_of(error)}\n"
        f"Please report it with this line, what you ran and `slarules --version`; with {TRACE}=1\n"
        "set, the same command shows the trace that helps most.",
        err=True,
    )
    return DEFECT
