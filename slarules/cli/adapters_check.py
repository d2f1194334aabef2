"""`slarules adapters check`: whether a source can be read, and its adapter keeps what it should."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import MappingFile, format_option, path_option, screen
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.adapters import Asked, CheckReport
    from slarules.plugins import Plugins
    from slarules.profiles import Configured
    from slarules.pulling import LiveContext
    from slarules.report.layout import Tone
    from slarules.testing import Bench, Outcome

TONES: dict[str, Tone] = {"holds": "good", "fails": "bad"}


@click.command("check")
@click.argument("source", metavar="NAME[:ARGUMENT]")
@click.option(
    "--most",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    metavar="N",
    help="How many checkpoints of its first part are read, each time that a check reads.",
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
    source: str, most: int, mapping: Path | None, search: tuple[Path, ...], form: str
) -> int:
    """Check whether a source can be read, and whether its adapter keeps what verdicts rest on.

    It changes nothing in the source, and reads only the beginning of its first part.
    """
    from slarules.adapters import Asked
    from slarules.cli.pull import layout_of
    from slarules.profiles import configured

    layout = None if mapping is None else layout_of(mapping, search)
    looked = _looked(configured(_named(source)), Asked(layout=layout), most)
    if form == "json":
        print_document(looked.document())
    else:
        looked.show()
    return WELL if looked.is_well else FINDINGS


def _named(source: str) -> str:
    """Return a whole name; of an adapter with one source set up, that one."""
    from slarules.errors import UsageError
    from slarules.profiles import read_profiles

    if ":" in source:
        return source
    arguments = sorted(read_profiles().tables.get(source, {}))
    if len(arguments) == 1:
        return f"{source}:{arguments[0]}"
    known = ", ".join(f"{source}:{each}" for each in arguments) or f"{source}:ARGUMENT"
    raise UsageError(f"'{source}' names no source alone; write {known}")


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found.

    Attributes:
        source: As after `--source`.
        report: Whether it can be read as it is set up.
        outcomes: How each check of the kit went.
    """

    source: str
    report: CheckReport
    outcomes: tuple[Outcome, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return self.report.is_well and all(each.state != "fails" for each in self.outcomes)

    def document(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "source": self.source,
            "is_well": self.is_well,
            "set_up": [{"is_well": each.is_well, "what": each.what} for each in self.report.checks],
            "facts": dict(self.report.facts),
            "checks": [
                {
                    "name": each.check.name,
                    "state": each.state,
                    "protects_from": each.check.protects,
                    "told": list(each.told),
                }
                for each in self.outcomes
            ],
        }

    def show(self) -> None:
        """Print it for people: what is wrong first in its line, what was not checked last."""
        from slarules.report.layout import paragraph

        width, paint = screen()
        for each in self.report.checks:
            said = each.what if each.is_well else paint(f"wrong: {each.what}", "bad")
            click.echo(harmless(said))
        made = [each for each in self.outcomes if each.state != "not checked"]
        print_grid(
            ("check", "", "protects from"),
            [(each.check.name, each.state, each.check.protects) for each in made],
        )
        for outcome in made:
            for told in outcome.told:
                click.echo(harmless(paint(f"{outcome.check.name}: {told}", "bad")))
        for reason, count in self._not_checked().items():
            told = f"{count} not checked here, since each {reason}"
            click.echo(harmless(paint("\n".join(paragraph(told, width)), "quiet")))

    def _not_checked(self) -> Counter[str]:
        return Counter(each.told[0] for each in self.outcomes if each.state == "not checked")


def _looked(of: Configured, asked: Asked, most: int) -> _Looked:
    from slarules.cli.entry import now
    from slarules.plugins import load
    from slarules.pulling.checked import guarded
    from slarules.pulling.surroundings import context_of
    from slarules.sources import adapter_of
    from slarules.testing import Bench

    plugins = load()
    context = context_of(of, plugins, now)
    try:
        adapter = adapter_of(of.profile)
        with guarded(of.profile.name, context):
            report = adapter.check(context)
        adapter.close()
        bench = Bench(
            make=lambda: adapter_of(of.profile),
            open=lambda: context,
            plugin=_module(of.profile.adapter, plugins),
            stop_after=most,
            most_partitions=1,
            asked=asked,
            has_secret=context.redaction.has_secret,
        )
        # What cannot be read at all is no finding about the adapter.
        bench.filled()
        return _Looked(of.profile.name, report, tuple(_outcomes(bench, context)))
    finally:
        context.close()


def _module(adapter: str, plugins: Plugins) -> str | None:
    from importlib.metadata import entry_points

    from slarules.hookspecs import GROUP

    owner = plugins.owner(adapter)
    found = entry_points(group=GROUP, name=owner.name) if owner else ()
    return next((each.module for each in found), None)


def _outcomes(bench: Bench, context: LiveContext) -> Iterator[Outcome]:
    from dataclasses import replace

    from slarules.testing import CHECKS, judge

    for check in CHECKS:
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{check.name}", nl=False, err=True)
        found = judge(check, bench)
        yield replace(found, told=tuple(context.redaction.clean(each) for each in found.told))
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def print_grid(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows below their heads, as wide as the screen."""
    from slarules.report.layout import Cell, grid

    width, paint = screen()
    shown = [
        [Cell(head, "quiet") for head in heads],
        *([Cell(text, TONES.get(text, "plain")) for text in row] for row in rows),
    ]
    for line in grid(shown, width, yields=(), paint=paint):
        click.echo(harmless(line))
