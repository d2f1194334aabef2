"""What the settlement of a period leaves: its entries, and what goes on to later periods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from slarules.engine.outcome import Combined
from slarules.engine.reference.entries import Entry, Key
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class Offset:
    """What an earn-back returned to be set off: it lowers later lines.

    Attributes:
        source: The key of the entry that was returned.
        earned_in, booked_in: The labels of the periods that earned and returned it.
        age: For how many periods it has been kept.
    """

    earnback: str
    source: Key
    earned_in: str
    booked_in: str
    left: Range
    age: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """The entries of a period after every step.

    Attributes:
        total: The exact sum of what is owed: credited, less bonuses that are set off.
        credited: The exact sum of credits alone, which limits on later ones look back at.
        carried: What its caps took off and the next period is to pay, as entries of that period.
        offsets: What is left to be set off in later periods.
        combined: What combinations kept of each group.
        points: All points that stand at the end of the period: earned, and not lapsed.
    """

    entries: tuple[Entry, ...]
    total: Range
    credited: Range
    carried: tuple[Entry, ...] = ()
    offsets: tuple[Offset, ...] = ()
    combined: tuple[Combined, ...] = ()
    points: Range = NOTHING


NOBODY_OWES = Settled((), NOTHING, NOTHING)

SettledOf: TypeAlias = Callable[[Period], Settled]
"""The settlement of an earlier period of the same world."""
