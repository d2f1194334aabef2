"""Measures that are no time: counts, shares of sums, means, percentiles, values of readings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import repeat
from typing import TypeAlias, assert_never

from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.core.measures import (
    Count,
    Countable,
    Items,
    MeanOfRatios,
    MeasureTotal,
    PeriodMeasure,
    ReadingValue,
    ShareOf,
    Statistic,
    TotalOf,
)
from slarules.engine.outcome import Achieved
from slarules.engine.reference.counted_items import CountedItems
from slarules.engine.reference.interval_means import mean_of_ratios
from slarules.engine.reference.place import Place
from slarules.engine.reference.placed_verdicts import PlacedVerdicts
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.ratios import Ways, ratio, surely
from slarules.engine.reference.runs import Alike, Times, Verdicts
from slarules.engine.reference.unknowns import LEFT_OUT, could_be
from slarules.engine.reference.value_statistics import Value, statistic
from slarules.facts.history import History, Reading, Timeline, WorldSpan
from slarules.instants import Interval

Found: TypeAlias = tuple[Achieved | None, tuple[str, ...]]
"""A value, `None` without data, and the facts that would settle it."""

Valued: TypeAlias = Value | Times | None
"""A value, those of many runs that are alike, or one without bounds."""

NOTHING = Fraction(0)


class Counts:
    """Items, verdicts and readings of a history, ready to be counted period by period."""

    def __init__(self, contract: Contract, history: History, verdicts: Verdicts) -> None:
        self.contract = contract
        self.history = history
        self.items = CountedItems(contract, history, PlacedVerdicts(contract, verdicts))
        self._readings: dict[str, list[Reading]] = {}
        for reading in sorted(history.readings, key=lambda r: (r.during, str(r.value))):
            self._readings.setdefault(reading.name, []).append(reading)

    def value(
        self, measure: PeriodMeasure, place: Place, total_of: Callable[[str, Place], Found]
    ) -> Found:
        """Return the value of a measure at a place.

        Args:
            measure: One whose value is no time.
            place: The period, and the things that are meant.
            total_of: What another measure comes to there.
        """
        match measure.value:
            case ShareOf() as share:
                return self._share(share, place, total_of)
            case MeanOfRatios() as mean:
                return self._mean_of_ratios(mean, place)
            case Statistic() as asked:
                return self._statistic(asked, place)
            case Count(items):
                return self.number(items, place)
            case ReadingValue(reading):
                return self._value(reading, place)
            case _:
                raise TypeError(measure.value)

    def is_share(self, measure: PeriodMeasure) -> bool | None:
        """Tell whether a measure is a share by what is read; `None` where its form says it."""
        match measure.value:
            case ReadingValue(reading) | Statistic(of=reading):
                found = self.contract.vocabulary.measurements.get(reading)
                return found is not None and found.kind == "share"
            case _:
                return None

    # --- counts and shares ------------------------------------------------------------------------

    def number(self, items: Items, place: Place) -> Found:
        """Return how many items or spans count; none is a number too."""
        found = self.items.near(items.kind, items.measures, place)
        ways = [(self.items.counts(items, item, place), self.items.number(item)) for item in found]
        least = sum(number for way, number in ways if False not in way)
        most = sum(number for way, number in ways if True in way)
        needs = self._needs([items], place) if least < most else ()
        return Achieved(Fraction(least), Fraction(most), Fraction(least)), needs

    def _share(
        self, share: ShareOf, place: Place, total_of: Callable[[str, Place], Found]
    ) -> Found:
        counted = [term for term in (*share.parts, *share.whole) if isinstance(term, Items)]
        ways: Counter[Ways] = Counter()
        for kind in dict.fromkeys(term.kind for term in counted):
            for item in self._near([term for term in counted if term.kind == kind], place):
                ways[self._ways(share, kind, item, place)] += self.items.number(item)
        for terms, is_upper in ((share.parts, True), (share.whole, False)):
            for term in terms:
                if not isinstance(term, Items):
                    added, needs = self._total(term, place, total_of)
                    if added is None and needs:
                        return None, needs
                    ways[_in_sum(added, is_upper=is_upper)] += 1
        found = ratio(ways)
        unsettled = found.may_be_empty or (found.achieved and not _is_point(found.achieved))
        return found.achieved, self._needs(counted, place) if unsettled else ()

    def _near(self, terms: Sequence[Items], place: Place) -> Sequence[Timeline | WorldSpan]:
        """Return the items that any of several counts of one kind may take in."""
        measures = [name for term in terms for name in term.measures]
        if all(term.measures for term in terms):
            return self.items.near(terms[0].kind, measures, place)
        return self.items.around(terms[0].kind, measures, place)

    def _ways(self, share: ShareOf, kind: str, item: Timeline | WorldSpan, place: Place) -> Ways:
        """Return what an item may add above and below; each unknown is taken the same in both."""
        parts = [term for term in share.parts if isinstance(term, Items) and term.kind == kind]
        whole = [term for term in share.whole if isinstance(term, Items) and term.kind == kind]
        worlds = self.items.worlds((*parts, *whole), item, place)
        upper, n = len(parts), Fraction
        return frozenset((n(sum(world[:upper])), n(sum(world[upper:]))) for world in worlds)

    def _total(
        self, term: Countable, place: Place, total_of: Callable[[str, Place], Found]
    ) -> tuple[Range | None, tuple[str, ...]]:
        match term:
            case TotalOf(reading):
                values = [value for value, _ in self._numbers(reading, place)]
                if any(value is None for value in values):
                    return None, (f"{reading} in {place.period.label}",)
                return Range.point(sum((v for v in values if v is not None), NOTHING)), ()
            case MeasureTotal(measure):
                achieved, needs = total_of(measure, place)
                return (Range(achieved.least, achieved.most) if achieved else None), needs
            case Items():
                return None, ()
            case _:
                assert_never(term)

    def _needs(self, counted: Sequence[Items], place: Place) -> tuple[str, ...]:
        """Return the unknown facts and verdicts on which a count hangs."""
        return tuple(
            dict.fromkeys(
                need
                for items in counted
                for item in self._near([items], place)
                if len(self.items.counts(items, item, place)) > 1
                for need in self.items.open_facts(items, item, place)
            )
        )

    # --- readings ---------------------------------------------------------------------------------

    def _window(self, place: Place) -> Interval:
        period = place.period
        return Interval(period.start, max(period.start, min(period.end, self.history.until)))

    def readings(self, name: str, place: Place) -> list[Reading]:
        """Return the readings that begin in a period and are of the things that are meant."""
        found, window = self._readings.get(name, []), self._window(place)
        first = bisect_left(found, window.start, key=lambda r: r.during.start)
        last = bisect_right(found, window.end, key=lambda r: r.during.start)
        things = {thing for _, thing in place.things}
        return [
            reading
            for reading in found[first:last]
            if reading.during.start < window.end and (not things or reading.of in {None, *things})
        ]

    def _numbers(self, name: str, place: Place) -> Iterator[tuple[Fraction | None, str | None]]:
        """Yield every value of a measurement in a period and the thing it is of; `None` unknown.

        What is given outright of the period is not read.
        """
        given = list(self._given(name, place))
        if given:
            yield from given
            return
        for reading in self.readings(name, place):
            yield reading.value if isinstance(reading.value, Fraction) else None, reading.of

    def _given(self, name: str, place: Place) -> Iterator[tuple[Fraction, str | None]]:
        told = self.history.given.get(place.period.label)
        if not place.things:
            yield from ((value, None) for n, value in (told.readings if told else ()) if n == name)
        for (label, kind, thing), given in self.history.given_of.items():
            is_meant = not place.things or (kind, thing) in place.things
            if label == place.period.label and is_meant:
                yield from ((value, thing) for n, value in given.readings if n == name)

    def _mean_of_ratios(self, mean: MeanOfRatios, place: Place) -> Found:
        read = {name: self.readings(name, place) for name in (mean.part, mean.whole)}
        over = self.history.until >= place.period.end
        return mean_of_ratios(mean, self._window(place), read, over=over)

    def _value(self, name: str, place: Place) -> Found:
        values = [value for value, _ in self._numbers(name, place)]
        known = {value for value in values if value is not None}
        if len(values) > len([v for v in values if v is not None]):
            return self._anything(name), (f"{name} in {place.period.label}",)
        if not known:
            return None, ()
        needs = (f"which of {len(values)} values of {name} counts in {place.period.label}",)
        return Achieved(min(known), max(known)), needs if len(values) > 1 else ()

    def _anything(self, name: str) -> Achieved | None:
        declared = self.contract.vocabulary.measurements.get(name)
        is_share = declared is not None and declared.kind == "share"
        return Achieved(NOTHING, Fraction(1)) if is_share else None

    # --- statistics -------------------------------------------------------------------------------

    def _statistic(self, asked: Statistic, place: Place) -> Found:
        values: list[Value] = []
        alike: list[Times] = []
        needs: list[str] = []
        for value, need in self._values(asked, place):
            if need:
                needs.append(need)
            if value is None:
                return None, (need,) if need else ()
            if isinstance(value, Value):
                values.append(value)
            else:
                alike.append(value)
        if not values and not alike:
            return None, ()
        found = statistic(asked, values, alike)
        return (None if found is None else Achieved(found.least, found.most)), tuple(needs)

    def _values(self, asked: Statistic, place: Place) -> Iterator[tuple[Valued, str]]:
        """Yield every value with what is unknown in it; a value without bounds is `None`."""
        if asked.of in self.contract.vocabulary.measurements:
            yield from self._of_readings(asked, place)
            return
        kind = self.contract.vocabulary.items.get(asked.over or "")
        of_runs = () if kind is None or asked.of in kind.facts else (asked.of,)
        for item in self.items.near(asked.over or "", of_runs, place):
            if not isinstance(item, Timeline):
                continue
            chosen = self.items.is_chosen(asked.where, item, place)
            if chosen is False:
                continue
            need = "" if chosen else ", ".join(self.items.choice_needs(asked.where, item, place))
            for value, other in self._of_item(asked, item, place):
                yield _perhaps(value, sure=bool(chosen)), other or need

    def _of_item(
        self, asked: Statistic, item: Timeline, place: Place
    ) -> Iterator[tuple[Valued, str]]:
        fact = self.contract.vocabulary.items[item.kind].facts.get(asked.of)
        if fact is None or fact.kind != "number":
            for alike in self.items.alike(item, asked.of, place):
                yield from _used(alike)
            return
        there = self.items.is_there(item, place)
        said = item.said(asked.of, self.history.until)
        if there is False or not (isinstance(said, Fraction) or said is UNKNOWN):
            return
        value = Value(said, said, bool(there)) if isinstance(said, Fraction) else None
        unsettled = value is None or not there
        need = f"{asked.of} of {item.item}" if unsettled else ""
        yield from repeat((value, need), self.items.number(item))

    def _of_readings(self, asked: Statistic, place: Place) -> Iterator[tuple[Value | None, str]]:
        kind = asked.over
        things = {
            item.item: item for item in self.items.of(kind or "") if isinstance(item, Timeline)
        }
        for number, thing in self._numbers(asked.of, place):
            item = things.get(thing or "")
            chosen = True if item is None else self.items.holds(asked.where, item)
            if chosen is not False:
                value = None if number is None else Value(number, number, bool(chosen))
                need = f"{asked.of} in {place.period.label}"
                yield value, need if value is None or not chosen else ""


def _in_sum(added: Range | None, *, is_upper: bool) -> Ways:
    if added is None:
        return surely(0, 0)
    ends = (added.least, added.most)
    return frozenset((end, NOTHING) if is_upper else (NOTHING, end) for end in ends)


def _is_point(achieved: Achieved) -> bool:
    return achieved.least == achieved.most


def _perhaps(value: Valued, *, sure: bool) -> Valued:
    if sure or not isinstance(value, Value):
        return value
    return Value(value.least, value.most, surely=False)


def _used(alike: Alike) -> Iterator[tuple[Valued, str]]:
    """Yield the counted time of a run, as far as it is known; what is not over has none yet."""
    verdict = alike.verdict
    is_open = verdict.verdict == "undetermined"
    is_over = verdict.used is not None or verdict.ended_at is not None
    if verdict.verdict in LEFT_OUT or not (is_open or is_over):
        return
    leaves = is_open and any(word in LEFT_OUT for word in could_be(verdict))
    need = ", ".join(f"{each} of {verdict.item}" for each in verdict.needs)
    if verdict.used is None:
        yield None, need or f"{verdict.measure} of {verdict.item}"
        return
    if alike.used is not None:
        yield alike.used, ""
        return
    least, most = (Fraction(end) for end in verdict.used)
    surely = verdict.ended_at is not None and not leaves
    yield Value(least, most, surely), "" if surely and least == most else need
