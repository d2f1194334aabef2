"""`slarules store`: what a store holds, whether it is whole, and erasing persons from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import format_option, screen
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.rebuilding import Observed, Said
    from slarules.store.history import History


@click.group()
def command() -> None:
    """Look at stores, check them, erase persons from them."""


@command.command("list")
@click.argument("address")
@format_option()
def show(address: str, form: str) -> int:
    """List the sources of a store and their snapshots, the newest last."""
    from slarules.store import open_store

    with open_store(address) as store:
        histories = [store.history(source) for source in store.sources()]
        shown = store.shown
    if form == "json":
        _print_json(shown, histories)
    else:
        for history in histories:
            _print_text(history)
    return WELL


def _print_json(shown: str, histories: list[History]) -> None:
    sources = [
        {"source": history.source, "snapshots": [*map(_object, _snapshots(history))]}
        for history in histories
    ]
    print_document({"store": shown, "sources": sources})


def _snapshots(history: History) -> Iterator[tuple[History, int]]:
    return ((history, row.number) for row in history.rows)


def _object(snapshot: tuple[History, int]) -> dict[str, Any]:
    from slarules.instants import Instant, iso

    history, number = snapshot
    row, body = history.rows[number - 1], history.bodies[number - 1]
    through = row.complete_through
    return {
        "number": number,
        "kind": row.kind,
        "at": iso(Instant(row.at)),
        "complete_through": None if through is None else iso(Instant(through)),
        "new": dict(body.new),
        "rows": {name: table.rows for name, table in body.tables.items()},
        "erasure": None if body.erasure is None else body.erasure.model_dump(mode="json"),
        "is_readable": history.erasure_of(number) is None,
        "hash": row.hash,
    }


def _print_text(history: History) -> None:
    from slarules.report.layout import Cell, grid

    width, paint = screen()
    click.echo(harmless(history.source))
    titles = ("", "when", "rows", "complete through", "")
    rows = [[Cell(each, "quiet") for each in titles]]
    rows += [[Cell(each) for each in _cells(*snapshot)] for snapshot in _snapshots(history)]
    for line in grid(rows, width - 2, yields=(4,), paint=paint):
        click.echo(harmless(f"  {line}"))


def _cells(history: History, number: int) -> tuple[str, ...]:
    told = _object((history, number))
    rows = sum(told["rows"].values())
    return (
        str(number),
        _second(told["at"]),
        f"{rows:,} (+{sum(told['new'].values()):,})",
        _second(told["complete_through"] or "unknown"),
        _remark(told),
    )


def _second(at: str) -> str:
    whole, dot, _ = at.partition(".")
    return f"{whole}Z" if dot else at


def _remark(told: dict[str, Any]) -> str:
    if told["erasure"]:
        return f"erasure by {told['erasure']['by']}: {told['erasure']['reason']}"
    return "" if told["is_readable"] else "cannot be read any more: erased from"


@command.command("show")
@click.argument("address")
@click.argument("reference")
@format_option()
def show_row(address: str, reference: str, form: str) -> int:
    """Print what a source said of a ticket, an event, an outage or a row of a file.

    REFERENCE is a ticket, such as HELP-1, or what explain prints as evidence, such as
    jira:acme/HELP-1:3. What the source said before it was edited stands there too.
    """
    from slarules.rebuilding import said_of
    from slarules.store import open_store

    with open_store(address) as store:
        held = store.snapshot()
        found = said_of(held, reference)
        shown = store.shown
    if form == "json":
        about = {"store": shown, "source": held.source, "snapshot": held.snapshot}
        rows = [asdict(each) for each in found]
        print_document({**about, "rows": rows})
        return WELL
    click.echo(harmless(f"{held.source} in {shown}, snapshot {held.snapshot}"))
    for each in found:
        click.echo(harmless("\n".join(_said(each))))
    return WELL


def _said(said: Said) -> Iterator[str]:
    yield f"\n{said.table} {' '.join(said.key)}"
    cells = {**({"field": said.field} if said.field else {}), **said.last.says}
    width = max(map(len, (*cells, "first seen")))
    for name, cell in cells.items():
        yield f"  {name:<{width}}  {cell}"
    yield f"  {'first seen':<{width}}  {_when(said.first)}"
    for before, after in pairwise((*said.earlier, said.last)):
        was = [
            f"{name} was {before.says.get(name, 'empty')}"
            for name in {**before.says, **after.says}
            if before.says.get(name) != after.says.get(name)
        ]
        yield f"  {'edited':<{width}}  {_when(after)}: {', '.join(was)}"


def _when(observed: Observed) -> str:
    return f"{_second(observed.at)}, snapshot {observed.snapshot}"


@command.command()
@click.argument("address")
@format_option()
def verify(address: str, form: str) -> int:
    """Check that a store is whole: its chains of snapshots, its files, its cursors.

    Ends with 1 when something is wrong.
    """
    from slarules.store import open_store
    from slarules.store.verifying import verified

    with open_store(address) as store:
        flaws = tuple(verified(store))
        shown, histories = store.shown, [store.history(source) for source in store.sources()]
    if form == "json":
        heads = {each.source: each.rows[-1].hash if each.rows else None for each in histories}
        document = {"store": shown, "heads": heads, "flaws": list(flaws)}
        print_document(document)
    else:
        _print_flaws(shown, histories, flaws)
    return FINDINGS if flaws else WELL


def _print_flaws(shown: str, histories: list[History], flaws: tuple[str, ...]) -> None:
    from slarules.report.numbers import counted

    found = counted(len(flaws), "flaw") if flaws else "whole"
    click.echo(harmless(f"{shown}: {found}"))
    for history in histories:
        erased = [row.number for row in history.rows if history.erasure_of(row.number)]
        lost = f"; 1 to {erased[-1]} cannot be read any more, erased from" if erased else ""
        head = history.rows[-1].hash if history.rows else "no snapshot"
        count = counted(len(history.rows), "snapshot")
        click.echo(harmless(f"  {history.source}: {count}{lost}\n    {head}"))
    for flaw in flaws:
        click.echo(harmless(f"  {flaw}"))


@command.command()
@click.argument("address")
@click.option(
    "--actor",
    "actors",
    required=True,
    multiple=True,
    metavar="ID",
    help="An identifier of the person, as the store has it; may be given several times.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept for good.")
@click.option("--by", required=True, metavar="NAME", help="Who erases; it is kept for good.")
@format_option()
def erase(address: str, actors: tuple[str, ...], reason: str, by: str, form: str) -> int:
    """Take a person out of all that is kept of a source, for good.

    Their rows stay and say no more whose they were. Snapshots before cannot be read any more;
    folders of runs stay as they are. Erase the person in the source first: what it still says
    comes back with the next pull.
    """
    from slarules.cli.entry import now
    from slarules.store import open_store
    from slarules.store.erasing import Erasing, erase
    from slarules.store.remaining import remaining

    with open_store(address) as store:
        source = store.history().source
        row, erased = erase(store, source, Erasing(actors, by, reason), now())
        left = remaining(store, source, actors)
    if form == "json":
        document = {"source": source, "snapshot": row.number, **erased.model_dump(mode="json")}
        document["remaining"] = list(left)
        print_document(document)
        return WELL
    one = "1 row no longer says whose it is"
    told = one if erased.rows == 1 else f"{erased.rows:,} rows no longer say whose they are"
    click.echo(harmless(f"{source}: {told}; snapshot {row.number}"))
    click.echo(f"  snapshots 1 to {erased.last} cannot be read any more")
    if left:
        where = ", ".join(left)
        click.echo(f"  still there, since rows and parts are found by it: {where}")
    return WELL
