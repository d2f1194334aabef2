"""`slarules register`: whether a register is whole, and its schema."""

from __future__ import annotations

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import format_option, register_option
from slarules.cli.printing import harmless, print_document


@click.group()
def command() -> None:
    """Check the register of runs and statements, or make its schema."""


@command.command()
@register_option
@format_option()
def check(register: str, form: str) -> int:
    """Check that the chain of a register is whole, and name what is not.

    Ends with 1 when something is wrong. Keep the last hash elsewhere now and then: without it
    nobody can tell that entries were cut off at the end.
    """
    from slarules.register.database import existing

    with existing(register) as held:
        number, head = held.last()
        flaws, shown = held.flaws(), held.shown
    if form == "json":
        _print_json(shown, number, head, flaws)
    else:
        _print_text(shown, number, head, flaws)
    return FINDINGS if flaws else WELL


def _print_json(register: str, number: int, head: str, flaws: tuple[str, ...]) -> None:
    print_document({"register": register, "last": number, "head": head, "flaws": list(flaws)})


def _print_text(register: str, number: int, head: str, flaws: tuple[str, ...]) -> None:
    from slarules.report.numbers import counted

    found = counted(len(flaws), "flaw") if flaws else "whole"
    click.echo(harmless(f"{register}: {found}; the last entry is {number}"))
    click.echo(f"  {head}")
    for flaw in flaws:
        click.echo(harmless(f"  {flaw}"))


@command.command()
@register_option
def upgrade(register: str) -> None:
    """Make the schema of a register, or bring it up to date.

    Any command that writes does this by itself. It is for a database in which others may only
    read and add: run it once as the owner.
    """
    from slarules.register.database import opened

    with opened(register) as held:
        click.echo(f"{held.shown} has the schema of this slarules", err=True)
