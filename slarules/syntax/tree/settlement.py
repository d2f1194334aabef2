"""The steps of a settlement, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    CalendarDays,
    Duration,
    Line,
    Name,
    Node,
    Number,
    OverWindow,
    Percent,
    Period,
    Phrase,
    Text,
)
from slarules.syntax.tree.facts import ClockDays, Condition
from slarules.syntax.tree.goals import ByClose
from slarules.syntax.tree.measures import EachThing
from slarules.syntax.tree.money import OnCredits, OnTotalCredit, UsesOnce
from slarules.syntax.tree.paying import Amount
from slarules.syntax.tree.points import When
from slarules.syntax.tree.quantities import History


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
class OnCreditsOver(Phrase):
    """`on tiers over the last 12 periods`."""

    credits: tuple[Name, ...]
    window: OverWindow


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OnTotalCreditOver(Phrase):
    """`on total credit so far in the calendar year`."""

    window: OverWindow


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExcessIsLost(Phrase):
    """`excess is lost`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExcessIsCarried(Phrase):
    """`excess is carried for 3 periods`; without a number `without end`."""

    periods: Number | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExcessIsPaid(Phrase):
    """`excess is paid within 30 calendar days`."""

    days: CalendarDays


CapExcess: TypeAlias = ExcessIsLost | ExcessIsCarried | ExcessIsPaid

CapPhrase: TypeAlias = (
    OnCredits
    | OnTotalCredit
    | OnCreditsOver
    | OnTotalCreditOver
    | EachThing
    | AtMost
    | Shared
    | CapExcess
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cap(Line):
    """`cap monthly_cap clause "7.5"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[CapPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaysNothing(Phrase):
    """`pays nothing up to USD 1.00`, `pays nothing below USD 1.00`."""

    how: Literal["up to", "below"]
    amount: Amount


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaysAtLeast(Phrase):
    """`pays at least USD 1.00 once anything is owed`."""

    amount: Amount


FloorPhrase: TypeAlias = OnCredits | OnTotalCredit | PaysNothing | PaysAtLeast


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Floor(Line):
    """`floor small_sums clause "5"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[FloorPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Returns(Phrase):
    """`returns 100%`."""

    share: Percent


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AsMoney(Phrase):
    """`as money`: what is returned is paid back."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AsOffset(Phrase):
    """`as offset against later data_credit within 12 periods`: it lowers later lines instead."""

    credit: Name
    periods: Number | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LapsesWhen(Phrase):
    """`lapses when agreement is ended`."""

    history: History


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExceptWhere(Phrase):
    """`except where failure is egregious`: facts of the period that earned the credit."""

    where: Condition


EarnbackPhrase: TypeAlias = (
    OnCredits | OnTotalCredit | Returns | When | AsMoney | AsOffset | LapsesWhen | ExceptWhere
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Earnback(Line):
    """`earnback good_run clause "7.6"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[EarnbackPhrase, ...]


# --- by when -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PeriodEnd(Node):
    """`period end`."""


CountedFrom: TypeAlias = Name | PeriodEnd
Apart: TypeAlias = CalendarDays | ClockDays | Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithinAfter(Phrase):
    """`within 30 calendar days after period end`."""

    apart: Apart
    anchor: CountedFrom


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByCloseAfter(Phrase):
    """`by close of the 3rd office day after period end`."""

    close: ByClose
    anchor: CountedFrom


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByEndOf(Phrase):
    """`by the end of the 2nd billing cycle after period end`; the next one is the 1st."""

    ordinal: int
    period: Period
    anchor: CountedFrom


ByWhen: TypeAlias = WithinAfter | ByCloseAfter | ByEndOf


# --- claim ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Automatic(Phrase):
    """`automatic`: no claim is needed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithEvidence(Phrase):
    """`with evidence ticket_number`."""

    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OtherwiseNoCredit(Phrase):
    """`otherwise no credit`."""


ClaimPhrase: TypeAlias = (
    Automatic | OnCredits | ByWhen | WithEvidence | OtherwiseNoCredit | UsesOnce
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Claim(Line):
    """`claim clause "3.4"`."""

    name: Name | None
    title: Text | None
    clause: Text | None
    phrases: tuple[ClaimPhrase, ...]


# --- settlement ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Order(Phrase):
    """`order base, repeat_failure, monthly_cap, good_run, rounding`."""

    steps: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaidEvery(Phrase):
    """`paid every calendar quarter`."""

    period: Period


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaidOnInvoice(Phrase):
    """`paid on the next invoice`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaidWithin(Phrase):
    """`paid within 30 calendar days after period end`."""

    within: WithinAfter


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaidIn(Phrase):
    """`paid in EUR at euro_for_a_dollar as on delivered`; the rate is an amount in EUR for one."""

    currency: Name
    rate: Name
    as_on: CountedFrom | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BonusesSetOff(Phrase):
    """`bonuses are set off`."""


SettlementPhrase: TypeAlias = (
    Order | PaidEvery | PaidOnInvoice | PaidWithin | PaidIn | BonusesSetOff
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settlement(Line):
    """`settlement clause "7.8"`."""

    clause: Text | None
    phrases: tuple[SettlementPhrase, ...]


# --- always --------------------------------------------------------------------------------------


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
