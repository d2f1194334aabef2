"""What follows from a period beside money: claims, rights, duties, and a party that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from slarules.core.conditions import ALWAYS, Condition
from slarules.core.periods import PeriodKind
from slarules.core.promises import UNWRITTEN, Goal, Origin
from slarules.core.quantities import History


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day: after an anchor, by exactly one of the ways.

    Attributes:
        after: `period end`, or a moment of what the line or the right is about.
        goal: Days, hours or a close of a day after the anchor, as for a promise.
        periods: By the end of the n-th period of a kind after the anchor; the next is the 1st.
    """

    after: str
    goal: Goal | None = None
    periods: tuple[int, PeriodKind] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A credit must be asked for by a deadline, or is lost.

    Attributes:
        credits: `None` for all.
        evidence: Names of what must come with it.
        uses_once: A measure whose bad time a claim uses up.
    """

    deadline: Deadline
    credits: tuple[str, ...] | None = None
    origin: Origin = UNWRITTEN
    name: str | None = None
    evidence: tuple[str, ...] = ()
    uses_once: str | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """What a party may do once a condition holds; never money.

    Attributes:
        lapses: Its last day; `None` never lapses.
        each: The kind of thing or item that it is separate for, by what its condition asks.
    """

    name: str
    title: str
    party: Literal["customer", "provider"]
    when: History
    lapses: Deadline | None
    origin: Origin = UNWRITTEN
    each: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """What a party must do by a deadline each time a condition holds, or for each period or item.

    Attributes:
        does: What is to be done, in the contract's words.
        each: `period`, or a kind of thing, item or span.
        where: Facts of the item.
        misses: The measure of the item whose miss brings the duty.
        done: The moment of the item, or the fact of the period, that says that it was done.
        of: For spans, the measure of time whose outages they are.
    """

    name: str
    title: str
    party: Literal["customer", "provider"]
    does: str
    by: Deadline
    when: History | None = None
    each: str = "period"
    where: Condition = ALWAYS
    misses: str | None = None
    done: str | None = None
    origin: Origin = UNWRITTEN
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """A party is taken over or merges: from a date on another name stands in its place.

    Attributes:
        keeps: What stays as it was, in the contract's words.
    """

    party: Literal["customer", "provider"]
    successor: str
    since: date
    keeps: tuple[str, ...] = ()
    origin: Origin = UNWRITTEN
