"""Times as people write them in exports, as instants; an ambiguous one is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slarules.core.mapping import DatePattern, Layout
from slarules.hours.local import zone_rules
from slarules.instants import Instant, instant

WRITTEN = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[-./])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})"
    r"(?:(?:[ T]|,\s?)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?\s?(?P<offset>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


REMEMBERED = 200_000
"""Times kept ready: exports repeat them, in the rows of a ticket and from pass to pass."""


class UnreadableTimeError(ValueError):
    """A time that could be two, or that lacks its zone; the message says what to declare."""


class Turned(NamedTuple):
    """A wall time of a night in which clocks were turned.

    Attributes:
        first: As it is read: the earlier of two, or moved later where there was none.
        second: The later of two; None where there was none.
    """

    zone: str
    first: Instant
    second: Instant | None

    def __str__(self) -> str:
        if self.second is None:
            return f"is no time in {self.zone}, where clocks were turned on; it is taken as later"
        return f"was twice in {self.zone}, where clocks were turned back; taken as the first"


@dataclass(slots=True)
class Times:
    """Reads times as a mapping declares them.

    Attributes:
        dates: The declared order of a date; a date that begins with its year needs none.
        zone: Where times without an offset are.
        shown: The order that undeclared dates were found to have.
    """

    dates: DatePattern | None
    zone: str | None
    shown: str | None = None
    _known: dict[tuple[str, str | None], Instant | None] = field(default_factory=dict)
    _turned: dict[tuple[str, str | None], Turned] = field(default_factory=dict)

    @classmethod
    def declared(cls, layout: Layout) -> Times:
        """Return the reader for a mapping's files."""
        return cls(layout.dates, layout.zone)

    def read(self, text: str, zone: str | None = None) -> Instant | None:
        """Return the instant of a time, or None when the text is no time.

        Args:
            text: What stands in the file; surrounding blanks do not matter.
            zone: Where it is if it has no offset; without it, where the mapping says.

        Raises:
            UnreadableTimeError: It could be two times, or lacks its zone.
        """
        key = (text, zone)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = self._read(text.strip(), zone or self.zone)
        return self._known[key]

    def _read(self, text: str, zone: str | None) -> Instant | None:
        try:
            if text[4:5] == "-" and text[10:11] != "":
                return self._placed(datetime.fromisoformat(text), text, zone)
        except ValueError as error:
            if isinstance(error, UnreadableTimeError):
                raise
        written = WRITTEN.fullmatch(text)
        return self._placed(self._parts(written), text, zone) if written else None

    def _placed(self, time: datetime | None, text: str, zone: str | None) -> Instant | None:
        if time is None or not 1700 <= time.year <= 9990:
            return None
        if time.tzinfo is not None:
            return instant(time)
        if zone is None:
            say = 'times without an offset are in "Europe/Berlin"'
            raise UnreadableTimeError(f"'{text}' has no offset; the mapping can say: {say}")
        return self._local(time, text, zone)

    def _local(self, time: datetime, text: str, zone: str) -> Instant:
        earlier = time.replace(tzinfo=_rules(zone))
        at = instant(earlier)
        if _turns(zone, time.toordinal()):
            later = instant(earlier.replace(fold=1))
            if later != at:
                self._turned[text, zone] = Turned(zone, at, later if later > at else None)
        return at

    def turned(self, text: str, zone: str | None = None) -> Turned | None:
        """Return what is doubtful about a time that was read, where clocks were turned."""
        return self._turned.get((text.strip(), zone or self.zone)) if self._turned else None

    def _parts(self, written: re.Match[str]) -> datetime | None:
        date = self._date(written)
        clock = _clock(written)
        if date is None or clock is None:
            return None
        try:
            day = datetime(*date)  # noqa: DTZ001
            offset = _offset(written["offset"])
        except ValueError:
            return None
        # An offset belongs to the wall time that is written, so it is put on last.
        return (day + clock).replace(tzinfo=offset.tzinfo if offset else None)

    def _date(self, written: re.Match[str]) -> tuple[int, int, int] | None:
        a, b, c = written["a"], written["b"], written["c"]
        if len(a) == 4:
            return (int(a), int(b), int(c)) if len(c) <= 2 else None
        if len(c) != 4 or len(a) > 2:
            return None
        day_first = self._day_first(written[0], int(a), int(b), written["mark"])
        if day_first is None:
            return None
        return (int(c), int(b), int(a)) if day_first else (int(c), int(a), int(b))

    def _day_first(self, text: str, a: int, b: int, mark: str) -> bool | None:
        if self.dates is not None:
            fits = mark in self.dates and not self.dates.startswith("year")
            return self.dates.startswith("day") if fits else None
        if a <= 12 and b <= 12 and a != b:
            say = f"dates are written day{mark}month{mark}year"
            raise UnreadableTimeError(
                f"'{text}' may be day {a} of month {b} or the other way round; "
                f"the mapping can say: {say}"
            )
        if a != b:
            self._remember(f"day{mark}month{mark}year" if a > 12 else f"month{mark}day{mark}year")
        return a > 12 or a == b

    def _remember(self, order: str) -> None:
        if self.shown not in {None, order}:
            raise UnreadableTimeError(
                f"dates are written {self.shown} in one place, {order} in another"
            )
        self.shown = order


_zones: dict[str, ZoneInfo] = {}


def _rules(zone: str) -> ZoneInfo:
    if zone not in _zones:
        _zones[zone] = zone_rules(zone)
    return _zones[zone]


@lru_cache(maxsize=100_000)
def _turns(zone: str, day: int) -> bool:
    """Tell whether clocks may be turned on a day: few are, and exports hold each many times."""
    rules, date = _rules(zone), datetime.fromordinal(day)
    ends = (date - timedelta(hours=3), date + timedelta(hours=27))
    return len({end.replace(tzinfo=rules).utcoffset() for end in ends}) > 1


def _offset(text: str | None) -> datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(f"2000-01-01T00:00{'Z' if text == 'UTC' else text}")


def _clock(written: re.Match[str]) -> timedelta | None:
    hour, minute, second = (int(written[part] or 0) for part in ("hour", "minute", "second"))
    if half := written["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    micros = int((written["fraction"] or "").ljust(6, "0")[:6])
    midnight = (hour, minute, second, micros) == (24, 0, 0, 0)
    if minute > 59 or second > 59 or (hour > 23 and not midnight):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)
