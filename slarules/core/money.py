"""Amounts, credits, and the steps that settle them; money is an exact `Fraction`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import ALWAYS, Condition
from slarules.core.promises import UNWRITTEN, Origin, PeriodKind
from slarules.core.quantities import History


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in the contract's currency."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Billed:
    """What billing says for the period."""


@dataclass(frozen=True, slots=True)
class Named:
    """A declared amount: of the period assessed, or `shift` periods later (negative: earlier)."""

    amount: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """A constant times an amount: `20% of F` is a fifth of it."""

    factor: Fraction
    amount: AmountTerm


@dataclass(frozen=True, slots=True)
class Sum:
    """The amounts added up."""

    parts: tuple[AmountTerm, ...]


@dataclass(frozen=True, slots=True)
class Greater:
    """The greatest of the amounts."""

    parts: tuple[AmountTerm, ...]


@dataclass(frozen=True, slots=True)
class Lesser:
    """The least of the amounts."""

    parts: tuple[AmountTerm, ...]


AmountTerm: TypeAlias = Money | Billed | Named | Times | Sum | Greater | Lesser


@dataclass(frozen=True, slots=True)
class Amount:
    """A fee or rate that is fixed before the period is judged: a parameter."""

    name: str
    value: AmountTerm
    every: PeriodKind
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class EachPeriod:
    """One line a period in which the target, if one is named, is missed."""

    misses: str | None = None


@dataclass(frozen=True, slots=True)
class EachItem:
    """One line an item of the kind whose facts hold and whose run of the promise is missed."""

    item: str
    misses: str
    where: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Lateness:
    """Counted time past due on the promise's own clock, in microseconds."""

    promise: str


@dataclass(frozen=True, slots=True)
class AchievedShare:
    """The share a target achieved, 0 to 1."""

    target: str


@dataclass(frozen=True, slots=True)
class ValueOf:
    """The value of a period measure."""

    measure: str


Quantity: TypeAlias = Lateness | AchievedShare | ValueOf


@dataclass(frozen=True, slots=True)
class Limit:
    """An end of a band: a share, a number, or microseconds; `included` when the limit belongs."""

    value: Fraction
    included: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a credit's table; an open end is `None`; `pays` is `None` for no credit.

    `of_unknown` marks the row for a quantity without data.
    """

    lower: Limit | None
    upper: Limit | None
    pays: AmountTerm | None
    text: str
    of_unknown: bool = False
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Credit:
    """What the provider owes: a line for each subject, by bands of a quantity or a fixed amount."""

    name: str
    title: str
    subject: EachPeriod | EachItem
    by: Quantity | None
    bands: tuple[Band, ...]
    pays: AmountTerm | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Weight:
    """What a missed target earns of a pool."""

    target: str
    share: Fraction
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Pool:
    """A sum at risk: each missed target earns its weight, together at most the whole."""

    name: str
    title: str
    size: AmountTerm
    every: PeriodKind
    weights: tuple[Weight, ...]
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Lines of the named credits are multiplied when the history holds."""

    name: str
    credits: tuple[str, ...]
    factor: Fraction
    when: History
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling on lines together; `credits` is `None` for the total credit."""

    name: str
    credits: tuple[str, ...] | None
    limit: AmountTerm
    every: PeriodKind
    shared: Literal["pro rata", "in order"]
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class EarnBack:
    """A share of what the caps left of each line is returned when the history holds."""

    name: str
    credits: tuple[str, ...]
    share: Fraction
    when: History
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Claim:
    """A credit must be asked for within calendar days after the period's end, or is lost."""

    within_days: int
    credits: tuple[str, ...] | None = None
    origin: Origin = UNWRITTEN


RoundingMode: TypeAlias = Literal["half up", "half even", "down", "up"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """The one rounding of a statement's total, to so many decimals of the currency."""

    mode: RoundingMode
    decimals: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """The one order in which steps apply: names of steps, `base` and `rounding` among them."""

    order: tuple[str, ...]
    origin: Origin = UNWRITTEN
