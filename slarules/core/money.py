"""Amounts and credits; money is an exact `Fraction`.

An amount is a parameter, fixed before the period is judged. A credit is one form: a subject, then
what each pays, flat or by rows of a table; bonuses and points are the same form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import ALWAYS, Condition, Value
from slarules.core.measures import Rounded, Rounds
from slarules.core.periods import PeriodKind, Window
from slarules.core.promises import UNWRITTEN, Origin
from slarules.core.quantities import DaysFrom, History, Quantity

# --- amounts --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Money:
    """A sum; `currency` is the contract's own where it is empty."""

    value: Fraction
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Billed:
    """What billing says, of the period or of a thing."""


@dataclass(frozen=True, slots=True)
class Named:
    """A declared amount: of the period assessed, or `shift` periods later (negative: earlier).

    Attributes:
        of_payment: Of the period of the invoice that the credit is set against.
    """

    amount: str
    shift: int = 0
    of_payment: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """A constant times an amount: `20% of F` is a fifth of it."""

    factor: Fraction
    amount: AmountTerm


@dataclass(frozen=True, slots=True)
class Sum:
    """The amounts added up; `less B` is `Times(-1, B)`."""

    parts: tuple[AmountTerm, ...]


@dataclass(frozen=True, slots=True)
class Greater:
    """The greatest of the amounts."""

    parts: tuple[AmountTerm, ...]


@dataclass(frozen=True, slots=True)
class Lesser:
    """The least of the amounts."""

    parts: tuple[AmountTerm, ...]


@dataclass(frozen=True, slots=True)
class OverPeriods:
    """The sum of an amount over several periods: `total charge over the last 12 periods`."""

    amount: str
    window: Window


@dataclass(frozen=True, slots=True)
class ProRata:
    """The part of an amount for a stated stretch: `F pro rata for 1 calendar day out of 30`.

    Attributes:
        share: Calendar days, or microseconds.
        out_of: The same unit; `None` is the length of the amount's own period.
    """

    amount: AmountTerm
    share: Fraction
    unit: Literal["calendar days", "time"]
    out_of: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """What an amount is from a date on, up to and with another; open ends are `None`."""

    first: date | None
    last: date | None
    amount: AmountTerm
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class AsOn:
    """An amount by effective date, chosen by a moment of what the line is about."""

    moment: str
    rates: tuple[Rate, ...]


AmountTerm: TypeAlias = (
    Money | Billed | Named | Times | Sum | Greater | Lesser | OverPeriods | ProRata | AsOn
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A fee or rate that is fixed before the period is judged: a parameter.

    Attributes:
        every: Of which periods it is; `None` is once, or one for each thing.
        each: `for each port`: the kind of thing or item that it has one value for each of.
        currency: Of a rate of exchange, the currency paid in; else empty.
    """

    name: str
    value: AmountTerm
    every: PeriodKind | None
    origin: Origin = UNWRITTEN
    each: str | None = None
    rounded: Rounded | None = None
    currency: str = ""


# --- what a credit pays ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointsOf:
    """So many points."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """So many days of service."""

    value: Fraction


Sort: TypeAlias = AmountTerm | PointsOf | ServiceDays


@dataclass(frozen=True, slots=True)
class AllowanceOf:
    """What a target allows to be bad: (1 - level) x all time counted."""

    target: str


@dataclass(frozen=True, slots=True)
class Per:
    """`for each full 30 elapsed minutes of Q beyond X`: the number of units of a quantity.

    Attributes:
        unit: In the quantity's own unit (a share: 1 percentage point is 1/100).
        how: The word is compulsory in the text.
    """

    quantity: Quantity
    unit: Fraction
    how: Rounds
    beyond: Fraction | AllowanceOf | None = None


@dataclass(frozen=True, slots=True)
class PerLength:
    """`pro rata for Q`: a quantity of time, or of days, over the length of the amount's period.

    Attributes:
        out_of: The stated length instead, in microseconds, or days for `DaysFrom`.
    """

    quantity: Quantity | DaysFrom
    out_of: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One term of what is paid: a sum, perhaps for each unit of a quantity."""

    sum: Sort
    per: Per | PerLength | None = None
    less: bool = False


Pay: TypeAlias = tuple[Part, ...]
"""The terms added up; those marked `less` are taken off."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An end of a band: a share, a number, or microseconds; `included` when the limit belongs."""

    value: Fraction
    included: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a credit's table; an open end is `None`; `pays` is `None` for no credit.

    Attributes:
        of_unknown: The row for a quantity without data.
        facts: Facts of what the line is about, conditions (`yes`, `no`), each with its values.
        undetermined: The contract is silent: the amount ranges over the rows next to it.
    """

    lower: Limit | None
    upper: Limit | None
    pays: Pay | None
    text: str
    of_unknown: bool = False
    origin: Origin = UNWRITTEN
    facts: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    undetermined: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a credit is paid for: one line for each.

    Attributes:
        kind: `period`, or a kind of item, span, thing, or `claim`.
        of: For spans, the measure of time whose outages they are (`each outage of downtime`).
        where: Facts of the item, span, thing or period.
        target: A per-period target, a measure of the item, or a condition, that it misses, meets
            or exceeds.
        outcome: Which of them; of a condition, `yes`.
    """

    kind: str
    of: str | None = None
    where: Condition = ALWAYS
    target: str | None = None
    outcome: Literal["misses", "meets", "exceeds"] = "misses"


@dataclass(frozen=True, slots=True)
class Credit:
    """What is owed for each subject: a flat sum, or by the rows of a table.

    Attributes:
        kind: Points are no money; a bonus is owed to the provider.
        when: A condition on the history of periods.
        by: The quantity of the table's bands; `None` where facts alone, or nothing, decide.
        pays: Without a table.
        banded: `paid band by band`: each row pays for the part of the quantity inside it.
        at_most: The ceiling of a line, in the unit of what is paid.
        limited_by: A cap that holds what is open-ended; `is_open` where the text says so.
        scaled_by: A measure that is a share, by which each line is multiplied.
        worth: What a day of service is worth; `extends`: where days extend the term instead.
        uses_once: A measure whose units are used up when they are paid for, oldest first.
        expires: Points lapse after so many periods.
    """

    name: str
    title: str
    subject: Subject
    by: Quantity | None = None
    bands: tuple[Band, ...] = ()
    pays: Pay | None = None
    origin: Origin = UNWRITTEN
    kind: Literal["credit", "points", "bonus"] = "credit"
    when: History | None = None
    banded: bool = False
    at_most: Pay | None = None
    limited_by: str | None = None
    is_open: bool = False
    scaled_by: str | None = None
    worth: AmountTerm | None = None
    extends: Condition | None = None
    uses_once: str | None = None
    expires: int | None = None
    rounded: Rounded | None = None
