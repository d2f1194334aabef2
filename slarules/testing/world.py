"""A world that the kit can steer: a fake of a source, with a clock, and what truly happened in it.

The author of an adapter derives from `World` and overrides what the fake can do. Whatever is not
overridden turns off the checks that need it; each is told with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

from slarules.instants import SECOND, Instant, Micros

WsgiApp: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A web application as PEP 3333 has it."""

Trick: TypeAlias = Literal["repeated token", "empty page", "short page", "lying total", "forbidden"]
"""What a source may do to who reads it page by page; each holds from the next answer on."""

TRICKS: tuple[Trick, ...] = (
    "repeated token",
    "empty page",
    "short page",
    "lying total",
    "forbidden",
)

CANARY = "canary-8f2e51c7d0"
"""Stands in for every secret; the kit looks for it in whatever an adapter lets out."""


@dataclass(frozen=True, slots=True)
class TrueTicket:
    """A ticket as it truly is.

    Attributes:
        visibility: As in the table `tickets`.
    """

    ticket_id: str
    key: str
    created_at: Instant
    visibility: str = "visible"
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class TrueChange:
    """A change as it truly happened.

    Attributes:
        at: Exactly as the source tells it, which may be to the second only.
        field_id: As in the table `changes`.
        old, new: The names of the values as they were then; where the source has no names, the
            identifiers.
        role: What the actor was then; None where the source does not say.
    """

    ticket_id: str
    at: Instant
    field_id: str
    old: str | None
    new: str | None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class TrueComment:
    """A comment as it truly happened.

    Attributes:
        public: Whether the customer could read it when it was written; None where the source does
            not say.
        role: What the writer was then; None where the source does not say.
        hidden_at: When it was made private.
    """

    ticket_id: str
    at: Instant
    public: bool | None = None
    role: str | None = None
    hidden_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """All that happened, each list in the order in which it happened.

    Only fields that some change names are compared; an adapter may deliver others besides.
    """

    tickets: tuple[TrueTicket, ...] = ()
    changes: tuple[TrueChange, ...] = ()
    comments: tuple[TrueComment, ...] = ()


class World:
    """A fake of a source, as the kit steers it. Override what the fake can do.

    Attributes:
        app: The fake as a web application: requests of the adapter go to it, and through the
            troubles of `slarules.testing.faults`. None where the adapter does not speak HTTP.
        page: How many tickets a page of the fake has at most; keep it small, such as 5.
        lateness: How late the source may show what happened, as the adapter is written for.
        resolution: The least difference of times that the source tells.
    """

    app: WsgiApp | None = None
    page: ClassVar[int] = 5
    lateness: ClassVar[Micros] = Micros(60 * SECOND)
    resolution: ClassVar[Micros] = SECOND

    def now(self) -> Instant:
        """Return the time in this world; needed by all checks."""
        raise NotImplementedError

    def pass_time(self, length: Micros) -> None:
        """Let time pass."""
        raise NotImplementedError

    def truth(self) -> Truth:
        """Return what truly happened, whether the source shows it already or not."""
        raise NotImplementedError

    def create(self) -> str:
        """Make a ticket now and return its `ticket_id`."""
        raise NotImplementedError

    def change(self, ticket: str) -> None:
        """Change the status of a ticket now, each time to another value."""
        raise NotImplementedError

    def comment(self, ticket: str, *, public: bool = True) -> None:
        """Write a comment now."""
        raise NotImplementedError

    def delete(self, ticket: str) -> None:
        """Delete a ticket."""
        raise NotImplementedError

    def hide(self, ticket: str) -> None:
        """Take away the permission of the account that reads to see a ticket."""
        raise NotImplementedError

    def move(self, ticket: str) -> None:
        """Move a ticket to elsewhere, where it gets another key."""
        raise NotImplementedError

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket into another."""
        raise NotImplementedError

    def rename(self) -> None:
        """Rename the status that the first change in `truth` led to; that change keeps its name."""
        raise NotImplementedError

    def promote(self) -> None:
        """Make an agent of the customer who wrote the first comment in `truth`."""
        raise NotImplementedError

    def conceal(self, ticket: str) -> None:
        """Make the first comment of a ticket private, which was public."""
        raise NotImplementedError

    def delay(self, length: Micros) -> None:
        """Show what happens from now on only when so long has passed; 0 for at once again."""
        raise NotImplementedError

    def zone(self, name: str) -> None:
        """Give the account that reads another time zone, an IANA name."""
        raise NotImplementedError

    def play(self, trick: Trick | None) -> None:
        """Play a trick from the next answer on; None for none any more."""
        raise NotImplementedError

    def can(self, part: str) -> bool:
        """Tell whether the fake does what a method is named for."""
        return getattr(type(self), part) is not getattr(World, part)
