"""Measures of periods in plain English."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from slarules.core.conditions import ALWAYS
from slarules.core.english import condition, listed, ordinal, value
from slarules.core.measures import (
    NOTHING,
    AllReadings,
    AnyReading,
    Bad,
    BadTime,
    Count,
    Countable,
    CountedIn,
    Deductible,
    GoodShare,
    Intervals,
    IntervalTest,
    Items,
    MeanOfRatios,
    MeasureTotal,
    PeriodMeasure,
    PeriodValue,
    ReadingIs,
    ReadingSays,
    ReadingValue,
    Rounded,
    ShareOf,
    ShareOfFixed,
    Spans,
    Statistic,
    ThatOf,
    TotalBad,
    TotalOf,
    Weighing,
)
from slarules.report.english.facets import Facets
from slarules.report.english.names import Names, number, percent_in_full
from slarules.report.english.periods import period
from slarules.report.english.quantities import items
from slarules.report.numbers import duration


def of_measure(of: PeriodMeasure, names: Names) -> Facets:
    """Return what a measure of periods is, step by step."""
    facets = Facets()
    told = is_what(of.value, names)
    facets.add("value", f"It is {told}", told)
    time = _time_of(of.value)
    if time is not None:
        _of_time(time, names, facets)
    if of.each is not None:
        facets.add("separately", f"Each {of.each} has a value of its own", f"for each {of.each}")
    if of.rounded is not None:
        told = rounding(of.rounded)
        facets.add("rounding", f"It is rounded {told}, and read so everywhere", told)
    if of.least is not None:
        least = names.value(of.least, names.unit_of_measure(of.name))
        facets.add("never below", f"It is never below {least}", least)
    return facets


def rounding(of: Rounded) -> str:
    """Return a rounding: `half up to 2 decimals`."""
    return f"{of.mode} to {of.decimals} decimal{'' if of.decimals == 1 else 's'}"


def is_what(of: PeriodValue, names: Names) -> str:
    """Return what the value is, without the steps of its time."""
    match of:
        case TotalBad():
            return "the total bad time"
        case GoodShare(excluded=excluded):
            return f"the share of good time in all time{_EXCLUDED[excluded]}"
        case ShareOfFixed(whole=whole):
            return f"100% less the share of bad time in {duration(whole)}"
        case _:
            return _counted(of, names)


def _counted(of: ShareOf | MeanOfRatios | Statistic | Count | ReadingValue, names: Names) -> str:
    match of:
        case ShareOf(parts, whole):
            return f"the share of {_sum(parts, names)} in {_sum(whole, names)}"
        case MeanOfRatios():
            return _mean_of_ratios(of)
        case Statistic():
            return _statistic(of, names)
        case Count(counted):
            return f"the number of {items(counted, names)}"
        case ReadingValue(reading):
            return f"the value of {reading}"
        case _:
            assert_never(of)


_EXCLUDED = {
    "both sides": ", excluded time left out of both",
    "added back": ", excluded time counted as good",
    "nothing": "",
}


def _sum(of: Iterable[Countable], names: Names) -> str:
    return " plus ".join(_countable(each, names) for each in of)


def _countable(of: Countable, names: Names) -> str:
    match of:
        case Items():
            return items(of, names)
        case TotalOf(reading):
            return f"total {reading}"
        case MeasureTotal(measure):
            return measure
        case _:
            assert_never(of)


def _mean_of_ratios(of: MeanOfRatios) -> str:
    off = "100% less " if of.from_hundred else ""
    each = duration(of.unit)
    empty = (
        f"counts as {percent_in_full(of.empty)}"
        if isinstance(of.empty, Fraction)
        else (f"is {of.empty}")
    )
    return (
        f"{off}the mean, over stretches of {each} alike, of the share of {of.part} in {of.whole}, "
        f"where one without {of.whole} {empty}"
    )


def _statistic(of: Statistic, names: Names) -> str:
    how = of.how
    if of.how == "percentile" and of.rank is not None:
        rank = of.rank * 100
        rank_said = ordinal(int(rank)) if rank.denominator == 1 else f"{number(rank)}th"
        how_said = f"{rank_said} percentile"
    else:
        how_said = how
    over = "" if of.over is None else f" over {items(Items(of.over, of.where), names)}"
    where = f" where {condition(of.where)}" if of.over is None and of.where != ALWAYS else ""
    return f"the {how_said} of {of.of}{over}{where}"


# --- bad time -------------------------------------------------------------------------------------


def _time_of(of: PeriodValue) -> BadTime | None:
    return of.time if isinstance(of, TotalBad | GoodShare | ShareOfFixed) else None


def _of_time(of: BadTime, names: Names, facets: Facets) -> None:
    bad = _bad(of.bad, names)
    facets.add("bad time", f"Bad is {bad}", bad)
    if isinstance(of.bad, Intervals):
        _of_intervals(of.bad, facets)
    if of.sources:
        told = ", then ".join(of.sources)
        facets.add("sources", f"What is believed is the first with data of {told}", told)
    if of.counts_on is not None:
        facets.add("counts on", f"Time counts on {of.counts_on} only", of.counts_on)
    if of.before is not None:
        moment, word = of.before
        facets.add("time before", f"Time before {moment} is {word}", f"{moment}: {word}")
    _how_it_counts(of, facets)


def _how_it_counts(of: BadTime, facets: Facets) -> None:
    if of.at_least != NOTHING:
        least = duration(of.at_least)
        facets.add("threshold", f"An unbroken stretch under {least} does not count", least)
    if of.counted_in is not None:
        told = _counted_in(of.counted_in)
        facets.add("units", f"It counts in {told}", told)
    for each in of.deductibles:
        told = _deductible(each)
        facets.add("deductible", f"The first {told} does not count", told)
    if of.weighing is not None:
        told = _weighing(of.weighing)
        facets.add("weight", f"It counts by {told}", told)


def _bad(of: Bad, names: Names) -> str:
    match of:
        case Spans():
            return _spans(of, names)
        case Intervals(unit=unit, bad=test):
            return f"each {duration(unit)} in which {_interval_test(test)}"
        case ThatOf(measure):
            return f"the bad time of {measure}"
        case _:
            assert_never(of)


def _spans(of: Spans, names: Names) -> str:
    kind = names.contract.vocabulary.spans.get(of.kind)
    where = f" where {condition(of.where)}" if of.where != ALWAYS else ""
    told = f"the time of {kind.plural if kind else of.kind}{where}"
    if (of.starts, of.ends) == (("start",), ("end",)):
        return told
    return f"{told}, from {_one_of(of.starts, of.starts_at)} until {_one_of(of.ends, of.ends_at)}"


def _one_of(moments: tuple[str, ...], at: str) -> str:
    return moments[0] if len(moments) == 1 else f"the {at} of {listed(moments, 'and')}"


def _of_intervals(of: Intervals, facets: Facets) -> None:
    facets.add("no data", f"One with no data is {of.no_data}", of.no_data)
    if of.volume is not None:
        few = f"fewer than {number(of.volume.below)} {of.volume.reading}"
        facets.add("minimum volume", f"One with {few} is {of.volume.counts_as}")


def _interval_test(of: IntervalTest) -> str:
    match of:
        case ReadingIs(reading, relation, limit, whole):
            shown = number(limit) if whole is None else f"{percent_in_full(limit)} of {whole}"
            return f"{reading} is {relation} {shown}"
        case ReadingSays(reading, values):
            return f"{reading} is {listed(map(value, values))}"
        case AllReadings(parts):
            return " and ".join(map(_interval_part, parts))
        case AnyReading(parts):
            return " or ".join(map(_interval_part, parts))
        case _:
            assert_never(of)


def _interval_part(of: IntervalTest) -> str:
    told = _interval_test(of)
    return f"({told})" if isinstance(of, AllReadings | AnyReading) else told


def _counted_in(of: CountedIn) -> str:
    whose = "of each outage" if of.of == "each" else "of the total"
    return f"{of.how} units of {duration(of.unit)} {whose}"


def _deductible(of: Deductible) -> str:
    whose = "of each outage" if of.of == "each" else f"of every {period(of.of)}"
    return f"{duration(of.length)} {whose}"


_OVERLAPS = {"add up": "add up", "once": "count once", "highest": "count at the highest"}


def _weighing(of: Weighing) -> str:
    return f"{of.part} of {of.whole}, where several overlap they {_OVERLAPS[of.overlaps]}"
