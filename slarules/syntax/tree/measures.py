"""The statement `measure`: time counted on items, and quantities of whole periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Duration,
    Limit,
    Line,
    Name,
    Node,
    Number,
    Percent,
    Phrase,
    StandardPeriod,
    Text,
    Value,
)
from slarules.syntax.tree.counted import CountedPhrase, EachInterval
from slarules.syntax.tree.facts import Condition
from slarules.syntax.tree.promises import FromUntil, RunPhrase

# --- of what, and whose word is believed ----------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EachThing(Phrase):
    """`separately for each port`: one value for each."""

    kind: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Service(Phrase):
    """`service "storage-eu"`: whose measurements and spans are meant."""

    name: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Believed(Phrase):
    """`source "third party" ahead of "provider"`: the first that has data is believed."""

    names: tuple[Text, ...]


# --- which time is bad ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReadingIs(Node):
    """`failed is above 5% of requests`, `failed_probes is at least 2`."""

    measurement: Name
    limit: Limit
    of: Name | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReadingSays(Node):
    """`monitor is down`, `monitor is one of down, lost`."""

    measurement: Name
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllReadings(Node):
    """Tests joined by `and`."""

    parts: tuple[IntervalTest, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyReading(Node):
    """Tests joined by `or`."""

    parts: tuple[IntervalTest, ...]


IntervalTest: TypeAlias = ReadingIs | ReadingSays | AllReadings | AnyReading


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BadSpans(Phrase):
    """`bad time is outages where kind is hard`."""

    kind: Name
    where: Condition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BadThatOf(Phrase):
    """`bad time is that of downtime`: after all steps of that measure."""

    measure: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BadWhen(Phrase):
    """`a minute is bad when error_rate is at least 5%`."""

    interval: EachInterval
    test: IntervalTest


NoDataReading: TypeAlias = Literal["good", "bad", "skipped", "unknown"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NoData(Phrase):
    """`a minute with no data is good`."""

    interval: EachInterval
    reading: NoDataReading


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SmallVolume(Phrase):
    """`a minute with fewer than 100 requests is good`."""

    interval: EachInterval
    below: Number
    measurement: Name
    reading: NoDataReading


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OneMoment(Node):
    """A moment alone."""

    name: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TwoMoments(Node):
    """`the later of reported and ticketed`."""

    which: Literal["later", "earlier"]
    one: Name
    other: Name


Moments: TypeAlias = OneMoment | TwoMoments


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BadRuns(Phrase):
    """`bad time runs from the later of reported and ticketed until restored`."""

    start: Moments
    end: Moments


# --- how bad time counts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountsOn(Phrase):
    """`time counts on weekdays`: the clock outside of which no time counts."""

    clock: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeBefore(Phrase):
    """`time before joined is excluded`."""

    moment: Name
    reading: Literal["good", "excluded"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LeastPiece(Phrase):
    """`bad time under 10 elapsed minutes does not count`."""

    length: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EachOutage(Node):
    """`for each outage`, `of each outage`."""

    kind: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OnTheTotal(Node):
    """`on the total`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WholeUnits(Phrase):
    """`bad time counts in started 15 elapsed minutes for each outage`."""

    how: Literal["started", "full", "nearest"]
    unit: Duration
    of: EachOutage | OnTheTotal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Deductible(Phrase):
    """`the first 30 elapsed minutes of each outage does not count`, `... every calendar month`."""

    repeats: ClassVar[bool] = True
    length: Duration
    of: EachOutage | StandardPeriod | Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Weighing(Phrase):
    """`bad time counts by users_affected of users`."""

    part: Name
    whole: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Overlaps(Phrase):
    """`overlaps count once`: where several outages with weights cover an instant."""

    how: Literal["add up", "count once", "count at the highest"]


TimePhrase: TypeAlias = (
    BadSpans
    | BadThatOf
    | BadWhen
    | NoData
    | SmallVolume
    | BadRuns
    | CountsOn
    | TimeBefore
    | LeastPiece
    | WholeUnits
    | Deductible
    | Weighing
    | Overlaps
)


# --- what the value is ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TotalBad(Phrase):
    """`is the total bad time`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShareOfGood(Phrase):
    """`is the share of good minutes in all minutes not excluded`.

    `excluded` says what excluded time does: it leaves both sides, it counts as good, or the text
    is silent.
    """

    unit: Literal["minutes", "time"]
    excluded: Literal["left out", "good"] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShareOfFixed(Phrase):
    """`is 100% less the share of bad time in 43,200 elapsed minutes`."""

    whole: Percent
    length: Duration


TimeValue: TypeAlias = TotalBad | ShareOfGood | ShareOfFixed

MeasurePhrase: TypeAlias = (
    FromUntil | RunPhrase | EachThing | Service | Believed | TimePhrase | TimeValue | CountedPhrase
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measure(Line):
    """`measure uptime clause "2.1"`."""

    name: Name
    items: Name | None
    title: Text | None
    clause: Text | None
    phrases: tuple[MeasurePhrase, ...]
