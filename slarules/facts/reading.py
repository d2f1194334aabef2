"""A source is read to its end: its rows by kind of item, its further tables, its files."""

from __future__ import annotations

from dataclasses import dataclass, field

from slarules.core.mapping import Mapping, Table
from slarules.facts.findings import Finding, Findings, Tally
from slarules.facts.further import Tables
from slarules.facts.items import wanted_fields
from slarules.facts.missing import emptied
from slarules.facts.rows import Intake
from slarules.facts.source import Batch, FileRead, Source
from slarules.facts.times import Times


@dataclass(slots=True)
class Read:
    """All that a source holds.

    Attributes:
        intakes: By kind of item.
        files: The digest of each file.
    """

    mapping: Mapping
    times: Times
    findings: Findings
    tables: Tables
    intakes: dict[str, Intake] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def take(self, batch: Batch) -> None:
        """Take in the rows of a batch."""
        batch = emptied(batch, self.mapping.layout.missing)
        tally = self.tallies.setdefault(batch.file, Tally(batch.file))
        if batch.table.item is None:
            self.tables.take(batch, tally)
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
            wanted = wanted_fields(self.mapping)
            layout = self.mapping.layout
            self.intakes[item] = Intake(table, layout, wanted, self.times, self.findings)
        return self.intakes[item]


def read_all(source: Source, mapping: Mapping, customers: frozenset[str] | None) -> Read:
    """Return everything that a source holds.

    Raises:
        SourceError: It cannot be read to its end.
    """
    findings, times = Findings(), Times.declared(mapping.layout)
    tables = Tables(times, mapping.layout.decimal, findings, customers)
    read = Read(mapping, times, findings, tables)
    for reported in source.read(mapping.layout):
        match reported:
            case Batch():
                read.take(reported)
            case FileRead():
                read.finish(reported)
            case Finding():
                findings.take(reported)
    return read
