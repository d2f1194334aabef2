"""Which items of a batch are a contract's own, and how many are not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from slarules.core.conditions import Condition, Every
from slarules.core.mapping import folded
from slarules.engine.bulk.judging.outlines import NOW
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.elements import Flags
from slarules.engine.bulk.reading.templates import Template
from slarules.facts.coverage import OTHERS, PERHAPS, UNCOVERED
from slarules.facts.gathering import Asked
from slarules.facts.truth import holds

COVERED, NOT_COVERED, NOT_KNOWN, NOT_THERE = 1, 0, -1, -2


@dataclass
class Belonging:
    """Tells which items of one kind are a contract's own.

    Attributes:
        where: What says which items it covers; nothing where it covers all of them.
        left_out: How many items are not its own, by why.
        is_named: Whether any item names a customer.
    """

    asked: Asked
    kind: str
    where: list[Condition] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    is_named: bool = False
    _covered: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        covering = self.asked.contract.coverage if self.asked.contract else ()
        self.where = [each.where for each in covering if each.item == self.kind]

    def own(self, batch: ItemBatch, has: Flags) -> Flags:
        """Return which items are the contract's own, of those that have an outline."""
        self.is_named = self.is_named or bool((batch.customers >= 0).any())
        if self.where:
            return self._is_covered(batch, has)
        customers = self.asked.customers
        if customers is None:
            return has
        ours = [name is not None and folded(name) in customers for name in batch.customer_names]
        own: Flags = np.array([*ours, True], np.bool_)[batch.customers]
        self.left_out[OTHERS] += int(np.count_nonzero(has & ~own))
        return own

    def _is_covered(self, batch: ItemBatch, has: Flags) -> Flags:
        known = len(self._covered)
        self._covered += map(self._covers, batch.judged_templates[known:])
        truths = np.array([*self._covered, NOT_THERE], np.int8)[batch.judged]
        self.left_out[UNCOVERED] += int(np.count_nonzero(has & (truths == NOT_COVERED)))
        self.left_out[PERHAPS] += int(np.count_nonzero(has & (truths == NOT_KNOWN)))
        own: Flags = truths == COVERED
        return own

    def _covers(self, template: Template | None) -> int:
        if template is None or template.timeline is None:
            return NOT_THERE
        truth = holds(Every(tuple(self.where)), partial(template.timeline.said, at=NOW))
        return {True: COVERED, False: NOT_COVERED, None: NOT_KNOWN}[truth]
