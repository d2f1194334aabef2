"""A year of the demo, judged by two executors, comes to the same bytes as on one machine."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from slarules.agreement import agreement
from slarules.cli import run
from slarules.demo import write
from slarules.engine.choice import AskedEngine
from slarules.engine.spark.auditing import Audit
from slarules.errors import SourceError
from slarules.facts.columns import ColumnSource, NotColumnsError
from slarules.facts.known import Known
from slarules.order import Order
from slarules.runs.by_columns import ByColumns, audited_by_columns
from slarules.runs.in_columns import Asked
from slarules.sources import sources_named
from slarules.watch import Nobody
from tests.conduct.story import story
from tests.delta import without_rows

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
    rows += odd(header, rows)
    log.unlink()
    for number in range(FILES):
        with log.with_name(f"events {number}.csv").open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(header)
            table.writerows(rows[number::FILES])


def odd(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Return rows that cannot be read, name no ticket, or say again what others say."""
    ticket, at = header.index("ticket"), header.index("at")
    nameless, timeless = [*rows[7]], [*rows[2_000]]
    nameless[ticket], timeless[at] = "", "soon"
    return [nameless, timeless, rows[4_000], rows[4_001]]


def carried_out(year: Year, engine: AskedEngine, room: Path) -> ByColumns:
    room.mkdir()
    order = replace(year.order, engine=engine)
    agreed, source = agreement(order), sources_named(order.sources)
    assert isinstance(source, ColumnSource)
    texts = agreed.contract, agreed.mapping
    return audited_by_columns(
        source, Asked(order, *texts, Known(), room, keeps=True, watch=Nobody())
    )


@pytest.mark.usefixtures("cluster")
def test_verdicts_facts_findings_and_statements_are_those_of_one_machine(
    year: Year, tmp_path: Path
) -> None:
    assert_same(year, tmp_path)


def assert_same(year: Year, tmp_path: Path) -> None:
    """Compare an audit by two executors with one by this process."""
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


# --- Parquet, of whose groups of rows is known which tickets they have ----------------------------


def in_groups(year: Year, files: int, blank: str = "") -> None:
    """Write the log as Parquet in order of tickets, but for a row without a time."""
    rows = [row for path in sorted(year.source.glob("events *.csv")) for row in _rows(path)]
    for path in year.source.glob("events *.csv"):
        path.unlink()
    header = list(rows[0])
    rows.sort(key=lambda row: (row["ticket"], row["at"]))
    for row in rows[len(rows) // 2 : len(rows) // 2 + 9]:
        row["ticket"] = blank + row["ticket"]
    for number in range(files):
        own = rows[number * len(rows) // files : (number + 1) * len(rows) // files]
        table = pa.table({name: pa.array([row[name] for row in own]) for name in header})
        path = year.source / f"events {number}.parquet"
        pq.write_table(table, path, row_group_size=101, compression="none")
    text = year.order.mapping.read_text(encoding="utf-8")
    year.order.mapping.write_text(text.replace("events *.csv", "events *.parquet"), "utf-8")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("files", [1, 2])
def test_tickets_in_order_are_judged_where_they_lie(
    year: Year, tmp_path: Path, files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_groups(year, files)
    monkeypatch.setattr(Audit, "exchanged", never)
    assert_same(year, tmp_path)


def never(*_: object) -> None:
    raise AssertionError("rows were exchanged")


@pytest.mark.usefixtures("cluster")
def test_names_with_blanks_lie_elsewhere_than_they_seem_to(year: Year, tmp_path: Path) -> None:
    in_groups(year, 1, blank=" ")
    assert_same(year, tmp_path)


# --- files that are not as the others ------------------------------------------------------------


def as_parquet(year: Year) -> list[Path]:
    for path in sorted(year.source.glob("events *.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = zip(header, zip(*rows, strict=True), strict=True)
        table = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns})
        pq.write_table(table, path.with_suffix(".parquet"), compression="none")
        path.unlink()
    text = year.order.mapping.read_text(encoding="utf-8")
    year.order.mapping.write_text(text.replace("events *.csv", "events *.parquet"), "utf-8")
    return sorted(year.source.glob("events *.parquet"))


@pytest.mark.usefixtures("cluster")
def test_a_file_whose_schema_drifted_is_named_with_the_column(year: Year, tmp_path: Path) -> None:
    drifted = as_parquet(year)[1]
    table = pq.read_table(drifted)
    names = ["when" if name == "at" else name for name in table.column_names]
    pq.write_table(table.rename_columns(names), drifted)
    with pytest.raises(SourceError, match=r"events 1\.parquet.*'at'") as raised:
        carried_out(year, "spark", tmp_path / "there")
    assert len(f"{raised.value}".splitlines()) == 1


@pytest.mark.usefixtures("cluster")
def test_a_file_that_is_broken_in_the_middle_is_named(year: Year, tmp_path: Path) -> None:
    broken = as_parquet(year)[1]
    content = bytearray(broken.read_bytes())
    content[100:2_000] = bytes(1_900)
    broken.write_bytes(content)
    with pytest.raises(SourceError, match=r"events 1\.parquet: cannot be read") as raised:
        carried_out(year, "spark", tmp_path / "there")
    assert len(f"{raised.value}".splitlines()) == 1


# --- Delta tables --------------------------------------------------------------------------------


@pytest.mark.usefixtures("cluster")
def test_a_parted_delta_table_with_deleted_rows_is_read_as_its_log_says(
    year: Year, tmp_path: Path
) -> None:
    files = [pq.read_table(path) for path in as_parquet(year)]
    log = pa.concat_tables(files)
    table = year.source / "log of events"
    day = pa.array([f"{at}"[:7] for at in log.column("at").to_pylist()])
    write_deltalake(table, log.append_column("month", day), partition_by=["month"])
    without_rows(table, lambda path: {1, 2, 30} if "2025-0" in path else ())
    for path in year.source.glob("events *.parquet"):
        path.unlink()
    text = year.order.mapping.read_text(encoding="utf-8")
    text = text.replace('"events *.parquet"', f'"{table.name}"')
    year.order.mapping.write_text(text, encoding="utf-8")
    assert_same(year, tmp_path)


# --- findings on conduct -------------------------------------------------------------------------


@pytest.mark.usefixtures("cluster")
def test_conduct_is_looked_at_on_this_machine_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*story(tmp_path), "--register", "none", "--out"]
    assert run([*words, str(tmp_path / "here"), "--engine", "reference"]) == 0
    capsys.readouterr()
    assert run([*words, str(tmp_path / "there"), "--engine", "spark"]) == 0
    assert "row by row, which takes longer: the contract asks" in capsys.readouterr().err
    here, there = _files(tmp_path / "here"), _files(tmp_path / "there")
    assert json.loads(here["conduct.json"])["rules"]
    assert here == there


def _files(folder: Path) -> dict[str, bytes]:
    """Return what a run says, without when and how it was made."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {name: content for name, content in found.items() if name != "manifest.json"}
