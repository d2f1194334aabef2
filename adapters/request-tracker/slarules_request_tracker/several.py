"""What fields of several values held: their history says only which value came and which went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from slarules.adapters import Notice
from slarules_request_tracker.history import Gathered
from slarules_request_tracker.standing import Standing, joined
from slarules_request_tracker.times import needed
from slarules_request_tracker.wire import Transaction

Held: TypeAlias = Mapping[int, tuple[str, str]]
"""What a field held before and after each transaction, by its number."""

TRIES = 3


def tell(gathered: Gathered, standing: Standing) -> None:
    """Tell what those transactions mean that are of fields of several values."""
    waiting, gathered.several = gathered.several, {}
    for (ticket, field), transactions in waiting.items():
        held = _held(standing, ticket, field)
        if held is None or not held.keys() >= {each.number for each in transactions}:
            gathered.notices.append(_untold(transactions[0]))
            continue
        for each in transactions:
            before, after = held[each.number]
            gathered.change(each, f"CF.{field}", (None, before), (None, after))


def _held(standing: Standing, ticket: str, field: str) -> Held | None:
    """Return what a field of a ticket held; None where that does not follow from its history."""
    for _ in range(TRIES):
        now = standing.values(ticket, field)
        which = f"ObjectId = {ticket} AND Type = 'CustomField' AND Field = '{field}'"
        history = list(standing.rest.every(which))
        if now is None:
            return None
        # Somebody may change it while it is read.
        if standing.values(ticket, field) == now:
            return _unwound(now, history)
    return None


def _unwound(now: Sequence[str], history: Sequence[Transaction]) -> Held | None:
    """Go back from what a field holds now, change by change."""
    found: dict[int, tuple[str, str]] = {}
    values = set(now)
    for each in reversed(history):
        before = set(values)
        if each.new_value:
            before.discard(each.new_value)
        if each.old_value:
            before.add(each.old_value)
        came, went = each.new_value or None, each.old_value or None
        if (came and came not in values) or (went and went in values):
            return None
        found[each.number] = joined(before), joined(values)
        values = before
    return found


def _untold(first: Transaction) -> Notice:
    told = f"what custom field {first.field} held does not follow from its history"
    at = needed(first.created, f"transaction {first.id}")
    return Notice("truncated", told, first.ticket, f"CF.{first.field}", at)
