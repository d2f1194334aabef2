"""Points, bonuses, pools, scorecards, and what multiplies or combines lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import (
    Every,
    Line,
    Name,
    Number,
    Percent,
    Period,
    Phrase,
    Table,
    Text,
)
from slarules.syntax.tree.measures import EachThing
from slarules.syntax.tree.money import By, CreditPhrase, OnCredits, OnTotalCredit
from slarules.syntax.tree.paying import Amount
from slarules.syntax.tree.quantities import History


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpireAfter(Phrase):
    """`expire after 24 periods`."""

    periods: Number


PointsPhrase: TypeAlias = "CreditPhrase | ExpireAfter"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Points(Line):
    """`points overrun_points clause "2"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[PointsPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bonus(Line):
    """`bonus award_fee clause "4"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[CreditPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Times(Phrase):
    """`times 1.5`."""

    factor: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class When(Phrase):
    """`when nine_in_ten is missed in each of the previous 2 periods`."""

    history: History


MultiplierPhrase: TypeAlias = OnCredits | OnTotalCredit | Times | When | By | Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Multiplier(Line):
    """`multiplier repeat_failure clause "7.4"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[MultiplierPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Size(Phrase):
    """`size 12% of monthly_charges every calendar month`."""

    amount: Amount
    period: Period | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeightsTotal(Phrase):
    """`weights total at most 200%`."""

    bound: Literal["at most", "exactly"]
    share: Percent


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeightsEach(Phrase):
    """`weights each at most 25%`."""

    share: Percent


PoolPhrase: TypeAlias = Size | WeightsTotal | WeightsEach | Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pool(Line):
    """`pool at_risk clause "S4.2"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[PoolPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Gate(Phrase):
    """`counts as 0 when any score is below 80`."""

    value: Number | Percent
    below: Number | Percent


ScorecardPhrase: TypeAlias = Every | WeightsTotal | WeightsEach | Gate | Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scorecard(Line):
    """`scorecard rating clause "3"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[ScorecardPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Combined(Phrase):
    """`pays what the customer elects otherwise the highest`."""

    what: Literal[
        "the highest",
        "the sum",
        "the first",
        "what the customer elects",
        "the best that may stand together",
    ]
    otherwise_highest: bool


CombinePhrase: TypeAlias = OnCredits | EachThing | Combined | Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Combine(Line):
    """`combine together clause "4"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[CombinePhrase, ...]
