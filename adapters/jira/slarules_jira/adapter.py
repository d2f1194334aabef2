"""Reads a Jira site, project by project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    CheckReport,
    Context,
    Delivered,
    Partition,
    Profile,
    arrow,
)
from slarules.adapters.catalogue import Catalogue
from slarules.adapters.settings import settings_of
from slarules.errors import SourceError
from slarules_jira.connection import Connection
from slarules_jira.reading import Reading, jql_of, lost
from slarules_jira.settings import JiraSettings

ALL = "all"
CENSUS_PAGE = 5000

CAPABILITIES: frozenset[Capability] = frozenset(
    {"incremental", "history", "comments", "deletions", "census", "links"}
)


def made(profile: Profile) -> JiraAdapter:
    """Return the adapter for a profile.

    Raises:
        UsageError: The profile lacks something, or has something wrong.
    """
    return JiraAdapter(profile.name, settings_of(profile, JiraSettings))


class JiraAdapter:
    """Reads a Jira site, Cloud or Data Center."""

    def __init__(self, name: str, settings: JiraSettings) -> None:
        self._name, self._settings = name, settings
        self._connection: Connection | None = None

    @property
    def capabilities(self) -> frozenset[Capability]:
        """See `Adapter`."""
        return CAPABILITIES | {"native_sla"} if self._settings.service_management else CAPABILITIES

    def check(self, context: Context) -> CheckReport:
        """See `Adapter`."""
        from slarules_jira.checking import report  # noqa: PLC0415  # reading does without

        return report(self._name, self._settings, context)

    def discover(self, context: Context) -> Catalogue:
        """See `Adapter`."""
        from slarules_jira.discovering import catalogue  # noqa: PLC0415  # reading does without

        return catalogue(self._name, self._connected(context))

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:  # noqa: ARG002
        """See `Adapter`."""
        if not self._settings.projects:
            return (Partition(ALL, self._settings.jql or ALL),)
        visible = self._connected(context).flavour.projects()
        return tuple(_partition(key, visible.get(key)) for key in self._settings.projects)

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """See `Adapter`."""
        self._refuse_lost(partition)
        connection = self._connected(context)
        yield from Reading(self._name, connection, asked, context).delivered(partition, cursor)

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:  # noqa: ARG002
        """See `Adapter`."""
        self._refuse_lost(partition)
        connection = self._connected(context)
        jql = f"{jql_of(partition, connection)} ORDER BY created ASC, key ASC"
        for page in connection.flavour.pages(jql, ["key"], CENSUS_PAGE):
            columns = {
                "ticket_id": [each.id for each in page],
                "key": [each.key for each in page],
                "visibility": ["visible"] * len(page),
            }
            yield Batch("tickets", arrow("tickets", columns))

    def close(self) -> None:
        """See `Adapter`."""
        self._connection = None

    def _connected(self, context: Context) -> Connection:
        if self._connection is None:
            self._connection = Connection.opened(self._settings, context)
        return self._connection

    def _refuse_lost(self, partition: Partition) -> None:
        if "lost" in partition.facts:
            raise SourceError(self._name, lost(partition))


def _partition(key: str, id_: str | None) -> Partition:
    if id_ is None:
        return Partition(f"lost-{key}", key, {"lost": True})
    return Partition(f"project-{id_}", key, {"id": id_, "key": key})
