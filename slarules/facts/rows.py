"""Rows of text become the raw histories of items, by the shape of their table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal, TypeAlias

from slarules.core.mapping import FURTHER, Layout, Role, Table, TimeIn, folded
from slarules.errors import SourceError
from slarules.facts.findings import FindingKind, Findings, Tally, shown
from slarules.facts.history import BEGINNING
from slarules.facts.owners import Owners, owners
from slarules.facts.raw import CUSTOMER, Comment, Entry
from slarules.facts.source import Batch
from slarules.facts.times import Times, UnreadableTimeError
from slarules.instants import Instant

ROLES: tuple[Role, ...] = ("customer", "agent", "automation", "system")
PUBLIC = {"yes": True, "true": True, "1": True, "public": True}
PRIVATE = {"no": False, "false": False, "0": False, "private": False, "internal": False}
VISIBILITY = {**PUBLIC, **PRIVATE}

Cell: TypeAlias = Callable[[Sequence[str]], str]
Kind: TypeAlias = Literal["row", "created", "set", "comment", "deleted"]


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


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a batch, and the places of what names their item and customer."""

    batch: Batch
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
        latest: The latest time of a row.
        latest_by: The latest moment by rules that were asked for, and the order of dates that they
            were found to have.
        tells_of_making: Whether any row says that an item was created.
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
    latest_by: dict[tuple[TimeIn, ...], tuple[Instant | None, str | None]] = field(
        default_factory=dict
    )
    tells_of_making: bool = False
    _sequence: int = 0
    _told: set[str] = field(default_factory=set)
    _names: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)
    _owners: Owners | None = None

    @property
    def ever_set(self) -> frozenset[str]:
        """The fields that a row of an events table sets."""
        return frozenset(name for names in self._names.values() for name in names)

    @property
    def owners(self) -> Owners:
        """Who owns the items; all rows must have been read."""
        if self._owners is None:
            self._owners = owners(self.histories, self.table.shape)
        return self._owners

    def take(self, batch: Batch, tally: Tally) -> None:
        """Take in rows; what cannot be read is a finding.

        Raises:
            SourceError: The table lacks a column without which it means nothing, or a time in it
                could be two.
        """
        columns = Columns(batch)
        item = columns.needed(self.table.named_by or self.table.item or "ticket")
        rows = Rows(batch, item, _cell(columns.place(CUSTOMER)))
        match self.table.shape:
            case "wide":
                self._take_rows(rows, columns, None, tally)
            case "snapshots":
                self._take_rows(rows, columns, _at(columns, self.layout), tally)
            case "events":
                self._take_events(rows, columns, tally)
            case other:
                assert other in FURTHER  # noqa: S101

    def _take_rows(self, rows: Rows, columns: Columns, at: int | None, tally: Tally) -> None:
        batch = rows.batch
        names = tuple(sorted(self.wanted | ALWAYS))
        places = [columns.place(name) for name in names]
        self._note_missing(batch, names, places)
        for number, row in rows:
            start = BEGINNING if at is None else self._time(rows, number, at, row)
            if start is None or not self._named(rows, number, row):
                tally.unmapped += 1
                continue
            values = tuple([None if place is None else row[place] for place in places])
            entry = Entry(start, 0, "row", names, values, None, batch.file, number)
            self._add(row[rows.item], entry, row)

    def _note_missing(
        self, batch: Batch, names: Iterable[str], places: Iterable[int | None]
    ) -> None:
        if batch.file in self._told:
            return
        self._told.add(batch.file)
        for name, place in zip(names, places, strict=True):
            if place is None and name in self.wanted:
                self.missing.append((batch.file, name))

    def _take_events(self, rows: Rows, columns: Columns, tally: Tally) -> None:
        at, kind = _at(columns, self.layout), columns.needed("kind")
        cell = {name: _cell(columns.place(name)) for name in EVENT_COLUMNS}
        for number, row in rows:
            start = self._time(rows, number, at, row)
            known = start is not None and self._named(rows, number, row)
            entry = None
            if start is not None and known:
                entry = self._event(rows, number, folded(row[kind]), row, start, cell)
            if entry is None:
                tally.unmapped += 1
            else:
                self._add(row[rows.item], entry, row)

    def _event(
        self,
        rows: Rows,
        number: int,
        kind: str,
        row: Sequence[str],
        at: Instant,
        cell: Mapping[str, Cell],
    ) -> Entry | None:
        customer = rows.customer(row).strip()
        match kind:
            case "created" | "deleted" | "set":
                name = folded(cell["field"](row))
                if kind == "set" and not name:
                    what = "sets no field; the row is left out"
                    self._odd(rows, number, row, "unknown kind", "field", what)
                    return None
                values = {CUSTOMER: customer, name: cell["value"](row)}
                return self._entry(rows, number, kind, at, name, values)
            case "comment":
                comment = self._comment(rows, number, row, cell)
                said = self._entry(rows, number, "comment", at, "", {CUSTOMER: customer})
                return said._replace(comment=comment)
            case _:
                what = f"{shown(kind)} is no kind of event; the row is left out"
                self._odd(rows, number, row, "unknown kind", "kind", what)
                return None

    def _entry(
        self,
        rows: Rows,
        number: int,
        kind: Kind,
        at: Instant,
        name: str,
        values: Mapping[str, str],
    ) -> Entry:
        names = self._shared(name, bears=bool(values[CUSTOMER]))
        said = tuple([values[each] for each in names])
        return Entry(at, 0, kind, names, said, None, rows.batch.file, number)

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
        )

    def _add(self, item: str, entry: Entry, row: Sequence[str]) -> None:
        self._sequence += 1
        placed = entry._replace(sequence=self._sequence, text=hash(tuple(row)))
        self.histories.setdefault(item.strip(), []).append(placed)
        self.rows[entry.file] += 1
        self.tells_of_making = self.tells_of_making or entry.kind == "created"
        if self.latest is None or entry.at > self.latest:
            self.latest = entry.at

    def _named(self, rows: Rows, number: int, row: Sequence[str]) -> bool:
        if row[rows.item].strip():
            return True
        what = "names no item; the row is left out"
        column = rows.batch.columns[rows.item]
        self.findings.add("no item", rows.batch.file, number, column, what)
        return False

    def _time(self, rows: Rows, number: int, place: int, row: Sequence[str]) -> Instant | None:
        column = rows.batch.columns[place]
        try:
            at = self.times.read(row[place])
        except UnreadableTimeError as error:
            raise SourceError(
                rows.batch.file, str(error), record=f"row {number}", field=column
            ) from error
        if at is None:
            what = f"{shown(row[place])} is no time; the row is left out"
            self._odd(rows, number, row, "no time", column, what)
        return at

    def _odd(
        self, rows: Rows, number: int, row: Sequence[str], kind: FindingKind, column: str, what: str
    ) -> None:
        item = row[rows.item].strip()
        self.odd.setdefault(item, Findings()).add(kind, rows.batch.file, number, column, what)
        if customer := folded(rows.customer(row)):
            self.named_in_odd.setdefault(item, customer)


EVENT_COLUMNS = ("field", "value", "actor", "role", "public", "channel")

ALWAYS = frozenset({"customer", "requester"})
"""Fields that are kept without being named by a rule."""


def _at(columns: Columns, layout: Layout) -> int:
    return columns.needed(layout.row_holds or "at")


def _cell(place: int | None) -> Cell:
    if place is None:
        return lambda _: ""
    return itemgetter(place)


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
