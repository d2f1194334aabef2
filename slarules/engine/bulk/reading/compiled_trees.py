"""A tree of symbols: items with the same elements in the same order end at the same node."""

from __future__ import annotations

from typing import Final

import numpy as np

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import (
    AFTER_IT,
    AHEAD,
    AT_UNTIL,
    LATER,
    PASSED_OVER,
    PASSED_OVER_ALONE,
    TOGETHER,
    Codes,
    Elements,
    Numbers,
    Signs,
)

MOST_ELEMENTS: Final = 512
"""An item with more has no outline that another will share."""

MISSING: Final = -1
"""No item has gone this way yet."""


@compiled
def _has_company(elements: Elements, item: int, place: int) -> bool:
    """Tell whether the row before or behind one is of its instant."""
    at = elements.at[place]
    before = place > elements.first[item] and elements.at[place - 1] == at
    behind = place + 1 < elements.first[item + 1] and elements.at[place + 1] == at
    return bool(before or behind)


@compiled
def kept(
    elements: Elements, signs: Signs, until: int, item: int, places: Codes, hows: Codes
) -> int:
    """Note where the elements of an item are that count, and how each lies beside the one before.

    What says nothing is passed over, but where it would be odd: before all else, or after an item
    was deleted.
    """
    count, at, is_over = 0, 0, False
    for place in range(elements.first[item], elements.first[item + 1]):
        symbol = elements.symbol[place]
        if symbol < 0:
            continue
        sign = signs[symbol]
        if sign == PASSED_OVER and count and not is_over:
            continue
        is_blank = sign == PASSED_OVER_ALONE and count and not is_over
        if is_blank and not _has_company(elements, item, place):
            continue
        is_over |= sign == AFTER_IT
        before, at = at, elements.at[place]
        if count and at == before:
            how = TOGETHER
        elif at == until:
            how = AT_UNTIL
        else:
            how = AHEAD if at > until else LATER
        places[count] = place - elements.first[item]
        hows[count] = how
        count += 1
    return count


@compiled
def _slot(keys: Numbers, key: int | np.int64) -> int:
    """Return where a key stands in a table, or would."""
    mask = len(keys) - 1
    place = ((key ^ (key >> 29)) * -7046029254386353131 >> 17) & mask
    while keys[place] != -1 and keys[place] != key:
        place = (place + 1) & mask
    return int(place)


@compiled
def _key(node: int, symbol: int, how: int) -> np.int64:
    return (np.int64(node) << 34) | (np.int64(symbol) << 2) | how


@compiled
def _ends(
    keys: Numbers,
    nodes: Codes,
    elements: Elements,
    signs: Signs,
    until: int,
    low: int,
    high: int,
    ends: Codes,
) -> None:
    """Note for some items at which node they end; `MISSING` where the tree has no such way."""
    places, hows = np.empty(MOST_ELEMENTS, np.int32), np.empty(MOST_ELEMENTS, np.int32)
    for item in range(low, high):
        first, node = elements.first[item], 0
        if elements.first[item + 1] - first > MOST_ELEMENTS:
            ends[item] = MISSING
            continue
        for i in range(kept(elements, signs, until, item, places, hows)):
            key = _key(node, elements.symbol[first + places[i]], hows[i])
            place = _slot(keys, key)
            if keys[place] == -1:
                node = MISSING
                break
            node = nodes[place]
        ends[item] = node


@compiled
def _grow(
    keys: Numbers,
    nodes: Codes,
    count: int,
    most: int,
    elements: Elements,
    signs: Signs,
    until: int,
    items: Numbers,
    ends: Codes,
) -> tuple[int, int]:
    """Add ways for items, until there is no room; return the nodes, and the items done."""
    places, hows = np.empty(MOST_ELEMENTS, np.int32), np.empty(MOST_ELEMENTS, np.int32)
    for number in range(len(items)):
        item = items[number]
        first, node = elements.first[item], 0
        length = elements.first[item + 1] - first
        if length > MOST_ELEMENTS:
            ends[item] = MISSING
            continue
        if count + length > most:
            return count, number
        for i in range(kept(elements, signs, until, item, places, hows)):
            key = _key(node, elements.symbol[first + places[i]], hows[i])
            place = _slot(keys, key)
            if keys[place] == -1:
                keys[place] = key
                nodes[place] = count
                count += 1
            node = nodes[place]
        ends[item] = node
    return count, len(items)


@compiled
def _moved(keys: Numbers, nodes: Codes, to_keys: Numbers, to_nodes: Codes) -> None:
    for i in range(len(keys)):
        if keys[i] != -1:
            place = _slot(to_keys, keys[i])
            to_keys[place] = keys[i]
            to_nodes[place] = nodes[i]


class Tree:
    """The ways that items have gone, and the number of the outline at the end of each.

    Attributes:
        most: How many nodes there may be; what would need more is looked at item by item.
    """

    def __init__(self, most: int = 1 << 22) -> None:
        self.most = most
        self._count = 1
        self._keys = np.full(1 << 12, -1, np.int64)
        self._nodes = np.zeros(1 << 12, np.int32)
        self._outlines = np.full(1 << 11, MISSING, np.int32)
        self._known = 0

    def known(
        self, elements: Elements, signs: Signs, until: int, low: int, high: int, found: Codes
    ) -> None:
        """Note the outlines of the items from `low` to `high`; `MISSING` where one is new."""
        _ends(self._keys, self._nodes, elements, signs, until, low, high, found)
        there = found[low:high]
        there[:] = np.where(there == MISSING, MISSING, self._outlines[there])

    def added(self, elements: Elements, signs: Signs, until: int, items: Numbers) -> Codes:
        """Return the outlines of items, each new one with the next number, as far as there is room.

        `MISSING` stands for those of which there is none.
        """
        ends = np.full(len(elements.first) - 1, MISSING, np.int32)
        done = 0
        while done < len(items):
            half = len(self._keys) // 2
            self._count, more = _grow(
                self._keys,
                self._nodes,
                self._count,
                min(half, self.most),
                elements,
                signs,
                until,
                items[done:],
                ends,
            )
            done += more
            if done < len(items):
                if half >= self.most:
                    break
                self._double()
        return self._numbered(ends[items])

    def _numbered(self, ends: Codes) -> Codes:
        numbers = np.full(len(ends), MISSING, np.int32)
        for place, node in enumerate(ends.tolist()):
            if node != MISSING:
                if self._outlines[node] == MISSING:
                    self._outlines[node] = self._known
                    self._known += 1
                numbers[place] = self._outlines[node]
        return numbers

    def _double(self) -> None:
        keys, nodes = self._keys, self._nodes
        self._keys = np.full(2 * len(keys), -1, np.int64)
        self._nodes = np.zeros(2 * len(keys), np.int32)
        _moved(keys, nodes, self._keys, self._nodes)
        more = np.full(len(self._outlines), MISSING, np.int32)
        self._outlines = np.append(self._outlines, more)
