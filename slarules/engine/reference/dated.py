"""Last days: when a deadline ends that is counted from a moment or from the end of a period."""

from __future__ import annotations

from slarules.core.promises import Budget
from slarules.core.rights import Deadline
from slarules.engine.reference.goals import NEVER, Counted, due
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.periods import Clocks, version_of_period
from slarules.engine.reference.place import Place
from slarules.hours.periods import Period, period_of
from slarules.instants import Instant

PERIOD_END = "period end"


class Dating:
    """The deadlines of one period, by the text that is in force in it."""

    def __init__(self, ground: Ground, period: Period) -> None:
        self._ground = ground
        self._period = period
        terms = version_of_period(ground.contract, period).terms
        self._clocks = Clocks(terms, ground.contract.zone)

    def end(self, deadline: Deadline, place: Place) -> Instant | None:
        """Return the first instant after a deadline; `None` while its anchor is not known."""
        anchor = self.anchor(deadline.after, place)
        if anchor is None:
            return None
        if deadline.periods is not None:
            return self._by_periods(deadline.periods[0], deadline, anchor)
        if deadline.goal is None:
            return anchor
        if deadline.after == PERIOD_END and isinstance(deadline.goal, Budget):
            anchor = self._period.end
        found = due(deadline.goal, Counted(anchor, ()), self._clocks, lambda _: None)
        return None if found is None or found.due_at == NEVER else found.due_at

    def anchor(self, after: str, place: Place) -> Instant | None:
        """Return the instant from which days are counted.

        The date of 24:00 is the day that ends there: days after the end of a period are counted
        from its last date.
        """
        if after == PERIOD_END:
            return Instant(self._period.end - 1)
        at = self._ground.says_of(place, after)
        return Instant(at) if isinstance(at, int) else None

    def _by_periods(self, count: int, deadline: Deadline, anchor: Instant) -> Instant:
        _, kind = deadline.periods or (0, self._period.kind)
        found = period_of(anchor, kind, self._period.zone)
        for _ in range(count):
            found = found.next()
        return found.end
