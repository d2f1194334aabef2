"""`statement.json` as values."""

from __future__ import annotations

from typing import Literal, TypeAlias

from slarules.report.evidence.parts import Count, Day, DocumentPart, Range, Text, Time

Unit: TypeAlias = Literal["money", "points", "days"]
"""What amounts are; points and days of service are no part of a total."""


class Order(DocumentPart):
    """In which steps a text of the contract settles."""

    text_version: Text
    clause: Text | None
    steps: tuple[Text, ...]


class Change(Range):
    """What one step of the settlement added to a line, or took off as a negative amount."""

    step: Text
    clause: Text | None
    why: Text
    unit: Unit = "money"


class Payable(DocumentPart):
    """What is left of a total without the lines whose claim has expired, as shown."""

    least: Text
    most: Text


class Booking(Range):
    """An entry of a line's ledger: in which period which step earned, reduced or returned it."""

    what: Literal[
        "earned", "reduced", "lifted", "carried", "returned", "offset", "lost", "claimed", "expired"
    ]
    period: Text
    by: Text


class Source(DocumentPart):
    """The line that earned what is carried or returned."""

    statement: Text
    subject: Text


class Line(DocumentPart):
    """One line of a statement: what a credit or pool earns for one subject.

    Attributes:
        subject: The item, or the period.
        basis: The reason in words, with the figures and the row.
        base: Before anything touched it.
        earned: After its own ceiling and multipliers.
        changes: Each later step in turn.
        amount: What is left; the shown amounts of a statement add up to its total.
        claimable_until: The first instant at which it is too late to claim.
        claimable_through: The last local date on which it can be claimed.
        kind: What it is; a bonus is owed to the provider.
        unit: What the amounts are; points and days of service are no part of the total.
        of: The thing, event or item that it is about, where its limits go by one.
        earned_in: The period that earned what is carried, returned or set off here.
        days: How many days of service it is worth, where a day has a worth in money.
        worst_fact: The single fact that narrows its range most.
        claims: What claims are made on it, all of which must be kept; `evidence` must come along.
        booked: Its ledger, in the order in which it came about.
    """

    statement: Text
    title: Text
    clause: Text | None
    subject: Text
    basis: Text
    base: Range
    earned: Range
    changes: tuple[Change, ...]
    amount: Range
    needs: tuple[Text, ...]
    state: Literal["automatic", "claimable", "claimed", "expired"]
    claimable_until: Time | None
    claimable_through: Day | None
    kind: Text = "credit"
    unit: Unit = "money"
    of: Text | None = None
    earned_in: Text | None = None
    days: Payable | None = None
    worst_fact: Text | None = None
    claims: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    source: Source | None = None
    booked: tuple[Booking, ...] = ()


class Earned(DocumentPart):
    """What a credit earns in a period before any step, its lines together.

    Attributes:
        left: What is left of it after every step; as shown it is the sum of its lines as shown.
    """

    statement: Text
    title: Text
    clause: Text | None
    lines: Count
    base: Range
    left: Range | None = None
    kind: Text = "credit"
    unit: Unit = "money"


class Adjusted(Range):
    """What a revision adds to a credit or pool as it was issued, or takes off."""

    statement: Text


class Adjustment(Range):
    """What a revision adds to what was issued before it, or takes off.

    Attributes:
        revision: The issued revision that it is measured against.
        issued: What that one came to.
        credits: Each credit or pool that differs.
        because: What of earlier periods, revised themselves, it may come from.
    """

    revision: Count
    issued: Range
    credits: tuple[Adjusted, ...]
    because: tuple[Text, ...] = ()


class Combined(Range):
    """What a `combine` statement kept of the lines of one group: what the group comes to.

    Attributes:
        of: The event, thing or item of the group; `None` where all lines of the period are one.
        kept: What was kept; of all that may be, if that is open.
    """

    combine: Text
    title: Text
    clause: Text | None
    of: Text | None
    kept: tuple[Text, ...]
    needs: tuple[Text, ...]


class Statement(DocumentPart):
    """What is owed for one period.

    Attributes:
        final: Whether nothing can change it any more; else `why_provisional` says what may.
        needs: The facts that would settle it.
        earned: What each credit earns before the steps.
        steps: What each step did to all lines together, in settlement order.
        total: What is earned, whether or not it is claimed; rounded once.
        provider, customer: The parties of the period: another may have taken one's place.
        narrows_most: The single fact that narrows the range of the total most.
        bonus: What the provider is owed beside the total, or within it where bonuses are set off.
        points: All points of the period.
        beside: What leaves the invoice and stays owed.
        paid_in, paid: The total in the currency that it is paid in, where that is another one.
        pay_by, pay_through: When it is paid at the latest.
    """

    period: Text
    text_version: Text
    provider: Text = ""
    customer: Text = ""
    revision: Count = 1
    adjustment: Adjustment | None = None
    final: bool
    why_provisional: tuple[Text, ...]
    needs: tuple[Text, ...]
    earned: tuple[Earned, ...]
    steps: tuple[Change, ...]
    lines: tuple[Line, ...]
    total: Range
    payable: Payable
    combined: tuple[Combined, ...] = ()
    narrows_most: Text | None = None
    bonus: Range | None = None
    points: Payable | None = None
    beside: Range | None = None
    paid_in: Text | None = None
    paid: Payable | None = None
    pay_by: Time | None = None
    pay_through: Day | None = None


class Statements(DocumentPart):
    """`statement.json`.

    Attributes:
        decimals: How many decimals an amount is shown with.
        total, payable: Of all reported periods together.
    """

    schema_version: int
    contract: Text
    currency: Text
    decimals: Count
    order: tuple[Order, ...]
    statements: tuple[Statement, ...]
    total: Payable
    payable: Payable
