"""Whether anything is odd about the order of an item's rows and of what happened to it."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import Elements, Flags, Numbers
from slarules.engine.bulk.walking.compiled_runs import MOST_ROWS
from slarules.engine.bulk.walking.compiled_steps import Ways

AT_A_TIME: Final = 256
"""The rows of so many items are looked at as one first."""


class Told(NamedTuple):
    """What makes an item odd.

    Attributes:
        pairs: Bits of moments of which the second must not lie before the first.
        paired: Those bits, each once.
        lasts: The bits that count at their last row.
        again: The bit of the event that an item is taken up again; -1 for none.
        done: The bit of what says that it is done.
        creates: The bit of a row that says that it was created.
        sets: By symbol, the fields that it sets as bits: of two rows of one instant that set the
            same, the second is odd.
        whole: By state, whether the beginning of an item is there as far as it can be.
        made: By state, whether a row said that the item was created.
        asks: By state, whether the rows tell whether anything is odd.
    """

    pairs: Numbers
    paired: Numbers
    lasts: int
    again: int
    done: int
    creates: int
    sets: Numbers
    whole: Flags
    made: Flags
    asks: Flags


@compiled
def told(asked: Told, elements: Elements, ways: Ways, left: Flags, seen: Flags) -> None:
    """Note the items about which something is odd; of the others, the states in which they end."""
    place = np.empty(64, np.int64)
    for begin in range(0, len(left), AT_A_TIME):
        end = min(len(left), begin + AT_A_TIME)
        are_together = _are_together(elements, elements.first[begin], elements.first[end])
        for item in range(begin, end):
            if left[item]:
                continue
            low, high = elements.first[item], elements.first[item + 1]
            state = ways.state[high - 1]
            odd = high - low > MOST_ROWS or not asked.whole[state]
            is_late = asked.made[state] and (ways.bits[low] >> asked.creates) & 1 == 0
            if not odd and (are_together or is_late or asked.asks[state]):
                odd = _is_odd(asked, elements, ways, item, place)
            left[item] = odd
            seen[state] |= not odd


@compiled
def _are_together(elements: Elements, low: int, high: int) -> bool:
    """Tell whether any two rows that follow each other are of one instant."""
    # Counted from 0, several rows are looked at by one instruction.
    at = elements.at[low:high]
    found = 0
    for i in range(1, len(at)):
        found |= at[i] == at[i - 1]
    return found != 0


@compiled
def _is_odd(asked: Told, elements: Elements, ways: Ways, item: int, place: Numbers) -> bool:
    """Tell whether the order of an item's rows is odd, or that of what happened to it."""
    low, high = elements.first[item], elements.first[item + 1]
    odd = False
    # Where the beginning is missing, it may have been done in it.
    was_done = not asked.made[ways.state[high - 1]]
    for bit in asked.paired:
        place[bit] = -1
    for i in range(low, high):
        if i > low and elements.at[i] == elements.at[i - 1]:
            odd |= (asked.sets[elements.symbol[i]] & asked.sets[elements.symbol[i - 1]]) != 0
        bits = ways.bits[i]
        if bits == 0:
            continue
        odd |= (bits >> asked.creates) & 1 != 0 and elements.at[i] != elements.at[low]
        for bit in asked.paired:
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
    return bool(odd)
