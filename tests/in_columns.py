"""A source by columns beside the same source by rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from slarules.core.mapping import Layout, folded
from slarules.facts import FileRead, FileRows, Finding, Source
from slarules.facts.columns import ColumnSource, InColumns, ItemTable, OutOfOrderError
from slarules.facts.findings import Findings, Tally
from slarules.facts.missing import emptied
from slarules.facts.rows import Columns, Intake
from slarules.facts.source import Reported
from slarules.facts.stamps import RECORDED
from slarules.facts.times import Times

Cell = str | int | bool | None
Row = tuple[Cell, ...]


OF_TIMES = frozenset({"no time", "skewed", "other clock"})
"""What columns find odd; the rest tells itself by what stands in a row."""


@dataclass(frozen=True, slots=True)
class ByRows:
    """What the facts layer makes of a source that is read by rows.

    Attributes:
        rows: As `ItemTable.sorted_batches` has them, `odd` left out.
        odd: The items about whose times something is odd.
    """

    rows: list[Row]
    odd: set[str]
    reads: list[FileRead]
    findings: list[Finding]


def intake_of(layout: Layout, reported: Iterable[Reported]) -> Intake:
    """Return the items of a layout's only table of items, as the facts layer takes them in."""
    table = next(table for table in layout.tables if table.item is not None)
    intake = Intake(table, layout, frozenset(), Times.declared(layout), Findings())
    for each in reported:
        if isinstance(each, FileRows) and each.table.item is not None:
            intake.take(emptied(each, layout.missing), Tally(each.file))
    return intake


def by_rows(source: Source, layout: Layout, names: Sequence[str], files: Sequence[str]) -> ByRows:
    """Return a source as rows of text say it."""
    reported = list(source.read(layout))
    intake = intake_of(layout, reported)
    rows = [
        row
        for each in reported
        if isinstance(each, FileRows) and each.table.item is not None
        for row in _rows(each, layout, names, files.index(each.file))
    ]
    odd = {item for item, found in intake.odd.items() if any(f.kind in OF_TIMES for f in found)}
    reads = [r for r in reported if isinstance(r, FileRead) and r.table.item is not None]
    return ByRows(rows, odd, reads, [r for r in reported if isinstance(r, Finding)])


def _rows(batch: FileRows, layout: Layout, names: Sequence[str], file: int) -> Iterable[Row]:
    columns, is_wide = Columns(batch), batch.table.shape == "wide"
    places = [columns.place(name) for name in names]
    item = columns.needed(batch.table.named_by or batch.table.item or "ticket")
    start = None if is_wide else columns.needed(layout.row_holds or "at")
    named = layout.recorded or (RECORDED if batch.table.shape == "events" else None)
    recorded = columns.place(folded(named)) if named else None
    without = emptied(batch, layout.missing)
    for number, row, bare in zip(batch.numbers, batch.rows, without.rows, strict=True):
        times = Times.declared(layout)
        at = None if start is None else times.read(bare[start])
        seen = None if recorded is None else times.read(bare[recorded])
        if at is not None and seen is not None and seen < at:
            seen = None
        asked = tuple(None if place is None else row[place] for place in places)
        own = () if is_wide else (at,)
        yield (bare[item].strip(), *own, seen, file, number, *asked)


def sorted_rows(rows: Iterable[Row], *, is_wide: bool) -> list[Row]:
    """Return rows, as they were read, in the order that is promised."""
    return sorted(rows, key=lambda row: _place(row, is_wide=is_wide))


def _place(row: Row, *, is_wide: bool) -> tuple[object, ...]:
    at = () if is_wide else (row[1] is not None, row[1] or 0)
    return (str(row[0]).encode(), *at)


@dataclass(frozen=True, slots=True)
class ByColumns:
    """What a source says by columns; see `ByRows`."""

    rows: list[Row]
    odd: set[str]
    reads: list[FileRead]
    findings: list[Finding]


def by_columns(source: Source, layout: Layout, names: Sequence[str]) -> ByColumns:
    """Return a source as columns say it."""
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout) as held:
        (table,) = held.tables
        batches = taken(table, names)
        end = table.end()
    fixed = ["item", "at", "recorded", "file", "row"]
    if table.table.shape == "wide":
        fixed.remove("at")
    rows = []
    odd = set()
    for batch in batches:
        empty = [None] * batch.num_rows
        there = set(batch.schema.names)
        cells = [batch.column(n).to_pylist() if n in there else empty for n in fixed]
        cells += [batch.column(f":{name}").to_pylist() for name in names]
        rows += list(zip(*cells, strict=True))
        flags = zip(batch.column("item").to_pylist(), batch.column("odd").to_pylist(), strict=True)
        odd |= {item for item, is_odd in flags if is_odd}
    return ByColumns(rows, odd, list(end.reads), list(end.findings))


def taken(table: ItemTable, names: Sequence[str]) -> list:  # type: ignore[type-arg]
    """Return all batches of a table."""
    try:
        return list(table.sorted_batches(names))
    except OutOfOrderError:
        return list(table.sorted_batches(names))


def rows_of(held: InColumns, items: Collection[str]) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the rows of some items: file, number and cells."""
    return [
        (each.file, number, tuple(row))
        for table in held.tables
        for each in table.rows_of(items)
        for number, row in zip(each.numbers, each.rows, strict=True)
    ]


def assert_same(source: Source, layout: Layout, names: Sequence[str]) -> None:
    """See that columns say what rows say, in the order that is promised."""
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout) as held:
        files = [each.file for each in held.tables[0].files]
    rows, columns = by_rows(source, layout, names, files), by_columns(source, layout, names)
    is_wide = layout.tables[0].shape == "wide"
    assert columns.rows == sorted_rows(rows.rows, is_wide=is_wide)
    assert rows.odd <= columns.odd
    assert columns.reads == rows.reads
    assert_same_besides(source, layout, columns.findings)


def assert_same_besides(source: Source, layout: Layout, findings: Sequence[Finding]) -> None:
    """See that all is told that is told by rows and is no row of an item."""
    assert isinstance(source, ColumnSource)
    with source.in_columns(layout) as held:
        beside = list(held.beside())
    by_rows = [r for r in source.read(layout) if not _is_of_items(r)]
    assert {*map(repr, beside), *map(repr, findings)} == {*map(repr, by_rows)}


def _is_of_items(reported: Reported) -> bool:
    return isinstance(reported, FileRows | FileRead) and reported.table.item is not None
