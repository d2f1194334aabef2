"""Reads a project: sweeps over issues in the order of their creation, from a cursor on."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from slarules.adapters import Asked, Checkpoint, Context, Delivered, Notice, Partition, TableName
from slarules.errors import SourceError
from slarules.http import RefusedError
from slarules.instants import MINUTE, SECOND, Instant, Micros, in_words
from slarules_jira.actors import Actors
from slarules_jira.connection import Connection
from slarules_jira.cursor import Cursor, cursor_of
from slarules_jira.fields import SLA, Fields
from slarules_jira.rows import Read, Rows, add_issue, person
from slarules_jira.slas import add_slas
from slarules_jira.times import micros, time_of
from slarules_jira.wire import Issue

ALWAYS = ("created", "updated", "reporter", "issuelinks")
TOLERANCE = 2 * SECOND
"""How much later than `updated` the change may be that it is about."""

SKEW = Micros(2 * MINUTE)
"""How far clocks may be apart before it is told."""

AT_ONCE = 4
"""Issues whose comments are asked for at the same time."""

T = TypeVar("T")


def lost(partition: Partition) -> str:
    """Return the sentence for a project that is not shown."""
    return (
        f"the project {partition.shown} is not visible to the account: its key is wrong, "
        "it was deleted, or the permission to browse it was taken away"
    )


def jql_of(partition: Partition, connection: Connection) -> str:
    """Return the search for all issues of a partition, without an order."""
    parts = []
    if "id" in partition.facts:
        facts = partition.facts
        parts.append(connection.flavour.project_clause(facts["id"], facts["key"]))
    if connection.settings.jql is not None:
        parts.append(f"({connection.settings.jql})")
    return " AND ".join(parts)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads a project for who asked."""

    source: str
    connection: Connection
    asked: Asked
    context: Context

    def delivered(self, partition: Partition, packed: bytes | None) -> Iterator[Delivered]:
        """Yield everything from a cursor on; see `Adapter.read`."""
        cursor = cursor_of(packed, self.asked.since, self.source)
        fields = Fields(self.connection.fields, self.asked.fields)
        for each in fields.without_history:
            told = f"Jira keeps no history of the field {each.name}, so it is not delivered"
            yield Notice("no history", told, field_id=each.id)
        yield from self._told_of_clocks(cursor)
        was_under_way = cursor.start is not None
        cursor = yield from self._sweep(partition, cursor, fields)
        if was_under_way and cursor.start is None and not self.context.is_stopping():
            yield from self._sweep(partition, cursor, fields)

    def _sweep(
        self, partition: Partition, cursor: Cursor, fields: Fields
    ) -> Generator[Delivered, None, Cursor]:
        """Yield what was touched since the last sweep; return where the next begins.

        Issues come in the order of their creation, which never changes: an issue that is touched
        meanwhile keeps its place, and the next sweep has it. There is no upper bound on `updated`,
        since an issue that is touched all the time would always be past it.
        """
        cursor = self._begun(cursor)
        start = Instant(cursor.start or 0)
        done = 0
        actors = Actors(self.context.now())
        jql, flavour = self._jql(partition, cursor), self.connection.flavour
        total = flavour.count(jql)
        pages = flavour.pages(jql, self._asked_fields(fields), self.connection.settings.page)
        for page in _understood(pages):
            yield from self._page(partition, page, fields, actors)
            done += len(page)
            self.context.progress(f"issues of {partition.shown}", done, _at_least(done, total))
            if (created := _created(page)) is not None:
                under_way = msgspec.structs.replace(cursor, created=created)
                yield self._checkpoint(under_way, cursor.since, done)
                if self.context.is_stopping():
                    return under_way
        self._refuse_lost(partition)
        through = Instant(start - self.connection.settings.overlap * MINUTE)
        after = Cursor(since=through, floor=cursor.floor, behind=cursor.behind)
        yield self._checkpoint(after, through, done)
        return after

    def _begun(self, cursor: Cursor) -> Cursor:
        """Return where a sweep begins, by the clock that is behind; or goes on."""
        if cursor.start is not None:
            return cursor
        behind = self.connection.behind
        since = cursor.since
        if since is not None:
            # What happened since the site's clock was set back is older by that clock.
            since -= max(0, behind - cursor.behind)
        return Cursor(1, since, cursor.floor, self.context.now() - behind, behind=behind)

    def _told_of_clocks(self, cursor: Cursor) -> Iterator[Notice]:
        apart = self.connection.apart
        if abs(apart) > SKEW:
            order = "ahead of" if apart > 0 else "behind"
            told = f"the clock of this machine is {_minutes(apart)} {order} Jira's"
            yield Notice("clock skew", f"{told}; what is read is complete by the one behind")
        back = self.connection.behind - cursor.behind
        if cursor.since is not None and back > SKEW:
            told = f"Jira's clock went back by {_minutes(back)} since the last pull"
            yield Notice("clock skew", f"{told}; so much more was read again")

    def _refuse_lost(self, partition: Partition) -> None:
        """Refuse an end of the pages that came because the project is no longer shown.

        Raises:
            SourceError: It is not shown.
        """
        facts = partition.facts
        if "id" in facts and facts["id"] not in self.connection.flavour.projects().values():
            raise SourceError(self.source, lost(partition))

    def _checkpoint(self, cursor: Cursor, through: int | None, done: int) -> Checkpoint:
        return Checkpoint(cursor.packed(), None if through is None else Instant(through), done)

    def _jql(self, partition: Partition, cursor: Cursor) -> str:
        flavour = self.connection.flavour
        parts = [jql_of(partition, self.connection)]
        since = cursor.floor if cursor.since is None else cursor.since
        if since is not None:
            parts.append(f"updated >= {flavour.time(Instant(since))}")
        if cursor.created is not None:
            parts.append(f"created >= {flavour.time(Instant(cursor.created))}")
        return f"{' AND '.join(parts)} ORDER BY created ASC, key ASC"

    def _asked_fields(self, fields: Fields) -> list[str]:
        extra = [*fields.organizations, *fields.participants]
        if self._wants("comments"):
            extra.append("comment")
        if self._wants("native_sla"):
            extra += fields.custom(SLA)
        return list(dict.fromkeys([*ALWAYS, *extra, *fields.read]))

    def _wants(self, table: TableName) -> bool:
        if table == "native_sla" and not self.connection.settings.service_management:
            return False
        return self.asked.tables is None or table in self.asked.tables

    def _page(
        self, partition: Partition, page: Sequence[Issue], fields: Fields, actors: Actors
    ) -> Iterator[Delivered]:
        if not page:
            return
        rows = Rows(fields, self.connection.roles, self.asked.tables)
        for read in self._read(partition, page, fields, rows):
            try:
                add_issue(rows, read)
            except (TypeError, KeyError, AttributeError) as error:
                told = f"the issue is not as documented: {error!r}"
                raise SourceError(self.source, told, record=read.issue.key) from None
            actors.add(rows, read)
            add_slas(rows, read.issue.id, read.slas)
        yield from rows.handed_over()

    def _read(
        self, partition: Partition, page: Sequence[Issue], fields: Fields, rows: Rows
    ) -> Iterator[Read]:
        flavour = self.connection.flavour
        changed = flavour.histories(page, self._field_ids(fields))
        if changed.gone:
            self._refuse_lost(partition)
            # Without its changes it would seem to have always been as it is.
            page = [each for each in page if each.id not in changed.gone]
        for id_, text in changed.missing.items():
            rows.notices.append(Notice("truncated", text, id_))
        stale = [each for each in page if _is_stale(each, changed.of.get(each.id, ()))]
        fresh = {each.id: each for each in flavour.refreshed(stale, self._asked_fields(fields))}
        issues = [fresh.get(each.id, each) for each in page]
        comments = self._each(issues, "comments", flavour.comments)
        slas = self._each(issues, "native_sla", lambda each: self._slas(each, fields))
        for index, issue in enumerate(issues):
            yield Read(
                issue,
                changed.of.get(issue.id, ()),
                comments[index] if comments else (),
                slas[index] if slas else (),
                _requesters(issue, fields),
            )

    def _field_ids(self, fields: Fields) -> list[str]:
        """Return the fields whose changes suffice; none for all, which ties need."""
        if self.asked.fields is None or self._wants("links"):
            return []
        return list(dict.fromkeys([*fields.read, "project"]))

    def _each(self, page: Sequence[Issue], table: TableName, ask: Callable[[Issue], T]) -> list[T]:
        if not self._wants(table):
            return []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(ask, page))

    def _slas(self, issue: Issue, fields: Fields) -> list[Mapping[str, Any]]:
        held: list[Mapping[str, Any]] = [
            {"id": id_, "name": fields.name(id_), **issue.fields[id_]}
            for id_ in fields.custom(SLA)
            if isinstance(issue.fields.get(id_), dict)
        ]
        return held or self._slas_of_request(issue.id)

    def _slas_of_request(self, id_: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        path = f"/rest/servicedeskapi/request/{id_}/sla"
        while True:
            params = {"start": len(found), "limit": 50}
            try:
                page = self.connection.http.get(path, params, bucket="sla").json()
            except RefusedError as refused:
                # An issue that nobody raised as a request has no clocks.
                if refused.status == 404:
                    return found
                raise
            found += page.get("values", ())
            if page.get("isLastPage", True) or not page.get("values"):
                return found


def _understood(pages: Iterator[list[Issue]]) -> Iterator[list[Issue]]:
    """Yield the pages of a search; where it is not understood, say where it is written."""
    try:
        yield from pages
    except RefusedError as refused:
        if refused.status != 400:
            raise
        said = str(refused).removeprefix(f"{refused.source}: ")
        message = f"{said}; see `projects` and `jql` of the profile, which the search is made of"
        raise RefusedError(refused.source, message, status=400, said=refused.said) from None


def _minutes(length: int) -> str:
    # Seconds would make a new notice of every pull.
    return in_words(Micros(abs(length) // MINUTE * MINUTE))


def _at_least(done: int, total: int | None) -> int | None:
    """Return a total that is not behind what is done; sites count about."""
    return None if total is None else max(done, total)


def _created(page: Sequence[Issue]) -> int | None:
    times = [time_of(each.fields.get("created")) for each in page]
    return max((at for at in times if at is not None), default=None)


def _is_stale(issue: Issue, histories: Sequence[Any]) -> bool:
    """Tell whether the index holds an issue as it was before its last change."""
    updated = time_of(issue.fields.get("updated"))
    if updated is None or not histories:
        return False
    return max(micros(each.created) for each in histories) > updated + TOLERANCE


def _requesters(issue: Issue, fields: Fields) -> frozenset[str]:
    people = [issue.fields.get("reporter")]
    for id_ in fields.participants:
        people += issue.fields.get(id_) or ()
    return frozenset(filter(None, map(person, people)))
