"""The days that the examples of a new contract are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A month, with the week that begins on its first Monday."""

    first: date

    @classmethod
    def of_contract(cls, starts: date) -> Days:
        """Return the first whole month of a contract."""
        return cls(starts) if starts.day == 1 else cls(starts.replace(day=1)).next_month

    @property
    def next_month(self) -> Days:
        """The month after."""
        later = self.first + 31 * ONE_DAY
        return Days(later.replace(day=1))

    @property
    def label(self) -> str:
        """The month as a period is written."""
        return f"{self.first:%Y-%m}"

    @property
    def monday(self) -> date:
        """Its first Monday."""
        return self.day(0)

    def day(self, count: int) -> date:
        """Return the date so many days after the first Monday."""
        return self.first + ((-self.first.weekday()) % 7 + count) * ONE_DAY

    def at(self, count: int, wall: str) -> datetime:
        """Return a wall time so many days after the first Monday."""
        return datetime.combine(self.day(count), time.fromisoformat(wall))
