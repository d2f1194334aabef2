"""Zendesk Support as a source: what is read, in which parts, and how each goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    CheckReport,
    Context,
    Delivered,
    Partition,
    Profile,
    TableName,
)
from slarules.adapters.catalogue import Catalogue
from slarules.adapters.settings import settings_of
from slarules.errors import UsageError
from slarules.http import Http
from slarules_zendesk.catalogue import catalogue
from slarules_zendesk.checking import check
from slarules_zendesk.reading import Reading
from slarules_zendesk.settings import ZendeskSettings

PARTS: Mapping[str, tuple[str, frozenset[TableName]]] = {
    "tickets": (
        "tickets and their histories",
        frozenset({"tickets", "current", "changes", "comments", "links"}),
    ),
    "people": ("users", frozenset({"actors"})),
    "clocks": ("Zendesk's own clocks", frozenset({"native_sla"})),
    "calendars": ("schedules", frozenset({"calendars"})),
}
"""The parts that are read on their own: what people call each, and the tables that it has."""


@dataclass(slots=True)
class Zendesk:
    """Reads one account of Zendesk Support."""

    name: str
    settings: ZendeskSettings
    capabilities: frozenset[Capability] = field(
        default=frozenset(
            {
                "incremental",
                "history",
                "comments",
                "deletions",
                "links",
                "calendars",
                "native_sla",
            }
        )
    )

    def check(self, context: Context) -> CheckReport:
        """Return whether the account can be read."""
        return check(self.settings, self._http(context), context)

    def discover(self, context: Context) -> Catalogue:
        """Return what the account has."""
        return catalogue(self.name, self._http(context))

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        """Return the exports that have the tables that are wanted."""
        self.settings.refuse_dead_token(context.now())
        return [
            Partition(name, shown)
            for name, (shown, tables) in PARTS.items()
            if asked.tables is None or tables & asked.tables
        ]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """Yield one of the exports from a cursor on.

        Raises:
            SourceError: It cannot be read to its end.
            UsageError: There is no such partition, or the API token has ended.
        """
        self.settings.refuse_dead_token(context.now())
        reading = Reading(self.settings, self._http(context), context, asked)
        match partition.name:
            case "tickets":
                yield from reading.tickets(cursor)
            case "people":
                yield from reading.people(cursor)
            case "clocks":
                yield from reading.clocks(cursor)
            case "calendars":
                yield from reading.calendars()
            case _:
                raise UsageError(f"{self.name} has no part {partition.name!r}")

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        """Yield nothing: the export tells what was deleted."""
        del partition, asked, context
        yield from ()

    def close(self) -> None:
        """Let go of nothing: it holds nothing."""

    def _http(self, context: Context) -> Http:
        self.settings.refuse_dead_token(context.now())
        return context.http(self.settings.reached())


def made(profile: Profile) -> Zendesk:
    """Return the adapter for a profile.

    Raises:
        UsageError: The profile lacks something, or has something wrong.
    """
    return Zendesk(profile.name, settings_of(profile, ZendeskSettings))
