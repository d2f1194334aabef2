"""The steps of a settlement, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import CalendarDays, Line, Name, Percent, Period, Phrase, Text
from slarules.syntax.tree.money import Amount, OnCredits, OnTotalCredit
from slarules.syntax.tree.points import When


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AtMost(Phrase):
    """`at most 20% of monthly_fee every calendar month`."""

    amount: Amount
    period: Period | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shared(Phrase):
    """`shared pro rata`, `shared in order`."""

    how: Literal["pro rata", "in order"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExcessIsLost(Phrase):
    """`excess is lost`."""


CapPhrase: TypeAlias = OnCredits | OnTotalCredit | AtMost | Shared | ExcessIsLost


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cap(Line):
    """`cap monthly_cap clause "7.5"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[CapPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Returns(Phrase):
    """`returns 100%`."""

    share: Percent


EarnbackPhrase: TypeAlias = OnCredits | OnTotalCredit | Returns | When


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Earnback(Line):
    """`earnback good_run clause "7.6"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[EarnbackPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Automatic(Phrase):
    """`automatic`: no claim is needed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithinDaysAfter(Phrase):
    """`within 30 calendar days after period end`; no anchor is the period's end."""

    days: CalendarDays
    anchor: Name | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OtherwiseNoCredit(Phrase):
    """`otherwise no credit`."""


ClaimPhrase: TypeAlias = Automatic | OnCredits | WithinDaysAfter | OtherwiseNoCredit


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Claim(Line):
    """`claim clause "3.4"`."""

    name: Name | None
    title: Text | None
    clause: Text | None
    phrases: tuple[ClaimPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Order(Phrase):
    """`order base, repeat_failure, monthly_cap, good_run, rounding`."""

    steps: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settlement(Line):
    """`settlement clause "7.8"`."""

    clause: Text | None
    phrases: tuple[Order, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TotalCreditAtMost(Phrase):
    """`total credit is at most 20% of monthly_fee every calendar month`."""

    repeats: ClassVar[bool] = True
    amount: Amount
    period: Period | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WorseNeverEarnsMore(Phrase):
    """`worse nine_in_ten never earns provider more`."""

    repeats: ClassVar[bool] = True
    measured: Name
    party: Literal["provider", "customer"]


AlwaysPhrase: TypeAlias = TotalCreditAtMost | WorseNeverEarnsMore


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Always(Line):
    """`always "Credits never exceed a fifth of the fee" clause "7.5"`."""

    title: Text
    clause: Text | None
    phrases: tuple[AlwaysPhrase, ...]
