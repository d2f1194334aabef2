"""A source read by columns: what `slarules.facts.gathering` gives, with its items in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from slarules.core.contract import Contract
from slarules.core.mapping import Mapping as Rules
from slarules.engine.bulk.reading.own_items import Items, OwnItems
from slarules.facts.assertions import assertions_of
from slarules.facts.columns import (
    ColumnSource,
    InColumns,
    ItemTable,
    NotColumnsError,
    TableEnd,
)
from slarules.facts.findings import Finding, Tally
from slarules.facts.gathering import (
    Asked,
    Gathered,
    around,
    gathered_of,
    lacking,
    say_of_all,
    vouched_for,
)
from slarules.facts.horizon import Horizon
from slarules.facts.items import wanted_fields
from slarules.facts.known import Known
from slarules.facts.needs import used_by
from slarules.facts.reading import Read
from slarules.facts.rows import ALWAYS
from slarules.facts.source import FileRead, FileRows, Vouched
from slarules.facts.times import Times
from slarules.instants import Instant

T = TypeVar("T")


class Gathering:
    """A source while it is read for a contract.

    Args:
        asked: On whose behalf.
        mapping: With how far the source vouches for itself.
        read: All but the items.
        files: By file, the name of its table.

    Attributes:
        history: What is known beside the items.
        read: All but the items.
        making: By table, whether any row says that an item was created, where it is known already.
    """

    def __init__(
        self, asked: Asked, mapping: Rules, held: InColumns, read: Read, horizon: Horizon,
        files: dict[str, str],
    ) -> None:  # fmt: skip
        self.asked, self.mapping, self.held, self.horizon = asked, mapping, held, horizon
        self.read, self._files = read, dict(files)
        self.making: dict[str, bool] = {}
        self.part = read.part(asked.customers, parted=False)
        self.said = assertions_of(self.part.tables, asked.known, horizon.as_of, horizon.until)
        if self.said.by_name:
            raise NotColumnsError("something is asserted of items")
        self.history = around(asked, mapping, self.part, horizon, self.said)
        self.tables: list[OwnItems] = []
        self._ends: list[TableEnd] = []

    def again(self) -> Gathering:
        """Return the same before anything of its items was read."""
        return Gathering(self.asked, self.mapping, self.held, self.read, self.horizon, self._files)

    def batches(self, prepare: Callable[[OwnItems], None] | None = None) -> Iterator[Items]:
        """Yield all items in order of their kinds and names.

        Args:
            prepare: Makes ready what reads the items of a table, before any is read.

        Raises:
            NotColumnsError: The source is to be read by rows; what came is void.
            OutOfOrderError: What came is void, and is to be asked for again.
            SourceError: The source cannot be read to its end.
        """
        for table in self.held.tables:
            own = self.own_items(table)
            if prepare is not None:
                prepare(own)
            yield from own.items()
            self.ended(table.end())

    def own_items(self, table: ItemTable) -> OwnItems:
        """Return the items of a table, of which nothing is read yet."""
        making = self.making.get(table.table.name)
        own = OwnItems(table, self.asked, self.mapping, self.part, self.horizon, self.said, making)
        self.tables.append(own)
        return own

    def ended(self, end: TableEnd) -> None:
        """Note that a table was read to its end."""
        self._ends.append(end)

    def gathered(self) -> Gathered:
        """Return all that was found, once all batches were looked at; its history has no items.

        Raises:
            NotColumnsError: The source is to be read by rows; what came is void.
        """
        for end in self._ends:
            self._finish(end)
        for own in self.tables:
            own.finish()
        self._order()
        found = frozenset[str]().union(*(own.happened for own in self.tables))
        needed = lacking(self.asked, self.mapping, self.part)
        say_of_all(self.part, self.mapping, found, needed)
        gathered = gathered_of(self.history, self.part, needed)
        if self.part.findings.is_cut:
            raise NotColumnsError("more findings differ than are listed one by one")
        return gathered

    def _finish(self, end: TableEnd) -> None:
        for finding in end.findings:
            self.part.findings.take(finding)
        for file in end.reads:
            # Anew: files are in the order in which they are read, whoever told of one first.
            tally = self.part.tallies.pop(file.file, None) or Tally(file.file)
            self.part.tallies[file.file] = tally
            tally.read += file.rows
            tally.unmapped += file.unreadable
            self.part.read.files[file.file] = file.digest
            self._files[file.file] = file.table.name

    def _order(self) -> None:
        """Put files in the order in which a source is read by rows: table by table."""
        tables = [table.name for table in self.mapping.layout.tables]

        def place(file: str) -> int:
            name = self._files.get(file)
            return tables.index(name) if name in tables else len(tables)

        _put_in_order(self.part.tallies, place)
        _put_in_order(self.part.read.files, place)


def _put_in_order(held: dict[str, T], place: Callable[[str], int]) -> None:
    ordered = {name: held[name] for name in sorted(held, key=place)}
    held.clear()
    held.update(ordered)


@contextmanager
def reading(
    contract: Contract,
    mapping: Rules,
    source: ColumnSource,
    as_of: Instant | None = None,
    known: Known | None = None,
) -> Iterator[Gathering]:
    """Give a source by columns as the words of a contract; see `slarules.facts.gathering.gather`.

    Raises:
        NotColumnsError: The source is to be read by rows.
        SourceError: The source cannot be read to its end.
    """
    asked = Asked(contract.vocabulary, used_by(contract), contract, known or Known())
    wanted = wanted_fields(mapping)
    with source.in_columns(mapping.layout, wanted | ALWAYS) as held:
        read = Read(source.name, mapping.layout, wanted, Times.declared(mapping.layout))
        files: dict[str, str] = {}
        for reported in held.beside():
            match reported:
                case FileRows():
                    read.take(reported)
                case FileRead():
                    read.finish(reported)
                    files[reported.file] = reported.table.name
                case Finding():
                    read.findings.take(reported)
                case Vouched():
                    read.vouched = reported
        mapping = vouched_for(mapping, read.vouched)
        horizon = _horizon(mapping, as_of)
        yield Gathering(asked, mapping, held, read, horizon, files)


def _horizon(mapping: Rules, as_of: Instant | None) -> Horizon:
    through = mapping.layout.complete_through
    if through == "latest":
        raise NotColumnsError("only all of its rows tell how far it goes")
    if through is None and as_of is None:
        raise NotColumnsError("how far it goes is not known")
    complete = as_of if through is None else through
    assert complete is not None  # noqa: S101 - as was seen above
    return Horizon(complete if as_of is None else as_of, complete)
