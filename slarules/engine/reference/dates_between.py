"""Calendar days from one moment to another, without those that begin while a pause lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from slarules.core.quantities import DaysFrom, DueOf, Moment
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.hearing import Hearing
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.stops import Stop
from slarules.engine.reference.verdicts import bench_of
from slarules.facts.history import UnknownMoment
from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.instants import Instant, Interval


def days_between(asked: DaysFrom, place: Place, asking: Asking) -> Range | None:
    """Return the dates after one moment up to and with another; `None` while either is unknown."""
    starts, ends = (_dates(each, place, asking) for each in (asked.start, asked.end))
    if starts is None or ends is None:
        return None
    zone = asking.ground.contract.zone
    stops = _pauses(asked.pauses, place, asking) if asked.pauses else ()
    surely = [piece for stop in stops for piece in stop.certain]
    perhaps = [piece for stop in stops for piece in stop.possible]
    least, most = (
        _count(starts[1], ends[0], perhaps, zone),
        _count(starts[0], ends[1], surely, zone),
    )
    return Range(Fraction(least), Fraction(most))


def _count(start: date, end: date, paused: Sequence[Interval], zone: str) -> int:
    """Return how many dates lie after the one and up to the other, of those that count."""
    days = max(0, (end - start).days)
    dates = (start + number * ONE_DAY for number in range(1, days + 1))
    firsts = (midnight(day, zone) for day in dates) if paused else ()
    left_out = sum(any(p.start <= first < p.end for p in paused) for first in firsts)
    return days - left_out


def _dates(moment: Moment, place: Place, asking: Asking) -> tuple[date, date] | None:
    """Return the earliest and the latest date that a moment may have."""
    zone = asking.ground.contract.zone
    if isinstance(moment, DueOf):
        verdict = asking.ground.judged(place.about, moment.promise)
        if verdict is None or verdict.due_at is None:
            return None
        # Due at 24:00 of a day is due on that day.
        first, last = verdict.due_at, verdict.due_latest or verdict.due_at
        return local_date(Instant(first - 1), zone), local_date(Instant(last - 1), zone)
    at = asking.ground.says_of(place, moment)
    if isinstance(at, UnknownMoment):
        if at.after is None or at.before is None:
            return None
        return local_date(at.after, zone), local_date(at.before, zone)
    if not isinstance(at, int):
        return None
    day = local_date(Instant(at), zone)
    return day, day


def _pauses(promise: str, place: Place, asking: Asking) -> tuple[Stop, ...]:
    """Return what paused the measure of the item that a line is about."""
    ground = asking.ground
    verdict = ground.judged(place.about, promise)
    timeline = ground.timelines.get((verdict.kind, verdict.item)) if verdict else None
    if verdict is None or timeline is None:
        return ()
    for heard, other in bench_of(timeline, ground.setting).judged():
        same = (other.promise, other.cycle, other.cycle_of)
        if same == (promise, verdict.cycle, verdict.cycle_of) and isinstance(heard, Hearing):
            return tuple(stop for stop in heard.stops if stop.kind == "paused")
    return ()
