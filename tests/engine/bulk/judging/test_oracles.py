"""Recorded cases of other systems' business time: compiled code says what the reference says."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from slarules.calendar import MICROSECOND
from slarules.engine.bulk.judging import compiled_clocks as compiled
from slarules.engine.bulk.judging.clock_tables import clock_tables
from slarules.engine.bulk.judging.compiled import BEYOND
from slarules.instants import DAY, Instant, Micros, instant
from tests.engine.bulk.judging.compiled_beside import arrays
from tests.shared import needs_shared
from tests.test_calendar import SIDES, Case, Side, calendar, cases, time_of


@cache
def answers(side: Side) -> list[tuple[str, int, int]]:
    """Return of each case what compiled code and the reference say."""
    return [(name, *_answers(case, side)) for name, case in cases("business_time").items()]


def _answers(case: Case, side: Side) -> tuple[int, int]:
    clock = calendar(case, side)._clock()  # noqa: SLF001 - the clock of a calendar
    start = instant(time_of(case["start"], case))
    if case["op"] == "elapsed":
        end = instant(time_of(case["end"], case))
        tables = clock_tables([clock.clock], (), min(start, end), max(start, end))
        return compiled.elapsed(tables, 0, start, end), clock.elapsed(start, end)
    budget = Micros(timedelta(seconds=case["duration_seconds"]) // MICROSECOND)
    expected = clock.shown_due(start, budget)
    assert expected is not None
    last = Instant(max(start, expected) + 30 * DAY)
    tables = clock_tables([clock.clock], (), start, last)
    return compiled.shown_due(tables, 0, start, budget, *arrays([])), expected


@needs_shared
@pytest.mark.parametrize("side", SIDES)
def test_recorded_cases_come_to_the_same(side: Side) -> None:
    found = answers(side)
    assert len(found) == 823
    told = [each for each in found if each[1] != BEYOND]
    assert [each for each in told if each[1] != each[2]] == []
    assert len(told) > 0.99 * len(found)
