"""What the values of a source probably mean, by their names and by what the source takes them for.

Every guess is marked in the mapping for somebody to look at; what is not in these tables is not
guessed at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slarules.adapters.catalogue import CatalogueField, CatalogueValue
from slarules.core.contract import Fact
from slarules.core.mapping import folded

WITHDRAWN = ("canceled", "cancelled", "withdrawn", "declined", "rejected", "deleted")
"""What a status is called in which nobody solved anything."""

WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "level": {
        "P1": ("highest", "urgent", "critical", "blocker", "very high", "p1", "1", "sev 1"),
        "P2": ("high", "major", "p2", "2", "sev 2"),
        "P3": ("medium", "normal", "moderate", "standard", "p3", "3", "sev 3"),
        "P4": ("low", "lowest", "minor", "trivial", "planning", "p4", "4", "5", "sev 4"),
    },
    "status": {
        "new": ("new", "to do", "backlog"),
        "open": (
            "open",
            "in progress",
            "work in progress",
            "reopened",
            "active",
            "assigned",
            "waiting for support",
            "waiting for approval",
            "escalated",
            "under investigation",
        ),
        "waiting_on_customer": (
            "waiting for customer",
            "waiting on customer",
            "pending",
            "pending customer",
            "awaiting user info",
            "awaiting customer",
            "waiting for requester",
            "waiting on requester",
            "pending on user",
        ),
        "on_hold": (
            "on hold",
            "on-hold",
            "hold",
            "stalled",
            "blocked",
            "waiting for supplier",
            "waiting for vendor",
            "waiting for third party",
            "pending on vendor",
        ),
        "solved": ("solved", "resolved", "done", "fixed", "completed"),
        "closed": ("closed", *WITHDRAWN),
    },
    "type": {
        "incident": ("incident", "[system] incident", "bug"),
        "request": (
            "service request",
            "request",
            "[system] service request",
            "service request with approvals",
            "[system] service request with approvals",
            "question",
            "task",
        ),
        "problem": ("problem", "[system] problem"),
        "change": ("change", "[system] change"),
    },
}
"""By fact and value, what sources call it, folded."""

CATEGORIES: Mapping[str, str] = {
    "new": "new",
    "initial": "new",
    "open": "open",
    "active": "open",
    "indeterminate": "open",
    "pending": "waiting_on_customer",
    "on hold": "on_hold",
    "done": "solved",
}
"""What a status is by the source's own category, where its name says nothing."""

FIELDS: Mapping[str, Sequence[str]] = {
    "level": ("priority",),
    "type": ("type", "issue type", "issuetype", "ticket type"),
    "group": ("group", "assignee group", "queue", "assignment group", "group_id"),
    "site": ("site", "location"),
    "service": ("service", "affected service"),
    "schedule": ("schedule",),
}
"""What a field of a fact is called, folded, where its kind does not tell."""

KINDS: Mapping[str, str] = {"level": "priority", "status": "status", "group": "group"}
"""The kind of field that a fact comes from."""


HAPPENINGS: Mapping[str, Mapping[str, str]] = {
    "zendesk": {
        # A ticket that an agent writes for somebody begins with a public comment by the agent.
        "first_reply": "the first public comment by an agent after customer_message",
        # What is closed was solved before, but for a ticket that was merged.
        "resolved": 'the last time field "status" becomes "solved"',
        "merged": 'the first time label "closed_by_merge" is added',
    },
}
"""By adapter and word, what its product does everywhere, whatever somebody set up."""


def withdrawn(value: CatalogueValue) -> bool:
    """Return whether a status probably means that the ticket was taken back."""
    return folded(value.name) in WITHDRAWN


def field_for(fact: str, fields: Sequence[CatalogueField]) -> CatalogueField | None:
    """Return the field that a fact probably comes from: by its kind, else by its name."""
    of_kind = [each for each in fields if each.kind == KINDS.get(fact)]
    named = [each for each in fields if _names(each) & {fact, *FIELDS.get(fact, ())}]
    # Of several of a kind, one that is called so; values make rules, so it is better to have them.
    found = [each for each in of_kind if each in named] or of_kind or named
    return max(found, key=lambda each: bool(each.values), default=None)


def _names(field: CatalogueField) -> set[str]:
    return {folded(field.id), folded(field.name), folded(field.name).replace(" ", "_")}


def guess(fact: Fact, value: CatalogueValue) -> str | None:
    """Return the value of a fact that a value of the source probably means."""
    tables = WORDS.get(fact.name, {})
    for name in (folded(value.name), folded(value.id) if value.id == value.name else ""):
        for meant, called in tables.items():
            if name in called and meant in fact.values:
                return meant
        if name.replace(" ", "_") in fact.values:
            return name.replace(" ", "_")
    category = CATEGORIES.get(folded(value.category or "")) if fact.is_state else None
    return category if category in fact.values else None
