"""What a source has: fields and their values, calendars, and whether it keeps their history."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

FieldKind = Literal["status", "priority", "group", "person", "time", "choice", "number", "text"]


class CatalogueModel(BaseModel):
    """What all parts of a catalogue share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CatalogueValue(CatalogueModel):
    """A value that a field may have.

    Attributes:
        id: The identifier, which stays when it is renamed.
        name: What people call it.
        category: What the source itself takes it for, such as `done`, `pending`.
    """

    id: str
    name: str
    category: str | None = None


class CatalogueField(CatalogueModel):
    """A field of tickets.

    Attributes:
        id: As in `changes.field_id`.
        has_history: Whether the source says when it changed.
        values: All that it may have; empty where anything may stand.
    """

    id: str
    name: str
    kind: FieldKind
    has_history: bool = True
    values: tuple[CatalogueValue, ...] = ()


class CatalogueCalendar(CatalogueModel):
    """Opening hours that the source has.

    Attributes:
        weekly: Day, opening and closing, such as `("mon", "09:00", "17:00")`.
        holidays: First date, last date and name.
    """

    id: str
    name: str
    zone: str
    weekly: tuple[tuple[str, str, str], ...] = ()
    holidays: tuple[tuple[str, str, str], ...] = ()


class Catalogue(CatalogueModel):
    """What a source has.

    Attributes:
        source: As after `--source`, such as `jira:acme`.
        adapter: The name of the adapter.
        policies: What the source's own product promises, as text for people.
        capabilities: Of the adapter; whoever pulls says them. Where they have outages, that no
            outage was told means that there was none.
    """

    schema_version: Literal[1] = 1
    source: str
    adapter: str
    fields: tuple[CatalogueField, ...] = ()
    calendars: tuple[CatalogueCalendar, ...] = ()
    policies: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
