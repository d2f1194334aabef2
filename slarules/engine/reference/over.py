"""A quantity over several periods, or over any stretch of so many days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from slarules.core.measures import Count, Items
from slarules.core.periods import AnyDays, Stretch
from slarules.core.quantities import CreditTotal, NumberOf, Over, Points, ValueOf
from slarules.engine.outcome import Achieved
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range, added
from slarules.engine.reference.windows import periods_in
from slarules.hours.local import ONE_DAY
from slarules.hours.periods import Period, period_on


def over(asked: Over, place: Place, asking: Asking) -> Range | None:
    """Return a quantity over a window; `None` while a period of it has no value.

    Periods before the contract's life have none, and those that a scenario does not tell of lie
    before it.
    """
    if isinstance(asked.window, AnyDays):
        return _any_days(asked, asked.window, place, asking)
    values: list[tuple[Period, Range]] = []
    for period in periods_in(asked.window, place.period):
        if asking.ground.is_before_start(period):
            continue
        value = asking.quantity(asked.quantity, place.within(period))
        if value is not None:
            values.append((period, value))
        elif _is_told(period, asking):
            return None
    if not values:
        return Range.point(0) if asked.how == "total" else None
    return _joined(asked, values)


def _is_told(period: Period, asking: Asking) -> bool:
    """Tell whether a period without a value lacks one: of real data each does."""
    history = asking.ground.history
    if not history.given and not history.given_of:
        return True
    labels = {*history.given, *(label for label, _, _ in history.given_of)}
    return period.label in labels or period.end > history.until


def _joined(asked: Over, values: Sequence[tuple[Period, Range]]) -> Range:
    found = [value for _, value in values]
    match asked.how:
        case "total":
            return added(found)
        case "highest":
            return Range(max(v.least for v in found), max(v.most for v in found))
        case "lowest":
            return Range(min(v.least for v in found), min(v.most for v in found))
        case "mean":
            weights = [Fraction(p.length if asked.by_time else 1) for p, _ in values]
            parts = (v.times(w) for v, w in zip(found, weights, strict=True))
            return added(parts).times(Fraction(1, sum(weights)))


# --- any days -------------------------------------------------------------------------------------


def _any_days(asked: Over, window: AnyDays, place: Place, asking: Asking) -> Range | None:
    """Return the greatest value over all stretches of days whose last date lies in the period."""
    values = []
    for stretch in stretches(window.days, place.period, asking):
        value = _over_days(asked, place.within(stretch), asking)
        if value is None:
            return None
        values.append(value)
    if not values:
        return None
    return Range(max(v.least for v in values), max(v.most for v in values))


def stretches(days: int, period: Period, asking: Asking) -> Iterator[Period]:
    """Yield every stretch of so many dates whose last date lies in a period and has begun."""
    last = period.first
    while last < period.following:
        stretch = _ending(last, days, period.zone)
        if last > period.first and stretch.end - 1 > asking.ground.history.until:
            # What is not yet over has no more in it than the last stretch that is.
            return
        yield stretch
        last += ONE_DAY


def _ending(last: date, days: int, zone: str) -> Period:
    first = last - (days - 1) * ONE_DAY
    return period_on(last, Stretch("days", first, days=days), zone)


def _over_days(asked: Over, place: Place, asking: Asking) -> Range | None:
    match asked.quantity:
        case NumberOf(items):
            return number(items, place, asking)
        case ValueOf(name):
            terms = version_of_period(asking.ground.contract, place.period).terms
            measure = terms.measures[name]
            if isinstance(measure.value, Count):
                return number(measure.value.items, _of_measure(measure.each, place), asking)
            of = place.thing(measure.each) if measure.each else None
            achieved = asking.ground.timed.value_over(measure, place.period.interval, of).achieved
            return _as_range(achieved)
        case Points() | CreditTotal() | _:
            return None


def _of_measure(each: str | None, place: Place) -> Place:
    """Return the place with the one thing that a measure is kept separately for."""
    name = place.thing(each) if each else None
    bare = Place(place.period)
    return bare.of(each, name) if each and name else bare


def number(items: Items, place: Place, asking: Asking) -> Range | None:
    """Return how many items or spans count in a period."""
    achieved, _ = asking.ground.counts.number(items, place)
    return _as_range(achieved)


def _as_range(achieved: Achieved | None) -> Range | None:
    return None if achieved is None else Range(achieved.least, achieved.most)
