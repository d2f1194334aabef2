"""`slarules mapping new`: a first mapping from what a source says that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.entry import now
from slarules.cli.exits import WELL
from slarules.cli.options import path_option
from slarules.errors import UsageError

if TYPE_CHECKING:
    from slarules.core.contract import Contract, Vocabulary
    from slarules.core.mapping import Mapping
    from slarules.discovery import Misfit


@click.command("new")
@click.argument("name")
@click.option("--source", required=True, metavar="S", help="What it is made from: jira:acme.")
@click.option(
    "--vocabulary",
    required=True,
    metavar="V",
    help="The words that it yields: service-desk, or the file of a vocabulary.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write.  [default: NAME.sla]",
)
@path_option
def command(
    *, name: str, source: str, vocabulary: str, out: Path | None, search: tuple[Path, ...]
) -> int:
    """Write a first mapping from what a source has: values by identifier, guesses marked.

    What the source has is kept beside it, so that `slarules mapping check` can tell later what
    was renamed or is gone. As in: slarules mapping new acme --source jira:acme --vocabulary
    service-desk
    """
    from slarules.discovery import beside, keep, starter
    from slarules.discovery.asking import catalogue_of
    from slarules.discovery.words import words_of
    from slarules.source import SourceText
    from slarules.syntax.layout import format_text

    path = out or Path(f"{name}.sla")
    _refuse_name(name)
    for each in (path, beside(path)):
        if each.exists():
            raise UsageError(f"{each} is there already, and is not overwritten; name another")
    words = words_of(vocabulary, search)
    catalogue = catalogue_of(source, now)
    if catalogue is None:
        raise UsageError(
            f"{source} does not say what fields it has; slarules new writes a mapping for files"
        )
    text = starter(name, catalogue, words)
    with path.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(format_text(SourceText(str(path), text)))
    keep(beside(path), catalogue)
    click.echo(f"{path}\n{beside(path)}")
    click.echo(f"look at each line with 'please look', then: slarules check {path}", err=True)
    return WELL


def _refuse_name(name: str) -> None:
    if not (name.isascii() and name.isidentifier() and name.islower()):
        raise UsageError(f"'{name}' is no name; write small letters, digits and _, such as acme")


def misfits_of(
    path: Path, mapping: Mapping, words: Contract | Vocabulary, sources: Sequence[str]
) -> Iterator[Misfit]:
    """Yield where a mapping does not fit what its sources say that they have."""
    from slarules.core.contract import Contract

    told = [source for source in sources if not source.startswith("csv:")]
    if not told:
        return
    from slarules.discovery import beside, kept, misfits
    from slarules.discovery.asking import catalogue_of

    vocabulary = words.vocabulary if isinstance(words, Contract) else words
    then = kept(beside(path))
    for source in told:
        catalogue = catalogue_of(source, now)
        if catalogue is not None and catalogue.adapter == mapping.source:
            yield from misfits(mapping, vocabulary, catalogue, then)
