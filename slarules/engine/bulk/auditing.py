"""The bulk engine on a source that gives columns: read, judged and counted batch by batch."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slarules.core.contract import Contract
from slarules.engine.bulk.counting.kept import Kept
from slarules.engine.bulk.counting.looks import looks
from slarules.engine.bulk.counting.tallies import Tally
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.judging.judge import Out
from slarules.engine.bulk.judging.judging import Batch, Judging
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.elements import Elements, Flags
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.engine.bulk.reading.names import Names
from slarules.engine.bulk.reading.own_items import Items, OwnItems, Walk
from slarules.engine.bulk.reading.templates import Template
from slarules.engine.bulk.reading.views import WALKED
from slarules.engine.bulk.walking.programs import NotWalkedError, Program
from slarules.engine.bulk.walking.remarks import NotToldApartError, Remarks
from slarules.engine.bulk.walking.walker import Walker
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

    Args:
        keeps_facts: Whether all that is known of each item is to be had from its batch.

    Attributes:
        contract: With the periods by which the provider bills.
        only_counts: Set as soon as nobody looks at columns of verdicts any more, beside counting.
    """

    def __init__(self, contract: Contract, read: Gathering, *, keeps_facts: bool = True) -> None:
        self.contract = with_cycles(contract, read.history.cycles)
        self.only_counts = False
        self._read = read
        self._judging = Judging(self.contract, read.history)
        asked = looks(self.contract, read.history)
        self._tally = Tally(self.contract, read.history, asked)
        self._is_deep = asked.is_deep
        self._keeps_facts = keeps_facts or asked.asks_facts
        self._apart = self._judging.apart(APART)
        self._nothing = self._judging.outline(Timeline("", "", {}, {}))
        self._outlines: dict[str, NDArray[np.int32]] = {}

    def judged(self) -> Generator[JudgedItems, None, None]:
        """Yield all items with their verdicts; raises as `Gathering.batches` does."""
        for items in self._read.batches(self._prepare):
            batch = self._batch(items)
            verdicts = self._judging.judge(batch, items.batch.walked)
            self._tally.add(batch, verdicts, self._groups(items))
            yield JudgedItems(items, batch, verdicts)

    def _prepare(self, own: OwnItems) -> None:
        """Let items be judged in the shortest way."""
        with suppress(NotWalkedError):
            own.walk_by(self._walk(own))
        if not self._keeps_facts:
            with suppress(NotToldApartError):
                remarks = Remarks(*own.remarked)
                own.pass_over_unremarkable(remarks.unremarkable, remarks.happened)

    def _walk(self, own: OwnItems) -> Walk:
        if own.is_covered:
            raise NotWalkedError("facts tell which items are the contract's")
        judging, view = self._judging, own.judged
        clocks = judging.clocks
        program = Program.of(self.contract, view.wanted, judging.setting, clocks.number)
        walker = Walker(program, judging.shelf, view.known_symbols, own.horizon.until)

        def walked(elements: Elements, left: Flags) -> list[Out]:
            whole = self._keeps_facts or not self.only_counts
            return walker.walked(clocks.tables(elements.at), elements, left, whole=whole)

        return walked

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
        found = items.batch
        is_walked = bool((found.judged == WALKED).all())
        return Batch(
            outline=found.judged if is_walked else self._numbers(found)[found.judged],
            first=found.first,
            at=found.at,
            items=Names(found.names),
            customers=Names(_customers(found)),
            timeline=partial(_timeline, items),
            is_walked=is_walked,
        )

    def _groups(self, items: Items) -> NDArray[np.int32] | str:
        """Return a number for each item that those share of which all but times is the same.

        Where nobody asks for more than its kind, that is returned.
        """
        outlines, kinds = items.batch.outlines, list(self.contract.vocabulary.items)
        if outlines is None or not self._is_deep:
            return items.batch.kind
        kind = kinds.index(items.batch.kind)
        return np.where(outlines < 0, -1, outlines * len(kinds) + kind).astype(np.int32)

    def _numbers(self, batch: ItemBatch) -> NDArray[np.int32]:
        """Return the number of each outline of a kind by that of its template.

        Behind them stand, for `WALKED` and `ALONE`, outlines that say nothing.
        """
        known = self._outlines.setdefault(batch.kind, np.zeros(0, np.int32))
        new = list(map(self._number, batch.judged_templates[max(0, len(known) - 2) :]))
        if new or not len(known):
            known = np.array([*known[:-2], *new, self._nothing, self._apart], np.int32)
            self._outlines[batch.kind] = known
        return known

    def _number(self, template: Template | None) -> int:
        if template is None or template.timeline is None:
            return self._apart
        return self._judging.outline(template.timeline)


def _timeline(items: Items, item: int) -> Timeline:
    """Return what is known of an item; its kind alone where nobody asked for more."""
    if item in items.alone:
        return items.alone[item]
    batch = items.batch
    is_whole = batch.outlines is not None and batch.outlines[item] >= 0
    told = batch.timeline(item) if is_whole or batch.judged[item] >= 0 else None
    return told or Timeline(batch.name(item), batch.kind, {}, {}, customer=batch.customer(item))


def _customers(batch: ItemBatch) -> pa.Array:
    nobody = batch.customers < 0
    if nobody.all():
        return pa.nulls(len(nobody), pa.string())
    places = pa.array(batch.customers, mask=nobody)
    return pa.array(batch.customer_names, pa.string()).take(places)
