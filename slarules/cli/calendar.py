"""`slarules calendar`: frozen holidays, and business time on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import click

from slarules.cli.options import EXISTING_FILE
from slarules.errors import UsageError

YEARS = re.compile(r"(\d{4})(?:\.\.(\d{4}))?", re.ASCII)


class Years(click.ParamType):  # type: ignore[type-arg]  # older releases of click take none
    """A year, or the first and the last of several."""

    name = "years"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        """Return the years of `2026` or `2026..2028`, which is included."""
        found = YEARS.fullmatch(str(value))
        years = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
        if not years or years[0] == 0:
            self.fail(f"'{value}' is no year and no range like 2026..2028", param, ctx)
        return years


@click.group()
def command() -> None:
    """Freeze holidays, show the hours of a clock, count business time."""


@command.command()
@click.argument("area", metavar="AREA")
@click.argument("years", metavar="YEARS", type=Years())
@click.option("--version", help="The version of the file.  [default: the first year and .1]")
@click.option("--from-ics", type=EXISTING_FILE, help="Take the dates from an iCalendar file.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where to write; - is the screen.  [default: AREA-VERSION.sla]",
)
def freeze(
    area: str, years: range, version: str | None, from_ics: Path | None, out: Path | None
) -> None:
    """Write the holidays of an AREA such as IE or DE-HH to a file that never changes.

    A contract then says: use holidays "IE" version "2026.1". YEARS is 2026 or 2026..2028. With
    --from-ics, AREA is only the name.
    """
    from slarules.core.clocks import Holidays
    from slarules.hours.freeze import from_icalendar, from_library, written

    try:
        days, source = from_icalendar(from_ics, years) if from_ics else from_library(area, years)
    except ValueError as error:
        raise UsageError(str(error)) from error
    frozen = Holidays(area, version or f"{years[0]}.1", days)
    file = out or Path(f"{area}-{frozen.version}.sla")
    _keep(file, written(frozen, source))
    click.echo(f"{len(days)} holidays of {area}, {source}: {file}", err=True)


def _keep(file: Path, text: str) -> None:
    """Write a frozen file; one that is there already may only be the same.

    Raises:
        UsageError: The file holds something else.
    """
    if str(file) == "-":
        click.echo(text, nl=False)
    elif not file.exists():
        file.write_text(text, encoding="utf-8", newline="\n")
    elif file.read_text("utf-8") != text:
        raise UsageError(f"{file} is frozen and holds other dates: write a new --version")
