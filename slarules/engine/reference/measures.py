"""Period measures: the share of good time in what counts, and values of measurements."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import assert_never

from slarules.core.conditions import Truth
from slarules.core.contract import Contract, Version
from slarules.core.measures import GoodTimeShare, PeriodMeasure, ReadingValue
from slarules.core.periods import PeriodKind
from slarules.core.promises import TimeExclusion, touches
from slarules.core.targets import MeasureValue
from slarules.engine.outcome import Achieved, MeasureResult
from slarules.engine.reference.exclusions import Excluded, Scope, excluded_time, granted
from slarules.engine.reference.periods import Clocks, version_of_period
from slarules.facts.history import History, Reading, WorldSpan
from slarules.facts.truth import stands
from slarules.hours.periods import Period, period_of, periods_between
from slarules.instants import (
    Instant,
    Interval,
    Micros,
    clip,
    difference,
    intersection,
    iso,
    total,
    union,
)

SPANS_ENUMERATED = 8
"""Up to so many spans of unknown evidence are tried both ways; beyond, the bounds are outer."""


def measures(
    contract: Contract, history: History, periods: Sequence[Period]
) -> tuple[MeasureResult, ...]:
    """Return the value of every measure in every period, also of targets' longer periods."""
    world = Monitored(contract, history)
    return tuple(
        world.result(measure, period)
        for kind in _kinds(contract)
        for period in _periods(periods, kind)
        for measure in version_of_period(contract, period).terms.measures.values()
    )


def _kinds(contract: Contract) -> list[PeriodKind]:
    of_targets = (
        target.every
        for version in contract.versions
        for target in version.terms.targets.values()
        if isinstance(target.value, MeasureValue)
    )
    return list(dict.fromkeys((contract.every, *of_targets)))


def _periods(periods: Sequence[Period], kind: PeriodKind) -> Iterable[Period]:
    if not periods or periods[0].kind == kind:
        return periods
    return periods_between(periods[0].start, periods[-1].end, kind, periods[0].zone)


@dataclass(frozen=True, slots=True)
class Stretches:
    """A period's time by what the monitor says of it; each disjoint and in order.

    Attributes:
        whole: All time that may count: up to the evaluation instant, less what is skipped.
    """

    whole: list[Interval]
    bad: list[Interval]
    unknown: list[Interval]


class Monitored:
    """Readings and spans of a history, ready to be asked period by period."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.history = history
        self._readings: dict[str, list[Reading]] = defaultdict(list)
        for reading in sorted(history.readings, key=lambda r: (r.during, str(r.value))):
            self._readings[reading.name].append(reading)
        self._longest = {
            name: max(reading.during.length for reading in readings)
            for name, readings in self._readings.items()
        }
        self._clocks: dict[str, Clocks] = {}

    def result(self, measure: PeriodMeasure, period: Period) -> MeasureResult:
        """Return the value of one measure in one period."""
        achieved, needs = self._given(measure, period) or self._measured(measure, period)
        return MeasureResult(
            measure.name, measure.title, period.label, achieved, needs, measure.origin
        )

    def _given(
        self, measure: PeriodMeasure, period: Period
    ) -> tuple[Achieved, tuple[str, ...]] | None:
        given = self.history.given.get(period.label)
        names = [measure.name]
        if isinstance(measure.value, ReadingValue):
            names.append(measure.value.reading)
        values = [v for name, v in given.readings if name in names] if given else []
        return (Achieved(values[0], values[0]), ()) if values else None

    def _measured(
        self, measure: PeriodMeasure, period: Period
    ) -> tuple[Achieved | None, tuple[str, ...]]:
        match measure.value:
            case ReadingValue(reading):
                return self._value(reading, period)
            case GoodTimeShare() as share:
                return self._share(measure.name, share, period)
            case _:
                assert_never(measure.value)

    def _value(self, name: str, period: Period) -> tuple[Achieved | None, tuple[str, ...]]:
        found = [r for r in self._around(name, period.interval) if r.during.start in period]
        values = {r.value for r in found if isinstance(r.value, Fraction)}
        unknown = len(values) < len({r.value for r in found})
        if unknown:
            return self._anything(name), (f"{name} in {period.label}",)
        if not values:
            return None, ()
        several = len(found) > 1
        needs = (f"which of {len(found)} values of {name} counts in {period.label}",)
        return Achieved(min(values), max(values)), needs if several else ()

    def _anything(self, name: str) -> Achieved | None:
        declared = self.contract.vocabulary.measurements.get(name)
        is_share = declared is not None and declared.kind == "share"
        return Achieved(Fraction(0), Fraction(1)) if is_share else None

    def _around(self, name: str, window: Interval) -> list[Reading]:
        """Return the readings that may reach into a stretch."""
        readings, longest = self._readings.get(name, []), self._longest.get(name, 0)
        first = bisect_left(readings, window.start - longest, key=lambda r: r.during.start)
        last = bisect_right(readings, window.end, key=lambda r: r.during.start)
        return readings[first:last]

    def _share(
        self, name: str, share: GoodTimeShare, period: Period
    ) -> tuple[Achieved | None, tuple[str, ...]]:
        version = version_of_period(self.contract, period)
        stretches, needs = self._stretches(share, period)
        out = self._excluded(name, share, version, period)
        unsure = [part.span for e in out for part in e.spans if part.holds is None]
        perhaps = unwatched = self._unwatched(period) if out else []
        if len(unsure) > SPANS_ENUMERATED:
            worlds = [union(*(e.certain for e in out))]
            perhaps = union(perhaps, *(e.possible for e in out))
        else:
            ways = (_ways(e, self._scope(version)) for e in out)
            worlds = [union(*world) for world in product(*ways)]
        shares = [s for world in worlds if (s := _bounds(share, stretches, world, perhaps))]
        if not shares:
            return None, ()
        worst, best = min(shares, key=lambda s: s.least), max(shares, key=lambda s: s.most)
        needs += tuple(f"whether {span.kind} {span.name} is excluded" for span in unsure)
        kinds = dict.fromkeys(e.exclusion.span_kind for e in out) if unwatched else ()
        needs += tuple(f"{kind} from {iso(unwatched[0].start)} on" for kind in kinds)
        achieved = Achieved(worst.least, best.most, worst.good, worst.whole)
        return achieved, needs if achieved.least < achieved.most else ()

    def _stretches(self, share: GoodTimeShare, period: Period) -> tuple[Stretches, tuple[str, ...]]:
        window = Interval(period.start, min(period.end, self.history.until))
        good, bad, unknown = self._read(share, window)
        told = union(i for service, i in self.history.bad if service in (None, share.service))
        conflict = intersection(good, bad)
        bad = union(difference(bad, conflict), clip(told, window.start, window.end))
        unknown = difference(union(unknown, conflict), bad)
        silent = difference([window], union(good, bad, unknown))
        needs = [f"{share.reading} where its readings are unknown"] if unknown else []
        match share.no_data:
            case "good":
                pass
            case "bad":
                bad = union(bad, silent)
            case "skipped":
                return Stretches(difference([window], silent), bad, unknown), tuple(needs)
            case "unknown":
                unknown = union(unknown, silent)
                needs += [f"{share.reading} where there is no reading"] if silent else []
            case _:
                assert_never(share.no_data)
        whole = [window] if window.length else []
        return Stretches(whole, bad, unknown), tuple(needs)

    def _read(
        self, share: GoodTimeShare, window: Interval
    ) -> tuple[list[Interval], list[Interval], list[Interval]]:
        found: Mapping[Truth, list[Interval]] = {True: [], False: [], None: []}
        for reading in self._around(share.reading, window):
            if reading.of in (None, share.service):
                found[_is_bad(reading, share)].append(
                    _unit(reading.during, share.unit, window.start)
                )
        good, bad, unknown = (
            clip(union(found[word]), window.start, window.end) for word in (False, True, None)
        )
        return good, bad, unknown

    def _excluded(
        self, name: str, share: GoodTimeShare, version: Version, period: Period
    ) -> list[Excluded]:
        touching = (each for each in version.terms.exclusions if touches(each, name))
        return [
            excluded_time(e, self._near(e, share, period), self._scope(version)) for e in touching
        ]

    def _near(
        self, exclusion: TimeExclusion, share: GoodTimeShare, period: Period
    ) -> list[WorldSpan]:
        """Return the spans that reach into the period, or use the allowance of one that does."""
        every = exclusion.allowance.every if exclusion.allowance else period.kind
        first = period_of(period.start, every, period.zone).start
        last = period_of(Instant(period.end - 1), every, period.zone).end
        return [
            span
            for span in self.history.spans
            if span.service in (None, share.service)
            and span.start < last
            and (span.end is None or span.end > first)
        ]

    def _scope(self, version: Version) -> Scope:
        clocks = self._clocks.setdefault(version.name, Clocks(version.terms, self.contract.zone))
        seen = self.history.spans_complete_through
        return Scope(self.contract.zone, clocks, self.history.until, seen)

    def _unwatched(self, period: Period) -> list[Interval]:
        """Return the time in which a span could be that the source does not yet tell of."""
        through = self.history.spans_complete_through
        if through is None or through >= period.end:
            return []
        return [Interval(max(through, period.start), period.end)]


def _is_bad(reading: Reading, share: GoodTimeShare) -> Truth:
    if isinstance(reading.value, Fraction):
        return stands(reading.value, share.bad, share.limit)
    return None


def _unit(during: Interval, unit: Micros, start: Instant) -> Interval:
    """Return what a reading stands for: one taken at an instant, the interval around it."""
    if during.length:
        return during
    first = Instant(during.start - (during.start - start) % unit)
    return Interval(first, Instant(first + unit))


def _ways(excluded: Excluded, scope: Scope) -> Iterator[list[Interval]]:
    stretches = [(part.holds, [*part.excluded, *part.beyond]) for part in excluded.spans]
    sure = [piece for holds, pieces in stretches if holds for piece in pieces]
    unsure = [pieces for holds, pieces in stretches if holds is None]
    for chosen in product((False, True), repeat=len(unsure)):
        taken = (
            piece for pieces, yes in zip(unsure, chosen, strict=True) if yes for piece in pieces
        )
        yield granted(excluded.exclusion.allowance, union(sure, taken), scope)


def _bounds(
    share: GoodTimeShare, time: Stretches, out: list[Interval], perhaps: list[Interval]
) -> Achieved | None:
    """Return the least and most share when `out` is excluded and any of `perhaps` may be."""
    counted = difference(time.whole, out)
    if not counted:
        return None
    bad = intersection(counted, time.bad)
    worst = union(bad, intersection(counted, time.unknown))
    if share.excluded == "added back":
        whole = total(time.whole)
        return _achieved(
            whole - total(worst), whole, whole - total(difference(bad, perhaps)), whole
        )
    # Taking out bad time helps the provider, taking out good time hurts.
    excused = total(intersection(bad, perhaps))
    wasted = total(difference(intersection(counted, perhaps), worst))
    least_whole, most_whole = total(counted) - wasted, total(counted) - excused
    return _achieved(
        least_whole - total(worst), least_whole, most_whole - (total(bad) - excused), most_whole
    )


def _achieved(good: int, whole: int, best_good: int, best_whole: int) -> Achieved:
    least = Fraction(good, whole) if whole else Fraction(1)
    most = Fraction(best_good, best_whole) if best_whole else Fraction(1)
    return Achieved(least, most, Fraction(good), Fraction(whole))
