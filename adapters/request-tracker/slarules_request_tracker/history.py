"""What a transaction means: a change, a comment, a tie to another ticket, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from slarules.adapters import Batch, Notice, TableName, arrow
from slarules_request_tracker.people import People
from slarules_request_tracker.times import DATES, needed, shown
from slarules_request_tracker.wire import Transaction

Row = dict[str, Any]

Value: TypeAlias = tuple[str | None, str]
"""Identifier and text of a value of a field; the text is empty for none."""

OWNING = frozenset({"Set", "Take", "Untake", "Steal", "Give", "Force"})
"""The types under which an owner changes. The `SetWatcher` that follows says the same again."""

SILENT = frozenset(
    {
        "Create",
        "SetWatcher",
        "AddWatcher",
        "DelWatcher",
        "EmailRecord",
        "CommentEmailRecord",
        "AddReminder",
        "OpenReminder",
        "ResolveReminder",
        "PurgeTransaction",
        "SystemError",
        "Forward Ticket",
        "Forward Transaction",
        "Told",
        "Subject",
        "Encrypt",
        "Decrypt",
    }
)
"""Types that change no field that counts."""

TICKET = re.compile(r"/ticket/(\d+)$")


@dataclass(slots=True)
class Names:
    """What the numbers in a history stand for.

    Attributes:
        queues: Names of queues, by number.
        is_single: Tells whether a custom field holds one value at a time.
    """

    people: People
    queues: dict[str, str]
    is_single: Callable[[str], bool]


@dataclass(slots=True)
class Gathered:
    """The rows of some transactions, and what a reader should know of them.

    Attributes:
        several: Transactions of fields of several values, by ticket and field; not rows yet.
    """

    names: Names
    rows: dict[TableName, list[Row]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    several: dict[tuple[str, str], list[Transaction]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def take(self, transaction: Transaction) -> None:
        """Add what a transaction means."""
        match transaction:
            case Transaction(type="Correspond" | "Comment"):
                self._add("comments", transaction, public=transaction.type == "Correspond")
            case Transaction(type="AddLink" | "DeleteLink"):
                self._link(transaction)
            case Transaction(type="CustomField"):
                self._custom(transaction)
            case Transaction() if (name := _changed(transaction)) is not None:
                old, new = transaction.old_value, transaction.new_value
                self.change(transaction, name, self._value(name, old), self._value(name, new))
            case Transaction(type=kind) if kind not in SILENT:
                self._once(kind)

    def batches(self) -> list[Batch]:
        """Return the rows, and forget them."""
        rows, self.rows = self.rows, {}
        return [batch(table, many) for table, many in rows.items()]

    def change(self, of: Transaction, name: str, old: Value, new: Value) -> None:
        """Add a change of a field."""
        sides = {"old_id": old[0], "old": old[1], "new_id": new[0], "new": new[1]}
        self._add("changes", of, field_id=name, origin="recorded", **sides)

    def _add(self, table: TableName, of: Transaction, **cells: object) -> None:
        number, at = str(of.creator.id), needed(of.created, f"transaction {of.id}")
        row: Row = {
            "event_id": f"t:{of.id}",
            "ticket_id": of.ticket,
            "seq": of.number,
            "at": at,
            "actor_id": number,
            "actor_role": self.names.people.role(number, at),
        }
        self.rows.setdefault(table, []).append(row | cells)

    def _value(self, name: str, written: str | None) -> Value:
        if not written:
            return None, ""
        if name in DATES:
            return None, shown(written)
        if name == "Owner":
            return written, self.names.people.name(written)
        if name == "Queue":
            return written, self.names.queues.get(written, written)
        return None, written

    def _custom(self, of: Transaction) -> None:
        if self.names.is_single(of.field):
            self.change(
                of, f"CF.{of.field}", (None, of.old_value or ""), (None, of.new_value or "")
            )
        else:
            self.several.setdefault((of.ticket, of.field), []).append(of)

    def _link(self, of: Transaction) -> None:
        added = of.type == "AddLink"
        end = TICKET.search((of.new_value if added else of.old_value) or "")
        # A merge is told twice: of the ticket that went, and of the one that it went into.
        if end is None or end[1] == of.ticket:
            return
        row: Row = {"event_id": f"t:{of.id}", "ticket_id": of.ticket}
        row |= {"at": needed(of.created, f"transaction {of.id}"), "added": added}
        kind = "merged into" if of.field == "MergedInto" else of.field
        row |= {"kind": kind, "other_ticket_id": end[1]}
        self.rows.setdefault("links", []).append(row)

    def _once(self, kind: str) -> None:
        if kind not in self.told:
            self.told.add(kind)
            told = f"transactions of type {kind!r} are not known and are left out"
            self.notices.append(Notice("unknown event", told))


def _changed(transaction: Transaction) -> str | None:
    """Return the field that a transaction changes."""
    match transaction:
        case Transaction(type="Status" | "SLA" as kind):
            return kind
        case Transaction(field="Owner", type=kind):
            return "Owner" if kind in OWNING else None
        case Transaction(type="Set", field=name):
            return name or None
        case _:
            return None


def batch(table: TableName, rows: list[Row]) -> Batch:
    """Return rows of one table."""
    names = rows[0].keys() if rows else ()
    return Batch(table, arrow(table, {name: [row[name] for row in rows] for name in names}))
