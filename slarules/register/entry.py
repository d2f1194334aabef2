"""An entry of a register: who said or did what, when and why, chained to the entry before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from slarules.instants import Instant

if TYPE_CHECKING:
    from slarules.register.bodies import Body

Kind: TypeAlias = Literal["run", "assertion", "claim", "dispute", "statement"]

GENESIS = "0" * 64
"""What the first entry of a register comes after."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be entered.

    Attributes:
        contract: The name of the contract it is about.
        at: When it was said or done; a run sees it when its as-of instant is not earlier.
        author: Who said or did it.
        reason: Why, in the author's words.
        body: What is said; its class decides the kind of the entry.
    """

    contract: str
    at: Instant
    author: str
    reason: str
    body: Body

    @property
    def kind(self) -> Kind:
        """Which register it belongs to."""
        return self.body.kind


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered.

    Attributes:
        number: 1 for the first entry of the register, and so on.
        recorded: When it was entered, by the machine's clock.
        prev: The hash of the entry before; no two entries share one, so the chain cannot fork.
        hash: The SHA-256 of all of the above.
    """

    number: int
    draft: Draft
    recorded: Instant
    prev: str
    hash: str

    @property
    def body(self) -> Body:
        """What is said."""
        return self.draft.body
