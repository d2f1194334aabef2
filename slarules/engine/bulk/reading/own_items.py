"""The items of one table that are a contract's own, batch by batch, and what is odd about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from slarules.core.mapping import Mapping as Rules
from slarules.core.mapping import folded
from slarules.engine.bulk.reading.batches import ItemBatch, chosen
from slarules.engine.bulk.reading.belonging import Belonging
from slarules.engine.bulk.reading.elements import Elements, Flags
from slarules.engine.bulk.reading.judging_words import JudgingWords
from slarules.engine.bulk.reading.missing_texts import emptied as emptied_texts
from slarules.engine.bulk.reading.streaming import Reading
from slarules.engine.bulk.reading.symbols import Symbol
from slarules.engine.bulk.reading.telling import Telling, is_there
from slarules.engine.bulk.reading.templates import Making
from slarules.engine.bulk.reading.views import ALONE, View
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.facts.assertions import Assertions
from slarules.facts.columns import ItemTable, NotColumnsError
from slarules.facts.coverage import OTHERS, tell, tell_lost_rows
from slarules.facts.findings import Findings, Tally
from slarules.facts.gathering import Asked, cover_of
from slarules.facts.history import Timeline
from slarules.facts.horizon import Horizon
from slarules.facts.items import Items as RowItems
from slarules.facts.items import Sight
from slarules.facts.missing import emptied
from slarules.facts.needs import Used
from slarules.facts.raw import CUSTOMER
from slarules.facts.reading import Part
from slarules.facts.rows import Intake

Walk: TypeAlias = Callable[[Elements, Flags], Iterable[object]]
Remarking: TypeAlias = Callable[[Elements, Flags], Flags]

WINDOW: Final = 4_000_000
"""Rows that wait at most until the items among them that are looked at alone have been read."""

BEFORE: Final = "from"
"""Another name of the column that says what a field was before."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a batch that are the contract's, and of which something is known.

    Attributes:
        alone: What is known of those without an outline, by number.
    """

    batch: ItemBatch
    alone: Mapping[int, Timeline]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of items besides themselves: part of what is told of a table as a whole.

    Attributes:
        happened: The moments and events of own items.
        left_out: How many items are not the contract's, by why.
        lost: Rows that make no item.
        is_named: Whether any item names a customer.
        fields: The fields that rows set.
    """

    happened: frozenset[str]
    left_out: Counter[str]
    lost: tuple[Intake, ...]
    is_named: bool
    fields: frozenset[str]


@dataclass
class OwnItems:
    """The items of one table while they are read.

    Attributes:
        making: Whether any row says that an item was created; looked up where it is not given.
        happened: The moments and events of all own items.
    """

    table: ItemTable
    asked: Asked
    mapping: Rules
    part: Part
    horizon: Horizon
    said: Assertions
    making: bool | None = None
    happened: set[str] = field(default_factory=set)
    _lost: list[Intake] = field(default_factory=list)
    _happened_so: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        table = self.table.table
        assert table.item is not None  # noqa: S101 - it holds items
        self.kind = self.asked.vocabulary.items[table.item]
        self._sight = Sight(self.asked.used, self.part.times, self.part.findings)
        self._belonging = Belonging(self.asked, self.kind.name)
        self._telling = Telling(self.part, self.happened)
        self._intake = self._taken(set())
        if self.making is None:
            self.making = self._tells_of_making()
        self._intake.tells_of_making = self.making
        self._rows = RowItems(self.kind, self.mapping, self._intake, self._sight)
        self._reading = self._begun()

    # --- what reads --------------------------------------------------------------------------

    def _taken(self, names: set[str], findings: Findings | None = None) -> Intake:
        """Return the rows of some items."""
        read, table = self.part.read, self.table.table
        found = self.part.findings if findings is None else findings
        intake = Intake(table, read.layout, read.wanted, self.part.times, found)
        self._take(intake, names)
        return intake

    def _take(self, intake: Intake, names: set[str]) -> None:
        """Take in the rows of some items."""
        for batch in self.table.rows_of(names):
            tally = self.part.tallies.setdefault(batch.file, Tally(batch.file))
            intake.take(emptied(batch, self.part.read.layout.missing), tally)

    def _tells_of_making(self) -> bool:
        """Tell whether any row says that an item was created."""
        if self.table.table.shape != "events":
            return False
        for batch in self.table.sorted_batches(("kind",)):
            kinds = pa.record_batch(batch).column(":kind")
            if any(folded(str(each)) == "created" for each in kinds.unique() if each.is_valid):
                return True
        return False

    def _begun(self) -> Reading:
        contract, table = self.asked.contract, self.table.table
        assert contract is not None  # noqa: S101 - columns are read to be judged
        words = JudgingWords(self.kind, contract, self.mapping)
        every = Wanted(table, self.kind, self.mapping)
        judged = Wanted(table, words.restricted, self.mapping, words.classes, every.times)
        used, until = self.asked.used, self.horizon.until
        ahead = self.horizon.through > until

        def view(wanted: Wanted, *, is_whole: bool) -> View:
            kind, intake = wanted.kind, self._intake
            making = Making(kind, self.mapping, used, intake, ahead, is_whole)
            return View(wanted, making, until, self.table.files)

        return Reading(view(judged, is_whole=False), view(every, is_whole=True), self.horizon.as_of)

    # --- shorter ways ------------------------------------------------------------------------

    @property
    def judged(self) -> View:
        """What judging looks at."""
        return self._reading.judged

    @property
    def is_covered(self) -> bool:
        """Whether facts tell which items are the contract's."""
        return bool(self._belonging.where)

    @property
    def remarked(self) -> tuple[Wanted, Used, Sequence[Symbol], bool]:
        """All that rules look at, the words of the contract, what rows say, and `making`."""
        whole = self._reading.whole
        assert whole is not None  # noqa: S101 - all is always asked for
        return whole.wanted, self.asked.used, whole.known_symbols, bool(self.making)

    def walk_by(self, walk: Walk) -> None:
        """Judge items that can be walked from row to row."""
        self._reading.walk = walk

    def pass_over_unremarkable(self, remarks: Remarking, happened: set[str]) -> None:
        """Make nothing of items of which nothing is odd.

        Args:
            remarks: Tells them apart.
            happened: The words that happened to them, as they are told apart.
        """
        self._reading.unremarkable = remarks
        self._happened_so = happened

    # --- batches -----------------------------------------------------------------------------

    def items(self) -> Iterator[Items]:
        """Yield all items in the order of their names; raises as `Gathering.batches` does."""
        waiting: list[ItemBatch] = []
        rows, is_first = 0, True
        for found in self._reading.all_items(self._batches()):
            if is_first and not found.name(0):
                # Rows that name no item come first.
                self._take(self._intake, {""})
            is_first = False
            if waiting or (found.judged == ALONE).any():
                waiting.append(found)
                rows += int(found.row_first[-1])
            else:
                yield self._own(found, {})
            if rows > WINDOW:
                yield from self._looked_at(waiting)
                waiting, rows = [], 0
        yield from self._looked_at(waiting)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are asked of the table."""
        wanted = [self._reading.judged.wanted]
        if self._reading.whole is not None:
            wanted.append(self._reading.whole.wanted)
        columns = dict.fromkeys(name for each in wanted for name in each.columns)
        columns |= dict.fromkeys((CUSTOMER,))
        if self.table.table.shape == "events":
            columns |= dict.fromkeys((BEFORE,))
        return tuple(columns)

    @property
    def times(self) -> tuple[tuple[str, str | None], ...]:
        """The fields of the table that are asked for as times, each with the zone of its walls."""
        views = [self._reading.judged, self._reading.whole]
        times = dict.fromkeys(time for view in views if view for time in view.wanted.times)
        if len({name for name, _ in times}) < len(times):
            raise NotColumnsError("a field holds times of several zones")
        return tuple(times)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for batch in self.table.sorted_batches(self.columns, self.times):
            yield emptied_texts(pa.record_batch(batch), self.part.read.layout.missing)

    def _looked_at(self, batches: Sequence[ItemBatch]) -> Iterator[Items]:
        """Yield batches with what is known of their items that have no outline."""
        apart = [np.flatnonzero(each.judged == ALONE).tolist() for each in batches]
        names = {
            each.name(item) for each, items in zip(batches, apart, strict=True) for item in items
        }
        alone = self._alone(names - {""}) if names else {}
        if self.part.findings.is_cut:
            # Which are listed depends on the order in which all rows are read.
            raise NotColumnsError("more findings differ than are listed one by one")
        for each, items in zip(batches, apart, strict=True):
            known = {item: alone[name] for item in items if (name := each.name(item)) in alone}
            yield self._own(each, known)

    def _alone(self, names: set[str]) -> dict[str, Timeline]:
        """Return what is known of some items, each looked at as rows are."""
        found = Findings(self.part.findings.whole)
        intake = self._taken(names, found)
        intake.tells_of_making = self._intake.tells_of_making
        items = RowItems(self.kind, self.mapping, intake, self._sight)
        timelines = {}
        for name in sorted(cover_of(self.asked, self.said, []).own(items, self.horizon)):
            for odd in intake.odd.get(name, ()):
                self.part.findings.take(odd)
            timeline = items.timeline(name, intake.histories[name], self.horizon)
            if timeline is not None:
                timelines[name] = timeline
                self.happened.update((*timeline.happened, *timeline.unknown))
        for file, rows in intake.rows.items():
            self.part.tallies[file].excluded += rows - items.kept[file]
        self._intake.note_set(intake.ever_set)
        self._belonging.is_named |= bool(intake.owners(self.horizon.as_of).names)
        intake.odd = {name: odd for name, odd in intake.odd.items() if name not in intake.histories}
        intake.histories = {}
        if intake.odd:
            self._lost.append(intake)
        return timelines

    # --- which are own -----------------------------------------------------------------------

    def _own(self, batch: ItemBatch, alone: Mapping[int, Timeline]) -> Items:
        has = batch.judged != ALONE
        own = has & self._belonging.own(batch, has)
        there = own & is_there(batch)
        if not there.all():
            self._telling.left_out(batch, has & ~there)
        self._telling.odd(batch, own)
        self._telling.words(batch, there)
        self._telling.order(batch, there, self.table.table.shape)
        there[list(alone)] = True
        if there.all():
            return Items(batch, alone)
        numbers = np.cumsum(there) - 1
        return Items(chosen(batch, there), {int(numbers[n]): each for n, each in alone.items()})

    # --- the table as a whole ------------------------------------------------------------------

    def seen(self) -> Seen:
        """Return what was seen of the table's items so far."""
        whole = self._reading.whole
        fields = frozenset[str]() if whole is None else whole.fields_told
        fields |= self._intake.ever_set
        lost = tuple(self._lost)
        return Seen(
            frozenset(self.happened | self._happened_so),
            self._belonging.left_out,
            lost,
            self._belonging.is_named,
            fields,
        )

    def take_in(self, seen: Seen) -> None:
        """Take in what was seen of some of the table's items somewhere else."""
        self.happened |= seen.happened
        self._belonging.left_out += seen.left_out
        self._lost += seen.lost
        self._belonging.is_named |= seen.is_named
        self._intake.note_set(seen.fields)

    def finish(self) -> None:
        """Tell what is odd about the table as a whole, once all batches were looked at."""
        if self._belonging.left_out[OTHERS] and not self._happened_so <= self.happened:
            raise NotColumnsError("whose items a moment happened to is not known")
        self.happened |= self._happened_so
        for what, count in self._belonging.left_out.items():
            tell(self._rows, "another customer", what, count)
        for intake in self._lost:
            nameless = not self._belonging.is_named
            tell_lost_rows(intake, self.part.findings, self.asked.customers, nameless=nameless)
        if self._reading.whole is not None:
            self._intake.note_set(self._reading.whole.fields_told)
        self._rows.tell_of_all()
