"""What a person types for years, times and lengths of time."""

from __future__ import annotations

import re
from datetime import datetime

import click

from slarules.cli.options import in_reach
from slarules.instants import HOUR, MINUTE, SECOND, Micros

YEARS = re.compile(r"(\d{4})(?:\.\.(\d{4}))?", re.ASCII)
AMOUNT = re.compile(r"(\d+)\s*([a-z]+)", re.ASCII)
UNITS = {
    **dict.fromkeys(("h", "hour", "hours"), HOUR),
    **dict.fromkeys(("m", "min", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("s", "sec", "second", "seconds"), SECOND),
}


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


class Time(click.ParamType):  # type: ignore[type-arg]
    """A date and a wall time, with or without an offset."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return `2026-03-02 09:00`, or any ISO 8601 time."""
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no time like '2026-03-02 09:00'", param, ctx)
        return in_reach(found, param, ctx)


class Length(click.ParamType):  # type: ignore[type-arg]
    """A length of time in whole hours, minutes and seconds."""

    name = "length"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Micros:
        """Return `8 hours`, `90m` or `1 h 30 min`."""
        found = AMOUNT.findall(str(value))
        known = all(unit in UNITS for _, unit in found)
        if not found or not known or AMOUNT.sub("", str(value)).strip():
            self.fail(f"'{value}' is no length of time like '8 hours' or 90m", param, ctx)
        return Micros(sum(int(number) * UNITS[unit] for number, unit in found))
