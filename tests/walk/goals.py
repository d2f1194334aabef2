"""When a goal falls due and is missed, found by stepping from tick to tick (R19 to R24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from slarules.core.clocks import Clock
from slarules.core.promises import (
    AtMoment,
    Budget,
    CloseOfDay,
    Earliest,
    Goal,
    Latest,
    SameTimeLater,
    WallTimeOnDay,
)
from tests.walk.grid import Day, days, last_close, next_open, on_wall, open_ticks, shown
from tests.walk.ledger import Ticks


@dataclass(frozen=True)
class Found:
    """The ticks at which a goal is due and missed."""

    due: int
    missed: int


@dataclass
class Scan:
    """A goal on the ticks of a run.

    A piece of a run that changed on the way begins at `since` with `used` ticks (R28).
    """

    ticks: Ticks
    moments: Callable[[str], int]
    since: int
    used: int = 0

    def find(self, goal: Goal) -> Found:
        match goal:
            case Earliest(goals) | Latest(goals):
                pick = min if isinstance(goal, Earliest) else max
                parts = [self.find(part) for part in goals]
                return Found(pick(p.due for p in parts), pick(p.missed for p in parts))
            case Budget():
                return self._extended(self._budget(goal))
            case AtMoment():
                return self._moment(goal)
            case _:
                return self._extended(self._deadline(goal))

    # --- budgets -------------------------------------------------------------------------------

    def _budget(self, goal: Budget) -> Found:
        need = goal.length // self.ticks.world.grid.tick
        begins = max(self.since, self.counted_from(goal.clock))
        if self.used > need:
            return Found(self.since, self.since)
        due = self._until_used(begins, need, goal.clock)
        missed = due
        while not self.ticks.counts(missed, goal.clock):
            missed += 1
        clock = self.ticks.world.clock(goal.clock)
        if clock.conventions.budget_at_closing_due_next_opening:
            return Found(next_open(clock, due, self.ticks.world.grid), missed)
        return Found(due, missed)

    def _until_used(self, index: int, need: int, clock: str) -> int:
        used = self.used
        while used < need:
            used += self.ticks.counts(index, clock)
            index += 1
        return index

    def counted_from(self, name: str) -> int:
        """Return the start after a cut-off of the clock (R12)."""
        clock, start = self.ticks.world.clock(name), self.ticks.start
        if clock.conventions.cutoff is None:
            return start
        wall = self._shown(start, clock)
        its_days = days(clock, self.ticks.world.grid)
        midnight = on_wall(wall, 0, clock.zone)
        time = shown(self.ticks.world.grid.at(start), clock.zone) - shown(midnight, clock.zone)
        late = time > timedelta(microseconds=clock.conventions.cutoff)
        if late and any(day.date == wall for day in its_days):
            return next(day.opens for day in its_days if day.date > wall)
        return start

    # --- deadlines -----------------------------------------------------------------------------

    def _deadline(self, goal: SameTimeLater | CloseOfDay | WallTimeOnDay) -> Found:
        clock = self.ticks.world.clock(goal.clock)
        begins = self._days_from(clock)
        base = self._base(goal, clock, begins)
        need = sum(open_ticks(clock, self.ticks.world.grid)[begins:base])
        due = max(base, self._until_used(max(begins, self.since), need, goal.clock))
        return Found(due, due)

    def _days_from(self, clock: Clock) -> int:
        start = self.counted_from(clock.name)
        if clock.conventions.days_count_from_next_opening:
            return next_open(clock, start, self.ticks.world.grid)
        return start

    def _base(
        self, goal: SameTimeLater | CloseOfDay | WallTimeOnDay, clock: Clock, start: int
    ) -> int:
        its_days, today = days(clock, self.ticks.world.grid), self._shown(start, clock)
        match goal:
            case CloseOfDay(days=0):
                return next(day.closes for day in its_days if day.closes > start)
            case CloseOfDay(days=n):
                return _nth(its_days, today, n).closes
            case WallTimeOnDay(wall=wall, days=n):
                return self._at_wall(_nth(its_days, today, n).date, wall, clock)
            case SameTimeLater(days=n):
                time = self._wall_time(start, clock)
                return self._opened(
                    self._at_wall(_nth(its_days, today, n).date, time, clock), clock
                )

    def _opened(self, index: int, clock: Clock) -> int:
        if open_ticks(clock, self.ticks.world.grid)[index]:
            return index
        moves_back = clock.conventions.deadlines_move_back_to_closing
        return (last_close if moves_back else next_open)(clock, index, self.ticks.world.grid)

    def _shown(self, index: int, clock: Clock) -> date:
        return shown(self.ticks.world.grid.at(index), clock.zone).date()

    def _wall_time(self, index: int, clock: Clock) -> int:
        wall = shown(self.ticks.world.grid.at(index), clock.zone)
        return ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1_000_000

    def _at_wall(self, day: date, wall: int, clock: Clock) -> int:
        return self.ticks.world.grid.index(on_wall(day, wall, clock.zone))

    def _moment(self, goal: AtMoment) -> Found:
        due = self.ticks.world.grid.index(self.moments(goal.moment))
        if goal.or_next_opening_of is not None:
            due = next_open(
                self.ticks.world.clock(goal.or_next_opening_of), due, self.ticks.world.grid
            )
        return Found(due, due)

    # --- delays --------------------------------------------------------------------------------

    def _extended(self, found: Found) -> Found:
        """Move a due time by the length of the delay that began before it (R24).

        Without such a delay nothing is moved, and the goal is judged as it stands.
        """
        moved = found.due
        while moved != found.due + sum(self.ticks.delayed[self.ticks.start : moved]):
            moved += 1
        return found if moved == found.due else Found(moved, moved)


def _nth(its_days: tuple[Day, ...], after: date, n: int) -> Day:
    return [day for day in its_days if day.date > after][n - 1]


def first_of(goal: Goal) -> Goal:
    """Return the goal on whose clock the time used is counted."""
    return first_of(goal.goals[0]) if isinstance(goal, Earliest | Latest) else goal


def clock_of(goal: Goal) -> str | None:
    first = first_of(goal)
    assert not isinstance(first, Earliest | Latest)
    return None if isinstance(first, AtMoment) else first.clock
