"""Clocks as arrays, for compiled code: open stretches, days, and the offsets of zones.

Nothing is searched. A table says for every few hours which stretch is the first that may hold an
instant of them, and from there it is a step or two; so it is for days, zones and open time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from slarules.core.clocks import Clock
from slarules.engine.bulk.judging.compiled import NEVER, NONE
from slarules.hours.local import zone_rules
from slarules.hours.opentime import CHUNK, KNOWN, OpenTime, open_time
from slarules.instants import DAY, SECOND, Instant, Interval, utc

Records: TypeAlias = NDArray[Any]

AHEAD, BEHIND = 1, 1
"""So many chunks after and before those of the data are compiled; later deadlines are rare."""

MOST = 80
"""No more chunks than these, the last ones: nobody keeps tickets of ninety years."""

STRETCH_BITS, ZONE_BITS = 35, 41
"""Logarithms of the microseconds between two places of a table: ten hours, and 25 days."""

EDGE = timedelta(days=3)
"""At either end of the years compiled so many dates are left out, whatever their zone."""

CLOCK = np.dtype(
    [
        (name, np.int64)
        for name in (
            *("begins", "ends", "stretches_at", "reached_at", "first", "last", "total"),
            *("zone", "cutoff", "due_next_opening", "from_next_opening", "back_to_closing"),
            *("days_at", "first_date", "end_date", "last_day"),
        )
    ]
)
STRETCH = np.dtype([("start", np.int64), ("end", np.int64), ("before", np.int64)])
DAY_OF_CLOCK = np.dtype([("date", np.int64), ("opening", np.int64), ("closing", np.int64)])
ZONE = np.dtype([("begins", np.int64), ("ends", np.int64), ("offsets_at", np.int64)])
OFFSET = np.dtype([("until", np.int64), ("wall_until", np.int64), ("offset", np.int64)])


class ClockTables(NamedTuple):
    """All clocks and zones of a contract's text.

    Attributes:
        clocks: `CLOCK` one a clock. From `begins` to `ends` it is compiled.
        stretches: `STRETCH` when each clock is open, and how much it was before; after those of
            each clock one at `NEVER`.
        days: `DAY_OF_CLOCK` the days of each clock; dates are ordinals.
        zones: `ZONE` one a zone.
        offsets: `OFFSET` of each zone, until when it holds in UTC and on the wall; a wall time
            that is repeated belongs to the first, one that is skipped to the offset before.
        places: Where in the others a search begins.
    """

    clocks: Records
    stretches: Records
    days: Records
    zones: Records
    offsets: Records
    places: NDArray[np.int32]


def clock_tables(
    clocks: Sequence[Clock], zones: Sequence[str], first: Instant, last: Instant
) -> ClockTables:
    """Compile clocks for data that lies between two instants.

    Args:
        clocks: In the order of their numbers.
        zones: In the order of their numbers; zones that only clocks have follow.
        first: The earliest instant of the data, or of all but a few items.
        last: The latest instant likewise.
    """
    window = _window(first, last)
    named = list(dict.fromkeys((*zones, *(clock.zone for clock in clocks))))
    building = _Building(window)
    for clock in clocks:
        building.add_clock(open_time(clock), named.index(clock.zone))
    for zone in named:
        building.add_zone(zone)
    return building.tables()


def _window(first: Instant, last: Instant) -> Interval:
    earliest, latest = KNOWN.start // CHUNK + 1, KNOWN.end // CHUNK - 1
    end = min(max(last // CHUNK + 1 + AHEAD, earliest), latest)
    begin = min(max(first // CHUNK - BEHIND, end - MOST, earliest), end)
    return Interval(Instant(begin * CHUNK), Instant(end * CHUNK))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Records of one kind, of all clocks one after another."""

    kind: np.dtype[Any]
    parts: list[Records] = field(default_factory=list)

    @property
    def length(self) -> int:
        return sum(len(part) for part in self.parts)

    def add(self, columns: dict[str, Any]) -> Records:
        rows = np.zeros(len(next(iter(columns.values()))), self.kind)
        for name, column in columns.items():
            rows[name] = column
        self.parts.append(rows)
        return rows

    def joined(self) -> Records:
        return np.concatenate([np.zeros(0, self.kind), *self.parts])


class _Building:
    """Tables that grow by a clock and a zone at a time."""

    def __init__(self, window: Interval) -> None:
        self.window = window
        self.clocks = _Rows(CLOCK)
        self.stretches = _Rows(STRETCH)
        self.days = _Rows(DAY_OF_CLOCK)
        self.zones = _Rows(ZONE)
        self.offsets = _Rows(OFFSET)
        self.places = _Rows(np.dtype(np.int32))

    def tables(self) -> ClockTables:
        rows = (self.clocks, self.stretches, self.days, self.zones, self.offsets, self.places)
        return ClockTables(*(each.joined() for each in rows))

    def add_clock(self, clock: OpenTime, zone: int) -> None:
        says = clock.clock.conventions
        row = {
            "begins": self.window.start,
            "ends": self.window.end,
            "zone": zone,
            "cutoff": NONE if says.cutoff is None else says.cutoff,
            "due_next_opening": says.budget_at_closing_due_next_opening,
            "from_next_opening": says.days_count_from_next_opening,
            "back_to_closing": says.deadlines_move_back_to_closing,
            **self._stretches(clock),
            **self._days(clock),
        }
        self.clocks.add({name: [value] for name, value in row.items()})

    def _stretches(self, clock: OpenTime) -> dict[str, int]:
        """Add when a clock is open; return where that is."""
        pieces = clock.pieces(self.window.start, self.window.end)
        starts = np.array([*(piece.start for piece in pieces), NEVER], np.int64)
        ends = np.array([*(piece.end for piece in pieces), NEVER], np.int64)
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)[:-1]])
        first, total = self.stretches.length, int(before[-1])
        self.stretches.add({"start": starts, "end": ends, "before": before})
        instants = _every(STRETCH_BITS, self.window)
        # Open time ends where the next begins, so what follows a stretch is what it ends with.
        opened = _every(STRETCH_BITS, Interval(Instant(0), Instant(total + 1)))
        return {
            "first": first,
            "last": first + len(pieces),
            "total": total,
            "stretches_at": self._place(first + np.searchsorted(ends, instants, "right")),
            "reached_at": self._place(first + np.searchsorted(before[1:], opened, "left")),
        }

    def _days(self, clock: OpenTime) -> dict[str, int]:
        """Add the days of a clock; return where they are."""
        first_date = utc(self.window.start).date() + EDGE
        through = utc(self.window.end).date() - EDGE
        days = clock.days.through(first_date, through)
        dates = np.array([day.date.toordinal() for day in days], np.int64)
        first = self.days.length
        self.days.add(
            {
                "date": dates,
                "opening": [day.opening for day in days],
                "closing": [day.closing for day in days],
            }
        )
        every = np.arange(first_date.toordinal(), through.toordinal() + 2)
        return {
            "days_at": self._place(first + np.searchsorted(dates, every, "left")),
            "first_date": first_date.toordinal(),
            "end_date": through.toordinal() + 1,
            "last_day": first + len(days),
        }

    def add_zone(self, zone: str) -> None:
        """Add the offsets of a zone, in order."""
        changes = _changes(zone, self.window)
        until = np.array([*(at for at, _ in changes[1:]), NEVER], np.int64)
        offset = np.array([after for _, after in changes], np.int64)
        wall = until[:-1] + np.maximum(offset[:-1], offset[1:])
        first = self.offsets.length
        self.offsets.add({"until": until, "wall_until": [*wall, NEVER], "offset": offset})
        instants = _every(ZONE_BITS, self.window)
        at = self._place(first + np.searchsorted(until, instants, "right"))
        row = {"begins": self.window.start, "ends": self.window.end, "offsets_at": at}
        self.zones.add({name: [value] for name, value in row.items()})

    def _place(self, places: NDArray[np.int64]) -> int:
        at = self.places.length
        self.places.parts.append(places.astype(np.int32))
        return at


def _every(bits: int, window: Interval) -> NDArray[np.int64]:
    return np.arange(int(window.start), int(window.end), 1 << bits, dtype=np.int64)


@lru_cache(maxsize=64)
def _changes(zone: str, window: Interval) -> tuple[tuple[int, int], ...]:
    """Return from when on a zone has which offset; no zone changed twice within a day."""
    at, offset = window.start, _offset(zone, window.start)
    found = [(int(at), offset)]
    while at < window.end:
        morrow = Instant(at + DAY)
        if (after := _offset(zone, morrow)) != offset:
            found.append((_first_with(zone, after, Interval(at, morrow)), after))
        at, offset = morrow, after
    return tuple(found)


def _first_with(zone: str, offset: int, within: Interval) -> int:
    """Return the first second that has an offset, somewhere after the start of a stretch."""
    before, at = within.start // SECOND, within.end // SECOND
    while at - before > 1:
        middle = (before + at) // 2
        if _offset(zone, Instant(middle * SECOND)) == offset:
            at = middle
        else:
            before = middle
    return at * SECOND


def _offset(zone: str, at: Instant) -> int:
    rules = zone_rules(zone)
    found = utc(at).astimezone(rules).utcoffset() or timedelta()
    return found // timedelta(microseconds=1)
