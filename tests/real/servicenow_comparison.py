"""Where our verdicts part from `made_sla`, why, and whether its flip tells when a breach was."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from slarules.engine.outcome import Verdict
from slarules.instants import Instant
from tests.real.incidents import CRITICAL, Incident, met_by_hours


class Reason(StrEnum):
    """Why an incident is listed; the first that fits, in this order."""

    TWO_CLOSINGS = (
        "closed_at is not when the state became Closed, and between them lies the verdict"
    )
    CRITICAL = "a critical incident: of 220 too few were met to know the rule"
    OTHER_HOURS = "the verdict is that of 9 hours a day, Monday to Friday from 14:00 to 23:00"
    NEITHER = "no hours that fit the others give this verdict"


class Place(StrEnum):
    """Where our `missed_at` lies, seen from the flip of `made_sla`."""

    BEFORE = "before the last row that says true"
    BETWEEN = "between the last true and the first false"
    AFTER = "after the first row that says false"


@dataclass(frozen=True, slots=True)
class Judged:
    """One incident, judged by both; `missed_at` is ours, and ahead of a closing in time."""

    incident: Incident
    verdict: str
    missed_at: datetime

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.verdict == ("met" if self.incident.met else "missed")

    @property
    def flip(self) -> tuple[Place, timedelta] | None:
        """Where our `missed_at` lies seen from the flip, and how far off; None without a flip."""
        flip = self.incident.flip
        if flip is None:
            return None
        if self.missed_at <= flip.last_true:
            return Place.BEFORE, flip.last_true - self.missed_at
        if self.missed_at <= flip.false.at:
            return Place.BETWEEN, timedelta()
        return Place.AFTER, self.missed_at - flip.false.at

    @property
    def reason(self) -> Reason:
        """Why both part."""
        if self.verdict == "undetermined":
            return Reason.TWO_CLOSINGS
        if self.incident.priority == CRITICAL:
            return Reason.CRITICAL
        by_hours = met_by_hours(self.incident) == self.incident.met
        return Reason.OTHER_HOURS if by_hours else Reason.NEITHER


def judged(incidents: Iterable[Incident], verdicts: Iterable[Verdict]) -> list[Judged]:
    """Return the incidents that our contract has a rule for, beside what we say of them."""
    ours = {verdict.item: verdict for verdict in verdicts if verdict.table == "incidents"}
    return [
        Judged(incident, found.verdict, _time(found.missed_at))
        for incident in incidents
        if (found := ours.get(incident.number)) and found.missed_at is not None
    ]


def _time(at: Instant) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


@dataclass(frozen=True, slots=True)
class Compared:
    """All incidents of the log, and those that the contract has a rule for."""

    incidents: list[Incident]
    judged: list[Judged]

    def of(self, priority: str) -> list[Judged]:
        """Return those of a priority."""
        return [each for each in self.judged if each.incident.priority == priority]

    @property
    def parting(self) -> list[Judged]:
        """Those on which both part."""
        return [each for each in self.judged if not each.same]

    def by_hours(self, priority: str) -> int:
        """Return of how many of a priority the other hours give the source's verdict."""
        return sum(met_by_hours(each.incident) == each.incident.met for each in self.of(priority))

    def reasons(self) -> Counter[Reason]:
        """Return how many part for each reason."""
        return Counter(each.reason for each in self.parting)

    @property
    def cut_off(self) -> list[Incident]:
        """The incidents that no row closes: the copy ends before they do."""
        return [incident for incident in self.incidents if incident.became_closed is None]

    @property
    def begun_before(self) -> list[Incident]:
        """The incidents with a row from before they were opened."""
        return [i for i in self.incidents if min(u.at for u in i.updates) < i.opened]

    @property
    def flipped(self) -> list[Incident]:
        """The incidents whose `made_sla` goes from true to false."""
        return [incident for incident in self.incidents if incident.flip]

    def distances(self, place: Place) -> list[timedelta]:
        """Return how far off `missed_at` is, in order, where it lies at a place."""
        found = (each.flip for each in self.judged)
        return sorted(flip[1] for flip in found if flip and flip[0] is place)

    def still_true(self) -> Iterator[tuple[Judged, int]]:
        """Yield what was missed, each with its rows after `missed_at` that say true."""
        for each in self.judged:
            late = [u for u in each.incident.updates if u.made_sla and u.at > each.missed_at]
            if late and not each.incident.met:
                yield each, len(late)

    def resolved_in_time(self) -> list[Judged]:
        """Return what the source calls missed though the work was done before our `missed_at`."""
        return [
            each
            for each in self.judged
            if not each.incident.met
            and (at := each.incident.became_resolved) is not None
            and at <= each.missed_at
        ]

    def by_group(self) -> dict[str, Counter[str]]:
        """Return our verdicts by the group that held the incident last."""
        found: dict[str, Counter[str]] = {}
        for each in self.judged:
            found.setdefault(each.incident.group, Counter())[each.verdict] += 1
        return found

    def write(self, file: Path) -> None:
        """Write every incident on which both part, with its reason."""
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(_cells(each) for each in self.parting)


COLUMNS = (
    *("number", "priority", "group", "opened", "became_closed", "closed_at"),
    *("our_missed_at", "our_verdict", "made_sla", "reason"),
)


def _cells(each: Judged) -> tuple[str, ...]:
    incident = each.incident
    times = (incident.opened, incident.became_closed, incident.closed_at, each.missed_at)
    shown = ("" if at is None else at.isoformat() for at in times)
    made = "true" if incident.met else "false"
    return (
        *(incident.number, incident.priority, incident.group, *shown),
        *(each.verdict, made, each.reason),
    )
