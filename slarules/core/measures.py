"""Measures of periods: time that is bad, counts, shares, means, and what a third party measured.

The steps of a measure of time always run in the order of `BadTime`, in whichever order they are
written (`docs/measures.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import ALWAYS, Condition, Relation, Value
from slarules.core.periods import PeriodKind
from slarules.core.promises import UNWRITTEN, Origin
from slarules.instants import Micros

NOTHING = Micros(0)

# --- which time is bad ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spans:
    """Time is bad during spans of a kind: `bad time is outages where kind is hard`.

    Attributes:
        starts, ends: Named moments that replace the span's own start and end; of several the
            later or the earlier one (`bad time runs from the later of A and B until C`).
    """

    kind: str
    where: Condition = ALWAYS
    starts: tuple[str, ...] = ("start",)
    starts_at: Literal["earlier", "later"] = "later"
    ends: tuple[str, ...] = ("end",)
    ends_at: Literal["earlier", "later"] = "earlier"


@dataclass(frozen=True, slots=True)
class ReadingIs:
    """A reading of the interval stands in the relation to a number, or to a share of a reading."""

    reading: str
    relation: Relation
    limit: Fraction
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingSays:
    """A reading of the interval, which has named values, is one of them."""

    reading: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AllReadings:
    """All parts hold of the interval."""

    parts: tuple[IntervalTest, ...]


@dataclass(frozen=True, slots=True)
class AnyReading:
    """At least one part holds of the interval."""

    parts: tuple[IntervalTest, ...]


IntervalTest: TypeAlias = ReadingIs | ReadingSays | AllReadings | AnyReading

Empty: TypeAlias = Literal["good", "bad", "skipped", "unknown"]


@dataclass(frozen=True, slots=True)
class Volume:
    """An interval with fewer than so many of a reading counts as stated: minimum volume."""

    reading: str
    below: Fraction
    counts_as: Empty


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals, elapsed and aligned to the period's start, are bad when a test holds of them.

    Attributes:
        no_data: What an interval without a reading counts as.
    """

    unit: Micros
    bad: IntervalTest
    no_data: Empty
    volume: Volume | None = None


@dataclass(frozen=True, slots=True)
class ThatOf:
    """The bad time of another measure, after all its own steps: `bad time is that of downtime`."""

    measure: str


Bad: TypeAlias = Spans | Intervals | ThatOf

Rounds: TypeAlias = Literal["full", "started", "nearest", "exact"]
"""How a length or a step is counted in units: rounded down, up, half up, or not at all."""


@dataclass(frozen=True, slots=True)
class CountedIn:
    """Bad time counts in whole units, of each outage or of the total."""

    how: Rounds
    unit: Micros
    of: Literal["each", "total"]


@dataclass(frozen=True, slots=True)
class Deductible:
    """The first so much bad time does not count: of each outage, or of every period of a kind."""

    length: Micros
    of: PeriodKind | Literal["each"]


@dataclass(frozen=True, slots=True)
class Weighing:
    """Bad time counts by the share that is affected: `users_affected of users`.

    Attributes:
        part: A fact of the span, a number.
        whole: A fact of the period or of the thing, a number.
        overlaps: What an instant counts that several outages cover.
    """

    part: str
    whole: str
    overlaps: Literal["add up", "once", "highest"]


@dataclass(frozen=True, slots=True)
class BadTime:
    """Which time is bad and how it counts; the fields stand in the order in which they apply.

    Attributes:
        sources: Sources of outages and readings, the first that has data is believed (step 2).
        bad: Which time is bad (steps 3 to 5; pieces of one scope are merged).
        counts_on: The clock on which time counts at all; `None` is all time (step 6, beside the
            exclusions of the contract).
        before: Time before a moment of the period or the thing is good, or excluded (step 6).
        at_least: A shorter unbroken piece vanishes, a longer one counts from its start (step 7).
        attribution: `split` at period ends, or each outage belongs whole to a period (step 8);
            it stands in the head of the contract.
        counted_in, deductibles, weighing: Steps 9 to 11.
        service: Whose readings and spans count; `None` for those without a service.
    """

    bad: Bad
    sources: tuple[str, ...] = ()
    counts_on: str | None = None
    before: tuple[str, Literal["good", "excluded"]] | None = None
    at_least: Micros = NOTHING
    counted_in: CountedIn | None = None
    deductibles: tuple[Deductible, ...] = ()
    weighing: Weighing | None = None
    service: str | None = None


# --- what the value is ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TotalBad:
    """The total bad time, in microseconds, weighed where weights are stated."""

    time: BadTime


@dataclass(frozen=True, slots=True)
class GoodShare:
    """The share of good time.

    Attributes:
        excluded: `both sides`: (all - excluded - bad) / (all - excluded). `added back`:
            (all - bad) / all. `nothing`: no exclusion touches the measure.
    """

    time: BadTime
    excluded: Literal["both sides", "added back", "nothing"]


@dataclass(frozen=True, slots=True)
class ShareOfFixed:
    """100% less the share of bad time in a stated length, such as 43,200 minutes."""

    time: BadTime
    whole: Micros


@dataclass(frozen=True, slots=True)
class Items:
    """A count of the items or spans of a kind, perhaps only those that meet or miss measures.

    Attributes:
        word: With `measures`, whether they are met or missed; `joined` by `and` or `or`.
        decided: All are counted of which it is decided, whether they meet or miss or not: the
            denominator of a share leaves out what is excluded, cancelled or still open.
    """

    kind: str
    where: Condition = ALWAYS
    measures: tuple[str, ...] = ()
    word: Literal["meet", "miss"] = "meet"
    joined: Literal["and", "or"] = "and"
    decided: bool = False


@dataclass(frozen=True, slots=True)
class TotalOf:
    """The sum of a measurement over the period."""

    reading: str


@dataclass(frozen=True, slots=True)
class MeasureTotal:
    """The value of another measure of the period."""

    measure: str


Countable: TypeAlias = Items | TotalOf | MeasureTotal


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A ratio of sums: `the share of A plus B in C plus D`."""

    parts: tuple[Countable, ...]
    whole: tuple[Countable, ...]


@dataclass(frozen=True, slots=True)
class MeanOfRatios:
    """The mean over intervals of the share of one measurement in another, all alike.

    Attributes:
        from_hundred: Whether it is taken off 100%.
        empty: The share that an interval without any of the whole counts as; or it is skipped, or
            unknown.
    """

    unit: Micros
    part: str
    whole: str
    empty: Fraction | Literal["skipped", "unknown"]
    from_hundred: bool = True


@dataclass(frozen=True, slots=True)
class Statistic:
    """A mean, a percentile by nearest rank, the highest, lowest or total of many values.

    Attributes:
        of: A measure that counts time on items, or a measurement or a number fact of things.
        over: The items, or `None` for the readings of a measurement in the period.
    """

    how: Literal["mean", "percentile", "highest", "lowest", "total"]
    of: str
    over: str | None = None
    where: Condition = ALWAYS
    rank: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """The number of items or spans."""

    items: Items


@dataclass(frozen=True, slots=True)
class ReadingValue:
    """The one value of a measurement in the period; several without an aggregate are an error."""

    reading: str


OfTime: TypeAlias = TotalBad | GoodShare | ShareOfFixed

PeriodValue: TypeAlias = (
    TotalBad | GoodShare | ShareOfFixed | ShareOf | MeanOfRatios | Statistic | Count | ReadingValue
)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A named rounding point; of a share, decimals of its percentage."""

    mode: Literal["half up", "half even", "half down", "up", "down"]
    decimals: int


@dataclass(frozen=True, slots=True)
class PeriodMeasure:
    """A named quantity of each period.

    Attributes:
        each: `separately for each port`: the kind of thing, or the fact, that it has one value for
            each of.
        rounded: Everything that reads the measure sees the rounded value.
        least: `never below`.
    """

    name: str
    title: str
    value: PeriodValue
    each: str | None = None
    rounded: Rounded | None = None
    least: Fraction | None = None
    origin: Origin = UNWRITTEN


def of_time(value: PeriodValue) -> BadTime | None:
    """Return which time is bad, of a measure of time."""
    match value:
        case TotalBad(time) | GoodShare(time) | ShareOfFixed(time):
            return time
        case _:
            return None
