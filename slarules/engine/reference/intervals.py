"""Intervals by what their readings say: good, bad, unknown, or without any data."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.core.conditions import Truth
from slarules.core.measures import (
    AllReadings,
    AnyReading,
    Empty,
    Intervals,
    IntervalTest,
    ReadingIs,
    ReadingSays,
)
from slarules.facts.history import Reading
from slarules.facts.truth import stands
from slarules.instants import Instant, Interval, Micros, clip, difference, intersection, union


@dataclass(frozen=True, slots=True)
class Stretches:
    """A window's time by what is known of it; each disjoint and in order."""

    bad: list[Interval]
    unknown: list[Interval]
    skipped: list[Interval]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Where a test holds, fails, or has readings that do not say."""

    true: list[Interval]
    false: list[Interval]
    unknown: list[Interval]

    @property
    def told(self) -> list[Interval]:
        """Where there is any reading."""
        return union(self.true, self.false, self.unknown)


Find: TypeAlias = Callable[[str, Interval], Iterable[Reading]]
"""The readings of a name that may reach into a stretch."""


class ReadingIndex:
    """The readings of a history by their name, in order of time."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings: dict[str, list[Reading]] = defaultdict(list)
        for reading in sorted(readings, key=lambda r: (r.during, str(r.value))):
            self._readings[reading.name].append(reading)
        self._longest = {
            name: max(reading.during.length for reading in found)
            for name, found in self._readings.items()
        }

    def around(self, name: str, window: Interval) -> list[Reading]:
        """Return the readings that may reach into a stretch."""
        readings, longest = self._readings.get(name, []), self._longest.get(name, 0)
        first = bisect_left(readings, window.start - longest, key=lambda r: r.during.start)
        last = bisect_right(readings, window.end, key=lambda r: r.during.start)
        return readings[first:last]


def stretches(
    intervals: Intervals, window: Interval, find: Find, told_bad: Sequence[Interval]
) -> Stretches:
    """Return what a window is made of.

    Args:
        intervals: When one is bad; the first begins where the window does.
        window: The stretch that is looked at.
        find: The readings that are believed.
        told_bad: Time that is given outright as bad.
    """
    asked = _Asked(intervals.unit, window, find)
    held = asked.test(intervals.bad)
    conflict = intersection(held.true, held.false)
    told = clip(union(told_bad), window.start, window.end)
    bad = union(difference(held.true, conflict), told)
    unknown = difference(union(held.unknown, conflict), told)
    # What is unknown of one reading and bad by another is bad.
    unknown = difference(unknown, bad)
    silent = difference([window], union(held.false, bad, unknown))
    about = " or ".join(dict.fromkeys(_names(intervals.bad)))
    needs = [f"{about} where its readings are unknown"] if unknown else []
    said = Stretches(bad, unknown, [], ())
    if intervals.volume:
        few, perhaps = asked.few(intervals.volume.reading, intervals.volume.below)
        said = _as(said, difference(perhaps, union(told, silent)), "unknown")
        said = _as(said, difference(few, union(told, silent)), intervals.volume.counts_as)
    said = _as(said, silent, intervals.no_data)
    if silent and intervals.no_data == "unknown":
        needs.append(f"{about} where there is no reading")
    return Stretches(said.bad, said.unknown, said.skipped, tuple(needs))


def _as(said: Stretches, where: list[Interval], what: Empty) -> Stretches:
    """Return stretches in which some time counts as stated."""
    bad, unknown = difference(said.bad, where), difference(said.unknown, where)
    skipped = difference(said.skipped, where)
    match what:
        case "good":
            return Stretches(bad, unknown, skipped)
        case "bad":
            return Stretches(union(bad, where), unknown, skipped)
        case "unknown":
            return Stretches(bad, union(unknown, where), skipped)
        case "skipped":
            return Stretches(bad, unknown, union(skipped, where))
        case _:
            assert_never(what)


def _names(test: IntervalTest) -> Iterable[str]:
    match test:
        case ReadingIs(reading=reading) | ReadingSays(reading=reading):
            yield reading
        case AllReadings(parts) | AnyReading(parts):
            for part in parts:
                yield from _names(part)


@dataclass(frozen=True, slots=True)
class _Asked:
    unit: Micros
    window: Interval
    find: Find

    def test(self, test: IntervalTest) -> Held:
        match test:
            case ReadingIs(of=None):
                return self._each(test.reading, lambda r: _compares(r, test))
            case ReadingIs(of=str()):
                return self._share(test)
            case ReadingSays(reading=reading):
                return self._each(reading, lambda r: _says(r, test))
            case AllReadings(parts):
                return _all([self.test(part) for part in parts])
            case AnyReading(parts):
                return _negated(_all([_negated(self.test(part)) for part in parts]))
            case _:
                raise TypeError(test)

    def _each(self, name: str, judge: Callable[[Reading], Truth]) -> Held:
        found: Mapping[Truth, list[Interval]] = {True: [], False: [], None: []}
        for reading in self.find(name, self.window):
            found[judge(reading)].append(self._stands_for(reading.during))
        return Held(*(self._clipped(found[truth]) for truth in (True, False, None)))

    def _clipped(self, pieces: list[Interval]) -> list[Interval]:
        return clip(union(pieces), self.window.start, self.window.end)

    def _stands_for(self, during: Interval) -> Interval:
        """Return what a reading stands for: one taken at an instant, the interval around it."""
        return during if during.length else self._unit(self._number(during.start))

    def _number(self, at: Instant) -> int:
        return (at - self.window.start) // self.unit

    def _unit(self, number: int) -> Interval:
        start = self.window.start + number * self.unit
        return Interval(Instant(start), Instant(start + self.unit))

    def _sums(self, name: str) -> dict[int, Fraction | None]:
        """Return the sum of a measurement in each interval in which it is read."""
        sums: dict[int, Fraction | None] = {}
        for reading in self.find(name, self.window):
            number = self._number(reading.during.start)
            before = sums.get(number, Fraction(0))
            known = isinstance(reading.value, Fraction) and before is not None
            sums[number] = before + reading.value if known else None  # type: ignore[operator]
        return sums

    def _share(self, test: ReadingIs) -> Held:
        parts, wholes = self._sums(test.reading), self._sums(test.of or "")
        found: Mapping[Truth, list[Interval]] = {True: [], False: [], None: []}
        for number in parts.keys() | wholes.keys():
            part, whole = parts.get(number), wholes.get(number)
            truth = None
            if part is not None and whole is not None:
                truth = stands(part, test.relation, test.limit * whole)
            found[truth].append(self._unit(number))
        return Held(*(self._clipped(found[truth]) for truth in (True, False, None)))

    def few(self, name: str, below: Fraction) -> tuple[list[Interval], list[Interval]]:
        """Return the intervals with fewer of a measurement, and those that may have fewer."""
        sums = self._sums(name)
        few = [self._unit(n) for n, value in sums.items() if value is not None and value < below]
        perhaps = [self._unit(n) for n, value in sums.items() if value is None]
        return self._clipped(few), self._clipped(perhaps)


def _compares(reading: Reading, test: ReadingIs) -> Truth:
    if isinstance(reading.value, Fraction):
        return stands(reading.value, test.relation, test.limit)
    return None


def _says(reading: Reading, test: ReadingSays) -> Truth:
    return reading.value in test.values if isinstance(reading.value, (str, Fraction)) else None


def _negated(held: Held) -> Held:
    return Held(held.false, held.true, held.unknown)


def _all(parts: Sequence[Held]) -> Held:
    """Return where all hold; where one has no reading though another has one, it is unknown."""
    told = union(*(part.told for part in parts))
    clean = [_resolved(part) for part in parts]
    false = union(*(part.false for part in clean))
    true = clean[0].true
    for part in clean[1:]:
        true = intersection(true, part.true)
    return Held(true, false, difference(told, union(true, false)))


def _resolved(held: Held) -> Held:
    """Return a test without the time that it is told of in both ways: that is unknown."""
    conflict = union(intersection(held.true, held.false), held.unknown)
    return Held(difference(held.true, conflict), difference(held.false, conflict), conflict)
