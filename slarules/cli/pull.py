"""`slarules pull`: keep what a source says, so that it can be audited again and again."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.exits import STOPPED, WELL
from slarules.cli.options import Day, MappingFile, format_option, path_option
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.adapters import Asked
    from slarules.core.mapping import Layout
    from slarules.profiles import Configured
    from slarules.pulling import Progress, Pulled
    from slarules.store.sink import Committed

store_option = click.option(
    "--store",
    required=True,
    envvar="SLARULES_STORE",
    metavar="ADDRESS",
    help="The store: a folder, or postgresql://...?history=FOLDER. Also from SLARULES_STORE.",
)


GOES_ON = "not read to the end; what is told above is kept, the same command goes on there"


@click.command("pull")
@click.argument("source", metavar="SOURCE")
@store_option
@click.option(
    "--since", type=Day(), metavar="D", help="Leave out tickets that nobody touched since."
)
@click.option(
    "--mapping",
    type=MappingFile(),
    metavar="M",
    help="How files are laid out; only sources that are files need it.",
)
@path_option
@format_option()
def command(
    *,
    source: str,
    store: str,
    since: date | None,
    mapping: Path | None,
    search: tuple[Path, ...],
    form: str,
) -> int:
    """Pull what a source has into a store, from where the last pull ended.

    As in: slarules pull jira:acme --store history

    Run it again and again, such as every night: only what is new is read and kept, and what the
    source forgets stays. It may be stopped at any time. slarules audit --source store:history
    reads the store.
    """
    from slarules.adapters import Asked
    from slarules.profiles import configured

    since_then = None if since is None else _midnight(since)
    layout = None if mapping is None else layout_of(mapping, search)
    told = _Told(source, store)
    try:
        _pull(configured(source), Asked(since=since_then, layout=layout), told)
    finally:
        # What was kept is told however it ends, since it stays.
        if told.committed is not None and (told.pulled or told.committed.is_more):
            _print(told, form)
            if told.pulled is None:
                click.echo(GOES_ON, err=True)
    if told.pulled and told.pulled.is_stopped:
        click.echo("stopped; what is told above is kept, the same command goes on there", err=True)
        return STOPPED
    return WELL


@dataclass(slots=True)
class _Told:
    """What is told at the end."""

    source: str
    store: str
    committed: Committed | None = None
    pulled: Pulled | None = None


def _midnight(day: date) -> Any:  # noqa: ANN401  # an instant, imported late
    from slarules.instants import instant

    return instant(datetime.combine(day, time(), UTC))


def layout_of(mapping: Path, search: tuple[Path, ...]) -> Layout:
    """Return how files are laid out.

    Raises:
        ContractError: The mapping has problems.
    """
    from slarules.contract.mapping import load_mapping
    from slarules.errors import ContractError

    loaded = load_mapping(mapping, None, search)
    if loaded.mapping is None:
        raise ContractError(loaded.problems)
    return loaded.mapping.layout


def _pull(source: Configured, asked: Asked, told: _Told) -> None:
    from slarules.cli.entry import now
    from slarules.plugins import load
    from slarules.pulling import pull, stopped_by_keyboard
    from slarules.pulling.surroundings import context_of
    from slarules.sources import adapter_of
    from slarules.sources.live import kept_in
    from slarules.store import open_store

    adapter = adapter_of(source.profile)
    with _drawn() as ear, open_store(told.store) as store:
        context = context_of(source, load(), now, ear)
        told.store = store.shown
        try:
            with kept_in(store, source, context) as sink:
                told.committed = sink.committed
                with stopped_by_keyboard(context):
                    told.pulled = pull(
                        adapter,
                        asked,
                        context,
                        sink,
                        concurrency=source.pull.concurrency,
                        census=source.pull.census,
                    )
        finally:
            adapter.close()
            context.close()


@contextmanager
def _drawn() -> Iterator[Any]:
    """Give what shows how far it is: in one line of a terminal, elsewhere in seldom lines."""
    if not sys.stderr.isatty():
        from slarules.cli.entry import now
        from slarules.pulling import Seldom

        yield Seldom(now, lambda line: click.echo(harmless(line), err=True))
        return
    line = _Line()
    try:
        yield line
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


@dataclass(slots=True)
class _Line:
    """One line that is written over."""

    lines: Any = field(default=None)

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        from slarules.cli.entry import now
        from slarules.pulling import Lines
        from slarules.report.layout import cut

        self.lines = self.lines or Lines(now)
        width = shutil.get_terminal_size((100, 24)).columns
        text = cut(harmless(self.lines.line(progress)), width - 1)
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)


def _print(told: _Told, form: str) -> None:
    if form == "json":
        print_document(_document(told))
        return
    click.echo(harmless("\n".join(_lines(told))))


def _document(told: _Told) -> dict[str, Any]:
    from slarules.instants import iso

    committed, pulled = told.committed, told.pulled
    through = committed.complete_through if committed else None
    return {
        "source": told.source,
        "store": told.store,
        "snapshot": (committed.snapshot if committed else 0) or None,
        "is_new": bool(committed and committed.is_more),
        "rows": dict(sorted(committed.new.items())) if committed else {},
        "notices": dict(sorted(committed.notices.items())) if committed else {},
        "lost": pulled.lost if pulled else 0,
        "complete_through": None if through is None else iso(through),
        "is_whole": bool(pulled and not pulled.is_stopped),
    }


def _lines(told: _Told) -> Iterator[str]:
    from slarules.instants import iso

    committed = told.committed
    if committed is None:
        return
    if committed.is_more:
        yield f"{told.source} in {told.store}: snapshot {committed.snapshot}"
    else:
        yield f"{told.source} in {told.store}: nothing new since snapshot {committed.snapshot}"
    rows = {name: count for name, count in committed.new.items() if name != "notices"}
    for name, count in sorted(rows.items()):
        yield f"  {count:>12,}  {name}"
    if committed.is_more and not rows:
        yield "  no row is new"
    for code, count in sorted(committed.notices.items()):
        yield f"  {count:>12,}  notices: {code}"
    if told.pulled and told.pulled.lost:
        yield f"  {told.pulled.lost:>12,}  tickets are no longer shown"
    through = committed.complete_through
    yield f"  complete through {'an unknown time' if through is None else iso(through)}"
