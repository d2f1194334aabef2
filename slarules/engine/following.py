"""What follows from a period beside money: what a party may do, and what it must."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slarules.core.promises import Origin
from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class RightResult:
    """What a party may do, seen at the end of a period.

    Attributes:
        of: The thing or item that it is about.
        state: `open` while its condition held and its last day is not over.
        opened: The end of the period, or the instant, that opened it.
        until: The first instant after its last day; `None` while closed, or where it never lapses.
        why: What opened it, in words.
    """

    right: str
    title: str
    party: Literal["customer", "provider"]
    period: str
    of: str | None
    state: Literal["open", "closed", "lapsed", "undetermined"]
    opened: Instant | None
    until: Instant | None
    why: str
    needs: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class DutyResult:
    """What a party must do; `done` is `None` where no fact tells."""

    duty: str
    title: str
    party: Literal["customer", "provider"]
    does: str
    period: str
    of: str | None
    until: Instant
    state: Literal["owed", "done", "late", "perhaps owed"]
    done: Instant | None
    why: str
    needs: tuple[str, ...]
    origin: Origin
