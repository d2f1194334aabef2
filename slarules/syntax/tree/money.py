"""The statements of money: amounts, credits, and the steps of a settlement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from slarules.syntax.tree.base import (
    Line,
    Money,
    Name,
    Node,
    Percent,
    Period,
    Phrase,
    Table,
    Text,
)
from slarules.syntax.tree.facts import Condition

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


# --- what a step is on ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OnCredits(Phrase):
    """`on bulk_shortfall, late_p1`."""

    credits: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OnTotalCredit(Phrase):
    """`on total credit`."""
