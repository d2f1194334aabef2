"""What happens on the desk of the tests, over weekends, changes of clocks and a holiday.

Berlin is an hour ahead of UTC until 2026-03-29 02:00, and again from 2026-10-25 on; between them
two hours. The desk is open from 09:00 to 17:00 of Berlin, Monday to Friday, not on 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.adapters.request_tracker.server import Tracker


@dataclass(frozen=True)
class Story:
    """The numbers of the tickets, by what they are about."""

    tracker: Tracker
    tickets: Mapping[str, str]


def told(tracker: Tracker) -> Story:
    """Let it happen."""
    tickets: dict[str, str] = {}
    _winter(tracker, tickets)
    _summer(tracker, tickets)
    _autumn(tracker, tickets)
    _holiday(tracker, tickets)
    return Story(tracker, tickets)


def _winter(tracker: Tracker, tickets: dict[str, str]) -> None:
    clock = tracker.set_clock
    clock("2026-03-27 15:00:00")  # Friday 16:00
    tickets["answered"] = tracker.create("carla", SLA="Silver")
    clock("2026-03-27 15:30:09")
    tickets["weekend"] = tracker.create(SLA="Gold", CustomFields={"Severity": "Low"}, Priority=20)
    clock("2026-03-28 10:00:00")
    tickets["shut"] = tracker.create(SLA="Gold")
    clock("2026-03-28 22:00:00")
    tickets["night"] = tracker.create(SLA="Night")


def _summer(tracker: Tracker, tickets: dict[str, str]) -> None:
    clock = tracker.set_clock
    clock("2026-03-30 07:30:00")  # Monday 09:30, in summer time now
    tracker.write("anna", tickets["answered"])
    tracker.write("anna", tickets["weekend"], public=False)
    tracker.set("root", tickets["weekend"], Owner="anna")
    tracker.set("anna", tickets["weekend"], Priority=80, CustomFields={"Severity": "High"})
    clock("2026-03-30 08:00:00")
    tickets["waiting"] = tracker.create(SLA="Bronze")
    tickets["moved"] = tracker.create(SLA="Gold")
    tickets["doubled"] = tracker.create(SLA="Gold", CustomFields={"Products": ["A", "B"]})
    tickets["spam"] = tracker.create(SLA="Gold")
    clock("2026-03-30 10:00:00")
    tracker.set("anna", tickets["waiting"], Status="stalled")
    tracker.set("anna", tickets["moved"], Queue="Network")
    tracker.set("anna", tickets["doubled"], MergeInto=tickets["moved"])
    tracker.set("anna", tickets["spam"], Status="deleted")
    clock("2026-03-30 12:00:00")
    tracker.set("anna", tickets["waiting"], Status="open")
    clock("2026-03-30 14:00:00")
    tracker.write("carla", tickets["answered"])
    clock("2026-03-30 15:30:00")
    tracker.set("anna", tickets["weekend"], Status="resolved")
    clock("2026-03-31 07:00:00")
    tracker.write("berta", tickets["answered"])


def _autumn(tracker: Tracker, tickets: dict[str, str]) -> None:
    clock = tracker.set_clock
    clock("2026-10-23 14:30:09")  # Friday 16:30:09, still in summer time
    tickets["autumn weekend"] = tracker.create(SLA="Gold")
    clock("2026-10-24 22:00:00")  # Sunday 00:00; the hour from 02:00 comes twice
    tickets["autumn night"] = tracker.create(SLA="Night")


def _holiday(tracker: Tracker, tickets: dict[str, str]) -> None:
    clock = tracker.set_clock
    clock("2026-11-20 15:00:00")  # Friday 16:00 before a Monday that is a holiday
    tickets["holiday"] = tracker.create(SLA="Gold")
    clock("2026-11-21 12:00:00")
    tickets["holiday, shut"] = tracker.create(SLA="Gold")
    clock("2026-11-24 12:00:00")
