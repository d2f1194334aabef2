"""What engines return: verdicts of single items, targets of periods, and the statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import Truth
from slarules.core.promises import Origin
from slarules.engine.following import DutyResult, RightResult
from slarules.instants import Instant, Interval, Micros

VerdictWord: TypeAlias = Literal["met", "missed", "open", "undetermined", "excluded", "cancelled"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run of a measure on one item was judged against one promise.

    Attributes:
        table: The `targets` or `target` statement that judged it.
        level: The value of the item's fact `level`, if it has one.
        due_at, due_latest: The due time; two where something unknown moves it.
        missed_at: The first instant at which it is late, whether or not that came.
        elapsed, paused, excluded: Counted time, and open time that did not count.
        goal: The budget; `None` for a deadline.
        lateness: Counted time past due, least and most; `None` when not missed.
        provisional: Whether later data may still change it.
        belongs_at: The instant that decides the period; `None` while it is not known.
        period: The label of the period it belongs to, by the contract's own periods.
        needs: The facts that would settle it, when it is undetermined, or missed and not known by
            how much.
        version: The name of the text in force for the item.
        goal_text: The goal as the contract writes it.
        could_be: What an undetermined one may turn out to be; empty stands for met or missed.
        until_closed: The moments that it rests on and that may move until the item is closed.
        belongs_until: The last instant that may decide the period, where what is unknown moves it
            to another date; `belongs_at` is the first then.
        used: The least and the most counted time of a run that is over, or may be; `None` where
            it is not over or nothing is known of it.
    """

    item: str
    kind: str
    customer: str | None
    promise: str
    table: str
    measure: str
    cycle: int
    cycle_of: str | None
    level: str | None
    started_at: Instant | None
    due_at: Instant | None
    due_latest: Instant | None
    ended_at: Instant | None
    missed_at: Instant | None
    elapsed: Micros
    paused: Micros
    excluded: Micros
    goal: Micros | None
    goal_text: str
    verdict: VerdictWord
    lateness: tuple[Micros, Micros] | None
    provisional: bool
    belongs_at: Instant | None
    period: str | None
    needs: tuple[str, ...]
    version: str
    internal: bool
    origin: Origin
    could_be: tuple[VerdictWord, ...] = ()
    until_closed: tuple[str, ...] = ()
    belongs_until: Instant | None = None
    used: tuple[Micros, Micros] | None = None


TargetWord: TypeAlias = Literal["met", "missed", "undetermined"]


@dataclass(frozen=True, slots=True)
class Achieved:
    """A value from `least` to `most`, for the provider's worst and best case.

    For a share, `good` of `whole` in the worst case; lengths of time in microseconds.
    """

    least: Fraction
    most: Fraction
    good: Fraction | None = None
    whole: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A target in a period.

    Attributes:
        counts: Items by verdict word; empty for targets on measures.
        achieved: The value; `None` without items or data, or where only the outcome was given.
        rule: Why the outcome is what it is, where the level alone does not say: the small-number
            rule, an empty period, or given outright.
        needs: The facts that would settle it, when undetermined.
    """

    target: str
    title: str
    period: str
    counts: Mapping[str, int]
    achieved: Achieved | None
    level: Fraction
    relation: Literal["at least", "at most", "above", "below"]
    outcome: TargetWord
    rule: str | None
    provisional: bool
    needs: tuple[str, ...]
    version: str
    internal: bool
    origin: Origin
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition in a period; `holds` is `None` while facts that would settle it are unknown."""

    condition: str
    title: str
    period: str
    of: str | None
    holds: Truth
    needs: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Change:
    """What one step of the settlement added to a line, or took off as a negative amount; exact."""

    step: str
    least: Fraction
    most: Fraction
    why: str
    origin: Origin


LineKind: TypeAlias = Literal[
    "credit", "bonus", "points", "returned", "carried", "offset", "paid beside"
]
"""What a line is: `bonus` is owed to the provider; `paid beside` leaves the invoice (excess)."""


BookingWord: TypeAlias = Literal[
    "earned",
    "reduced",
    "lifted",
    "carried",
    "returned",
    "offset",
    "lost",
    "claimed",
    "expired",
]


@dataclass(frozen=True, slots=True)
class Booking:
    """An entry of a credit's ledger: which period earned, reduced, returned or expired it.

    Attributes:
        by: The statement or step that booked it.
    """

    what: BookingWord
    period: str
    by: str
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what a credit or pool earns for one subject.

    Attributes:
        statement: The credit's, points' or pool's name.
        subject: The item, or the period's label.
        basis: How the amount came about, for people.
        base_least, base_most: The amount before any step, exact.
        earned_least, earned_most: After the steps that `expect credit` sees: own ceiling and
            multipliers, before combine, cap and earn-back.
        least, most: After all steps, exact.
        shown_least, shown_most: The part of the rounded total, by largest remainder.
        changes: Each step that changed the line, in settlement order.
        claimable_until: The first instant at which it is too late to claim; `None` when automatic.
        state: Whether it must be claimed, and as of the run was, may be, or can no longer be.
        unit: What the amounts are; points and days of service are no part of the total.
        of: The thing, event or item that limits `separately for each` go by.
        earned_in: The period that earned what is carried, returned or set off here.
        worst_fact: The single fact that narrows the range of the line most.
        booked: The ledger of the line: what its own period booked, which adds up to its amount,
            then what later periods did of it, and whether it was claimed.
        source: Of what is carried or returned, the statement and the subject of the line that was
            earned.
        claims: The names of the claims that are made on it, all of which must be kept; those
            without a name are named by their clause.
        evidence: What has to come with a claim.
        days: The days of service that money is paid for, where a day is worth some.
    """

    statement: str
    title: str
    subject: str
    period: str
    basis: str
    base_least: Fraction
    base_most: Fraction
    earned_least: Fraction
    earned_most: Fraction
    least: Fraction
    most: Fraction
    shown_least: Fraction
    shown_most: Fraction
    changes: tuple[Change, ...]
    needs: tuple[str, ...]
    claimable_until: Instant | None
    state: Literal["automatic", "claimable", "claimed", "expired"]
    origin: Origin
    kind: LineKind = "credit"
    unit: Literal["money", "points", "days"] = "money"
    of: str | None = None
    earned_in: str | None = None
    worst_fact: str | None = None
    booked: tuple[Booking, ...] = ()
    source: tuple[str, str] | None = None
    claims: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    days: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Combined:
    """What a `combine` statement kept of the lines of one group.

    Attributes:
        of: The event, thing or item of the group; `None` where all lines of the period are one.
        kept: The names of what was kept, in the order of its `on`; of all that may be, if open.
        least, most: What the group comes to at this step, exact.
        needs: The facts that would settle it.
    """

    combine: str
    title: str
    period: str
    of: str | None
    kept: tuple[str, ...]
    least: Fraction
    most: Fraction
    needs: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a revision changes of an issued statement; amounts as they are shown.

    Attributes:
        revision: The issued revision that it is the difference to.
        issued_least, issued_most: What that one came to.
        least, most: The difference of any amount owed now to any amount issued then.
        credits: The same for each credit or pool that differs, from least to most, by its name.
        because: What of earlier periods, revised themselves, it may come from, as sentences.
    """

    revision: int
    issued_least: Fraction
    issued_most: Fraction
    least: Fraction
    most: Fraction
    credits: Mapping[str, tuple[Fraction, Fraction]]
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed for one period: lines, and the total rounded once.

    Attributes:
        total_least, total_most: What is earned, whether or not it is claimed; exact.
        shown_least, shown_most: The same, rounded.
        payable_least, payable_most: What is left of it without lines that can no longer be claimed.
        bonus_least, bonus_most: What the provider is owed; part of the total only where the
            settlement sets bonuses off.
        points_least, points_most: All points of the period after multipliers and lapses.
        beside_least, beside_most: What leaves the invoice and stays owed (excess that is paid).
        paid_in, paid_least, paid_most: The total in the currency it is paid in, rounded.
        pay_by: The first instant after the last day of payment.
        narrows_most: The single fact that narrows the range of the total most.
        provider, customer: The parties of the period: another may have taken one's place.
        combined: What each `combine` statement came to, of each of its groups.
        revision: 1 until one was issued; the issued one while nothing differs; else the next.
        adjustment: The difference to the revision before; `None` for the first.
    """

    period: str
    currency: str
    lines: tuple[Line, ...]
    total_least: Fraction
    total_most: Fraction
    shown_least: Fraction
    shown_most: Fraction
    payable_least: Fraction
    payable_most: Fraction
    final: bool
    why_provisional: tuple[str, ...]
    needs: tuple[str, ...]
    version: str
    revision: int = 1
    adjustment: Adjustment | None = None
    bonus_least: Fraction = Fraction(0)
    bonus_most: Fraction = Fraction(0)
    points_least: Fraction = Fraction(0)
    points_most: Fraction = Fraction(0)
    beside_least: Fraction = Fraction(0)
    beside_most: Fraction = Fraction(0)
    paid_in: str | None = None
    paid_least: Fraction | None = None
    paid_most: Fraction | None = None
    pay_by: Instant | None = None
    narrows_most: str | None = None
    provider: str = ""
    customer: str = ""
    combined: tuple[Combined, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The value of a period measure in a period; `achieved` is `None` when there is no data."""

    measure: str
    title: str
    period: str
    achieved: Achieved | None
    needs: tuple[str, ...]
    origin: Origin
    of: str | None = None
    unrounded: Achieved | None = None
    pieces: tuple[BadPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class BadPiece:
    """The bad time of one outage in a period, after all steps of the measure, in microseconds.

    Attributes:
        span: The outage's name; `None` for time that readings show.
        event: The event that it belongs to.
    """

    span: str | None
    event: str | None
    during: tuple[Interval, ...]
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything an engine says about a contract on a history.

    Attributes:
        verdicts: In the order of the items; an engine may make them as they are asked for.
    """

    verdicts: Sequence[Verdict]
    measures: tuple[MeasureResult, ...]
    targets: tuple[TargetResult, ...]
    statements: tuple[Statement, ...]
    conditions: tuple[ConditionResult, ...] = ()
    rights: tuple[RightResult, ...] = ()
    duties: tuple[DutyResult, ...] = ()
