"""What a Request Tracker has, as far as REST2 tells."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue, FieldKind
from slarules_request_tracker.rest import Rest
from slarules_request_tracker.wire import CustomField, Transaction

CATEGORIES = {
    "new": "initial",
    "open": "active",
    "stalled": "active",
    "resolved": "inactive",
    "rejected": "inactive",
    "deleted": "inactive",
}
"""The statuses of the lifecycle that Request Tracker comes with."""

PLAIN: tuple[tuple[str, FieldKind], ...] = (
    ("Owner", "person"),
    ("Priority", "number"),
    ("Subject", "text"),
    ("Due", "time"),
    ("Starts", "time"),
    ("Started", "time"),
    ("Resolved", "time"),
)

LOOKED_AT = 5
"""Pages of the newest transactions that are looked through for values in use."""

SILENT_ON_LEVELS = (
    "service levels and their hours stand in RT_SiteConfig.pm, which REST2 does not show"
)


def catalogue(source: str, rest: Rest) -> Catalogue:
    """Return its queues, statuses, levels and custom fields.

    Statuses of other lifecycles than the default one, and service levels, are those in use.
    """
    statuses = dict.fromkeys((*CATEGORIES, *_used(rest, "Type = 'Status'")))
    seen = rest.queues()
    queues = [CatalogueValue(id=str(each.id), name=each.name) for each in seen]
    levels = dict.fromkeys(_levels(rest, [str(each.id) for each in seen]))
    of_status = [CatalogueValue(id=s, name=s, category=CATEGORIES.get(s)) for s in statuses]
    of_level = [CatalogueValue(id=each, name=each) for each in levels]
    fields = (
        CatalogueField(id="Status", name="Status", kind="status", values=tuple(of_status)),
        CatalogueField(id="Queue", name="Queue", kind="group", values=tuple(queues)),
        CatalogueField(id="SLA", name="SLA", kind="choice", values=tuple(of_level)),
        *(CatalogueField(id=name, name=name, kind=kind) for name, kind in PLAIN),
        *(_custom(each) for each in _fields(rest, [str(each.id) for each in seen])),
    )
    policies = (SILENT_ON_LEVELS,)
    return Catalogue(source=source, adapter="request-tracker", fields=fields, policies=policies)


def _used(rest: Rest, which: str) -> Iterator[str]:
    for page in range(1, LOOKED_AT + 1):
        found: list[Transaction] = rest.latest(which, page)
        if not found:
            return
        for each in found:
            yield from (value for value in (each.old_value, each.new_value) if value)


def _fields(rest: Rest, queues: list[str]) -> list[CustomField]:
    every = (each for queue in queues for each in rest.custom_fields(queue))
    return list({str(each.id): each for each in every}.values())


def _levels(rest: Rest, queues: list[str]) -> Iterator[str]:
    """Yield the levels that histories name, and those that some tickets were created with."""
    yield from _used(rest, "(Type = 'SLA' OR Field = 'SLA')")
    for queue in queues:
        yield from sorted({each.sla for each in rest.tickets_of(queue, 0) if each.sla})


def _custom(field: CustomField) -> CatalogueField:
    return CatalogueField(
        id=f"CF.{field.id}",
        name=field.name,
        kind="choice" if field.names() else "text",
        values=tuple(CatalogueValue(id=name, name=name) for name in field.names()),
    )
