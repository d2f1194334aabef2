"""Rows of text become the raw histories of items, by the shape of their table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from typing import Literal, TypeAlias

from slarules.core.mapping import Layout, Role, Table, TimeIn, folded
from slarules.errors import SourceError
from slarules.facts.findings import FindingKind, Findings, Tally, shown
from slarules.facts.history import BEGINNING, RowRef
from slarules.facts.owners import Owners, owners
from slarules.facts.raw import CUSTOMER, READ, Comment, Entry
from slarules.facts.source import FileRows
from slarules.facts.stamps import RECORDED, Stamps
from slarules.facts.times import Times
from slarules.instants import Instant

ROLES: tuple[Role, ...] = ("customer", "agent", "automation", "system")
PUBLIC = {"yes": True, "true": True, "1": True, "public": True}
PRIVATE = {"no": False, "false": False, "0": False, "private": False, "internal": False}
VISIBILITY = {**PUBLIC, **PRIVATE}

Cell: TypeAlias = Callable[[Sequence[str]], str]
Kind: TypeAlias = Literal["row", "created", "set", "comment", "deleted", "lost"]


@dataclass(slots=True)
class Columns:
    """The columns of a file, by name without case."""

    batch: FileRows
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


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a batch, and the places of what names their item and customer."""

    batch: FileRows
    item: int
    customer: Cell

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        return zip(self.batch.numbers, self.batch.rows, strict=True)


@dataclass(slots=True)
class Intake:
    """The raw history of the items of one kind, as it comes in, whoever they belong to.

    Attributes:
        wanted: The fields that rules look at, folded.
        findings: What is odd about the table; it names no item and no value.
        histories: The rows of each item, in the order of the source.
        rows: How many rows of each file are in the histories.
        odd: What is odd about the rows of each item; it may show what stands in them.
        named_in_odd: The customers whom such rows name, folded.
        missing: The fields that rules look at and a file has no column for, each with the file.
        latest: The latest time at which a row was recorded, or from which it holds; `latest_row` is
            where it stands.
        latest_by: The latest moment by rules that were asked for, and the order of dates that they
            were found to have.
        tells_of_making: Whether any row says that an item was created.
        tells_of_learning: Whether any row says when it was recorded.
    """

    table: Table
    layout: Layout
    wanted: frozenset[str]
    times: Times
    findings: Findings
    histories: dict[str, list[Entry]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    odd: dict[str, Findings] = field(default_factory=dict)
    named_in_odd: dict[str, str] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    latest: Instant | None = None
    latest_row: RowRef | None = None
    latest_by: dict[tuple[TimeIn, ...], tuple[Instant | None, str | None]] = field(
        default_factory=dict
    )
    tells_of_making: bool = False
    tells_of_learning: bool = False
    _sequence: int = 0
    _stamps: dict[str, Stamps] = field(default_factory=dict)
    _names: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _owners: dict[Instant | None, Owners] = field(default_factory=dict)

    @property
    def ever_set(self) -> frozenset[str]:
        """The fields that a row of an events table sets."""
        return frozenset(name for names in self._names.values() for name in names)

    def note_set(self, names: Iterable[str]) -> None:
        """Note fields that rows set which were read in another way."""
        for name in names:
            self._shared(name, bears=False)

    def owners(self, as_of: Instant) -> Owners:
        """Return who owns the items as was known at an instant; all rows must have been read."""
        key = as_of if self.tells_of_learning else None
        if key not in self._owners:
            self._owners[key] = owners(self.histories, self.table.shape, key)
        return self._owners[key]

    def take(self, batch: FileRows, tally: Tally) -> None:
        """Take in rows; what cannot be read is a finding.

        Raises:
            SourceError: The table lacks a column without which it means nothing, or a time in it
                could be two.
        """
        columns = Columns(batch)
        item = columns.needed(self.table.named_by or self.table.item or "ticket")
        rows = Rows(batch, item, _cell(columns.place(CUSTOMER)))
        stamps = self._stamps.get(batch.file) or self._first(rows, columns)
        if self.table.shape == "events":
            self._take_events(rows, columns, stamps, tally)
        else:
            self._take_rows(rows, columns, stamps, tally)

    def _first(self, rows: Rows, columns: Columns) -> Stamps:
        """Return what reads the times of a file, and note the columns that it lacks."""
        batch, shape, layout = rows.batch, self.table.shape, self.layout
        at = None if shape == "wide" else columns.needed(layout.row_holds or "at")
        named = layout.recorded or (RECORDED if shape == "events" else None)
        recorded = columns.place(folded(named)) if named else None
        if shape != "events":
            lacks = {name for name in self.wanted if columns.place(name) is None}
            self.missing += [(batch.file, name) for name in sorted(lacks)]
        if layout.recorded and recorded is None:
            what = "says when rows were recorded, and the file has none; each at its own time"
            self.findings.add("missing field", batch.file, None, layout.recorded, what)
        tell = partial(self._odd, replace(rows, batch=replace(batch, numbers=(), rows=())))
        stamps = Stamps(batch.file, batch.columns, self.times, tell, at, recorded)
        self._stamps[batch.file] = stamps
        self.tells_of_learning = self.tells_of_learning or recorded is not None
        return stamps

    def _take_rows(self, rows: Rows, columns: Columns, stamps: Stamps, tally: Tally) -> None:
        batch = rows.batch
        names = tuple(sorted(self.wanted | ALWAYS))
        places = [columns.place(name) for name in names]
        for number, row in rows:
            start = BEGINNING if stamps.at is None else stamps.start(number, row, BEGINNING)
            if start is None or not self._named(rows, number, row):
                tally.unmapped += 1
                continue
            values = tuple([None if place is None else row[place] for place in places])
            entry = Entry(start, 0, "row", names, values, None, batch.file, number)
            self._add(row[rows.item], entry, stamps, row)

    def file_of(self, entry: Entry) -> str:
        """Return the file that a row is counted in."""
        return self.findings.whole.get(entry.file, entry.file)

    def _place(self, rows: Rows, row: Sequence[str]) -> str:
        """Return what a row is referred to by, besides its number."""
        file, within = rows.batch.file, rows.batch.within
        if not within:
            return file
        place = within + row[rows.item].strip()
        self.findings.whole.setdefault(place, file)
        # A million rows refer to a hundred thousand places.
        return self._places.setdefault(place, place)

    def _take_events(self, rows: Rows, columns: Columns, stamps: Stamps, tally: Tally) -> None:
        kind = columns.needed("kind")
        cell = {name: _cell(columns.place(name)) for name in EVENT_COLUMNS}
        if columns.place("old") is None:
            cell["old"] = _cell(columns.place("from"))
        for number, row in rows:
            start = stamps.start(number, row, BEGINNING)
            known = start is not None and self._named(rows, number, row)
            entry = None
            if start is not None and known:
                entry = self._event(rows, number, folded(row[kind]), row, start, cell)
            if entry is None:
                tally.unmapped += 1
            else:
                self._add(row[rows.item], entry, stamps, row)

    def _event(
        self,
        rows: Rows,
        number: int,
        kind: str,
        row: Sequence[str],
        at: Instant,
        cell: Mapping[str, Cell],
    ) -> Entry | None:
        customer, place = rows.customer(row).strip(), self._place(rows, row)
        match kind:
            case "created" | "deleted" | "set":
                name = folded(cell["field"](row))
                if kind == "set" and not name:
                    what = "sets no field; the row is left out"
                    self._odd(rows, number, row, "unknown kind", "field", what)
                    return None
                values = {CUSTOMER: customer, name: cell["value"](row)}
                said = self._entry(place, number, kind, at, name, values)
                was = cell["old"](row) if name in self.wanted else ""
                return said._replace(was=(name, was)) if was.strip() else said
            case "lost":
                return self._lost(place, number, at, folded(cell["field"](row)))
            case "comment":
                comment = self._comment(rows, number, row, cell)
                said = self._entry(place, number, "comment", at, "", {CUSTOMER: customer})
                return said._replace(comment=comment)
            case _:
                what = f"{shown(kind)} is no kind of event; the row is left out"
                self._odd(rows, number, row, "unknown kind", "kind", what)
                return None

    def _lost(self, file: str, number: int, at: Instant, name: str) -> Entry:
        """Return what a row says that tells of lost rows: of one field, or of all and of words."""
        names = tuple(sorted({name} & self.wanted if name else self.wanted))
        nothing = (None,) * len(names)
        return Entry(at, 0, "lost", names, nothing, None if name else ANYBODY, file, number)

    def _entry(
        self,
        file: str,
        number: int,
        kind: Kind,
        at: Instant,
        name: str,
        values: Mapping[str, str],
    ) -> Entry:
        names = self._shared(name, bears=bool(values[CUSTOMER]))
        said = tuple([values[each] for each in names])
        return Entry(at, 0, kind, names, said, None, file, number)

    def _shared(self, name: str, *, bears: bool) -> tuple[str, ...]:
        # A million rows name a few dozen fields; fields that no rule looks at are not kept at all.
        key = name, bears
        if key not in self._names:
            named = {name} & (self.wanted | ALWAYS)
            self._names[key] = tuple(sorted(named | ({CUSTOMER} if bears else set())))
        return self._names[key]

    def _comment(
        self, rows: Rows, number: int, row: Sequence[str], cell: Mapping[str, Cell]
    ) -> Comment:
        role, public = folded(cell["role"](row)), folded(cell["public"](row))
        if role not in ROLES:
            what = f"a comment's author has the role {shown(role)}, which says nothing"
            self._odd(rows, number, row, "unknown role", "role", what)
        if public not in VISIBILITY:
            what = f"a comment's visibility is {shown(public)}, which says nothing"
            self._odd(rows, number, row, "unknown role", "public", what)
        return Comment(
            cell["actor"](row),
            role if role in ROLES else None,
            VISIBILITY.get(public),
            cell["channel"](row),
            sum(map(str.isalnum, cell["value"](row)[:READ])),
        )

    def _add(self, item: str, entry: Entry, stamps: Stamps, row: Sequence[str]) -> None:
        self._sequence += 1
        is_told = stamps.recorded is not None
        recorded = stamps.learned(entry.row, row, entry.at) if is_told else None
        placed = entry._replace(
            sequence=self._sequence,
            text=stamps.says(row) if is_told else hash(tuple(row)),
            recorded=None if recorded is None or recorded < entry.at else recorded,
        )
        self.histories.setdefault(item.strip(), []).append(placed)
        self.rows[self.file_of(entry)] += 1
        self.tells_of_making = self.tells_of_making or entry.kind == "created"
        # A row of the future, which is a slip of the pen, is no proof of how far a source goes.
        at = entry.at if recorded is None else recorded
        if at > (BEGINNING if self.latest is None else self.latest):
            self.latest, self.latest_row = at, placed.ref

    def _named(self, rows: Rows, number: int, row: Sequence[str]) -> bool:
        if row[rows.item].strip():
            return True
        what = "names no item; the row is left out"
        column = rows.batch.columns[rows.item]
        self.findings.add("no item", rows.batch.file, number, column, what)
        return False

    def _odd(
        self, rows: Rows, number: int, row: Sequence[str], kind: FindingKind, column: str, what: str
    ) -> None:
        item = row[rows.item].strip()
        file = self._place(rows, row)
        self.odd.setdefault(item, Findings()).add(kind, file, number, column, what)
        if customer := folded(rows.customer(row)):
            self.named_in_odd.setdefault(item, customer)


EVENT_COLUMNS = ("field", "value", "old", "actor", "role", "public", "channel")

ANYBODY = Comment("", None, None, "")
"""What may have been said where rows are lost."""

ALWAYS = frozenset({"customer", "requester"})
"""Fields that are kept without being named by a rule."""


def _cell(place: int | None) -> Cell:
    if place is None:
        return lambda _: ""
    return itemgetter(place)
