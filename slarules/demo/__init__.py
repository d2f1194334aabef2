"""A contract and a year of history that slarules makes up: what `slarules demo` audits."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from slarules.demo.story import EXPORTED
from slarules.demo.tickets import COLUMNS as EVENT_COLUMNS
from slarules.demo.tickets import year_of_events
from slarules.demo.world import (
    FEE_COLUMNS,
    OUTAGE_COLUMNS,
    READING_COLUMNS,
    fees,
    outages,
    readings,
)
from slarules.resources import shipped

SEED = 2025
"""The year that the documentation shows."""


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """What was written: two texts, and the folder that the `csv` source reads."""

    contract: Path
    mapping: Path
    source: Path


def write(folder: Path, seed: int = SEED) -> DemoFiles:
    """Write a contract, its mapping and a year of help-desk history into `folder`.

    The same seed gives the same bytes.

    Raises:
        OSError: `folder` cannot be written to.
    """
    files = DemoFiles(folder / "alster.sla", folder / "alster-csv.sla", folder / "history")
    files.source.mkdir(parents=True, exist_ok=True)
    for text in (files.contract, files.mapping):
        text.write_bytes(shipped("rules").joinpath("demo", text.name).read_bytes())
    random = Random(seed)  # noqa: S311 - a story, no secret
    _save(files.source / "events.csv", EVENT_COLUMNS, year_of_events(random, EXPORTED))
    _save(files.source / "outages.csv", OUTAGE_COLUMNS, outages())
    _save(files.source / "measurements.csv", READING_COLUMNS, readings(random))
    _save(files.source / "fees.csv", FEE_COLUMNS, fees())
    return files


def _save(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)
