"""A year of the demo, judged by two executors, comes to the same bytes as on one machine."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

from pyspark.sql import SparkSession

from slarules.agreement import agreement
from slarules.demo import write
from slarules.engine.choice import AskedEngine
from slarules.facts.columns import ColumnSource, NotColumnsError
from slarules.facts.known import Known
from slarules.order import Order
from slarules.runs.by_columns import Asked, ByColumns, by_columns
from slarules.sources import sources_named

FILES = 3


@dataclass(frozen=True, slots=True)
class Year:
    """The demo with its log in several files, the rows of each ticket all over them."""

    order: Order
    source: Path


@pytest.fixture
def year(tmp_path: Path) -> Year:
    files = write(tmp_path / "demo")
    text = files.mapping.read_text(encoding="utf-8")
    text = text.replace('events from "events.csv"', 'events from "events *.csv"')
    text = text.replace("the latest time in the file", "2026-01-05 08:00")
    files.mapping.write_text(text, encoding="utf-8")
    parted(files.source / "events.csv")
    order = Order(files.contract, files.mapping, f"csv:{files.source}")
    return Year(order, files.source)


def parted(log: Path) -> None:
    with log.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    log.unlink()
    for number in range(FILES):
        with log.with_name(f"events {number}.csv").open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(header)
            table.writerows(rows[number::FILES])


def carried_out(year: Year, engine: AskedEngine, room: Path) -> ByColumns:
    room.mkdir()
    order = replace(year.order, engine=engine)
    agreed, source = agreement(order), sources_named(order.sources)
    assert isinstance(source, ColumnSource)
    texts = agreed.contract, agreed.mapping
    return by_columns(source, Asked(order, *texts, Known(), room, keeps=True, heard=heard))


def heard(items: int) -> None:
    assert items > 0


@pytest.fixture
def in_tiny_batches(cluster: SparkSession) -> Iterator[None]:
    cluster.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
    yield
    cluster.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")


@pytest.mark.usefixtures("in_tiny_batches")
def test_verdicts_facts_findings_and_statements_are_those_of_one_machine(
    year: Year, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    local, apart = carried_out(year, "bulk", here), carried_out(year, "spark", there)
    assert apart.gathered == local.gathered
    assert apart.review == local.review
    assert [*apart.verdicts] == [*local.verdicts]
    assert apart.computed == replace(local.computed, engine="spark")
    assert {path.name: path.read_bytes() for path in there.iterdir()} == {
        path.name: path.read_bytes() for path in here.iterdir()
    }


@pytest.mark.usefixtures("cluster")
def test_what_cannot_be_read_by_columns_is_told_by_the_executor_that_reads_it(
    year: Year, tmp_path: Path
) -> None:
    with (year.source / "events 1.csv").open("a", encoding="utf-8") as file:
        file.write('"a quote that\nnobody closes\n')
    with pytest.raises(NotColumnsError, match=r"events 1\.csv"):
        carried_out(year, "spark", tmp_path / "there")
