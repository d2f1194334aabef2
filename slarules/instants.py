"""Time as the engine counts it: whole microseconds in UTC, half-open intervals."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import NewType

Instant = NewType("Instant", int)
"""A moment: whole microseconds since 1970 in UTC."""

Micros = NewType("Micros", int)
"""A length of time in whole microseconds."""

YEARS = range(1900, 9001)
"""The years that a person may name; elsewhere a zone or period may reach past what dates say."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = Micros(1_000_000)
MINUTE = Micros(60 * SECOND)
HOUR = Micros(60 * MINUTE)
DAY = Micros(24 * HOUR)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of time: `start <= t < end`."""

    start: Instant
    end: Instant

    @property
    def length(self) -> Micros:
        """How long it lasts; zero when it is empty or reversed."""
        return Micros(max(0, self.end - self.start))

    def overlap(self, other: Interval) -> Micros:
        """Return how long both run together; zero when they only touch."""
        return Micros(max(0, min(self.end, other.end) - max(self.start, other.start)))


def instant(local: datetime) -> Instant:
    """Return an aware time as an instant.

    Raises:
        ValueError: `local` has no time zone.
    """
    if local.tzinfo is None:
        raise ValueError(f"a time without a zone: {local.isoformat()}")
    return Instant((local.astimezone(UTC) - EPOCH) // timedelta(microseconds=1))


def utc(at: Instant) -> datetime:
    """Return an instant as an aware time in UTC."""
    return EPOCH + timedelta(microseconds=at)


def iso(at: Instant) -> str:
    """Return an instant as ISO 8601 in UTC with `Z`; a fraction only where there is one."""
    return utc(at).isoformat().replace("+00:00", "Z")


def in_words(length: Micros) -> str:
    """Return a length by its two largest units, such as `9 days 3 hours`; its sign is left out."""
    units = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))
    left = abs(length)
    said: list[str] = []
    for micros, unit in units:
        number, left = divmod(left, micros)
        if said and not number:
            break
        if number:
            said.append(f"{number} {unit}{'' if number == 1 else 's'}")
        if len(said) == 2:
            break
    return " ".join(said) or "less than a second"


_START = attrgetter("start")


def union(*sets: Iterable[Interval]) -> list[Interval]:
    """Return every instant of any set as disjoint intervals in order; touching ones are joined."""
    joined: list[Interval] = []
    # Where pieces are in order already, as most are, sorting by one number is next to nothing.
    for piece in sorted((p for pieces in sets for p in pieces if p.start < p.end), key=_START):
        if joined and piece.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, piece.end))
        else:
            joined.append(piece)
    return joined


def intersection(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """Return the instants of both sets; each disjoint and in order, as is the result."""
    first, second = list(left), list(right)
    return list(_common(first, second)) if first and second else []


def _common(left: list[Interval], right: list[Interval]) -> Iterator[Interval]:
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            yield Interval(start, end)
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1


def difference(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """Return the instants of `left` that are not in `right`; each disjoint and in order."""
    kept: list[Interval] = []
    taken = list(right)
    i = 0
    for piece in left:
        start = piece.start
        while i < len(taken) and taken[i].end <= start:
            i += 1
        j = i
        while j < len(taken) and taken[j].start < piece.end:
            if start < taken[j].start:
                kept.append(Interval(start, taken[j].start))
            start = max(start, taken[j].end)
            j += 1
        if start < piece.end:
            kept.append(Interval(start, piece.end))
    return kept


def clip(pieces: Sequence[Interval], start: Instant, end: Instant) -> list[Interval]:
    """Return the part of `pieces` (disjoint, in order) that lies in `[start, end)`."""
    first = bisect_right(pieces, start, key=lambda piece: piece.end)
    last = bisect_left(pieces, end, key=lambda piece: piece.start)
    cut = list(pieces[first:last])
    # Of disjoint pieces in order only the first and the last may reach beyond.
    for edge in {0, len(cut) - 1} if cut else ():
        cut[edge] = Interval(max(cut[edge].start, start), min(cut[edge].end, end))
    return [piece for piece in cut if piece.start < piece.end]


def total(pieces: Iterable[Interval]) -> Micros:
    """Return the length of disjoint intervals taken together."""
    return Micros(sum(p.length for p in pieces))
