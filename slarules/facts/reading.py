"""A source is read to its end: its rows by kind of item, its further tables, its files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from slarules.core.mapping import Layout, Table, folded
from slarules.facts.findings import Finding, Findings, Tally
from slarules.facts.further import Shelf, Tables
from slarules.facts.missing import emptied
from slarules.facts.rows import ALWAYS, Intake
from slarules.facts.source import FileRead, FileRows, Snapshot, Source, Vouched
from slarules.facts.stamps import RECORDED
from slarules.facts.times import Times


@dataclass(slots=True)
class Read:
    """All that a source holds, whoever it is about.

    Attributes:
        source: Its name.
        wanted: The fields that rules look at.
        shelf: The further tables.
        intakes: By kind of item.
        tallies: By file; what a contract leaves out is not in them.
        files: The digest of each file.
        vouched: How far the source says that it is complete.
    """

    source: str
    layout: Layout
    wanted: frozenset[str]
    times: Times
    findings: Findings = field(default_factory=Findings)
    shelf: Shelf = field(default_factory=Shelf)
    intakes: dict[str, Intake] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    vouched: Vouched | None = None

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots of stores that were read."""
        return self.vouched.seen if self.vouched else ()

    def take(self, batch: FileRows) -> None:
        """Take in the rows of a batch."""
        batch = emptied(batch, self.layout.missing)
        tally = self.tallies.setdefault(batch.file, Tally(batch.file))
        if batch.table.item is None:
            self.shelf.take(batch)
        else:
            self._intake(batch.table, batch.table.item).take(batch, tally)

    def finish(self, file: FileRead) -> None:
        """Note that a file was read to its end."""
        tally = self.tallies.setdefault(file.file, Tally(file.file))
        tally.read += file.rows
        tally.unmapped += file.unreadable
        self.files[file.file] = file.digest

    def _intake(self, table: Table, item: str) -> Intake:
        if item not in self.intakes:
            self.intakes[item] = Intake(table, self.layout, self.wanted, self.times, self.findings)
        return self.intakes[item]

    def part(self, customers: frozenset[str] | None, *, parted: bool) -> Part:
        """Return what a contract sees, for it alone to go on with.

        Args:
            customers: What the source may call its customer, folded; None takes everything.
            parted: Whether several contracts share the source.
        """
        times = Times(self.times.dates, self.times.zone, self.times.shown)
        findings = self.findings.copy()
        tallies = {file: replace(tally) for file, tally in self.tallies.items()}
        mark = self.layout.decimal
        recorded = folded(self.layout.recorded or RECORDED)
        tables = Tables(self.shelf, times, mark, findings, tallies, customers, parted, recorded)
        return Part(self, times, findings, tables, tallies)


@dataclass(frozen=True, slots=True)
class Part:
    """What one contract sees of a source that several may share."""

    read: Read
    times: Times
    findings: Findings
    tables: Tables
    tallies: dict[str, Tally]


def read_all(source: Source, layout: Layout, wanted: frozenset[str]) -> Read:
    """Return everything that a source holds.

    Args:
        wanted: The fields that rules for items look at, folded.

    Raises:
        SourceError: It cannot be read to its end.
    """
    read = Read(source.name, layout, wanted, Times.declared(layout))
    for reported in source.read(layout, wanted | ALWAYS):
        match reported:
            case FileRows():
                read.take(reported)
            case FileRead():
                read.finish(reported)
            case Finding():
                read.findings.take(reported)
            case Vouched():
                read.vouched = reported
    return read
