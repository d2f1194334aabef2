"""Days of a clock: local dates on which one of its spans begins with open time left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from slarules.core.clocks import WHOLE_DAY, Always, WeeklyHours
from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.hours.pieces import FIRST_DATE, LAST_DATE, Dial, closed_pieces, extras_on, spans_on
from slarules.instants import Instant, Interval, difference, union

if TYPE_CHECKING:
    from slarules.hours.opentime import OpenTime

CHUNK = 400
HORIZON = 92
"""How many chunks of days a search looks ahead before it answers never: a hundred years."""


@dataclass(frozen=True, slots=True)
class Day:
    """A local date, and the first and last open instant of the spans that begin on it.

    `closing` is the end of the last one, so it is itself no longer open.
    """

    date: date
    opening: Instant
    closing: Instant


class Days:
    """The days of one clock, compiled when asked for."""

    def __init__(self, open_time: OpenTime) -> None:
        self._open_time = open_time
        self._chunks: dict[int, list[Day]] = {}

    def on(self, day: date) -> Day | None:
        """Return the day of that date; None when nothing that opens begins on it."""
        found = self._after(day - ONE_DAY, 1)
        return found if found and found.date == day else None

    def nth_after(self, day: date, n: int) -> Day | None:
        """Return the `n`-th day of the clock after a date; `n` is at least 1."""
        return self._after(day, n)

    def nth_before(self, day: date, n: int) -> Day | None:
        """Return the `n`-th day of the clock before a date; `n` is at least 1."""
        last = day.toordinal() // CHUNK
        for number in range(last, last - HORIZON, -1):
            days = self._chunk(number)
            i = bisect_left(days, day, key=attrgetter("date")) - n
            if i >= 0:
                return days[i]
            n = -i
        return None

    def through(self, first: date, last: date) -> list[Day]:
        """Return the days of the clock from one date through another."""
        chunks = range(first.toordinal() // CHUNK, last.toordinal() // CHUNK + 1)
        return [day for n in chunks for day in self._chunk(n) if first <= day.date <= last]

    def between(self, day: date, through: date) -> int:
        """Return how many days of the clock lie after `day` through another date.

        Less than zero when `through` is the earlier of the two.
        """
        if isinstance(self._open_time.clock.hours, Always):
            return (through - day).days
        if through < day:
            return -self.between(through, day)
        first, last = day.toordinal() // CHUNK, through.toordinal() // CHUNK
        whole = sum(len(self._chunk(number)) for number in range(first, last))
        return whole + self._passed(last, through) - self._passed(first, day)

    def _passed(self, chunk: int, day: date) -> int:
        """Return how many days of a chunk are not after a date."""
        return bisect_right(self._chunk(chunk), day, key=attrgetter("date"))

    def containing_or_after(self, at: Instant) -> Day | None:
        """Return the day that contains `at`, from opening to closing, or else begins next."""
        # A span ends on the date after its own at the latest.
        found = self._after(local_date(at, self._open_time.zone) - 3 * ONE_DAY, 1)
        while found and found.closing <= at:
            found = self._after(found.date, 1)
        return found

    def _after(self, day: date, n: int) -> Day | None:
        first = day.toordinal() // CHUNK
        for number in range(first, first + HORIZON):
            days = self._chunk(number)
            i = bisect_right(days, day, key=attrgetter("date")) + n - 1
            if i < len(days):
                return days[i]
            n = i - len(days) + 1
        return None

    def _chunk(self, number: int) -> list[Day]:
        if number not in self._chunks:
            first = max(number * CHUNK, FIRST_DATE.toordinal())
            through = min(number * CHUNK + CHUNK - 1, LAST_DATE.toordinal())
            self._chunks[number] = list(self._between(first, through))
        return self._chunks[number]

    def _between(self, first: int, through: int) -> Iterator[Day]:
        if first > through:
            return iter(())
        dial = Dial(self._open_time.zone, date.fromordinal(first), date.fromordinal(through))
        match self._open_time.clock.hours:
            case WeeklyHours() as hours:
                return _days_of_spans(hours, dial)
            case _:
                return self._days_of_pieces(dial)

    def _days_of_pieces(self, dial: Dial) -> Iterator[Day]:
        """Yield the days of a clock without spans of its own: open time cut at local midnight."""
        start, end = midnight(dial.first, dial.zone), midnight(dial.through + ONE_DAY, dial.zone)
        found = self._open_time.pieces(start, end)
        throughout = found == [Interval(start, end)]
        for day in dial.dates() if found else ():
            whole = dial.stretch(day, WHOLE_DAY)
            # A zone may have skipped a date.
            known = throughout and whole.start < whole.end
            pieces = [whole] if known else self._open_time.pieces(whole.start, whole.end)
            if pieces:
                yield Day(day, pieces[0].start, pieces[-1].end)


def _days_of_spans(hours: WeeklyHours, dial: Dial) -> Iterator[Day]:
    # What is closed on the last date's morrow shortens a night that begins on the last date.
    morrow = min(dial.through + timedelta(days=2), LAST_DATE)
    closed = closed_pieces(hours, Dial(dial.zone, dial.first - 2 * ONE_DAY, morrow))
    for day in dial.dates():
        usual = union(spans_on(hours, day, dial))
        left = difference(usual, _near(closed, day, dial)) if usual else []
        if pieces := union(left, extras_on(hours, day, dial)):
            yield Day(day, pieces[0].start, pieces[-1].end)


def _near(closed: list[Interval], day: date, dial: Dial) -> list[Interval]:
    """Return the closures that a span of `day` could meet, so that a year's days stay linear."""
    end = midnight(day + 2 * ONE_DAY, dial.zone)
    first = bisect_right(closed, midnight(day, dial.zone), key=attrgetter("end"))
    last = bisect_right(closed, end, key=attrgetter("start"))
    return closed[first:last]
