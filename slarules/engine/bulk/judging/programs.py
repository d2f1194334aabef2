"""Goals as programs: what is due, worked out from the inner goals to the outer one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias, assert_never

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

BUDGET: Final = 0
SAME_TIME_LATER: Final = 1
CLOSE_OF_DAY: Final = 2
CLOSE_OF_SAME_DAY: Final = 3
WALL_TIME_ON_DAY: Final = 4
AT_MOMENT: Final = 5
EARLIEST: Final = 6
LATEST: Final = 7

NO_CLOCK: Final = -1

Step: TypeAlias = tuple[int, int, int, int]
"""What to do, on which clock, and two numbers: a length, days, a place or how many goals."""


def steps_of(  # noqa: C901, PLR0912 - one case a goal
    goal: Goal, clock: Callable[[str], int], places: Mapping[str, int]
) -> Iterator[Step]:
    """Yield the steps of a goal: its parts come before it.

    Args:
        goal: What is promised.
        clock: The number of a clock.
        places: Where the moments are that goals name.
    """
    match goal:
        case Budget(length, name):
            yield BUDGET, clock(name), length, 0
        case SameTimeLater(days, name):
            yield SAME_TIME_LATER, clock(name), days, 0
        case CloseOfDay(0, name):
            yield CLOSE_OF_SAME_DAY, clock(name), 0, 0
        case CloseOfDay(days, name):
            yield CLOSE_OF_DAY, clock(name), days, 0
        case WallTimeOnDay(wall, days, name):
            yield WALL_TIME_ON_DAY, clock(name), days, wall
        case AtMoment(moment, name):
            yield AT_MOMENT, clock(name) if name else NO_CLOCK, places[moment], 0
        case Earliest(goals) | Latest(goals):
            for part in goals:
                yield from steps_of(part, clock, places)
            yield EARLIEST if isinstance(goal, Earliest) else LATEST, NO_CLOCK, len(goals), 0
        case _:
            assert_never(goal)
