"""Whatever the order in which tables are delivered, and how often, the history is the same."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.facts import Gathered, gather
from slarules.facts.source import FileRows
from slarules.rebuilding import HeldSource
from slarules.sources.files import finding
from tests.files import csv_source
from tests.gathering import harbour, moment, times, values
from tests.rebuilding.kept import RULES, Kept, rules

LAYOUT = '  events from "events.csv"\n  times without an offset are in "UTC"\n'

VALUES = {"status": ("Open", "Pending", "Done", "Odd"), "priority": ("High", "Low", "")}

WORDS = ("reported", "agent_message", "customer_message", "deleted")


@dataclass(frozen=True)
class Event:
    """Something that happened to a ticket, so many minutes after it was created."""

    ticket: int
    minute: int
    field: str | None
    value: str
    role: str
    public: bool

    @property
    def at(self) -> str:
        """When it happened."""
        return f"2026-03-02 {9 + self.minute // 60:02d}:{self.minute % 60:02d}"


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Draw what happened to three tickets, in order of time, no two at one instant."""
    found = []
    for ticket in range(3):
        minutes = draw(st.sets(st.integers(1, 600), max_size=6))
        for minute in sorted(minutes):
            field = draw(st.sampled_from(("status", "priority", None)))
            value = draw(st.sampled_from(VALUES[field])) if field else ""
            role = draw(st.sampled_from(("agent", "customer", "automation")))
            found.append(Event(ticket, minute, field, value, role, draw(st.booleans())))
    return found


def as_file(happened: list[Event], first: dict[tuple[int, str], str]) -> str:
    """Return the history as an events file."""
    lines = ["ticket,at,kind,field,value,actor,role,public,channel"]
    for ticket in range(3):
        lines.append(f"T-{ticket},2026-03-02 09:00,created,,,,,,")
        lines += [
            f"T-{ticket},2026-03-02 09:00,set,{field},{value},,,,"
            for (of, field), value in first.items()
            if of == ticket and value
        ]
        for each in (e for e in happened if e.ticket == ticket):
            if each.field:
                lines.append(f"T-{ticket},{each.at},set,{each.field},{each.value},,,,")
            else:
                public = "yes" if each.public else "no"
                lines.append(f"T-{ticket},{each.at},comment,,,ann,{each.role},{public},")
    return "\n".join(lines) + "\n"


def as_tables(folder: Path, happened: list[Event], first: dict[tuple[int, str], str]) -> Kept:
    """Return the same as tables."""
    kept, now = Kept(folder), dict(first)
    for ticket in range(3):
        kept.ticket(str(ticket))
    for place, each in enumerate(happened):
        who = {"ticket_id": str(each.ticket), "seq": place, "event_id": f"e{place}"}
        if each.field:
            key = each.ticket, each.field
            kept.change(each.at, now[key], each.value, field_id=each.field, **who)
            now[key] = each.value
        else:
            kept.comment(each.at, each.role, public=each.public, **who)
    for (ticket, field), value in now.items():
        kept.current(value, ticket_id=str(ticket), field_id=field)
    return kept


def says(found: Gathered) -> dict[str, Any]:
    """Return what is known of each ticket, wherever it stands."""
    return {
        item.item: (
            *(values(item, fact) for fact in sorted(item.facts)),
            *(times(item, word) for word in WORDS),
        )
        for item in found.history.items
    }


@settings(max_examples=40, deadline=None)
@given(happened=events(), data=st.data())
def test_tables_say_what_the_events_say_in_any_order_and_however_often(
    happened: list[Event], data: st.DataObject
) -> None:
    names = [(ticket, field) for ticket in range(3) for field in VALUES]
    first = {key: data.draw(st.sampled_from(VALUES[key[1]])) for key in names}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "events.csv").write_text(as_file(happened, first))
        kept = as_tables(folder, happened, first)
        for table, rows in kept.rows.items():
            again = data.draw(st.lists(st.sampled_from(rows), max_size=4))
            later = data.draw(st.lists(st.sampled_from(rows), max_size=3))
            later = [{**row, "snapshot": 2, "observed_at": "2026-04-01 00:00"} for row in later]
            kept.rows[table] = data.draw(st.permutations([*rows, *again, *later]))
        kept.snapshot = 2
        until = moment("2026-03-31 00:00")
        source = HeldSource(kept.held(), finding)
        direct = gather(harbour(), rules(folder, LAYOUT + RULES), csv_source(folder), until)
        ours = rules(folder)
        rebuilt = gather(harbour(), ours, source, until)
        assert says(rebuilt) == says(direct)
        assert [r for r in source.read(ours.layout) if isinstance(r, FileRows)] == [
            r for r in source.read(ours.layout) if isinstance(r, FileRows)
        ]
