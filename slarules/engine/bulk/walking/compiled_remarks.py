"""Whether anything is odd about the order of an item's rows and of what happened to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import Elements, Flags, Numbers
from slarules.engine.bulk.walking.compiled_walk import MOST_ROWS, Ways


class Told(NamedTuple):
    """What makes an item odd.

    Attributes:
        pairs: Bits of moments of which the second must not lie before the first.
        firsts, lasts: The bits that count at their first row, and at their last.
        again: The bit of the event that an item is taken up again; -1 for none.
        done: The bit of what says that it is done.
        shape_is_events: Whether rows are events, or what an item was from then on.
        tells_of_making: Whether any row of the table says that an item was created.
        made: By state, whether a row said so.
    """

    pairs: Numbers
    firsts: int
    lasts: int
    again: int
    done: int
    shape_is_events: bool
    tells_of_making: bool
    made: Flags


@compiled
def told(asked: Told, elements: Elements, ways: Ways, left: Flags) -> None:
    """Note the items about which something is odd."""
    place = np.empty(64, np.int64)
    for item in range(len(left)):
        if left[item]:
            continue
        low, high = elements.first[item], elements.first[item + 1]
        odd = high - low > MOST_ROWS
        is_made = asked.made[ways.state[high - 1]]
        # Where the beginning is missing, it may have been done in it.
        was_done = not is_made
        odd |= asked.shape_is_events and asked.tells_of_making and not is_made
        place[:] = -1
        for i in range(low, high):
            odd |= i > low and elements.at[i] == elements.at[i - 1]
            bits = ways.bits[i]
            if bits == 0:
                continue
            for bit in range(asked.done):
                if (bits >> bit) & 1 != 0 and (place[bit] < 0 or (asked.lasts >> bit) & 1 != 0):
                    place[bit] = i
            if asked.again >= 0 and (bits >> asked.again) & 1 != 0:
                odd |= not was_done
                was_done = (bits >> asked.done) & 1 != 0
            elif (bits >> asked.done) & 1 != 0:
                was_done = True
        for pair in range(len(asked.pairs)):
            start, end = place[asked.pairs[pair, 0]], place[asked.pairs[pair, 1]]
            if start >= 0 and end >= 0:
                odd |= elements.at[end] < elements.at[start]
        left[item] = odd
