"""What a ServiceNow log says of its incidents, and the hours that fit its verdicts best."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter

from tests.shared import SHARED

INCIDENTS = SHARED / "data" / "uci_servicenow_incidents"
LOG = INCIDENTS / "incident_event_log.csv.gz"

MODERATE, LOW, CRITICAL, HIGH = "3 - Moderate", "4 - Low", "1 - Critical", "2 - High"


@dataclass(frozen=True, slots=True)
class Update:
    """A row of the log; `made_sla` is the source's own verdict at that row."""

    at: datetime
    state: str
    made_sla: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident by its rows in the order of the log; priority and group are those of the last.

    Attributes:
        closed_at: The column, which holds the same in every row of the incident.
    """

    number: str
    priority: str
    group: str
    opened: datetime
    closed_at: datetime
    updates: tuple[Update, ...]

    @property
    def met(self) -> bool:
        """The source's verdict in the end."""
        return self.updates[-1].made_sla

    @property
    def became_closed(self) -> datetime | None:
        """When the state last became Closed, if any row says so."""
        return self._became("Closed")

    @property
    def became_resolved(self) -> datetime | None:
        """When the state last became Resolved, if any row says so."""
        return self._became("Resolved")

    def _became(self, state: str) -> datetime | None:
        before, found = "", None
        for update in self.updates:
            if update.state == state != before:
                found = update.at
            before = update.state
        return found

    @property
    def flip(self) -> Flip | None:
        """Between which rows the verdict went from true to false, if it did."""
        first = next((n for n, update in enumerate(self.updates) if not update.made_sla), 0)
        return Flip(self.updates[first - 1].at, self.updates[first]) if first else None


@dataclass(frozen=True, slots=True)
class Flip:
    """The last row that says true, and the first that says false."""

    last_true: datetime
    false: Update


def incidents() -> Iterator[Incident]:
    """Yield the incidents of the log."""
    with gzip.open(LOG, "rt", encoding="utf-8", newline="") as log:
        for number, rows in groupby(csv.DictReader(log), key=itemgetter("number")):
            yield _incident(number, list(rows))


def _incident(number: str, rows: list[dict[str, str]]) -> Incident:
    last = rows[-1]
    opened, closed_at = _time(last["opened_at"]), _time(last["closed_at"])
    updates = tuple(
        Update(_time(row["sys_updated_at"]), row["incident_state"], row["made_sla"] == "true")
        for row in rows
    )
    return Incident(number, last["priority"], last["assignment_group"], opened, closed_at, updates)


@cache
def _time(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


# --- other hours ---------------------------------------------------------------------------------

FROM, TO = timedelta(hours=14), timedelta(hours=23)
HOURS = {MODERATE: timedelta(hours=62), LOW: timedelta(hours=134)}
"""Counted Monday to Friday from 14:00 to 23:00: what fits the verdicts best."""

MONDAY = datetime(2016, 2, 1, tzinfo=UTC)


def met_by_hours(incident: Incident) -> bool | None:
    """Return the verdict by the other hours; None for a priority that they are not known of."""
    goal, closed = HOURS.get(incident.priority), incident.became_closed or incident.closed_at
    return None if goal is None else _worked(closed) - _worked(incident.opened) <= goal


def _worked(at: datetime) -> timedelta:
    """Return the hours from a Monday on."""
    weeks, since = divmod(at - MONDAY, timedelta(days=7))
    days, time = divmod(since, timedelta(days=1))
    today = min(max(time - FROM, timedelta()), TO - FROM) if days < 5 else timedelta()
    return (weeks * 5 + min(days, 5)) * (TO - FROM) + today
