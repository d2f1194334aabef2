"""What the parties said of facts and credits, wherever it is kept: a table, or a register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.facts.history import RowRef
from slarules.instants import Instant

State: TypeAlias = Literal["proposed", "agreed", "disputed"]


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a party says of a fact of an item or span, and what became of it.

    Attributes:
        value: As it is written in a contract.
        at: When it was said; it counts in runs whose as-of instant is not earlier.
        since: From when the fact has the value; all along when `None`, since what both parties
            agree to be true was so before they did.
        ref: Where it is kept.
    """

    about: str
    fact: str
    value: str
    state: State
    at: Instant
    since: Instant | None
    author: str
    evidence: str
    ref: RowRef


@dataclass(frozen=True, slots=True)
class Asked:
    """A credit of a period was asked for."""

    credit: str
    period: str
    at: Instant
    ref: RowRef


@dataclass(frozen=True, slots=True)
class Known:
    """All of it, in order of time."""

    assertions: tuple[Assertion, ...] = ()
    claims: tuple[Asked, ...] = ()
