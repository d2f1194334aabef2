"""Files and a mapping written in a test, as the history that they make."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from slarules import contract as contracts
from slarules.contract.mapping import LoadedMapping, load_mapping
from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.facts import Gathered, gather, survey
from slarules.facts.history import BEGINNING, Timeline
from slarules.facts.source import Source
from slarules.instants import Instant, instant, iso
from tests.files import csv_source
from tests.shared import ROOT

HARBOUR = ROOT / "rules" / "contracts" / "harbour.sla"

HEAD = 'language slarules 1\n\nmapping m version 1 of "service-desk" version 2 from "csv"\n'

EVENTS = """
  events from "events.csv"
  times without an offset are in "UTC"
  history is complete through the latest time in the file
"""

TICKETS = """
  tickets from "tickets.csv"
  a ticket is named by column "id"
  times without an offset are in "UTC"
  history is complete through 2026-06-30 24:00
"""

SNAPSHOTS = """
  snapshots from "log.csv"
  a ticket is named by column "id"
  a row holds from column "updated"
  times without an offset are in "UTC"
  history is complete through the latest time in the file
"""


def load(folder: Path, text: str) -> LoadedMapping:
    """Return what comes of a mapping's phrases, or of a whole file."""
    path = folder / "m.sla"
    path.write_text(text if text.startswith("language") else HEAD + text, "utf-8")
    return load_mapping(path)


def mapping(folder: Path, text: str) -> Mapping:
    """Return a mapping that has no errors."""
    loaded = load(folder, text)
    assert loaded.mapping is not None, [str(problem) for problem in loaded.problems]
    return loaded.mapping


def source(folder: Path, **files: str | bytes) -> Source:
    """Return a folder with files as a source; `events` is `events.csv`."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    for name, content in files.items():
        path = data / (f"{name}.csv" if "." not in name else name)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return csv_source(str(data))


def surveyed(folder: Path, text: str, **files: str | bytes) -> Gathered:
    """Return what files make by a mapping, no contract in mind."""
    loaded = load(folder, text)
    assert loaded.words is not None
    return survey(loaded.words, mapping(folder, text), source(folder, **files))


@cache
def harbour() -> Contract:
    """Return a contract of the service desk."""
    loaded = contracts.load(HARBOUR)
    assert loaded.contract is not None
    return loaded.contract


def gathered(folder: Path, text: str, as_of: str | None = None, **files: str | bytes) -> Gathered:
    """Return what files make by a mapping for the contract `harbour`."""
    at = None if as_of is None else moment(as_of)
    return gather(harbour(), mapping(folder, text), source(folder, **files), at)


def moment(text: str) -> Instant:
    """Return an instant written in UTC."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def values(item: Timeline, fact: str) -> list[tuple[str, str]]:
    """Return the steps of a fact, their instants as text in UTC."""
    return [
        (
            "beginning" if step.at == BEGINNING else iso(step.at)[:16].replace("T", " "),
            str(getattr(step.value, "value", step.value)),
        )
        for step in item.facts[fact]
    ]


def times(item: Timeline, word: str) -> list[str]:
    """Return when a word happened, as text in UTC."""
    return [iso(each.at)[:16].replace("T", " ") for each in item.happened.get(word, ())]


def odd(found: Gathered) -> list[tuple[str, int | None, str | None]]:
    """Return what was odd, by kind, row and column; what was detected left out."""
    return [(f.kind, f.row, f.column) for f in found.findings if f.kind != "detected"]
