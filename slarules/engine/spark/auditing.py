"""An audit on a cluster: executors read and judge, the driver adds up and settles."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from slarules.core.contract import Contract
from slarules.core.mapping import folded
from slarules.engine.bulk.counting.kept import Kept, outcome
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.engine.bulk.reading.own_items import Items, OwnItems
from slarules.engine.computed import Alone, Computed
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.spark.bench import PART, Piece, Texts, end_of, load, pickled
from slarules.engine.spark.cluster import session, shared_folder
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.job import Part, judged_apart
from slarules.engine.spark.judge import Brief
from slarules.engine.spark.partition import Told, WithoutRows
from slarules.engine.spark.ranges import ranges_of
from slarules.engine.spark.settings import Cluster
from slarules.facts.columns import (
    ColumnSource,
    ItemTable,
    OutOfOrderError,
    StretchedTable,
    TableEnd,
)
from slarules.facts.findings import Tally
from slarules.facts.rows import ALWAYS
from slarules.facts.stamps import RECORDED


@dataclass(frozen=True, slots=True)
class JudgedApart:
    """What executors came to.

    Attributes:
        contract: With the periods by which the provider bills.
        parts: Where judged items lie, in the order of items.
    """

    contract: Contract
    computed: Computed
    parts: tuple[tuple[SharedFolder, str], ...]

    def items(self) -> Iterator[tuple[Items, VerdictColumns]]:
        """Yield all items with their verdicts, which are numbered by own items alone."""
        for folder, part in self.parts:
            with folder.read(part) as opened, pq.ParquetFile(opened) as file:
                for batch in file.iter_batches(1):
                    yield pickle.loads(batch.column(0)[0].as_py())  # noqa: S301 - ours wrote it


@contextmanager
def audited_apart(
    contract: Contract,
    read: Gathering,
    source: ColumnSource,
    cluster: Cluster,
    *,
    keeps_facts: bool,
) -> Iterator[JudgedApart]:
    """Give what a contract makes of a source; `read.gathered()` is complete then.

    Args:
        read: The source as the driver reads it, with nothing read of its items yet.
        source: The same; executors open it themselves.
        keeps_facts: Whether all that is known of each item is to be had from its batch.

    Raises:
        ExecutorError: A defect of ours showed on an executor.
        NotColumnsError: The source is to be read by rows.
        SourceError: The source cannot be read to its end.
        UsageError: The cluster cannot do it, or what is asked cannot be done.
    """
    with session(cluster) as own, shared_folder(cluster, own) as folder, ExitStack() as rooms:
        audit = Audit(contract, read, source, own, folder, rooms, keeps_facts)
        done = [audit.table(table) for table in read.held.tables]
        pieces = [piece for each in done for piece in each.pieces]
        billed = with_cycles(contract, read.history.cycles)
        parts = tuple(part for each in done for part in each.files)
        yield JudgedApart(billed, audit.computed(pieces), parts)


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a table, and where it lies."""

    folder: SharedFolder
    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...]

    @property
    def files(self) -> Iterator[tuple[SharedFolder, str]]:
        """Where judged items lie."""
        return ((self.folder, part.file) for part in self.parts if part.file)

    @property
    def rows(self) -> int:
        """How many rows were judged, where that is counted."""
        return sum(piece.rows for piece in self.pieces)

    def end(self, files: int) -> TableEnd:
        """Return what its files came to."""
        ends: list[TableEnd] = []
        for file in range(files):
            with self.folder.read(end_of(file)) as told:
                ends.append(pickle.loads(told.read()))  # noqa: S301 - ours wrote it
        reads = tuple(each for end in ends for each in end.reads)
        return TableEnd(reads, tuple(each for end in ends for each in end.findings))


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit while it is carried out.

    Attributes:
        folder: For what executors leave to the driver.
        rooms: Goes away with what was left there.
    """

    contract: Contract
    read: Gathering
    source: ColumnSource
    session: SparkSession
    folder: SharedFolder
    rooms: ExitStack
    keeps_facts: bool

    def table(self, table: ItemTable) -> _Done:
        """Have the items of a table judged, and take in what is seen of them."""
        own = self.read.own_items(WithoutRows(table))
        texts = self._texts(table, own)
        done = self._in_ranges(table, texts) or self.exchanged(texts)
        for piece in done.pieces:
            self._take_in(piece, own)
        self.read.ended(done.end(len(texts.told.files)))
        return done

    def _texts(self, table: ItemTable, own: OwnItems) -> Texts:
        return Texts(
            contract=self.contract,
            asked=self.read.asked,
            mapping=self.read.mapping,
            read=self.read.read,
            horizon=self.read.horizon,
            told=self._told(table, own),
            making=bool(own.making),
            source=self.source,
            wanted=self.read.read.wanted,
            keeps_facts=self.keeps_facts,
            folder=self.folder,
        )

    def _in_ranges(self, table: ItemTable, texts: Texts) -> _Done | None:
        """Return what came of ranges of items, whose rows tasks find for themselves.

        There is nothing where that is not known, or turns out to be otherwise.
        """
        stretches = table.stretches() if isinstance(table, StretchedTable) else ()
        cores = self.session.sparkContext.defaultParallelism
        found = ranges_of(stretches, cores) if stretches else None
        if found is None:
            return None
        texts = replace(texts, ranges=found)
        try:
            done = self._judged(texts, texts.endings + len(found), exchanges=False)
        except OutOfOrderError:
            return None
        # A name that is read as another may lie where nobody looks for it.
        return done if done.rows == sum(each.rows for each in stretches) else None

    def exchanged(self, texts: Texts) -> _Done:
        """Return what came of rows that are brought together by item."""
        return self._judged(texts, len(texts.told.files), exchanges=True)

    def _judged(self, texts: Texts, count: int, *, exchanges: bool) -> _Done:
        folder = self.rooms.enter_context(self.folder.room())
        texts = replace(texts, folder=folder)
        brief = Brief(pickled(texts), load, exchanges, PART)
        parts = judged_apart(self.session, count, brief, folder)
        pieces = tuple(pickle.loads(part.tally) for part in parts)  # noqa: S301 - ours wrote it
        return _Done(folder, parts, pieces)

    def _told(self, table: ItemTable, own: OwnItems) -> Told:
        layout = self.read.mapping.layout
        there = {folded(name) for each in table.files for name in each.columns}
        usual = RECORDED if table.table.shape == "events" else None
        recorded = layout.recorded or usual
        # Of a row that says how an item is, no more is ever asked.
        asked = {table.table.named_by or table.table.item, layout.row_holds or "at", recorded}
        asked |= {*self.read.read.wanted, *ALWAYS}
        needed = (
            there
            if table.table.shape == "events"
            else there & {folded(name) for name in asked if name}
        )
        columns = tuple(sorted({*needed, *own.columns}))
        tells = recorded is not None and folded(recorded) in there
        return Told(table.table, tuple(table.files), columns, own.times, tells)

    def _take_in(self, piece: Piece, own: OwnItems) -> None:
        part = self.read.part
        own.take_in(piece.seen)
        for finding in piece.findings:
            if finding.row is not None:  # of a whole file, the driver has told it
                part.findings.take(finding)
        for file, rows in piece.excluded.items():
            part.tallies.setdefault(file, Tally(file)).excluded += rows
        for file, rows in piece.unmapped.items():
            part.tallies.setdefault(file, Tally(file)).unmapped += rows

    def computed(self, pieces: Sequence[Piece]) -> Computed:
        """Return what the contract makes of all items."""
        alone: Counter[str] = Counter()
        for piece in pieces:
            alone.update(piece.alone)
        contract = with_cycles(self.contract, self.read.history.cycles)
        found = outcome(contract, self.read.history, _placed(pieces))
        return Computed(found, "spark", tuple(Alone(n, why) for why, n in sorted(alone.items())))


def _placed(pieces: Sequence[Piece]) -> Iterator[Kept]:
    """Yield what was kept, with the places of items among all."""
    before = 0
    for piece in pieces:
        for kept in piece.kept:
            yield replace(kept, place=kept.place + before)
        before += piece.items
