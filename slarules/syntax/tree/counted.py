"""The phrases of measures that are no time: counts, shares of sums, means, percentiles, values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import Measurable, Name, Node, Number, Percent, Phrase
from slarules.syntax.tree.facts import Condition
from slarules.syntax.tree.money import RoundedTo


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllMeasuresMet(Node):
    """`respond and resolve`, or one measure alone."""

    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyMeasureMet(Node):
    """`respond or resolve`."""

    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ThatMeet(Node):
    """`that meet respond and resolve`, `that miss repair`."""

    word: Literal["meet", "miss"]
    of: AllMeasuresMet | AnyMeasureMet


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountedItems(Node):
    """`incidents where level is P1 that meet respond`; a name alone may be of a measurement."""

    name: Name
    where: Condition | None
    judged: ThatMeet | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShareOf(Phrase):
    """`is the share of lost_packets in packets`: a ratio of sums."""

    parts: tuple[CountedItems, ...]
    whole: tuple[CountedItems, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EachInterval(Node):
    """`5 minute interval`; `minute` is one of one minute."""

    count: Number
    unit: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MeanOfRatios(Phrase):
    """`is 100% less the mean over 5 minute intervals of the share of failed in requests`."""

    less_than: Percent | None
    interval: EachInterval
    part: Name
    whole: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EmptyInterval(Phrase):
    """`a 5 minute interval with no requests counts as 0%`, `... is skipped`."""

    interval: EachInterval
    whole: Name
    counts_as: Percent | Literal["skipped", "unknown"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Statistic(Phrase):
    """`is the mean of resolve over incidents where level is P1`."""

    how: Literal["mean", "highest", "lowest", "total"]
    of: Name
    over: CountedItems | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Percentile(Phrase):
    """`is the 90th percentile of respond over incidents`."""

    rank: Decimal | int
    of: Name
    over: CountedItems | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountOf(Phrase):
    """`is the number of incidents that miss respond or resolve`."""

    items: CountedItems


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ValueOf(Phrase):
    """`is the value of patched_share`."""

    measurement: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NeverBelow(Phrase):
    """`never below 0%`."""

    value: Measurable


CountedValue: TypeAlias = ShareOf | MeanOfRatios | Statistic | Percentile | CountOf | ValueOf
"""What the value is, of a measure that is no time."""

CountedPhrase: TypeAlias = CountedValue | EmptyInterval | RoundedTo | NeverBelow
