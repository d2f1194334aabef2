"""The tables beside the items: outages, measurements, fees, assertions and claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from slarules.core.conditions import ABSENT, UNKNOWN, Missing
from slarules.core.contract import Measurement
from slarules.core.mapping import Further, folded
from slarules.errors import SourceError
from slarules.facts.findings import FindingKind, Findings, Tally, shown
from slarules.facts.history import Reading, RowRef
from slarules.facts.known import Known
from slarules.facts.rows import Columns
from slarules.facts.source import Batch
from slarules.facts.times import Times, UnreadableTimeError
from slarules.facts.values import Mark, number
from slarules.instants import SECOND, Instant, Interval


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a further table: its cells by folded column, without outer blanks."""

    file: str
    number: int
    cells: Mapping[str, str]

    @property
    def ref(self) -> RowRef:
        """Where it stands."""
        return RowRef(self.file, self.number)


@dataclass(slots=True)
class Tables:
    """The further tables as they come in.

    Attributes:
        customers: Folded names of the contract's customer; rows of others are left out. None
            takes every row.
    """

    times: Times
    mark: Mark
    findings: Findings
    customers: frozenset[str] | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def take(self, batch: Batch, tally: Tally) -> None:
        """Take in rows, those of other customers left out."""
        self.tallies[batch.file] = tally
        rows = self._rows.setdefault(batch.table.shape, [])
        places = {
            name: p
            for name in map(folded, batch.columns)
            if (p := Columns(batch).place(name)) is not None
        }
        for count, values in zip(batch.numbers, batch.rows, strict=True):
            row = Row(batch.file, count, {n: values[p].strip() for n, p in places.items()})
            if self._ours(row):
                rows.append(row)
            else:
                self.excluded(row)

    def rows(self, table: Further) -> list[Row]:
        """Return the rows of a table."""
        return self._rows.get(table, [])

    def has(self, table: Further) -> bool:
        """Whether the source has the table at all."""
        return table in self._rows

    def excluded(self, row: Row) -> None:
        """Count a row as left out on purpose."""
        self.tallies[row.file].excluded += 1

    def left_out(self, row: Row, kind: FindingKind, column: str, what: str) -> None:
        """Count a row that cannot be read, and say why."""
        self.tallies[row.file].unmapped += 1
        self.findings.add(kind, row.file, row.number, column, what)

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

    def _ours(self, row: Row) -> bool:
        customer = row.cells.get("customer", "")
        if self.customers is None or not customer or folded(customer) in self.customers:
            return True
        what = f"belongs to {shown(customer)}; left out"
        self.findings.add("another customer", row.file, row.number, "customer", what)
        return False


def readings(tables: Tables, declared: Mapping[str, Measurement], until: Instant) -> list[Reading]:
    """Return the values of measurements that begin before the instant."""
    return [
        reading
        for row in tables.rows("measurements")
        if (reading := _reading(tables, row, declared)) and _before(tables, row, reading, until)
    ]


def _before(tables: Tables, row: Row, reading: Reading, until: Instant) -> bool:
    if reading.during.start < until:
        return True
    tables.excluded(row)
    return False


def _reading(tables: Tables, row: Row, declared: Mapping[str, Measurement]) -> Reading | None:
    measurement = declared.get(row.cells.get("name", ""))
    if measurement is None:
        name = shown(row.cells.get("name", ""))
        words = f"no measurement in use is called {name}; a contract may use more vocabularies"
        tables.left_out(row, "unmapped", "name", f"{words} than its mapping")
        return None
    during = _during(tables, row, measurement)
    if during is None:
        tables.left_out(row, "no time", "start", "a value without its time is left out")
        return None
    value = _measured(tables, row, measurement)
    of = row.cells.get(measurement.of or "") or None
    return Reading(measurement.name, during, UNKNOWN if value is None else value, of, row.ref)


def _during(tables: Tables, row: Row, measurement: Measurement) -> Interval | None:
    start, end = tables.time(row, "start"), tables.time(row, "end")
    if not isinstance(start, int) or end is UNKNOWN:
        return None
    if not isinstance(end, int):
        end = Instant(start + (measurement.every or 0))
    return Interval(start, end) if start <= end else None


def _measured(tables: Tables, row: Row, measurement: Measurement) -> Fraction | None:
    text = row.cells.get("value", "")
    if not text:
        return None
    value = number(text, tables.mark)
    if value is None or not _fits(value, measurement):
        what = f"{shown(text)} is no {measurement.kind}; the value is unknown"
        tables.findings.add("no number", row.file, row.number, "value", what)
        return None
    # Lengths of time are written in seconds and counted in microseconds.
    return value * SECOND if measurement.kind == "duration" else value


def _fits(value: Fraction, measurement: Measurement) -> bool:
    match measurement.kind:
        case "share":
            return 0 <= value <= 1
        case "count":
            return value >= 0 and value.denominator == 1
        case "duration":
            return value >= 0
        case _:
            return True


def fees(tables: Tables, currency: str) -> dict[tuple[str, str], Fraction]:
    """Return billed amounts by name and period; two that differ are both left out."""
    found: dict[tuple[str, str], Fraction] = {}
    doubtful: set[tuple[str, str]] = set()
    for row in tables.rows("fees"):
        amount = _fee(tables, row, currency)
        if amount is None:
            continue
        key = row.cells.get("name", ""), row.cells.get("period", "")
        if found.setdefault(key, amount) != amount:
            what = f"gives {' of '.join(key)} a second time, differently; it is not known"
            tables.findings.add("contradiction", row.file, row.number, "amount", what)
            doubtful.add(key)
    return {key: amount for key, amount in found.items() if key not in doubtful}


def _fee(tables: Tables, row: Row, currency: str) -> Fraction | None:
    text, written = row.cells.get("amount", ""), row.cells.get("currency", "")
    amount = number(text, tables.mark)
    if amount is None:
        tables.left_out(row, "no number", "amount", f"{shown(text)} is no amount")
    elif written and written.upper() != currency:
        what = f"{shown(written)} is not the contract's currency, {currency}"
        tables.left_out(row, "undeclared", "currency", what)
    else:
        return amount
    return None


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
