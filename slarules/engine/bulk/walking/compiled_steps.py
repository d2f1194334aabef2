"""Rows lead from state to state, in compiled code."""

from __future__ import annotations

from typing import Final, NamedTuple

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import Codes, Elements, Flags, Numbers
from slarules.engine.bulk.walking.walk_tables import Table

UNKNOWN_STEP: Final = -1
"""No row led from this state by this symbol yet."""


class Ways(NamedTuple):
    """What an item went through: the state after each row, and the occurrences at it as bits."""

    state: Codes
    bits: Numbers


@compiled
def went(
    elements: Elements, steps: Table, bits: Numbers, ways: Ways, left: Flags, low: int, high: int
) -> int:
    """Note the states of items; return the first item of which a step is not known, or `high`.

    Args:
        elements: The rows.
        steps: By state and symbol, the state after it.
        bits: The same, the occurrences.
        ways: Takes in the states.
        left: Takes in the items that cannot be walked.
        low: The first item.
        high: The item after the last.
    """
    for item in range(low, high):
        if left[item]:
            continue
        state = 0
        for i in range(elements.first[item], elements.first[item + 1]):
            symbol = elements.symbol[i]
            found = 0
            if symbol >= 0:
                after = steps[state, symbol]
                if after == UNKNOWN_STEP:
                    ways.state[i] = state
                    return item
                if after < 0:
                    left[item] = True
                    break
                found = bits[state, symbol]
                state = after
            ways.state[i] = state
            ways.bits[i] = found
    return high
