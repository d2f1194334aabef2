"""Reads skeleton: tickets page by page, and what happened to each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checked,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    Notice,
    Partition,
    Profile,
    TableName,
    arrow,
)
from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.adapters.settings import Settings, settings_of
from slarules.errors import SourceError
from slarules.http import Bearer, Http, Site
from slarules.instants import MINUTE, Instant, instant
from slarules.secrets import Secret

OVERLAP = 10 * MINUTE
"""How far behind its beginning a reading is repeated by the next: what is shown late is in it."""

LATENESS = 2 * MINUTE
"""How long skeleton takes at most to show what happened."""

SKEW = MINUTE
"""How far the clock of skeleton may be off."""

Row = dict[str, Any]


class SkeletonSettings(Settings):
    """What `slarules.toml` says about a skeleton."""

    url: str
    token: Secret


def made(profile: Profile) -> SkeletonAdapter:
    """Return the adapter for a profile; nothing is read yet."""
    return SkeletonAdapter(profile.name, settings_of(profile, SkeletonSettings))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading is; its JSON is the cursor.

    Attributes:
        since: Tickets that were touched from then on are read.
        began: When the reading began, however often it was stopped; None before it begins.
        page: The token of the next page; None for the first.
        vouched: Up to when an earlier reading was complete.
    """

    since: int = 0
    began: int | None = None
    page: str | None = None
    vouched: int | None = None
    version: int = 1

    @property
    def checkpoint(self) -> Checkpoint:
        """A checkpoint at this place."""
        vouched = None if self.vouched is None else Instant(self.vouched)
        return Checkpoint(json.dumps(asdict(self)).encode(), complete_through=vouched)


@dataclass(frozen=True, slots=True)
class SkeletonAdapter:
    """Reads skeleton."""

    source: str
    settings: SkeletonSettings

    @property
    def capabilities(self) -> frozenset[Capability]:
        """See `Adapter.capabilities`."""
        return frozenset({"incremental", "history", "comments", "deletions", "census"})

    def check(self, context: Context) -> CheckReport:
        """See `Adapter.check`."""
        me = self._http(context).get("me").json()
        off = abs(moment(me["now"]) - context.now())
        clock = f"its clock is {off // 1_000_000} s off ours"
        return CheckReport(
            (Checked(is_well=True, what=f"signed in as {me['name']}"), Checked(off <= SKEW, clock))
        )

    def discover(self, context: Context) -> Catalogue:
        """See `Adapter.discover`."""
        found = self._http(context).get("fields").json()
        fields = tuple(
            CatalogueField(
                id=each["id"],
                name=each["name"],
                kind=each["kind"],
                values=tuple(CatalogueValue(**value) for value in each["values"]),
            )
            for each in found
        )
        return Catalogue(source=self.source, adapter="skeleton", fields=fields)

    def partitions(self, asked: Asked, context: Context) -> list[Partition]:
        """See `Adapter.partitions`; skeleton is one part."""
        del asked, context
        return [Partition("all", shown="all tickets")]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """See `Adapter.read`."""
        del partition, asked
        place = Place() if cursor is None else Place(**json.loads(cursor))
        began = context.now() if place.began is None else place.began
        place = replace(place, began=began)
        http = self._http(context)
        # No end: who is touched while we read would be moved behind it for ever.
        asking = {"since": place.since // 1000}
        for page, after in pages(http, "tickets", asking, place.page):
            yield from self._batches(http, page)
            if after is not None:
                place = replace(place, page=after)
                yield place.checkpoint
        yield Place(since=max(0, began - OVERLAP), vouched=began - LATENESS).checkpoint

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        """See `Adapter.census`."""
        del partition, asked
        for page, _ in pages(self._http(context), "visible", {}, None):
            rows = [
                {"ticket_id": str(each["id"]), "key": each["key"], "visibility": "visible"}
                for each in page
            ]
            yield from batch("tickets", rows)

    def close(self) -> None:
        """See `Adapter.close`; nothing is held."""

    def _http(self, context: Context) -> Http:
        return context.http(Site(self.settings.url, login=Bearer(self.settings.token)))

    def _batches(self, http: Http, tickets: list[Row]) -> Iterator[Delivered]:
        changes: list[Row] = []
        comments: list[Row] = []
        for ticket in tickets:
            happened = [
                event
                for page, _ in pages(http, f"tickets/{ticket['id']}/events", {}, None)
                for event in page
            ]
            changes += [change_row(ticket, each) for each in happened if each["kind"] == "change"]
            comments += comment_rows(ticket, happened)
            yield from unknown(ticket, happened)
        yield from batch("tickets", [ticket_row(each) for each in tickets])
        yield from batch("current", [current_row(each) for each in tickets])
        yield from batch("changes", changes)
        yield from batch("comments", comments)


def pages(
    http: Http, path: str, asking: Mapping[str, Any], token: str | None
) -> Iterator[tuple[list[Row], str | None]]:
    """Yield each page and the token of the next one, which alone says whether there is one.

    Raises:
        SourceError: A token comes again, which would go on for ever.
    """
    seen = {token}
    while True:
        answer = http.get(path, {**asking, "cursor": token})
        page = answer.json()
        token = page["next"]
        yield page["items"], token
        if token is None:
            return
        if token in seen:
            raise SourceError(answer.url, "the same page is named as the next one again")
        seen.add(token)


def moment(text: str) -> Instant:
    """Return a time of skeleton, which tells the offset of the account's zone."""
    return instant(datetime.fromisoformat(text))


def ticket_row(ticket: Row) -> Row:
    """Return a row of `tickets`."""
    is_deleted = ticket["state"] == "deleted"
    return {
        "ticket_id": str(ticket["id"]),
        "key": ticket["key"],
        "created_at": moment(ticket["created"]),
        "updated_at": moment(ticket["updated"]),
        "requester_id": ticket["requester"],
        "customer": ticket["organisation"],
        "visibility": "deleted" if is_deleted else "visible",
        "merged_into": ticket["merged_into"],
        "gone_at": moment(ticket["updated"]) if is_deleted else None,
    }


def current_row(ticket: Row) -> Row:
    """Return a row of `current`."""
    return {
        "ticket_id": str(ticket["id"]),
        "field_id": "status",
        "value_id": ticket["status"]["id"],
        "value": ticket["status"]["name"],
        "as_of": moment(ticket["updated"]),
    }


def event_row(ticket: Row, event: Row) -> Row:
    """Return what rows of changes and comments share."""
    return {
        "event_id": str(event["id"]),
        "ticket_id": str(ticket["id"]),
        # Two events may have one time; skeleton numbers them as they happen.
        "seq": event["id"],
        "at": moment(event["at"]),
        "actor_id": event["actor"]["id"],
        # What the actor was then; `actor.role` is what they are today.
        "actor_role": event["as"],
    }


def change_row(ticket: Row, event: Row) -> Row:
    """Return a row of `changes`."""
    return event_row(ticket, event) | {
        "field_id": event["field"],
        "old_id": event["from"]["id"],
        "old": event["from"]["name"],
        "new_id": event["to"]["id"],
        "new": event["to"]["name"],
        "origin": "recorded",
    }


def comment_rows(ticket: Row, happened: list[Row]) -> list[Row]:
    """Return rows of `comments`; a comment that was hidden later was public nevertheless."""
    hidden = {each["comment"]: moment(each["at"]) for each in happened if each["kind"] == "hide"}
    return [
        event_row(ticket, each)
        | {
            "public": each["public"],
            "hidden_at": hidden.get(each["id"]),
            "channel": each["channel"],
            "characters": each["characters"],
        }
        for each in happened
        if each["kind"] == "comment"
    ]


def unknown(ticket: Row, happened: list[Row]) -> Iterator[Notice]:
    """Yield a notice for each kind of event that this adapter does not know."""
    for kind in sorted({each["kind"] for each in happened} - {"change", "comment", "hide"}):
        yield Notice("unknown event", f"events of the kind '{kind}'", str(ticket["id"]))


def batch(table: TableName, rows: list[Row]) -> Iterator[Batch]:
    """Yield rows as a batch; none where there are none."""
    if rows:
        yield Batch(table, arrow(table, {name: [row[name] for row in rows] for name in rows[0]}))
