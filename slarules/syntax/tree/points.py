"""Points, pools, and what multiplies lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import Line, Name, Number, Percent, Period, Phrase, Table, Text
from slarules.syntax.tree.facts import History
from slarules.syntax.tree.money import Amount, OnCredits, OnTotalCredit


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Times(Phrase):
    """`times 1.5`."""

    factor: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class When(Phrase):
    """`when nine_in_ten is missed in each of the previous 2 periods`."""

    history: History


MultiplierPhrase: TypeAlias = OnCredits | OnTotalCredit | Times | When


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
