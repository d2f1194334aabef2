"""What Statuspage tells of incidents and maintenance becomes rows of outages.

Source: the models Incident and IncidentUpdate of developer.statuspage.io, and the public pages
`/api/v2/incidents.json` and `/api/v2/scheduled-maintenances.json` of every status page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from slarules.errors import SourceError
from slarules.instants import Instant, instant

KINDS = {
    "major_outage": "outage",
    "partial_outage": "outage",
    "degraded_performance": "degraded",
    "operational": None,
    # Told by what was scheduled; a component that is under maintenance otherwise was not told of.
    "under_maintenance": "outage",
}
"""What a component's status is; one that works is nothing."""

IMPACTS = {"none": None, "minor": "degraded", "major": "outage", "critical": "outage"}
"""What an incident is that names no status of any component."""


class Component(msgspec.Struct, frozen=True):
    """A component as an incident names it."""

    id: str
    name: str


class Affected(msgspec.Struct, frozen=True):
    """What an update says of a component; `code` is its identifier."""

    code: str
    name: str
    new_status: str


class Update(msgspec.Struct, frozen=True):
    """A message on an incident, with what it changed."""

    id: str
    created_at: datetime
    display_at: datetime | None = None
    affected_components: list[Affected] | None = None


class Incident(msgspec.Struct, frozen=True):
    """An incident, or maintenance where `scheduled_for` is given."""

    id: str
    created_at: datetime
    impact: str
    status: str
    name: str = ""
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None
    shortlink: str | None = None
    backfilled: bool = False
    components: list[Component] = []
    incident_updates: list[Update] = []


class _Page(msgspec.Struct):
    incidents: list[Incident] | None = None
    scheduled_maintenances: list[Incident] | None = None


_LIST = msgspec.json.Decoder(list[Incident])
_PAGE = msgspec.json.Decoder(_Page)


def incidents_of(body: bytes, url: str) -> list[Incident]:
    """Return the incidents of a page of answers.

    Raises:
        SourceError: It holds something else.
    """
    try:
        if body.lstrip()[:1] == b"[":
            return _LIST.decode(body)
        page = _PAGE.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SourceError(url, f"the answer is no list of incidents: {error}") from None
    found = page.incidents if page.incidents is not None else page.scheduled_maintenances
    if found is None:
        raise SourceError(url, "the answer is no list of incidents")
    return found


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is declared of a page.

    Attributes:
        services: The services that components are, by their identifier; others by their name.
        page: The service of what names no component.
        shares: How much of a service a status hits.
        customer: Whom it is about.
    """

    services: Mapping[str, str] = field(default_factory=dict)
    page: str | None = None
    shares: Mapping[str, str] = field(default_factory=dict)
    customer: str | None = None

    def service(self, component: Component) -> str:
        """Return the service that a component is."""
        return self.services.get(component.id, component.name)


def rows(incident: Incident, meaning: Meaning) -> Iterator[dict[str, Any]]:
    """Yield the rows of outages of an incident, the same keys at every read.

    An update that begins nothing is a row that ends as it starts, so that a store, which forgets
    nothing, can take back what an earlier wording of the update began.

    Raises:
        SourceError: A time has no offset.
    """
    if incident.scheduled_for is not None:
        yield from _scheduled(incident, meaning)
        return
    if not any(update.affected_components for update in incident.incident_updates):
        yield from _whole(incident, meaning)
        return
    for component, changes in _changes(incident).items():
        yield from _stretches(incident, component, changes, meaning)


@dataclass(frozen=True, slots=True)
class _Change:
    update: str
    at: Instant
    status: str


def _changes(incident: Incident) -> Mapping[Component, list[_Change]]:
    found: dict[Component, list[_Change]] = {}
    started = incident.started_at
    for update in sorted(incident.incident_updates, key=lambda each: _at(incident, _when(each))):
        for affected in update.affected_components or ():
            component = Component(affected.code, affected.name)
            # What the first message tells of began with the incident, not with the message.
            is_first = not found and started is not None
            at = started if is_first and started else _when(update)
            change = _Change(update.id, _at(incident, at), affected.new_status)
            found.setdefault(component, []).append(change)
    return found


def _when(update: Update) -> datetime:
    return update.display_at or update.created_at


def _stretches(
    incident: Incident, component: Component, changes: Sequence[_Change], meaning: Meaning
) -> Iterator[dict[str, Any]]:
    over = None if incident.resolved_at is None else _at(incident, incident.resolved_at)
    ended = over is not None
    for place, change in enumerate(changes):
        before = changes[place - 1].status if place else None
        later = (each.at for each in changes[place + 1 :] if each.status != change.status)
        end = next(later, over)
        if end is not None and over is not None:
            end = min(end, over)
        begins = KINDS.get(change.status, "outage") is not None and change.status != before
        if not begins or (end is not None and end <= change.at):
            end = change.at
        row = _row(incident, component, meaning, change.at, end if ended or end else None)
        yield row | {
            "event_id": f"{incident.id} {component.id} {change.update}",
            "kind": KINDS.get(change.status, "outage") or "outage",
            "share": meaning.shares.get(change.status),
        }


def _whole(incident: Incident, meaning: Meaning) -> Iterator[dict[str, Any]]:
    kind = IMPACTS.get(incident.impact, "outage")
    start = _at(incident, incident.started_at or incident.created_at)
    end = None if incident.resolved_at is None else _at(incident, incident.resolved_at)
    if kind is None or (end is not None and end < start):
        end = start
    for component in _components(incident, meaning):
        yield _row(incident, component, meaning, start, end) | {
            "event_id": f"{incident.id} {component.id}",
            "kind": kind or "degraded",
        }
    if not _components(incident, meaning):
        yield from _anywhere(incident, meaning, start, end)


def _anywhere(
    incident: Incident, meaning: Meaning, start: Instant, end: Instant | None
) -> Iterator[dict[str, Any]]:
    """Yield what an incident that names no component may have hit: any service, without a kind."""
    for key, service in sorted(meaning.services.items()):
        yield _row(incident, Component(key, service), meaning, start, end) | {
            "event_id": f"{incident.id} {key} unnamed",
            "kind": None,
        }


def unplaced(incident: Incident, meaning: Meaning) -> Instant | None:
    """Return from when an incident hit something of which nobody can say what it is."""
    is_harmless = IMPACTS.get(incident.impact, "outage") is None
    if incident.scheduled_for is not None or is_harmless or meaning.services:
        return None
    if _components(incident, meaning):
        return None
    return _at(incident, incident.started_at or incident.created_at)


def _scheduled(incident: Incident, meaning: Meaning) -> Iterator[dict[str, Any]]:
    start = _at(incident, incident.scheduled_for or incident.created_at)
    end = None if incident.scheduled_until is None else _at(incident, incident.scheduled_until)
    if incident.resolved_at is not None:
        # What goes on longer than was announced was not announced; what ended early is over.
        over = _at(incident, incident.resolved_at)
        end = over if end is None else min(end, over)
    if end is not None and end < start:
        end = start
    for component in _components(incident, meaning):
        yield _row(incident, component, meaning, start, end) | {
            "event_id": f"{incident.id} {component.id} scheduled",
            "kind": "maintenance",
            "announced_at": _at(incident, incident.created_at),
        }


def _components(incident: Incident, meaning: Meaning) -> Sequence[Component]:
    named = {each.id: each for each in incident.components}
    for update in incident.incident_updates:
        for affected in update.affected_components or ():
            named.setdefault(affected.code, Component(affected.code, affected.name))
    if named:
        return list(named.values())
    return [Component("page", meaning.page)] if meaning.page else []


def _row(
    incident: Incident,
    component: Component,
    meaning: Meaning,
    start: Instant,
    end: Instant | None,
) -> dict[str, Any]:
    return {
        "customer": meaning.customer,
        "service": meaning.service(component),
        "start": start,
        "end": end,
        "event": incident.id,
        "evidence": incident.shortlink or f"incident {incident.id}",
    }


def _at(incident: Incident, said: datetime) -> Instant:
    if said.tzinfo is None:
        raise SourceError(f"incident {incident.id}", f"{said.isoformat()} has no offset")
    return instant(said)
