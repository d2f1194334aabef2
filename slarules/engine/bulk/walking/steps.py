"""From which state which symbol leads where: found out once, as rows come to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from slarules.engine.bulk.reading.elements import Elements, Flags, Numbers
from slarules.engine.bulk.reading.symbols import Symbol
from slarules.engine.bulk.walking.compiled_steps import UNKNOWN_STEP, Ways, went
from slarules.engine.bulk.walking.states import States
from slarules.engine.bulk.walking.walk_tables import Table


def _no_steps() -> Table:
    return np.full((64, 64), UNKNOWN_STEP, np.int32)


def _no_bits() -> Numbers:
    return np.zeros((64, 64), np.int64)


@dataclass
class Steps:
    """The steps between states.

    Attributes:
        after: Returns the state after a symbol, and the occurrences at it as bits.
    """

    states: States
    symbols: Sequence[Symbol]
    after: Callable[[int, int], tuple[int, int]]
    _to: Table = field(default_factory=_no_steps)
    _bits: Numbers = field(default_factory=_no_bits)

    def take(self, elements: Elements, ways: Ways, left: Flags) -> None:
        """Note the states of all items; in `left` those that cannot be walked."""
        item, items = 0, len(elements.first) - 1
        while True:
            self._make_room()
            item = went(elements, self._to, self._bits, ways, left, item, items)
            if item >= items:
                return
            self._find_out(elements, item)

    def _find_out(self, elements: Elements, item: int) -> None:
        """Find out the first step of an item that is not known."""
        state = 0
        for i in range(int(elements.first[item]), int(elements.first[item + 1])):
            symbol = int(elements.symbol[i])
            if symbol < 0:
                continue
            if self._to[state, symbol] == UNKNOWN_STEP:
                self._to[state, symbol], self._bits[state, symbol] = self.after(state, symbol)
                return
            state = int(self._to[state, symbol])
            if state < 0:
                return

    def _make_room(self) -> None:
        states, symbols = len(self.states.known) + 1, len(self.symbols) + 1
        have = self._to.shape
        if states <= have[0] and symbols <= have[1]:
            return
        rows = max(have[0], 2 * states if states > have[0] else 0)
        width = max(have[1], 2 * symbols if symbols > have[1] else 0)
        to, bits = np.full((rows, width), UNKNOWN_STEP, np.int32), np.zeros((rows, width), np.int64)
        to[: have[0], : have[1]], bits[: have[0], : have[1]] = self._to, self._bits
        self._to, self._bits = to, bits
