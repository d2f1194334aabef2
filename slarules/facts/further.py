"""The tables beside the items: outages, measurements, fees, assertions and claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.contract import Measurement
from slarules.core.mapping import FURTHER, Further, folded
from slarules.errors import SourceError
from slarules.facts.findings import Finding, FindingKind, Findings, Tally, shown
from slarules.facts.history import Reading, RowRef
from slarules.facts.horizon import Horizon
from slarules.facts.known import Known
from slarules.facts.rows import Columns
from slarules.facts.source import FileRows
from slarules.facts.stamps import RECORDED
from slarules.facts.times import Times, UnreadableTimeError
from slarules.facts.values import Mark, number
from slarules.instants import SECOND, Instant, Interval


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a further table: its cells by folded column, without outer blanks."""

    file: str
    number: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Pile:
    """The rows of a table that name one customer, each with its place among all rows."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    def add(self, place: int, row: Row) -> None:
        """Lay a row on it."""
        self.rows.append((place, row))
        self.files[row.file] += 1
        self.first.setdefault(row.file, row.number)


@dataclass(slots=True)
class Shelf:
    """The further tables as they come in, whoever their rows are about."""

    _piles: dict[str, dict[str, Pile]] = field(default_factory=dict)
    _count: int = 0

    def take(self, batch: FileRows) -> None:
        """Take in rows."""
        piles = self._piles.setdefault(batch.table.shape, {})
        columns = Columns(batch)
        places = {
            name: p for name in map(folded, batch.columns) if (p := columns.place(name)) is not None
        }
        for count, values in zip(batch.numbers, batch.rows, strict=True):
            row = Row(batch.file, count, {n: values[p].strip() for n, p in places.items()})
            self._count += 1
            piles.setdefault(folded(row.cells.get("customer", "")), Pile()).add(self._count, row)

    def has(self, table: str) -> bool:
        """Whether the source has the table at all."""
        return table in self._piles

    def piles(self, table: str) -> Mapping[str, Pile]:
        """Return the rows of a table by the customer they name, folded."""
        return self._piles.get(table, {})


@dataclass(slots=True)
class Tables:
    """The further tables as one contract sees them.

    Attributes:
        tallies: By file.
        customers: Folded names of the contract's customer; rows of others are left out. None
            takes every row.
        parted: Whether several contracts share the tables: then what names no customer and is one
            customer's alone is nobody's.
        recorded: The column that says when the source learned of a row, folded.
    """

    shelf: Shelf
    times: Times
    mark: Mark
    findings: Findings
    tallies: Mapping[str, Tally]
    customers: frozenset[str] | None = None
    parted: bool = False
    recorded: str = RECORDED
    _own: dict[Further, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table in FURTHER:
            self._own[table] = self._chosen(table)

    def rows(self, table: Further) -> list[Row]:
        """Return the rows of a table that the contract may look at."""
        return self._own[table]

    def has(self, table: Further) -> bool:
        """Whether the source has the table at all."""
        return self.shelf.has(table)

    def latest(self, table: Further, until: Instant) -> Instant | None:
        """Return the latest start or end in a table by `until`, whoever its rows are about.

        What lies ahead says how far plans go, and not how far the table is complete.
        """
        cells = (
            cell
            for pile in self.shelf.piles(table).values()
            for _, row in pile.rows
            for cell in (row.cells.get("start", ""), row.cells.get("end", ""))
        )
        return max((at for c in cells if (at := self._told(c)) and at <= until), default=None)

    def _told(self, text: str) -> Instant | None:
        try:
            return self.times.read(text)
        except UnreadableTimeError:
            return None

    def _chosen(self, table: Further) -> list[Row]:
        own: list[tuple[int, Row]] = []
        for customer, pile in self.shelf.piles(table).items():
            if not customer and self.parted and table in OF_ONE_CUSTOMER:
                self._leave(pile, "no customer", "names no customer; left out")
            elif self.customers is None or not customer or customer in self.customers:
                own += pile.rows
            else:
                self._leave(pile, "another customer", "belongs to another customer; left out")
        return [row for _, row in sorted(own, key=itemgetter(0))]

    def _leave(self, pile: Pile, kind: FindingKind, what: str) -> None:
        for file, count in pile.files.items():
            self.tallies[file].excluded += count
            found = Finding(kind, file, pile.first[file], "customer", what, count)
            self.findings.take(found)

    def excluded(self, row: Row) -> None:
        """Count a row as left out on purpose."""
        self.tallies[row.file].excluded += 1

    def left_out(self, row: Row, kind: FindingKind, column: str, what: str) -> None:
        """Count a row that cannot be read, and say why."""
        self.tallies[row.file].unmapped += 1
        self.findings.add(kind, row.file, row.number, column, what)

    def ref(self, row: Row) -> RowRef:
        """Return where a row stands, and when the source learned of it, if it says so.

        What lies ahead, such as planned works, is recorded before it begins.
        """
        at = self.time(row, self.recorded)
        return RowRef(row.file, row.number, at if isinstance(at, int) else None)

    def is_learned(self, row: Row, ref: RowRef, as_of: Instant) -> bool:
        """Tell whether the source had learned of a row by an instant; one that is not is told."""
        if ref.recorded is None or ref.recorded <= as_of:
            return True
        what = "was recorded after the as-of instant; left out"
        self.findings.add("later than as-of", row.file, row.number, None, what)
        self.excluded(row)
        return False

    def time(self, row: Row, column: str) -> Instant | Missing:
        """Return the time in a cell: absent when it is empty, unknown when it is no time.

        Raises:
            SourceError: It could be two times.
        """
        text = row.cells.get(column, "")
        if not text:
            return ABSENT
        try:
            at = self.times.read(text)
        except UnreadableTimeError as error:
            record = f"row {row.number}"
            raise SourceError(row.file, str(error), record=record, field=column) from error
        if at is None:
            self.findings.add("no time", row.file, row.number, column, f"{shown(text)} is no time")
        return UNKNOWN if at is None else at


OF_ONE_CUSTOMER: frozenset[Further] = frozenset({"fees", "claims"})
"""Tables that say what is between the parties of one contract, and not how the world was."""


def readings(
    tables: Tables, declared: Mapping[str, Measurement], horizon: Horizon
) -> list[Reading]:
    """Return the values of measurements that begin, and were recorded, before a horizon."""
    return [
        reading
        for row in tables.rows("measurements")
        if (reading := _reading(tables, row, declared)) and _before(tables, row, reading, horizon)
    ]


def _before(tables: Tables, row: Row, reading: Reading, horizon: Horizon) -> bool:
    if reading.during.start >= horizon.until:
        tables.excluded(row)
        return False
    return reading.row is None or tables.is_learned(row, reading.row, horizon.as_of)


def _reading(tables: Tables, row: Row, declared: Mapping[str, Measurement]) -> Reading | None:
    measurement = declared.get(row.cells.get("name", ""))
    if measurement is None:
        name = shown(row.cells.get("name", ""))
        words = f"no measurement in use is called {name}; a contract may use more vocabularies"
        tables.left_out(row, "unmapped", "name", f"{words} than its mapping")
        return None
    # The same may be measured of several kinds of thing: the column that is filled says of which.
    named = [each for each in (measurement, *measurement.others) if row.cells.get(each.of or "")]
    measurement = next(iter(named), measurement)
    during = _during(tables, row, measurement)
    if during is None:
        tables.left_out(row, "no time", "start", "a value without its time is left out")
        return None
    value = _measured(tables, row, measurement)
    of = row.cells.get(measurement.of or "") or row.cells.get("of") or None
    return Reading(
        measurement.name,
        during,
        UNKNOWN if value is None else value,
        of,
        tables.ref(row),
        row.cells.get("source") or None,
    )


def _during(tables: Tables, row: Row, measurement: Measurement) -> Interval | None:
    start, end = tables.time(row, "start"), tables.time(row, "end")
    if not isinstance(start, int) or end is UNKNOWN:
        return None
    if not isinstance(end, int):
        end = Instant(start + (measurement.every or 0))
    return Interval(start, end) if start <= end else None


def _measured(tables: Tables, row: Row, measurement: Measurement) -> Value | None:
    text = row.cells.get("value", "")
    if not text:
        return None
    if measurement.kind == "one of" and text in measurement.values:
        return text
    value = None if measurement.kind == "one of" else number(text, tables.mark)
    if value is None or not measurement.admits(value):
        kind = "value of its" if measurement.kind == "one of" else measurement.kind
        what = f"{shown(text)} is no {kind}; the value is unknown"
        tables.findings.add("no number", row.file, row.number, "value", what)
        return None
    # Lengths of time are written in seconds and counted in microseconds.
    return value * SECOND if measurement.kind == "duration" else value


def claims(tables: Tables, known: Known, as_of: Instant) -> dict[tuple[str, str], Instant]:
    """Return when each credit of a period was first asked for, by credit and period."""
    found = {(each.credit, each.period): each.at for each in reversed(known.until(as_of).claims)}
    for row in tables.rows("claims"):
        at = tables.time(row, "at")
        if not isinstance(at, int):
            tables.left_out(row, "no time", "at", "a claim without a time is left out")
        elif at > as_of:
            tables.excluded(row)
        else:
            key = row.cells.get("credit", ""), row.cells.get("period", "")
            found[key] = min(at, found.get(key, at))
    return found
