"""What the city of Boston says of its own requests, and the rules that were inferred from it."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from slarules import Calendar
from tests.shared import SHARED

BOSTON = SHARED / "data" / "boston_311_2015"
ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)
EXPORTED = datetime(2016, 1, 12, 22, 23, tzinfo=NEW_YORK)

WORKDAY = timedelta(hours=8, minutes=30)
HOLIDAYS = (
    *(date(2015, month, day) for month, day in ((1, 1), (1, 19), (2, 16), (4, 20), (5, 25))),
    *(date(2015, month, day) for month, day in ((9, 7), (10, 12), (11, 11), (11, 26), (12, 25))),
    date(2016, 1, 1),
)
CITY_HALL = Calendar(
    ZONE,
    {day: [("08:30", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")},
    HOLIDAYS,
    at_closing="next_opening",
)

Pair = tuple[str, str]
"""A type and a queue."""


@dataclass(frozen=True, slots=True)
class Request:
    """A row of the export; `target` and `verdict` are the city's own."""

    number: str
    pair: Pair
    opened: datetime
    target: datetime | None
    closed: datetime | None
    verdict: str

    @property
    def closed_first(self) -> bool:
        """Whether it was closed before it was opened; two of the city's clocks differ."""
        return self.closed is not None and self.closed < self.opened


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a pair may take: `days` of a unit; `fits` when every row of the pair obeys."""

    unit: str
    days: int
    fits: bool

    @property
    def goal(self) -> str:
        """The rule in the language of contracts."""
        match self.unit:
            case "business_days" if self.days:
                return f"{self.days * 510} city minutes"
            case "calendar_days" if self.days:
                return f"by the same time {self.days} calendar days later"
            case _:
                return "none"

    def due(self, opened: datetime) -> datetime | None:
        """Return when a request falls due, found without the language and the engine."""
        if not self.days:
            return None
        if self.unit == "business_days":
            return CITY_HALL.due(opened, self.days * WORKDAY)
        return opened + timedelta(days=self.days)


def requests() -> Iterator[Request]:
    """Yield every request of the two files."""
    for file in sorted(BOSTON.glob("requests_part*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield Request(
                    row["case_enquiry_id"],
                    (row["type"], row["queue"]),
                    _local(row["open_dt"]),
                    _local(row["target_dt"]) if row["target_dt"] else None,
                    _local(row["closed_dt"]) if row["closed_dt"] else None,
                    row["ontime_status"],
                )


def rules() -> Mapping[Pair, Rule]:
    """Return the inferred rule of each type and queue."""
    with (BOSTON / "inferred_target_rules.csv").open(encoding="utf-8", newline="") as rows:
        return {(row["type"], row["queue"]): _rule(row) for row in csv.DictReader(rows)}


def write_targets(file: Path) -> None:
    """Write the rules as the table that the contract reads."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("type", "queue", "close"))
        table.writerows((*pair, rule.goal) for pair, rule in rules().items())
        table.writerow(("any other", "any other", "none"))


def _rule(row: Mapping[str, str]) -> Rule:
    fits = 0 < int(row["rows"]) == int(row["rows_with_target"]) == int(row["rows_matched"])
    return Rule(row["unit"], int(row["n"] or 0), fits)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)
