"""Which text applies to an item, and which of its conditions on days and hours hold.

Both hang on the times of an item, and so each item has a number of its own for them: its choice.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.clock_tables import ClockTables
from slarules.engine.bulk.judging.compiled import BEYOND, compiled, compiled_part
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.compiled_days import notice, on_day, timed_notice, within_hours
from slarules.engine.bulk.judging.stopping import Item, instant_at

ON_DAY: Final = 0
WITHIN_HOURS: Final = 1
NOTICE: Final = 2
TIMED_NOTICE: Final = 3

TEXT_BITS: Final = 12
"""The lower bits of a choice are the number of the text, the others its conditions in order."""

MOST_TESTS: Final = 48

RULE = np.dtype([(name, np.int64) for name in ("text", "place", "since")])
TEST = np.dtype(
    [
        (name, np.int64)
        for name in ("bit", "what", "clock", "number", "is_before", "is_least", "moment", "anchor")
    ]
)
PART = np.dtype([("at", np.int64), ("end", np.int64)])


class ChoiceTables(NamedTuple):
    """What each outline's choice hangs on.

    Attributes:
        rules: From which moment since when on another text applies; by outline in `outlines`.
        tests: Conditions on days and hours; by outline and text in `texts`.
    """

    outlines: NDArray[Any]
    rules: NDArray[Any]
    texts: NDArray[Any]
    tests: NDArray[Any]
    number: int


@compiled
def choices(  # noqa: PLR0913, PLR0917
    t: ClockTables, c: ChoiceTables, outline: NDArray[np.int32], first: Instants, at: Instants,
    asked: Instants, until: int,
) -> Instants:  # fmt: skip
    """Return the choice of some items; `BEYOND` where times lie outside the years compiled."""
    found = np.empty(len(asked), np.int64)
    for i in range(len(asked)):
        item = asked[i]
        found[i] = choice(t, c, outline[item], Item(at, first[item], until))
    return found


@compiled_part
def choice(t: ClockTables, c: ChoiceTables, outline: int, item: Item) -> int:
    """Return the choice of an item."""
    text = 0
    for rule in range(c.outlines[outline].at, c.outlines[outline].end):
        if instant_at(item, c.rules[rule].place) >= c.rules[rule].since:
            text = c.rules[rule].text
    found, tests = text, outline * c.number + text
    for k in range(c.texts[tests].at, c.texts[tests].end):
        holds = tested(t, c, k, item)
        if holds == BEYOND:
            return BEYOND
        found |= holds << (TEXT_BITS + c.tests[k].bit)
    return found


@compiled_part
def tested(t: ClockTables, c: ChoiceTables, k: int, item: Item) -> int:
    """Return 1 where a condition holds of an item, else 0, or `BEYOND`."""
    moment, what, clock = instant_at(item, c.tests[k].moment), c.tests[k].what, c.tests[k].clock
    if what == ON_DAY:
        return on_day(t, clock, moment)
    if what == WITHIN_HOURS:
        return within_hours(t, clock, moment)
    anchor, number = instant_at(item, c.tests[k].anchor), c.tests[k].number
    is_before, is_least = c.tests[k].is_before != 0, c.tests[k].is_least != 0
    if what == NOTICE:
        return notice(t, clock, moment, anchor, number, is_before, is_least)
    return timed_notice(t, clock, moment, anchor, number, is_before, is_least)
