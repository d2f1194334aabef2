"""The open time of a clock, compiled when asked for, so that counting is a binary search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, islice

from slarules.core.clocks import Clock
from slarules.hours.days import Days
from slarules.hours.local import midnight
from slarules.hours.pieces import FIRST_DATE, LAST_DATE, open_pieces
from slarules.instants import DAY, Instant, Interval, Micros, clip, union

CHUNK = Micros(400 * DAY)
HORIZON = 92
"""How many chunks a search looks ahead or back before it answers never: a hundred years."""

KNOWN = Interval(midnight(FIRST_DATE, "UTC"), midnight(LAST_DATE, "UTC"))
"""The time Python can name in every zone; outside it every clock is shut."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Open stretches in order, and how much was open before each."""

    starts: list[Instant]
    ends: list[Instant]
    before: list[int]
    total: int

    @classmethod
    def of(cls, pieces: list[Interval]) -> Chunk:
        """Return disjoint pieces in order, ready for counting."""
        before = list(accumulate((piece.length for piece in pieces), initial=0))
        return cls([p.start for p in pieces], [p.end for p in pieces], before[:-1], before[-1])

    def pieces(self, start: Instant, end: Instant) -> Iterator[Interval]:
        """Return the open stretches that have any time in `[start, end)`, whole."""
        near = slice(bisect_right(self.ends, start), bisect_left(self.starts, end))
        return map(Interval, self.starts[near], self.ends[near])

    def counted(self, at: Instant) -> int:
        """Return how much of the chunk was open before an instant."""
        i = bisect_right(self.starts, at) - 1
        return self.before[i] + min(at, self.ends[i]) - self.starts[i] if i >= 0 else 0

    def reached(self, counted: int) -> Instant:
        """Return the first instant before which `counted`, more than zero, was open."""
        i = bisect_left(self.before, counted) - 1
        return Instant(self.starts[i] + counted - self.before[i])

    def left_from(self, counted: int) -> Instant:
        """Return the last instant before which no more than `counted` was open, less than all."""
        i = bisect_right(self.before, counted) - 1
        return Instant(self.starts[i] + counted - self.before[i])


class OpenTime:
    """When a clock is open, as disjoint half-open stretches of UTC.

    Answers that lie more than a hundred years off are `None`, which is how a search on a clock
    that never opens again ends.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._chunks: dict[int, Chunk] = {}

    @cached_property
    def days(self) -> Days:
        """The days of the clock."""
        return Days(self)

    @property
    def zone(self) -> str:
        """The zone of the clock's wall times and days."""
        return self.clock.zone

    def _chunk(self, number: int) -> Chunk:
        if number not in self._chunks:
            start = max(number * CHUNK, KNOWN.start)
            within = Interval(Instant(start), Instant(min((number + 1) * CHUNK, KNOWN.end)))
            known = within.length > 0
            pieces = open_pieces(self.clock.hours, self.zone, within) if known else []
            self._chunks[number] = Chunk.of(pieces)
        return self._chunks[number]

    def _from(self, at: Instant) -> Iterator[Chunk]:
        first = at // CHUNK
        return (self._chunk(number) for number in range(first, first + HORIZON))

    def elapsed(self, start: Instant, end: Instant) -> Micros:
        """Return how long the clock is open from `start` to `end`; negative when reversed."""
        if end < start:
            return Micros(-self.elapsed(end, start))
        first, last = start // CHUNK, end // CHUNK
        whole = sum(self._chunk(number).total for number in range(first, last))
        return Micros(whole + self._chunk(last).counted(end) - self._chunk(first).counted(start))

    def is_open(self, at: Instant) -> bool:
        """Tell whether the clock is open at an instant."""
        chunk = self._chunk(at // CHUNK)
        i = bisect_right(chunk.starts, at) - 1
        return i >= 0 and at < chunk.ends[i]

    def next_opening(self, at: Instant) -> Instant | None:
        """Return the first open instant at or after `at`."""
        for chunk in self._from(at):
            i = bisect_right(chunk.ends, at)
            if i < len(chunk.ends):
                return max(at, chunk.starts[i])
        return None

    def previous_closing(self, at: Instant) -> Instant | None:
        """Return the last closing at or before `at`; `at` itself while the clock is open."""
        if self.is_open(at):
            return at
        last = at // CHUNK
        for number in range(last, last - HORIZON, -1):
            chunk = self._chunk(number)
            i = bisect_left(chunk.starts, at) - 1
            if i >= 0:
                return min(at, chunk.ends[i])
        return None

    def next_closing(self, at: Instant) -> Instant | None:
        """Return the end of the open stretch that holds `at`, or else of the next one."""
        for chunk in self._from(at):
            i = bisect_right(chunk.ends, at)
            # A stretch that ends where its chunk does may go on in the next one.
            if i < len(chunk.ends) and not self.is_open(chunk.ends[i]):
                return chunk.ends[i]
        return None

    def pieces(self, start: Instant, end: Instant) -> list[Interval]:
        """Return the open stretches inside `[start, end)`: disjoint, in order."""
        if end <= start:
            return []
        chunks = (self._chunk(number) for number in range(start // CHUNK, end // CHUNK + 1))
        return clip(union(*(chunk.pieces(start, end) for chunk in chunks)), start, end)

    def due(self, start: Instant, budget: Micros, stops: Sequence[Interval] = ()) -> Instant | None:
        """Return the first instant at which `budget` has been counted since `start`.

        Args:
            start: Where counting begins; the answer itself when the budget is zero.
            budget: Open time to count.
            stops: When nothing counts although the clock is open; disjoint and in order.
        """
        left = budget
        for run in _running(start, stops) if budget > 0 else ():
            counted = self.elapsed(run.start, run.end)
            if left <= counted:
                return self._due(run.start, left)
            left = Micros(left - counted)
        last = max(start, stops[-1].end) if stops and budget > 0 else start
        return self._due(last, left)

    def _due(self, start: Instant, budget: Micros) -> Instant | None:
        if budget <= 0:
            return start
        wanted = budget + self._chunk(start // CHUNK).counted(start)
        for chunk in self._from(start):
            if wanted <= chunk.total:
                return chunk.reached(wanted)
            wanted -= chunk.total
        return None

    def latest_start(self, end: Instant, budget: Micros) -> Instant | None:
        """Return the last instant from which `budget` is counted by `end`."""
        if budget <= 0:
            return end
        first = end // CHUNK
        wanted = self._chunk(first).counted(end) - budget
        for number in range(first - 1, first - HORIZON - 1, -1):
            if wanted >= 0:
                return self._chunk(number + 1).left_from(wanted)
            wanted += self._chunk(number).total
        return None

    def missed(
        self, start: Instant, budget: Micros, stops: Sequence[Interval] = ()
    ) -> Instant | None:
        """Return the last instant at which no more than `budget` has been counted.

        It is the first instant at or after the due time at which the clock runs.
        """
        due = self.due(start, budget, stops)
        return None if due is None else self.next_running(due, stops)

    def next_running(self, at: Instant, stops: Sequence[Interval] = ()) -> Instant | None:
        """Return the first instant at or after `at` that is open and in no stop."""
        running = self.next_opening(at)
        for stop in _stops_from(at, stops):
            if running is None or running < stop.start:
                break
            if running < stop.end:
                running = self.next_opening(stop.end)
        return running

    def shown_due(
        self, start: Instant, budget: Micros, stops: Sequence[Interval] = ()
    ) -> Instant | None:
        """Return the due time as the clock's convention prints it; no verdict rests on this one."""
        due = self.due(start, budget, stops)
        if due is None or not self.clock.conventions.budget_at_closing_due_next_opening:
            return due
        return due if (opening := self.next_opening(due)) is None else opening

    def counted(self, start: Instant, end: Instant, stops: Sequence[Interval] = ()) -> Micros:
        """Return how long the clock is open from `start` to `end` outside `stops`."""
        within = clip(stops, start, end)
        stopped = sum(self.elapsed(stop.start, stop.end) for stop in within)
        return Micros(self.elapsed(start, end) - stopped)


@lru_cache(maxsize=64)
def open_time(clock: Clock) -> OpenTime:
    """Return the open time of a clock, compiled once for all evaluations that ask.

    Tests by example evaluate a contract hundreds of times, and compiling was half of that time.
    """
    return OpenTime(clock)


def _running(start: Instant, stops: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the stretches before and between stops; the one after the last has no end to give."""
    for stop in _stops_from(start, stops):
        if stop.start > start:
            yield Interval(start, stop.start)
        start = max(start, stop.end)


def _stops_from(at: Instant, stops: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the stops that end after an instant."""
    return islice(stops, bisect_right(stops, at, key=lambda stop: stop.end), None)
