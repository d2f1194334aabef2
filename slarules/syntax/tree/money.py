"""The statements of money: amounts, credits, and what a step is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Date,
    Line,
    Name,
    Node,
    Number,
    Period,
    Phrase,
    Table,
    Text,
)
from slarules.syntax.tree.facts import Condition
from slarules.syntax.tree.paying import Amount
from slarules.syntax.tree.quantities import Quantity

if TYPE_CHECKING:
    from slarules.syntax.tree.points import When
    from slarules.syntax.tree.settlement import AtMost

# --- amounts -------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AsOn(Phrase):
    """`as on reported`: the moment whose date picks the row of the table."""

    moment: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoundedTo(Phrase):
    """`rounded half up to 2 decimals`."""

    mode: Literal["half up", "half even", "half down", "up", "down"]
    decimals: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RatesFrom(Node):
    """The cell `from 2026-04-01`."""

    first: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RatesThrough(Node):
    """The cell `2025-04-01 through 2026-03-31`."""

    first: Date
    last: Date


AmountPhrase: TypeAlias = AmountIs | FromBilling | AsOn | RoundedTo | Table


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
    """`each ticket where level is P1 that misses resolve`, `each outage of downtime`."""

    item: Name
    of: Name | None
    where: Condition | None
    outcome: Literal["misses", "meets", "exceeds"] | None
    target: Name | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class By(Phrase):
    """`by lateness of resolve`, `by uptime`."""

    quantity: Quantity


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pays(Phrase):
    """`pays EUR 500.00`."""

    amount: Amount


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaidFor(Phrase):
    """`paid for the whole`, `paid band by band`."""

    how: Literal["for the whole", "band by band"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScaledBy(Phrase):
    """`scaled by affected_share`."""

    measure: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LimitedBy(Phrase):
    """`limited by one_week`, a cap."""

    cap: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithoutLimit(Phrase):
    """`without limit`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DayWorth(Phrase):
    """`a day of service is worth monthly_fee pro rata for 1 calendar day`."""

    amount: Amount


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DaysExtend(Phrase):
    """`days of service extend the term where plan is prepaid`."""

    where: Condition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UsesOnce(Phrase):
    """`uses failures once`: units that are paid for are used up."""

    measure: Name


CreditPhrase: TypeAlias = (
    "Each | By | Pays | Table | When | PaidFor | ScaledBy | AtMost | LimitedBy | WithoutLimit"
    " | DayWorth | DaysExtend | UsesOnce | RoundedTo"
)


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
