"""Items as outlines and instants, batch by batch, from the sorted columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.judging.outlines import AT_NOW, place_of
from slarules.engine.bulk.reading.elements import NONE, Codes, Files, Flags, Numbers
from slarules.engine.bulk.reading.templates import RECORDED, Template
from slarules.facts.history import BEGINNING, Happening, RowRef, Step, Timeline, UnknownMoment
from slarules.instants import Instant


@dataclass(frozen=True)
class ItemBatch:
    """Some items of one kind.

    Attributes:
        names: In order.
        customers: The number of each item's customer in `customer_names`, -1 where it names none.
        judged: The number of each item's template in `judged_templates`, of what judging looks at;
            `ALONE` where it has none.
        outlines: The number of each item's template in `templates`, of all that rules look at;
            `ALONE` where it has none, `UNREMARKABLE` where nothing is odd and no more was asked;
            None where nobody asked at all.
        first: Where the instants of each item begin in `at`; one entry more than there are items.
        at: The instants of all items, by place.
        row_first: Where the rows of each item begin in `file`, `row` and `recorded`.
        recorded: When the source learned of each row; empty where no file says so.
        files: The names of files, by number.
        walked: Verdicts of items that were walked from row to row, in columns; in `judged` these
            are `WALKED`.
        within: What stands before an item's name where its rows are referred to, by file.
        is_behind: Whether rows of an item stand in their file behind rows that come later, which
            is to be told.
    """

    kind: str
    names: pa.Array
    customers: Codes
    customer_names: Sequence[str | None]
    judged: Codes
    judged_templates: Sequence[Template | None]
    outlines: Codes | None
    templates: Sequence[Template | None]
    first: Numbers
    at: Numbers
    row_first: Numbers
    file: Files
    row: Numbers
    recorded: Numbers
    files: Sequence[str]
    within: Sequence[str]
    until: Instant
    walked: Sequence[Any] = ()
    is_behind: bool = False

    def __len__(self) -> int:
        return len(self.judged)

    def name(self, item: int) -> str:
        """Return the name of an item."""
        return str(self.names[item])

    def customer(self, item: int) -> str | None:
        """Return the customer that an item names, as it is written."""
        number = int(self.customers[item])
        return self.customer_names[number] if number >= 0 else None

    def timeline(self, item: int) -> Timeline | None:
        """Return the timeline of an item that has an outline; None where it does not exist yet.

        It holds what judging looks at alone where nobody asked for more, and there is none where
        an item was walked.
        """
        template = None
        if self.outlines is not None and self.outlines[item] >= 0:
            template = self.templates[self.outlines[item]]
        elif self.judged[item] >= 0:
            template = self.judged_templates[self.judged[item]]
        if template is None or template.timeline is None:
            return None
        return _Filling(self, item).filled(template.timeline)


def chosen(batch: ItemBatch, these: Flags) -> ItemBatch:
    """Return some of the items of a batch, in their order."""
    numbers = np.flatnonzero(these)
    first, at = _parts(batch.first, numbers)
    row_first, rows = _parts(batch.row_first, numbers)
    return replace(
        batch,
        names=batch.names.take(pa.array(numbers)),
        customers=batch.customers[these],
        judged=batch.judged[these],
        outlines=None if batch.outlines is None else batch.outlines[these],
        first=first,
        at=batch.at[at],
        row_first=row_first,
        file=batch.file[rows],
        row=batch.row[rows],
        recorded=batch.recorded[rows] if len(batch.recorded) else batch.recorded,
        walked=tuple(_chosen_verdicts(each, these) for each in batch.walked),
    )


def _chosen_verdicts(found: Any, these: Flags) -> Any:  # noqa: ANN401 - columns of judging
    """Return the verdicts of some items, in columns of which `item` is one."""
    kept, numbers = these[found.item], np.cumsum(these) - 1
    cut = {name: column[kept] for name, column in found._asdict().items()}
    cut["item"] = numbers[cut["item"]].astype(np.int32)
    return found._replace(**cut)


def _parts(first: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return where the entries of some items begin, and the places of these entries before."""
    counts = np.diff(first)[numbers]
    begins = np.append(0, np.cumsum(counts))
    within = np.arange(int(begins[-1])) - np.repeat(begins[:-1], counts)
    return begins, np.repeat(first[numbers], counts) + within


@dataclass(frozen=True, slots=True)
class _Filling:
    """One item while its times and rows are put into its template."""

    batch: ItemBatch
    item: int

    def filled(self, template: Timeline) -> Timeline:
        return replace(
            template,
            item=self.batch.name(self.item),
            customer=self.batch.customer(self.item),
            facts={name: tuple(map(self._step, steps)) for name, steps in template.facts.items()},
            happened={
                name: tuple(map(self._happening, found))
                for name, found in template.happened.items()
            },
            unknown={name: self._unknown(each) for name, each in template.unknown.items()},
        )

    def _step(self, step: Step) -> Step:
        return replace(step, at=self._at(step.at), row=self._row(step.row))

    def _happening(self, happening: Happening) -> Happening:
        return replace(happening, at=self._at(happening.at), row=self._row(happening.row))

    def _unknown(self, moment: UnknownMoment) -> UnknownMoment:
        after = None if moment.after is None else self._at(moment.after)
        before = None if moment.before is None else self._at(moment.before)
        return replace(moment, after=after, before=before)

    def _at(self, at: Instant) -> Instant:
        if at == BEGINNING:
            return at
        place = place_of(at)
        if place == AT_NOW:
            return self.batch.until
        return Instant(int(self.batch.at[self.batch.first[self.item] + place]))

    def _row(self, row: RowRef | None) -> RowRef | None:
        if row is None:
            return None
        batch = self.batch
        at = int(batch.row_first[self.item]) + row.row
        number = int(batch.file[at])
        within = batch.within[number]
        file = within + batch.name(self.item) if within else batch.files[number]
        recorded = None if row.recorded is None else self._recorded(row.recorded)
        return RowRef(file, int(batch.row[at]), recorded)

    def _recorded(self, learned: Instant) -> Instant | None:
        """Return when a row was recorded, or the instant that stands in the place of it."""
        if learned >= 0:
            return self._at(learned)
        at = int(self.batch.row_first[self.item]) + int(learned) - RECORDED
        found = int(self.batch.recorded[at])
        return None if found == NONE else Instant(found)
