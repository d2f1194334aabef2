"""The world around the tickets: works on the tills, what the monitor saw, what was billed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from slarules.demo.story import (
    ANNOUNCED_LATE,
    BERLIN,
    CUSTOMER,
    MONTHS,
    NOTICE,
    OUTAGE_BEGINS,
    OUTAGE_ENDS,
    SHORT_NOTICE,
    WORK_BEGINS,
    WORK_TAKES,
    YEAR,
)

OUTAGE_COLUMNS = (
    "customer", "service", "start", "end", "planned", "announced", "share", "event", "source"
)  # fmt: skip
READING_COLUMNS = ("customer", "name", "start", "end", "value", "service")
FEE_COLUMNS = ("customer", "name", "period", "amount", "currency")

MINUTE = timedelta(minutes=1)


def stamp(at: datetime) -> str:
    """Return an instant as the export writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def works() -> Iterator[tuple[datetime, datetime, datetime]]:
    """Yield for each work on the tills when it was announced, began and ended."""
    for month, plan in MONTHS.items():
        for day in plan.works:
            midnight = datetime.combine(date(YEAR, month, day), time(), BERLIN)
            start = (midnight + WORK_BEGINS).astimezone(UTC)
            notice = SHORT_NOTICE if (month, day) == ANNOUNCED_LATE else NOTICE
            yield start - notice, start, start + WORK_TAKES


def outages() -> Iterator[tuple[str, ...]]:
    """Yield the rows of `outages.csv`."""
    for number, (announced, start, end) in enumerate(works(), start=1):
        said = stamp(announced)
        event = f"WORKS-{number:02}"
        yield CUSTOMER, "tills", stamp(start), stamp(end), "yes", said, "1", event, "Kontor"
    lasted = stamp(OUTAGE_BEGINS), stamp(OUTAGE_ENDS)
    yield CUSTOMER, "tills", *lasted, "no", "", "1", "OUT-01", "monitor"


def readings(random: Random) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `measurements.csv`: the monitor notes only minutes with errors."""
    errors = dict[datetime, float]()
    for month in MONTHS:
        for _ in range(random.randint(4, 14)):
            at = datetime(YEAR, month, random.randint(1, 28), tzinfo=UTC)
            errors[at + MINUTE * random.randrange(24 * 60)] = random.uniform(0.01, 0.2)
    for start, end in [*((start, end) for _, start, end in works()), (OUTAGE_BEGINS, OUTAGE_ENDS)]:
        for minute in range((end - start) // MINUTE):
            errors[start + MINUTE * minute] = random.uniform(0.6, 1.0)
    for at, share in sorted(errors.items()):
        until = stamp(at + MINUTE)
        yield CUSTOMER, "error_rate", stamp(at), until, f"{share:.3f}", "tills"


def fees() -> Iterator[tuple[str, ...]]:
    """Yield the rows of `fees.csv`; the fee rises in July."""
    for month in MONTHS:
        amount = "38000.00" if month < 7 else "39140.00"
        yield CUSTOMER, "monthly_fee", f"{YEAR}-{month:02}", amount, "EUR"
