"""What REST2 answers, as it comes."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from slarules.errors import SourceError
from slarules.http import Answer

Id = str | int
"""Request Tracker writes the same identifier now as a number, now as text."""


def written(name: str) -> str:
    """Return how REST2 writes the name of an attribute; `id` alone is small."""
    return name if name == "id" else name.title().replace("_", "")


class Named(msgspec.Struct, frozen=True, rename=written):
    """A user, queue or field that something refers to."""

    id: Id
    name: str | None = None
    organization: str | None = None


class Transaction(msgspec.Struct, frozen=True, rename=written):
    """One entry of a ticket's history."""

    id: Id
    type: str
    created: str
    creator: Named
    object_id: Id
    field: str = ""
    old_value: str | None = None
    new_value: str | None = None

    @property
    def number(self) -> int:
        """The identifier, by which transactions are in order."""
        return int(self.id)

    @property
    def ticket(self) -> str:
        """The ticket it belongs to; a merge does not change it."""
        return str(self.object_id)


class FieldValues(msgspec.Struct, frozen=True):
    """What a custom field of a ticket holds."""

    id: Id
    name: str
    values: list[msgspec.Raw] = []

    def texts(self) -> list[str]:
        """Return the values that are text; pictures and files are none."""
        decoded = [msgspec.json.decode(value) for value in self.values]
        return [value for value in decoded if isinstance(value, str)]


class Ticket(msgspec.Struct, frozen=True, rename=written):
    """A ticket as it is now; dates of 1970 mean none."""

    id: Id
    status: str
    queue: Named
    created: str
    last_updated: str
    effective_id: Id | Named
    owner: Named | None = None
    requestor: list[Named] = []
    priority: Id | None = None
    sla: str | None = msgspec.field(name="SLA", default=None)
    subject: str | None = None
    due: str | None = None
    starts: str | None = None
    started: str | None = None
    resolved: str | None = None
    custom_fields: list[FieldValues] | str = ""

    @property
    def fields(self) -> list[FieldValues]:
        """The custom fields; a queue that has none answers an empty text."""
        return [] if isinstance(self.custom_fields, str) else self.custom_fields

    @property
    def merged_into(self) -> str | None:
        """The ticket that it was merged into."""
        into = self.effective_id
        number = str(into.id if isinstance(into, Named) else into)
        return None if number == str(self.id) else number


class Link(msgspec.Struct, frozen=True):
    """Where something else is found."""

    ref: str
    id: Id | None = None


class User(msgspec.Struct, frozen=True, rename=written):
    """An account. Without the right AdminUsers little of it is shown, its number only in a link."""

    name: str | None = None
    privileged: Id | None = None
    organization: str | None = None
    created: str | None = None
    links: list[Link] = msgspec.field(name="_hyperlinks", default_factory=list)

    @property
    def number(self) -> str | None:
        """The number that never changes."""
        return next((str(each.id) for each in self.links if each.ref == "self" and each.id), None)


class Queue(msgspec.Struct, frozen=True, rename=written):
    """A queue."""

    id: Id
    name: str
    lifecycle: str = "default"


class Fields(msgspec.Struct, frozen=True, rename=written):
    """The custom fields of the tickets of a queue."""

    ticket_custom_fields: list[Named] = []


class CustomField(msgspec.Struct, frozen=True, rename=written):
    """A custom field; `max_values` 0 means any number."""

    id: Id
    name: str
    type: str = ""
    max_values: Id = 0
    values: list[msgspec.Raw] = []

    @property
    def is_single(self) -> bool:
        """Whether it holds one value at a time."""
        return int(self.max_values) == 1

    def names(self) -> list[str]:
        """Return what it may hold, where that is a list."""
        decoded = [msgspec.json.decode(value) for value in self.values]
        named = [value.get("name") if isinstance(value, dict) else value for value in decoded]
        return [name for name in named if isinstance(name, str)]


Shape = TypeVar("Shape")
Item = TypeVar("Item")


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of a list, its items not yet decoded.

    What the account may not see is left out of `items` without a word, so a short page and even an
    empty one need not be the last.
    """

    items: list[msgspec.Raw] = []
    pages: float | None = None
    total: int | None = None
    per_page: int = 1


def decoded(answer: Answer, shape: type[Shape]) -> Shape:
    """Return an answer as what it should be.

    Raises:
        SourceError: It is something else.
    """
    try:
        return msgspec.json.decode(answer.body, type=shape, strict=True)
    except msgspec.DecodeError as error:
        raise SourceError(answer.url, f"the answer is not what REST2 says: {error}") from None


def items(answer: Answer, shape: type[Item]) -> list[Item]:
    """Return the items of a page; raises as `decoded` does."""
    page = decoded(answer, Page)
    try:
        return [msgspec.json.decode(item, type=shape) for item in page.items]
    except msgspec.DecodeError as error:
        raise SourceError(answer.url, f"an item is not what REST2 says: {error}") from None
