"""What the parties said of facts and credits, wherever it is kept: a table, or a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.facts.history import RowRef
from slarules.instants import Instant

State: TypeAlias = Literal["proposed", "agreed", "disputed"]

REGISTER = "register"
"""What stands for the register where a file is named; the row is then the entry's number."""


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
class Claim:
    """A credit of a period was asked for."""

    credit: str
    period: str
    at: Instant
    ref: RowRef


@dataclass(frozen=True, slots=True)
class IssuedStatement:
    """A statement as it was issued for a period; amounts as they were shown.

    Attributes:
        revision: 1 when it was first issued.
        credits: What each credit or pool came to, from least to most, by its name.
    """

    period: str
    revision: int
    currency: str
    least: Fraction
    most: Fraction
    credits: Mapping[str, tuple[Fraction, Fraction]]
    at: Instant
    ref: RowRef


@dataclass(frozen=True, slots=True)
class Known:
    """All of it, in order of time."""

    assertions: tuple[Assertion, ...] = ()
    claims: tuple[Claim, ...] = ()
    issued: tuple[IssuedStatement, ...] = ()

    def until(self, as_of: Instant) -> Known:
        """Return what had been said by an instant."""
        return Known(
            tuple(each for each in self.assertions if each.at <= as_of),
            tuple(each for each in self.claims if each.at <= as_of),
            tuple(each for each in self.issued if each.at <= as_of),
        )
