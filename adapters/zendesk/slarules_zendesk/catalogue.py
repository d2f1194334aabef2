"""What an account has: fields and their values, opening hours, policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from slarules.adapters.catalogue import (
    Catalogue,
    CatalogueCalendar,
    CatalogueField,
    CatalogueValue,
    FieldKind,
)
from slarules.errors import SourceError
from slarules.http import Http, RefusedError
from slarules_zendesk.policies import policies
from slarules_zendesk.schedules import calendars
from slarules_zendesk.wire import CIRCLE, decoded


class Option(msgspec.Struct, frozen=True):
    """A value that a field may have."""

    name: str | None = None
    value: str | None = None


class TicketField(msgspec.Struct, frozen=True):
    """A field of tickets, of Zendesk's or of the account's own."""

    id: int
    type: str
    title: str
    system_field_options: list[Option] | None = None
    custom_field_options: list[Option] | None = None


class CustomStatus(msgspec.Struct, frozen=True):
    """A status that the account made, and the status of Zendesk's that it belongs to."""

    id: int
    agent_label: str
    status_category: str


class Group(msgspec.Struct, frozen=True):
    """A group of agents."""

    id: int
    name: str


Item = TypeVar("Item")


class Listed(msgspec.Struct, frozen=True):
    """One page of a list of fields, statuses or groups."""

    ticket_fields: list[TicketField] = []
    custom_statuses: list[CustomStatus] = []
    groups: list[Group] = []
    next_page: str | None = None


CATEGORIES = {
    "new": "new",
    "open": "open",
    "pending": "pending",
    "hold": "on hold",
    "solved": "done",
    "closed": "done",
}

STATUSES = tuple(
    CatalogueValue(id=each, name=each.title(), category=category)
    for each, category in CATEGORIES.items()
)

PRIORITIES = tuple(
    CatalogueValue(id=each, name=each.title()) for each in ("urgent", "high", "normal", "low")
)

SYSTEM: dict[str, tuple[str, FieldKind]] = {
    "status": ("status", "status"),
    "custom_status": ("custom_status_id", "status"),
    "priority": ("priority", "priority"),
    "basic_priority": ("priority", "priority"),
    "tickettype": ("type", "choice"),
    "subject": ("subject", "text"),
    "group": ("group_id", "group"),
    "assignee": ("assignee_id", "person"),
}
"""What updates call a field of Zendesk's, and its kind, by the type of the field."""

KINDS: dict[str, FieldKind] = {
    "tagger": "choice",
    "multiselect": "choice",
    "checkbox": "choice",
    "date": "time",
    "integer": "number",
    "decimal": "number",
}
"""Kinds of the account's own fields, by their type; others are text."""

FURTHER = (
    CatalogueField(id="requester_id", name="Requester", kind="person"),
    CatalogueField(id="organization_id", name="Organization", kind="choice"),
    CatalogueField(id="brand_id", name="Brand", kind="choice"),
    CatalogueField(id="ticket_form_id", name="Form", kind="choice"),
    # Rules ask for labels by this name, whatever a source calls them.
    CatalogueField(id="tags", name="Labels", kind="text"),
)
"""Fields that have a history and are not listed."""


def catalogue(source: str, http: Http) -> Catalogue:
    """Return what an account has."""
    found = tuple(each for each in calendars(http) if isinstance(each, CatalogueCalendar))
    return Catalogue(
        source=source,
        adapter="zendesk",
        fields=tuple(_fields(http, found)),
        calendars=found,
        policies=policies(http),
    )


def _fields(http: Http, found: tuple[CatalogueCalendar, ...]) -> Iterator[CatalogueField]:
    statuses = tuple(
        CatalogueValue(
            id=str(each.id),
            name=each.agent_label,
            category=CATEGORIES.get(each.status_category, each.status_category),
        )
        for each in _listed(http, "/api/v2/custom_statuses", lambda page: page.custom_statuses)
    )
    groups = tuple(
        CatalogueValue(id=str(each.id), name=each.name)
        for each in _listed(http, "/api/v2/groups", lambda page: page.groups)
    )
    values = {"custom_status_id": statuses, "group_id": groups}
    values |= {"status": STATUSES, "priority": PRIORITIES}
    seen = set()
    for each in _listed(http, "/api/v2/ticket_fields", lambda page: page.ticket_fields):
        field = _field(each, values)
        if field.id not in seen:
            seen.add(field.id)
            yield field
    yield from (each for each in FURTHER if each.id not in seen)
    schedules = tuple(CatalogueValue(id=each.id, name=each.name) for each in found)
    yield CatalogueField(id="schedule", name="Schedule", kind="choice", values=schedules)


def _field(each: TicketField, values: dict[str, tuple[CatalogueValue, ...]]) -> CatalogueField:
    if each.type in SYSTEM:
        name, kind = SYSTEM[each.type]
        held = values.get(name) or _options(each.system_field_options)
        return CatalogueField(id=name, name=each.title, kind=kind, values=held)
    return CatalogueField(
        id="description" if each.type == "description" else str(each.id),
        name=each.title,
        kind=KINDS.get(each.type, "text"),
        has_history=each.type != "description",
        values=_options(each.custom_field_options),
    )


def _options(options: list[Option] | None) -> tuple[CatalogueValue, ...]:
    return tuple(
        CatalogueValue(id=each.value, name=each.name or each.value)
        for each in options or ()
        if each.value
    )


def _listed(http: Http, path: str, part: Callable[[Listed], list[Item]]) -> Iterator[Item]:
    """Yield what a list has over all its pages; nothing where the plan does not know it.

    Raises:
        SourceError: It leads in a circle.
    """
    where, seen = path, {path}
    while True:
        try:
            page = decoded(http.get(where), Listed)
        except RefusedError as error:
            if error.status == 404:
                return
            raise
        yield from part(page)
        if page.next_page is None:
            return
        if page.next_page in seen:
            raise SourceError(path, CIRCLE)
        where = page.next_page
        seen.add(where)
