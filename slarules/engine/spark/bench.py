"""What an executor does with a contract: it reads files for all, and judges items of its own."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from pyspark import cloudpickle

from slarules.core.contract import Contract
from slarules.core.mapping import Layout
from slarules.core.mapping import Mapping as Rules
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.counting.kept import Kept
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.engine.bulk.reading.own_items import Items, Seen
from slarules.engine.spark.blocks import Blocks, packed
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.partition import (
    Partition,
    PartitionTable,
    RangeTable,
    Told,
    numbered,
)
from slarules.engine.spark.ranges import Range
from slarules.facts.columns import (
    ColumnSource,
    ItemTable,
    NamingTable,
    OutOfOrderError,
    StretchedTable,
)
from slarules.facts.findings import Finding
from slarules.facts.gathering import Asked
from slarules.facts.horizon import Horizon
from slarules.facts.reading import Read

PART = pa.schema([("judged", pa.binary())])
"""Batches of judged items, in the order of items."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What every executor gets.

    Attributes:
        mapping: With how far the source vouches for itself.
        read: What lies beside the items.
        making: Whether any row says that an item was created.
        keeps_facts: Whether all that is known of each item is to be had from its batch.
        folder: Where is told what files came to.
        ranges: What each task judges, where rows are not exchanged.
    """

    contract: Contract
    asked: Asked
    mapping: Rules
    read: Read
    horizon: Horizon
    told: Told
    making: bool
    source: ColumnSource
    wanted: frozenset[str]
    keeps_facts: bool
    folder: SharedFolder
    ranges: tuple[Range, ...] = ()

    @property
    def endings(self) -> int:
        """How many tasks look at whole files before the others judge ranges."""
        return min(len(self.told.files), AT_MOST_ENDINGS)


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of the items of one partition.

    Attributes:
        items: How many there are.
        rows: How many rows they have, where that is counted.
        kept: What the outcome is made of; places count within the partition.
        alone: How many the reference engine judged, by why.
        excluded: Rows that do not count, by file.
        unmapped: Rows that cannot be read, by file.
    """

    items: int
    rows: int
    kept: tuple[Kept, ...]
    alone: Mapping[str, int]
    seen: Seen
    findings: tuple[Finding, ...]
    excluded: Mapping[str, int]
    unmapped: Mapping[str, int]


AT_MOST_ENDINGS = 64
"""Among so many tasks whole files are shared out, to be looked at byte by byte."""


def end_of(file: int) -> str:
    """Return where is told what a file came to."""
    return f"end-{file:05}"


def pickled(texts: Texts) -> bytes:
    """Return texts written down; a source holds functions, which only this can write."""
    found: bytes = cloudpickle.dumps(texts)  # type: ignore[no-untyped-call]
    return found


def load(texts: bytes) -> ContractBench:
    """Return the bench of a contract."""
    return ContractBench(pickle.loads(texts))  # noqa: S301 - the driver wrote it


@dataclass(frozen=True, slots=True)
class ContractBench:
    """A contract as a process of an executor has it loaded; see `Bench`."""

    texts: Texts

    def prepare(self, file: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file, none of which may be handed on before all are in order."""
        texts = self.texts
        with opened(texts, file) as table, TemporaryDirectory(prefix="slarules-") as room:
            try:
                held = Blocks(Path(room, "rows"), map(packed, self._sent(table, file)))
            except OutOfOrderError:
                held = Blocks(Path(room, "rows"), map(packed, self._sent(table, file)))
            yield from held.batches()
            tell_end(texts, file, table)

    def _sent(self, table: ItemTable, file: int) -> Iterator[pa.RecordBatch]:
        told = self.texts.told
        for batch in table.sorted_batches(told.columns, told.times):
            yield numbered(pa.record_batch(batch), file, tells=told.tells)

    def names(self, file: int) -> Iterator[pa.Array]:
        """Yield the items of the rows of a file."""
        with opened(self.texts, file) as table, suppress(OutOfOrderError):
            found = table.names() if isinstance(table, NamingTable) else table.sorted_batches(())
            for batch in found:
                yield pa.record_batch(batch).column("item")

    def judge(self) -> PartitionJudge:
        """Return a judge of one partition."""
        return RangeJudge(self.texts) if self.texts.ranges else PartitionJudge(self.texts)


@contextmanager
def opened(texts: Texts, file: int) -> Iterator[ItemTable]:
    """Give one file as a table of its own."""
    layout = layout_of(texts.mapping.layout, texts.told, file)
    with texts.source.in_columns(layout, texts.wanted) as held:
        (table,) = (each for each in held.tables if each.table.name == texts.told.table.name)
        yield table


def tell_end(texts: Texts, file: int, table: ItemTable) -> None:
    """Leave word of what a file came to."""
    with texts.folder.part(end_of(file)) as told:
        told.write(pickle.dumps(table.end()))


def layout_of(layout: Layout, told: Told, file: int) -> Layout:
    """Return the layout by which one file alone is read."""
    if len(told.files) == 1:
        return replace(layout, tables=(told.table,))
    table = replace(told.table, pattern=escape(told.files[file].file))
    return replace(layout, tables=(table,))


class PartitionJudge:
    """Judges the items of one partition; see `Judge`."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._piece: Piece | None = None

    def judged(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield judged items."""
        yield from self._judged(PartitionTable(self._texts.told, list(batches)))

    def _judged(self, table: ItemTable) -> Iterator[pa.RecordBatch]:
        texts = self._texts
        held = Partition((table,))
        gathering = Gathering(texts.asked, texts.mapping, held, texts.read, texts.horizon, {})
        gathering.making[texts.told.table.name] = texts.making
        gathering.part.findings.taken()  # what lies beside the items, the driver tells
        before = gathering.part.tallies
        excluded = Counter({file: -tally.excluded for file, tally in before.items()})
        unmapped = Counter({file: -tally.unmapped for file, tally in before.items()})
        auditing = Auditing(texts.contract, gathering, keeps_facts=texts.keeps_facts)
        items = 0
        for found in auditing.judged():
            items += len(found.verdicts.items)
            kept = pickle.dumps((self._told(found.items), found.verdicts))
            yield pa.RecordBatch.from_arrays([pa.array([kept], pa.binary())], schema=PART)
        for file, tally in gathering.part.tallies.items():
            excluded[file] += tally.excluded
            unmapped[file] += tally.unmapped
        (own,) = gathering.tables
        self._piece = Piece(
            items=items,
            rows=table.rows if isinstance(table, RangeTable) else 0,
            kept=auditing.kept(),
            alone=dict(auditing.alone),
            seen=own.seen(),
            findings=tuple(gathering.part.findings),
            excluded=dict(excluded),
            unmapped=dict(unmapped),
        )

    def _told(self, items: Items) -> Items:
        """Return what the driver looks at beside verdicts."""
        batch = replace(items.batch, walked=())  # verdicts have it
        if not self._texts.keeps_facts:
            rows = {name: getattr(batch, name)[:0] for name in ("at", "file", "row", "recorded")}
            batch = replace(batch, **rows)
        return replace(items, batch=batch)

    def tally(self) -> bytes | None:
        """Return what came of the partition."""
        return pickle.dumps(self._piece)


class RangeJudge(PartitionJudge):
    """Judges the items of one range, whose rows it reads itself; see `Judge`."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        self._stack, self._held = ExitStack(), dict[int, ItemTable]()

    def judged(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield judged items.

        Args:
            batches: The number of the range; before ranges those of endings are counted.
        """
        for batch in batches:
            for number in batch.column(0).to_pylist():
                if number < self._texts.endings:
                    self._tell_ends(number)
                else:
                    yield from self._of_range(self._texts.ranges[number - self._texts.endings])

    def _tell_ends(self, number: int) -> None:
        texts = self._texts
        for file in range(number, len(texts.told.files), texts.endings):
            with opened(texts, file) as table:
                tell_end(texts, file, table)

    def _of_range(self, of: Range) -> Iterator[pa.RecordBatch]:
        files = sorted({each.file for each in of.stretches})
        self._held = self._held or {file: self._opened(of, file) for file in files}
        goes_on = False
        try:
            yield from self._judged(RangeTable(self._texts.told, of, self._held))
        except OutOfOrderError:
            goes_on = True  # who gave these rows gives them sorted the next time
            raise
        finally:
            if not goes_on:
                self._stack.close()

    def _opened(self, of: Range, file: int) -> ItemTable:
        """Return the rows that a range may have in a file."""
        table = self._stack.enter_context(opened(self._texts, file))
        assert isinstance(table, StretchedTable)  # noqa: S101 - it told of stretches
        return table.only([replace(each, file=0) for each in of.stretches if each.file == file])

    def tally(self) -> bytes | None:
        """Return what came of the range, if there was one."""
        return None if self._piece is None else super().tally()
