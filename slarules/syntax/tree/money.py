"""The statements of money: amounts, credits, and the steps of a settlement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    CalendarDays,
    Line,
    Money,
    Name,
    Node,
    Number,
    Percent,
    Period,
    Phrase,
    Table,
    Text,
)
from slarules.syntax.tree.facts import Condition, History

# --- amounts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PercentOf(Node):
    """`10% of monthly_fee`."""

    percent: Percent
    of: Amount


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OneTwelfth(Node):
    """`one twelfth of annual_fee`."""

    of: Amount


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OfPreviousPeriod(Node):
    """`charges of the previous period`."""

    name: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GreaterOf(Node):
    """`the greater of A and B`."""

    left: Amount
    right: Amount


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LesserOf(Node):
    """`the lesser of A and B`."""

    left: Amount
    right: Amount


Amount: TypeAlias = Money | PercentOf | OneTwelfth | OfPreviousPeriod | GreaterOf | LesserOf | Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AmountIs(Phrase):
    """`is EUR 42,000.00 every calendar month`."""

    amount: Amount
    period: Period | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FromBilling(Phrase):
    """`from billing for each port every calendar month`."""

    for_each: Name | None
    period: Period | None


AmountPhrase: TypeAlias = AmountIs | FromBilling


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AmountStatement(Line):
    """`amount monthly_fee clause "6.1"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[AmountPhrase, ...]


# --- credit --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Each(Phrase):
    """`each ticket where level is P1 that misses resolve`; the item may be `period`."""

    item: Name
    where: Condition | None
    misses: Name | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LatenessOf(Node):
    """`lateness of resolve`."""

    measure: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AchievedShareOf(Node):
    """`achieved share of nine_in_ten`."""

    target: Name


Quantity: TypeAlias = LatenessOf | AchievedShareOf | Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class By(Phrase):
    """`by lateness of resolve`, `by uptime`."""

    quantity: Quantity


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pays(Phrase):
    """`pays EUR 500.00`."""

    amount: Amount


CreditPhrase: TypeAlias = Each | By | Pays | Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Credit(Line):
    """`credit late_p1 clause "7.1"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[CreditPhrase, ...]


# --- multiplier, cap, earnback, pool -------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OnCredits(Phrase):
    """`on bulk_shortfall, late_p1`."""

    credits: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OnTotalCredit(Phrase):
    """`on total credit`."""


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


# --- claim, settlement, always -------------------------------------------------------------------


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
