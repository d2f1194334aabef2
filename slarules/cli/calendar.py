"""`slarules calendar`: frozen holidays, and business time on the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.options import EXISTING_FILE, format_option, path_option
from slarules.cli.typed import Length, Time, Years
from slarules.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slarules.core.clocks import Clock
    from slarules.core.contract import Contract, Version
    from slarules.instants import Instant, Interval, Micros


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
        named = f"{from_ics} is no iCalendar file: " if from_ics else ""
        raise UsageError(f"{named}{error}") from error
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


@command.command()
@click.argument("contract", type=EXISTING_FILE)
@click.argument("clock")
@click.argument("year", type=click.IntRange(1900, 9000))
@path_option
@format_option()
def show(contract: Path, clock: str, year: int, search: tuple[Path, ...], form: str) -> None:
    """Print the opening hours of a CLOCK in a YEAR, month by month."""
    from slarules.hours.local import midnight
    from slarules.pipeline import load
    from slarules.report.documents import written
    from slarules.report.year import year_as_json, year_of

    agreed = load(contract, search)
    shown = _clock(agreed, clock, midnight(datetime(year, 12, 31), agreed.zone))  # noqa: DTZ001
    as_json = form == "json"
    click.echo(written(year_as_json(shown, year)) if as_json else year_of(shown, year), nl=False)


@command.command()
@click.argument("contract", type=EXISTING_FILE)
@click.argument("clock")
@click.argument("start", type=Time())
@click.argument("length", type=Length())
@path_option
@format_option()
def due(
    contract: Path,
    clock: str,
    start: datetime,
    length: Micros,
    search: tuple[Path, ...],
    form: str,
) -> None:
    """Print when so much time of a CLOCK has passed since START, and when it is missed.

    START is a wall time of the contract's zone, or one with an offset; LENGTH is like '8 hours'.
    """
    from slarules.hours.deadlines import counting_start
    from slarules.hours.opentime import OpenTime
    from slarules.pipeline import load

    agreed = load(contract, search)
    began = _instant(start, agreed.zone)
    open_time = OpenTime(_clock(agreed, clock, began))
    counted = counting_start(open_time, began)
    _print_instants(
        form,
        agreed.zone,
        {"clock": clock},
        start=began,
        due=open_time.shown_due(counted, length),
        missed=open_time.missed(counted, length),
    )


@command.command()
@click.argument("contract", type=EXISTING_FILE)
@click.argument("start", type=Time())
@click.argument("goal")
@click.option(
    "--paused",
    type=(Time(), Time()),
    multiple=True,
    metavar="FROM UNTIL",
    help="Time that does not count; may be given several times.",
)
@path_option
@format_option()
def deadline(
    contract: Path,
    start: datetime,
    goal: str,
    paused: tuple[tuple[datetime, datetime], ...],
    search: tuple[Path, ...],
    form: str,
) -> None:
    """Print when a GOAL falls due that begins at START, and when it is missed.

    GOAL is written as in a table of targets, like 'by close of the 2nd desk day after'.
    """
    from slarules.contract.asked import goal_asked
    from slarules.engine.reference.goals import Counted, due
    from slarules.engine.reference.periods import Clocks
    from slarules.pipeline import load

    agreed = load(contract, search)
    began = _instant(start, agreed.zone)
    terms = _text(agreed, began).terms
    asked = goal_asked(goal, agreed, terms)
    stops = _stops(paused, agreed.zone)
    found = due(asked, Counted(began, stops), Clocks(terms, agreed.zone), lambda _: None)
    if found is None:
        raise UsageError(f"'{goal}' hangs on a moment of an item: give it in a scenario")
    shown = {"start": began, "due": _ever(found.due_at), "missed": _ever(found.missed_at)}
    _print_instants(form, agreed.zone, {"goal": goal}, **shown)


def _stops(paused: Iterable[tuple[datetime, datetime]], zone: str) -> list[Interval]:
    """Return the pauses, disjoint and in order.

    Raises:
        UsageError: One ends before it starts.
    """
    from slarules.instants import Interval, union

    stops = [Interval(_instant(start, zone), _instant(end, zone)) for start, end in paused]
    for stop, (start, end) in zip(stops, paused, strict=True):
        if stop.end < stop.start:
            raise UsageError(f"a pause ends before it starts: {start} until {end}")
    return union(stops)


def _ever(at: Instant) -> Instant | None:
    from slarules.engine.reference.goals import NEVER

    return None if at == NEVER else at


@command.command()
@click.argument("contract", type=EXISTING_FILE)
@click.argument("clock")
@click.argument("start", type=Time())
@click.argument("end", type=Time())
@path_option
@format_option()
def elapsed(
    contract: Path,
    clock: str,
    start: datetime,
    end: datetime,
    search: tuple[Path, ...],
    form: str,
) -> None:
    """Print how much time of a CLOCK lies between START and END."""
    from slarules.hours.opentime import OpenTime
    from slarules.instants import iso
    from slarules.pipeline import load
    from slarules.report.documents import written
    from slarules.report.numbers import duration, seconds

    agreed = load(contract, search)
    began, ended = _instant(start, agreed.zone), _instant(end, agreed.zone)
    length = OpenTime(_clock(agreed, clock, began)).elapsed(began, ended)
    if form == "text":
        click.echo(duration(length))
        return
    document = {"schema_version": 1, "clock": clock, "start": iso(began), "end": iso(ended)}
    click.echo(written({**document, "elapsed_s": seconds(length)}), nl=False)


def _clock(contract: Contract, name: str, at: Instant) -> Clock:
    """Return a clock as the text in effect at an instant has it.

    Raises:
        UsageError: No clock is called so.
    """
    from slarules.core.clocks import ELAPSED

    clocks = {**_text(contract, at).terms.clocks, ELAPSED.name: ELAPSED}
    if name not in clocks:
        known = ", ".join(clocks)
        raise UsageError(f"no clock of {contract.name} is called '{name}'; there are: {known}")
    return clocks[name]


def _text(contract: Contract, at: Instant) -> Version:
    """Return the text in effect at an instant."""
    first, *later = contract.versions
    return [first, *(version for version in later if version.effective <= at)][-1]


def _instant(time: datetime, zone: str) -> Instant:
    from slarules.hours.local import at_wall
    from slarules.instants import instant

    return instant(time) if time.tzinfo else at_wall(time, zone)


def _print_instants(
    form: str, zone: str, asked: Mapping[str, str], **instants: Instant | None
) -> None:
    from slarules.instants import iso
    from slarules.report.documents import written
    from slarules.report.moments import wall

    if form == "text":
        for name, at in instants.items():
            click.echo(f"{name:<7} {'never' if at is None else f'{wall(at, zone)}'}")
        return
    shown: dict[str, Any] = {name: None if at is None else iso(at) for name, at in instants.items()}
    click.echo(written({"schema_version": 1, **asked, **shown}), nl=False)
