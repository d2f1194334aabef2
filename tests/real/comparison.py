"""Where our verdicts and due times part from the city's, and why."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from slarules.engine.outcome import Verdict
from slarules.instants import Instant
from tests.real.city import CITY_HALL, NEW_YORK, WORKDAY, Pair, Request, Rule

CLOSE_ENOUGH = timedelta(seconds=90)
"""Some opening times are cut to the minute while due times keep seconds."""

REPEATED_HOUR = (datetime(2015, 11, 1, 1), datetime(2015, 11, 1, 2))  # noqa: DTZ001 - wall times

Days = tuple[str, int]
"""A unit and how many of it."""


class Reason(StrEnum):
    """Why a request is listed; the first that fits, in this order."""

    BLANK = "the city gives no verdict"
    AGAINST_ITS_DATES = "the city's verdict is against its own dates"
    NO_TARGET = "the pair has a rule, the city gave this request no due time"
    NO_RULE = "no rule was inferred for the pair, this request has a due time"
    REPEATED_HOUR = "opened or due in the repeated hour of 2015-11-01"
    MOVED_QUEUE = "the due time is that of another queue of the same type"
    RULE_CHANGED = "the due time is that of another number of days, as for others of the pair"
    OWN_DAYS = "the due time is a whole number of days that no other of the pair has"
    MINUTES = "the due time is ours but for less than an hour: counted from another instant"
    OWN_TIME = "the due time is no whole number of days"


@dataclass(frozen=True, slots=True)
class Compared:
    """One request, judged by both."""

    request: Request
    due: datetime | None
    verdict: str | None

    @property
    def same_due(self) -> bool:
        """Whether the due times are the same within 90 seconds, or there is none."""
        ours, theirs = self.due, self.request.target
        return (ours is theirs is None) or (bool(ours and theirs) and near(ours, theirs))

    @property
    def same_verdict(self) -> bool:
        """Whether the city's word is ours; without a due time of either it always is on time."""
        return self.verdict == self.request.verdict or self.due is self.request.target is None


def near(
    ours: datetime | None, theirs: datetime | None, tolerance: timedelta = CLOSE_ENOUGH
) -> bool:
    """Tell whether two instants are the same, within 90 seconds if nothing else is said."""
    if ours is None or theirs is None:
        return False
    return abs(ours.astimezone(UTC) - theirs.astimezone(UTC)) <= tolerance


def compare(requests: Iterable[Request], verdicts: Iterable[Verdict]) -> list[Compared]:
    """Return every request beside what we say of it."""
    ours = {verdict.item: verdict for verdict in verdicts if verdict.measure == "close"}
    return [_compared(request, ours.get(request.number)) for request in requests]


def _compared(request: Request, ours: Verdict | None) -> Compared:
    if ours is None:
        return Compared(request, None, None)
    due = None if ours.due_at is None else _local(ours.due_at)
    word = {"met": "ONTIME", "open": "ONTIME", "missed": "OVERDUE"}.get(ours.verdict, ours.verdict)
    return Compared(request, due, word)


def _local(at: Instant) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(NEW_YORK)


class Reasons:
    """Tells why requests are listed, knowing all of them."""

    def __init__(self, compared: Iterable[Compared], rules: Mapping[Pair, Rule]) -> None:
        self.listed = [c for c in compared if not (c.same_due and c.same_verdict)]
        self._days = {c.request.number: days_given(c.request) for c in self.listed}
        self._alike = Counter((c.request.pair, self._days[c.request.number]) for c in self.listed)
        self._of_type: dict[str, list[Rule]] = {}
        for (kind, _), rule in rules.items():
            self._of_type.setdefault(kind, []).append(rule)

    def reason(self, compared: Compared) -> Reason:
        """Return why a request is listed."""
        request = compared.request
        if compared.same_due:
            return Reason.AGAINST_ITS_DATES if request.verdict else Reason.BLANK
        if request.target is None:
            return Reason.NO_TARGET
        if compared.due is None:
            return Reason.NO_RULE
        if _repeated(request.opened) or _repeated(request.target):
            return Reason.REPEATED_HOUR
        return self._other_due(request, compared.due)

    def _other_due(self, request: Request, ours: datetime) -> Reason:
        others = self._of_type[request.pair[0]]
        if any(near(rule.due(request.opened), request.target) for rule in others):
            return Reason.MOVED_QUEUE
        days = self._days[request.number]
        if days is None:
            almost = near(ours, request.target, timedelta(hours=1))
            return Reason.MINUTES if almost else Reason.OWN_TIME
        return Reason.RULE_CHANGED if self._alike[request.pair, days] > 1 else Reason.OWN_DAYS

    def counts(self) -> Counter[Reason]:
        """Return how many requests are listed for each reason."""
        return Counter(map(self.reason, self.listed))

    def write(self, file: Path) -> None:
        """Write every listed request with its reason."""
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(("case", "type", "queue", "opened", "closed", *BOTH, "reason"))
            table.writerows((*_cells(c), self.reason(c)) for c in self.listed)


BOTH = ("city_due", "our_due", "city_verdict", "our_verdict")


def _cells(compared: Compared) -> tuple[str, ...]:
    request = compared.request
    times = (request.opened, request.closed, request.target, compared.due)
    opened, closed, theirs, ours = ("" if at is None else at.isoformat() for at in times)
    verdicts = (request.verdict, compared.verdict or "")
    return request.number, *request.pair, opened, closed, theirs, ours, *verdicts


def days_given(request: Request) -> Days | None:
    """Return the whole number of days that the city gave a request, if it is one."""
    if request.target is None:
        return None
    working = round(CITY_HALL.elapsed(request.opened, request.target) / WORKDAY)
    calendar = round((request.target - request.opened) / timedelta(days=1))
    for days in (("business_days", working), ("calendar_days", calendar)):
        if near(Rule(*days, fits=False).due(request.opened), request.target):
            return days
    return None


def _repeated(at: datetime) -> bool:
    start, end = REPEATED_HOUR
    return start <= at.replace(tzinfo=None) < end
