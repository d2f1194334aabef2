"""The bulk engine on a source that gives columns: read, judged and counted batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slarules.core.contract import Contract
from slarules.engine.bulk.counting.kept import Kept
from slarules.engine.bulk.counting.tallies import Tally
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.judging import Batch, Judging
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.engine.bulk.reading.own_items import Items
from slarules.engine.bulk.reading.templates import Template
from slarules.engine.computed import Alone, Computed
from slarules.engine.outcome import Verdict
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.facts.history import Timeline

APART = "its rows are read one by one"
"""Why an item is judged alone that has no outline."""


@dataclass(frozen=True, slots=True)
class JudgedItems:
    """Items with their verdicts."""

    items: Items
    batch: Batch
    verdicts: VerdictColumns


class Auditing:
    """A contract that judges a source.

    Attributes:
        contract: With the periods by which the provider bills.
    """

    def __init__(self, contract: Contract, read: Gathering) -> None:
        self.contract = with_cycles(contract, read.history.cycles)
        self._read = read
        self._judging = Judging(self.contract, read.history)
        self._tally = Tally(self.contract, read.history)
        self._apart = self._judging.apart(APART)
        self._outlines: dict[str, list[int]] = {}

    def judged(self) -> Iterator[JudgedItems]:
        """Yield all items with their verdicts; raises as `Gathering.batches` does."""
        for items in self._read.batches():
            batch = self._batch(items)
            verdicts = self._judging.judge(batch)
            self._tally.add(batch, verdicts, self._groups(items))
            yield JudgedItems(items, batch, verdicts)

    def kept(self) -> tuple[Kept, ...]:
        """Return what the outcome is made of; of several parts of a source all of it together."""
        return tuple(self._tally.kept())

    @property
    def alone(self) -> Mapping[str, int]:
        """How many items the reference engine judged, by why."""
        return self._judging.alone

    def computed(self, verdicts: Sequence[Verdict] = ()) -> Computed:
        """Return what the contract makes of all items.

        Args:
            verdicts: The verdicts of the outcome.
        """
        alone = (Alone(items, why) for why, items in sorted(self.alone.items()))
        return Computed(self._tally.outcome(verdicts), "bulk", tuple(alone))

    def _batch(self, items: Items) -> Batch:
        found, alone = items.batch, items.alone

        def timeline(item: int) -> Timeline:
            told = alone.get(item) or found.timeline(item)
            assert told is not None  # noqa: S101 - something is known of own items
            return told

        names = pa.array(found.customer_names, pa.string())
        return Batch(
            outline=self._numbers(found)[found.judged].astype(np.int32),
            first=found.first,
            at=found.at,
            items=_texts(found.names),
            customers=_texts(names.take(_known(found.customers))),
            timeline=timeline,
        )

    def _groups(self, items: Items) -> NDArray[np.int32]:
        """Return a number for each item that those share of which all but times is the same."""
        outlines, kinds = items.batch.outlines, list(self.contract.vocabulary.items)
        assert outlines is not None  # noqa: S101 - all was asked for
        kind = kinds.index(items.batch.kind)
        return (outlines * len(kinds) + kind).astype(np.int32)

    def _numbers(self, batch: ItemBatch) -> NDArray[np.int64]:
        """Return the number of each outline of a kind by that of its template."""
        numbers = self._outlines.setdefault(batch.kind, [])
        numbers += map(self._number, batch.judged_templates[len(numbers) :])
        return np.array([*numbers, self._apart], np.int64)

    def _number(self, template: Template | None) -> int:
        if template is None or template.timeline is None:
            return self._apart
        return self._judging.outline(template.timeline)


def _known(customers: NDArray[np.int32]) -> pa.Array:
    return pa.array(customers, mask=customers < 0)


def _texts(found: pa.Array) -> Sequence[str]:
    texts: Sequence[str] = found.to_pylist()
    return texts
