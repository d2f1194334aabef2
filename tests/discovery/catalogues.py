"""What sources of different makes have, as their adapters describe them."""

from __future__ import annotations

from slarules.adapters.catalogue import (
    Catalogue,
    CatalogueCalendar,
    CatalogueField,
    CatalogueValue,
    FieldKind,
)


def values(*said: str) -> tuple[CatalogueValue, ...]:
    """Return values written as `id name` or `id name /category`."""
    found = []
    for text in said:
        identifier, _, rest = text.partition(" ")
        name, _, category = rest.partition(" /")
        found.append(CatalogueValue(id=identifier, name=name, category=category or None))
    return tuple(found)


def field(id_: str, name: str, kind: FieldKind, *said: str, history: bool = True) -> CatalogueField:
    return CatalogueField(id=id_, name=name, kind=kind, has_history=history, values=values(*said))


JIRA = Catalogue(
    source="jira:acme",
    adapter="jira",
    fields=(
        field("summary", "Summary", "text"),
        field(
            "status",
            "Status",
            "status",
            "1 Open /new",
            "3 In Progress /indeterminate",
            "10001 Waiting for customer /indeterminate",
            "10002 Escalated /indeterminate",
            "5 Resolved /done",
            "6 Closed /done",
        ),
        field(
            "priority", "Priority", "priority",
            "1 Highest", "2 High", "3 Medium", "4 Low", "10100 VIP",
        ),
        field(
            "issuetype", "Issue Type", "choice",
            "10010 [System] Incident", "10011 [System] Service request", "10012 Epic",
        ),
        field("assignee", "Assignee", "person"),
        field("duedate", "Due date", "time"),
        field("customfield_10012", "Severity", "choice", "10020 S1", "10021 S2", history=False),
        field("customfield_10030", "Site", "text"),
    ),
)  # fmt: skip

ZENDESK = Catalogue(
    source="zendesk:acme",
    adapter="zendesk",
    fields=(
        field("subject", "Subject", "text"),
        field(
            "status", "Status", "status",
            "new New /new", "open Open /open", "pending Pending /pending",
            "hold On-hold /on hold", "solved Solved /done", "closed Closed /done",
        ),
        field(
            "priority", "Priority", "priority",
            "urgent Urgent", "high High", "normal Normal", "low Low",
        ),
        field("group_id", "Group", "group", "360001 First line", "360002 Second line"),
        field("assignee_id", "Assignee", "person"),
        field("schedule", "Schedule", "choice", "7 Office hours"),
    ),
    calendars=(
        CatalogueCalendar(
            id="7",
            name="Office hours",
            zone="Europe/Berlin",
            weekly=(("mon", "09:00", "17:00"), ("fri", "09:00", "15:00")),
            holidays=(("2026-12-24", "2026-12-26", "Christmas"),),
        ),
    ),
    policies=("urgent: first reply in 60 minutes",),
)  # fmt: skip

RT = Catalogue(
    source="request-tracker:desk",
    adapter="request-tracker",
    fields=(
        field(
            "Status", "Status", "status",
            "new new /initial", "open open /active", "stalled stalled /active",
            "resolved resolved /inactive", "rejected rejected /inactive",
            "deleted deleted /inactive",
        ),
        field("Queue", "Queue", "group", "1 General"),
        field("SLA", "SLA", "choice", "Gold Gold", "Silver Silver"),
        field("Priority", "Priority", "number"),
        field("Owner", "Owner", "person"),
        field("CF.3", "Site", "choice", "Quay Quay"),
    ),
    policies=("service levels stand in RT_SiteConfig.pm",),
)  # fmt: skip
