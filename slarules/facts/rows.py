"""Rows of text become the raw histories of items, by the shape of their table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.core.mapping import FURTHER, Layout, Role, Table, folded
from slarules.errors import SourceError
from slarules.facts.findings import Findings, Tally, shown
from slarules.facts.history import BEGINNING
from slarules.facts.raw import Comment, Entry
from slarules.facts.source import Batch
from slarules.facts.times import Times, UnreadableTimeError
from slarules.instants import Instant

ROLES: tuple[Role, ...] = ("customer", "agent", "automation", "system")
PUBLIC = {"yes": True, "true": True, "1": True, "public": True}
PRIVATE = {"no": False, "false": False, "0": False, "private": False, "internal": False}
VISIBILITY = {**PUBLIC, **PRIVATE}

Cell: TypeAlias = Callable[[Sequence[str]], str]


@dataclass(slots=True)
class Columns:
    """The columns of a file, by name without case."""

    batch: Batch
    places: dict[str, int] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for place, name in enumerate(map(folded, self.batch.columns)):
            if name in self.places:
                self.twice.add(name)
            self.places.setdefault(name, place)

    def place(self, name: str) -> int | None:
        """Return where a column stands, or None when the file has none of that name.

        Raises:
            SourceError: There are two.
        """
        if name in self.twice:
            raise SourceError(self.batch.file, "there are two columns of this name", field=name)
        return self.places.get(name)

    def needed(self, name: str) -> int:
        """Return where a column stands.

        Raises:
            SourceError: The file has no such column, or two.
        """
        place = self.place(folded(name))
        if place is None:
            have = ", ".join(map(shown, self.batch.columns[:12]))
            raise SourceError(
                self.batch.file, f"there is no such column; it has {have}", field=name
            )
        return place


@dataclass(slots=True)
class Intake:
    """The raw history of the items of one kind, as it comes in.

    Attributes:
        wanted: The fields that rules look at, folded.
        histories: The rows of each item, in the order of the source.
        latest: The latest time of a row.
    """

    table: Table
    layout: Layout
    wanted: frozenset[str]
    times: Times
    findings: Findings
    histories: dict[str, list[Entry]] = field(default_factory=dict)
    latest: Instant | None = None
    _sequence: int = 0
    _told: set[str] = field(default_factory=set)
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def never_set(self) -> frozenset[str]:
        """The fields that rules look at and no row of an events table sets."""
        return self.wanted - self._names.keys()

    def take(self, batch: Batch, tally: Tally) -> None:
        """Take in rows; what cannot be read is a finding.

        Raises:
            SourceError: The table lacks a column without which it means nothing, or a time in it
                could be two.
        """
        columns = Columns(batch)
        match self.table.shape:
            case "wide":
                self._take_rows(batch, columns, None, tally)
            case "snapshots":
                at = columns.needed(self.layout.row_holds or "at")
                self._take_rows(batch, columns, at, tally)
            case "events":
                self._take_events(batch, columns, tally)
            case other:
                assert other in FURTHER  # noqa: S101

    def _item_column(self, columns: Columns) -> int:
        return columns.needed(self.table.named_by or self.table.item or "ticket")

    def _take_rows(self, batch: Batch, columns: Columns, at: int | None, tally: Tally) -> None:
        item = self._item_column(columns)
        names = tuple(sorted(self.wanted | ALWAYS))
        places = [columns.place(name) for name in names]
        self._report_missing(batch, names, places)
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            start = BEGINNING if at is None else self._time(batch, number, at, row)
            if start is None or not self._named(batch, number, item, row):
                tally.unmapped += 1
                continue
            values = tuple([None if place is None else row[place] for place in places])
            entry = Entry(start, 0, "row", names, values, None, batch.file, number)
            self._add(row[item], entry, row)

    def _report_missing(
        self, batch: Batch, names: Iterable[str], places: Iterable[int | None]
    ) -> None:
        if batch.file in self._told:
            return
        self._told.add(batch.file)
        for name, place in zip(names, places, strict=True):
            if place is None and name in self.wanted:
                what = "the mapping reads this column, and the file has none; unknown for all rows"
                self.findings.add("missing field", batch.file, None, name, what)

    def _take_events(self, batch: Batch, columns: Columns, tally: Tally) -> None:
        item, at, kind = (
            self._item_column(columns),
            _at(columns, self.layout),
            columns.needed("kind"),
        )
        cell = {name: _cell(columns.place(name)) for name in EVENT_COLUMNS}
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            start = self._time(batch, number, at, row)
            known = start is not None and self._named(batch, number, item, row)
            if start is None or not known:
                tally.unmapped += 1
                continue
            entry = self._event(batch, number, folded(row[kind]), row, start, cell)
            if entry is None:
                tally.unmapped += 1
            else:
                self._add(row[item], entry, row)

    def _event(
        self,
        batch: Batch,
        number: int,
        kind: str,
        row: Sequence[str],
        at: Instant,
        cell: Mapping[str, Cell],
    ) -> Entry | None:
        match kind:
            case "created" | "deleted" | "set":
                name = folded(cell["field"](row))
                if kind == "set" and not name:
                    what = "sets no field; the row is left out"
                    self.findings.add("unknown kind", batch.file, number, "field", what)
                    return None
                names = self._shared(name)
                values = (cell["value"](row),) if names else ()
                return Entry(at, 0, kind, names, values, None, batch.file, number)
            case "comment":
                comment = self._comment(batch, number, row, cell)
                return Entry(at, 0, "comment", (), (), comment, batch.file, number)
            case _:
                what = f"{shown(kind)} is no kind of event; the row is left out"
                self.findings.add("unknown kind", batch.file, number, "kind", what)
                return None

    def _shared(self, name: str) -> tuple[str, ...]:
        # A million rows name a few dozen fields; fields that no rule looks at are not kept at all.
        if name not in self._names:
            self._names[name] = (name,) if name in self.wanted | ALWAYS else ()
        return self._names[name]

    def _comment(
        self, batch: Batch, number: int, row: Sequence[str], cell: Mapping[str, Cell]
    ) -> Comment:
        role, public = folded(cell["role"](row)), folded(cell["public"](row))
        if role not in ROLES:
            what = f"a comment's author has the role {shown(role)}, which says nothing"
            self.findings.add("unknown role", batch.file, number, "role", what)
        if public not in VISIBILITY:
            what = f"a comment's visibility is {shown(public)}, which says nothing"
            self.findings.add("unknown role", batch.file, number, "public", what)
        return Comment(
            cell["actor"](row),
            role if role in ROLES else None,
            VISIBILITY.get(public),
            cell["channel"](row),
        )

    def _add(self, item: str, entry: Entry, row: Sequence[str]) -> None:
        self._sequence += 1
        placed = entry._replace(sequence=self._sequence, text=hash(tuple(row)))
        self.histories.setdefault(item.strip(), []).append(placed)
        if self.latest is None or entry.at > self.latest:
            self.latest = entry.at

    def _named(self, batch: Batch, number: int, item: int, row: Sequence[str]) -> bool:
        if row[item].strip():
            return True
        what = "names no item; the row is left out"
        self.findings.add("no item", batch.file, number, batch.columns[item], what)
        return False

    def _time(self, batch: Batch, number: int, place: int, row: Sequence[str]) -> Instant | None:
        column = batch.columns[place]
        try:
            at = self.times.read(row[place])
        except UnreadableTimeError as error:
            raise SourceError(
                batch.file, str(error), record=f"row {number}", field=column
            ) from error
        if at is None:
            what = f"{shown(row[place])} is no time; the row is left out"
            self.findings.add("no time", batch.file, number, column, what)
        return at


EVENT_COLUMNS = ("field", "value", "actor", "role", "public", "channel")

ALWAYS = frozenset({"customer", "requester"})
"""Fields that are kept without being named by a rule."""


def _at(columns: Columns, layout: Layout) -> int:
    return columns.needed(layout.row_holds or "at")


def _cell(place: int | None) -> Cell:
    if place is None:
        return lambda _: ""
    return lambda row: row[place]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by instant, then in the source's own order."""
    return sorted(entries, key=lambda entry: (entry.at, entry.sequence))


def duplicates(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the rows that say again what another row of the same instant says.

    Exports that overlap repeat rows in another file: the n-th of its kind there is the n-th here.
    In one file a row may rightly come back (to waiting, to open, to waiting within a second), so
    only one that follows its like at once is a duplicate.
    """
    if len(entries) < 2:
        return
    files = {entry.file for entry in entries}
    seen: dict[tuple[object, ...], str] = {}
    occurrence: dict[tuple[object, ...], int] = {}
    previous: tuple[object, ...] | None = None
    for entry in entries:
        says = (entry.at, entry.text)
        if previous == (says, entry.file):
            yield entry
            continue
        previous = (says, entry.file)
        if len(files) > 1:
            nth = occurrence[*says, entry.file] = occurrence.get((*says, entry.file), 0) + 1
            if seen.setdefault((*says, nth), entry.file) != entry.file:
                yield entry
