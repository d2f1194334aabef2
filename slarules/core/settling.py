"""The steps of a settlement: pools, scorecards, and what changes lines after they are earned."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import Condition, Value
from slarules.core.money import AmountTerm, Limit
from slarules.core.periods import PeriodKind, Window
from slarules.core.promises import UNWRITTEN, Origin
from slarules.core.quantities import History, Quantity


@dataclass(frozen=True, slots=True)
class Weight:
    """What a missed target, or a condition that is yes, earns of a pool; or a score its weight."""

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
class Scorecard:
    """A weighted sum of measures, a number for tables.

    Attributes:
        gate: The score below which any one makes the whole count as `gated`.
    """

    name: str
    title: str
    every: PeriodKind
    weights: tuple[Weight, ...]
    gate: Fraction | None = None
    gated: Fraction = Fraction(0)
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Factor:
    """A row of a multiplier's table: by facts of what the line is about, or by a quantity."""

    facts: tuple[tuple[str, tuple[Value, ...]], ...]
    lower: Limit | None
    upper: Limit | None
    times: Fraction
    origin: Origin = UNWRITTEN
    of_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Lines of the named credits are multiplied when the history holds, or by a table."""

    name: str
    credits: tuple[str, ...]
    factor: Fraction
    when: History | None
    origin: Origin = UNWRITTEN
    by: Quantity | None = None
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Whether two credits may stand together."""

    credit: str
    other: str
    together: bool


@dataclass(frozen=True, slots=True)
class Combine:
    """Lines of one period, and of one event or thing, of which not all are kept.

    Attributes:
        on: Credits or other combines, in order.
        each: The fact or kind of thing that separates groups; `None` is the period.
        keeps: `elected` is what the customer chose (the fact `elected` of the event).
        otherwise_highest: At the claim's end the highest is kept where nobody chose.
    """

    name: str
    title: str
    on: tuple[str, ...]
    each: str | None
    keeps: Literal["highest", "sum", "first", "elected", "best together"]
    pairs: tuple[Pair, ...] = ()
    otherwise_highest: bool = False
    origin: Origin = UNWRITTEN


Excess: TypeAlias = Literal["lost", "carried", "paid"]


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling on lines together; `credits` is `None` for the total credit.

    Attributes:
        every: The periods that share the limit; with `window` the window does.
        window: What was credited in it before this period has used up part of the limit.
        each: `separately for each port`: each thing, event or fact value has its own limit.
        shared: `None` where it is on one line only.
        excess: What becomes of what is above: `carried` for so many periods (`None` without
            end), or `paid` within so many calendar days beside the invoice.
    """

    name: str
    credits: tuple[str, ...] | None
    limit: AmountTerm
    every: PeriodKind
    shared: Literal["pro rata", "in order"]
    origin: Origin = UNWRITTEN
    window: Window | None = None
    each: str | None = None
    excess: Excess = "lost"
    carried_for: int | None = None
    paid_within: int | None = None


FloorKind: TypeAlias = Literal["nothing up to", "nothing below", "at least"]


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that is paid out.

    Attributes:
        kind: `nothing up to` drops a sum at or under the limit, `nothing below` keeps the equal
            one, `at least` lifts a sum that is above zero.
    """

    name: str
    credits: tuple[str, ...] | None
    kind: FloorKind
    limit: AmountTerm
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class EarnBack:
    """A share of what the caps left of each line is returned when the history holds.

    Attributes:
        offset: The credits whose later lines it lowers instead of being paid, and for how many
            periods (`None`: without end).
        except_where: Facts of the line's period with which it is not returned.
        lapses: Facts of a period with which what is left of an offset lapses.
    """

    name: str
    credits: tuple[str, ...]
    share: Fraction
    when: History
    origin: Origin = UNWRITTEN
    offset: str | None = None
    within: int | None = None
    except_where: Condition | None = None
    lapses: History | None = None


RoundingMode: TypeAlias = Literal["half up", "half even", "half down", "down", "up"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """The one rounding of a statement's total, to so many decimals of the currency."""

    mode: RoundingMode
    decimals: int


@dataclass(frozen=True, slots=True)
class Payment:
    """When and in what a settled total is paid.

    Attributes:
        how: `next invoice`, `every` (added up over longer periods), or `within` days after.
        every: The longer period.
        days, after: `within 30 calendar days after period end` or a moment.
    """

    how: Literal["next invoice", "every", "within"]
    every: PeriodKind | None = None
    days: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """The total is paid in another currency at a rate, an amount in it for one unit.

    Attributes:
        as_on: The moment, or `period end`, whose rate counts; `None` is the rate of the period.
    """

    currency: str
    rate: str
    as_on: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The one order in which steps apply: names of steps, `base` and `rounding` among them.

    Attributes:
        nets: Whether bonuses are set off against credits (`bonuses are set off`).
    """

    order: tuple[str, ...]
    origin: Origin = UNWRITTEN
    payment: Payment | None = None
    conversion: Conversion | None = None
    nets: bool = False
