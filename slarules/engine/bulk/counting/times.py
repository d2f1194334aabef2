"""The counted times of many runs, as the statistics of the reference engine ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.reference.runs import Times

LOW_BITS = 32


@dataclass(frozen=True, slots=True)
class CountedTimes:
    """Counted times in order, the least first."""

    values: Instants

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int, /) -> int:
        return int(self.values[index])

    def total(self) -> int:
        """Return the sum, which may be more than 64 bits hold."""
        high = int((self.values >> LOW_BITS).sum())
        low = int((self.values & ((1 << LOW_BITS) - 1)).sum())
        return (high << LOW_BITS) + low

    def joined(self, others: Sequence[Times], /) -> Times:
        """Return them and others in one order."""
        arrays = [each.values for each in others if isinstance(each, CountedTimes)]
        return in_order([self.values, *arrays]) if arrays else self


def in_order(arrays: Sequence[Instants]) -> CountedTimes:
    """Return the times of several runs in order."""
    return CountedTimes(np.sort(np.concatenate(arrays)))
