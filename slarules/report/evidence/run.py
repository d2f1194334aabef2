"""`manifest.json`, `counts.json` and `findings.csv` as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from slarules.report.evidence.parts import Count, DocumentPart, Text, Time


class SnapshotRead(DocumentPart):
    """A version of what a store kept of a source; `hash` stands for it and all before it."""

    store: Text
    source: Text
    number: Count
    hash: Text

    def __str__(self) -> str:
        return f"{self.store}, snapshot {self.number} of {self.source}"


class Manifest(DocumentPart):
    """What was asked, what computed it, and the hash of every file.

    Attributes:
        engine: What computed it; runs of before there was a choice say it among the versions.
        evidence: The hash that stands for all that the run says; every report prints it.
        previous: The hash of the register's last run of this contract when this one was made.
        seal: The hash of the manifest without its seal.
    """

    schema_version: int
    kind: Literal["slarules run"]
    contract: Text
    versions: Mapping[str, Text]
    engine: Text = "reference"
    audience: Literal["customer", "provider"]
    as_of: Time
    complete_through: Time
    periods: tuple[Text, ...]
    command: tuple[Text, ...]
    inputs: tuple[Text, ...]
    sources: Mapping[str, Text]
    snapshots: tuple[SnapshotRead, ...] = ()
    evidence: Text = ""
    files: Mapping[str, Text]
    previous: Text | None = None
    clock: Mapping[str, Text]
    seal: Text = ""


class Read(DocumentPart):
    """What became of the rows of a file; `read` is the sum of the others."""

    file: Text
    read: Count
    used: Count
    excluded: Count
    unmapped: Count


class Counts(DocumentPart):
    """`counts.json`.

    Attributes:
        never_given: What the contract needs and the source has nowhere.
        items: How many of each kind there are.
        verdicts: How many of each word there are.
    """

    schema_version: int
    files: tuple[Read, ...]
    never_given: tuple[Text, ...]
    items: Mapping[str, Count]
    verdicts: Mapping[str, Count]


class Finding(DocumentPart):
    """A row of `findings.csv`.

    Attributes:
        row: The first row that shows it, counted as a spreadsheet does.
        count: How many rows show it.
    """

    file: Text
    row: Count | None
    column: Text | None
    kind: Text
    count: Count
    what: Text
