"""Items judged by two executors that are processes of their own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from slarules.engine.spark.failures import ExecutorError
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.job import Part, judged_apart
from slarules.errors import SourceError, UsageError
from tests.engine.spark.stand_in import VERDICTS, brief

Event = tuple[str, int]


def judged(
    cluster: SparkSession,
    shared: SharedFolder,
    files: Sequence[Sequence[Event]],
    orders: dict[str, str] | None = None,
    rows: int = 1_000,
) -> tuple[Part, ...]:
    """Have the events of files judged; each file is read by a task of its own."""
    paths = [f"{shared.address} {number}.parquet" for number in range(len(files))]
    for path, events in zip(paths, files, strict=True):
        columns = {"item": [item for item, _ in events], "at": [at for _, at in events]}
        kinds = pa.schema([("item", pa.string()), ("at", pa.int64())])
        pq.write_table(pa.table(columns, schema=kinds), path)
    return judged_apart(cluster, len(paths), brief(paths, orders, rows), shared)


def by_hand(*files: Sequence[Event]) -> bytes:
    """Return the file of verdicts that one process writes, without anything of Spark."""
    rows = sorted(
        (item, at, file, row)
        for file, events in enumerate(files)
        for row, (item, at) in enumerate(events)
    )
    told: dict[str, list[str]] = {}
    for item, *rest in rows:
        told.setdefault(item, []).append(" ".join(map(str, rest)))
    digests = [sha256("\n".join(each).encode()).hexdigest() for each in told.values()]
    columns = [list(told), [len(each) for each in told.values()], digests]
    arrays = [pa.array(each, kind.type) for each, kind in zip(columns, VERDICTS, strict=True)]
    return as_file([pa.RecordBatch.from_arrays(arrays, schema=VERDICTS)])


def as_file(batches: Iterable[pa.RecordBatch]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_batches(batches, VERDICTS).combine_chunks(), sink)
    return bytes(sink.getvalue())


def verdicts(shared: SharedFolder, parts: Iterable[Part]) -> bytes:
    files = [Path(shared.address, part.file) for part in parts if part.file]
    return as_file(batch for file in files for batch in pq.read_table(file).to_batches())


def added(parts: Iterable[Part]) -> dict[str, int]:
    tallies = [json.loads(part.tally) for part in parts]
    return {name: sum(each[name] for each in tallies) for name in ("items", "rows")}


def history(items: int, rows: int, seed: int = 7) -> list[Event]:
    chance = random.Random(seed)  # noqa: S311 - a made-up history is no secret
    return [(f"T-{chance.randrange(items):05}", chance.randrange(10**6)) for _ in range(rows)]


# --- the same as one process ---------------------------------------------------------------------


def test_items_that_reach_over_batches_and_files_come_out_as_from_one_process(
    cluster: SparkSession, shared: SharedFolder
) -> None:
    first, second = history(90, 1_000, seed=1), history(90, 1_000, seed=2)
    parts = judged(cluster, shared, [first, second], rows=7)
    assert verdicts(shared, parts) == by_hand(first, second)
    assert added(parts) == {"items": 90, "rows": 2_000}


def test_one_item_with_most_of_the_events_and_partitions_without_any(
    cluster: SparkSession, shared: SharedFolder
) -> None:
    events = [("huge", at) for at in range(50_000, 0, -1)] + [("small", 1)]
    parts = judged(cluster, shared, [events])
    assert verdicts(shared, parts) == by_hand(events)
    assert added(parts) == {"items": 2, "rows": 50_001}
    assert len(parts) <= 2  # of four partitions


def test_no_rows_at_all(cluster: SparkSession, shared: SharedFolder) -> None:
    assert judged(cluster, shared, [[], []]) == ()


@pytest.mark.parametrize("whom", ["worker", "executor"])
def test_what_a_process_that_is_killed_had_begun_is_done_again(
    cluster: SparkSession, shared: SharedFolder, tmp_path: Path, whom: str
) -> None:
    events, mark = history(60, 3_000), tmp_path / "killed"
    parts = judged(cluster, shared, [events], {"T-00007": f"kill {whom} once {mark}"})
    assert mark.exists()
    assert verdicts(shared, parts) == by_hand(events)
    assert added(parts) == {"items": 60, "rows": 3_000}


# --- what goes wrong -----------------------------------------------------------------------------


def failing(cluster: SparkSession, shared: SharedFolder, order: str) -> None:
    judged(cluster, shared, [history(20, 200)], {"T-00003": order})


def test_what_is_wrong_with_a_contract_is_told_as_here_and_with_the_partition(
    cluster: SparkSession, shared: SharedFolder
) -> None:
    with pytest.raises(UsageError) as raised:
        failing(cluster, shared, "wrong")
    said = r"partition \d: the contract has no calendar for 2031; add one"
    assert raised.match(f"^{said}$")
    assert raised.value.__suppress_context__


def test_what_is_wrong_with_a_row_names_file_row_and_column(
    cluster: SparkSession, shared: SharedFolder
) -> None:
    with pytest.raises(SourceError, match=r"^partition \d: log.parquet, row 4, 'at': is no time$"):
        failing(cluster, shared, "unreadable")


def test_a_defect_of_ours_is_told_with_where_it_is_and_no_java(
    cluster: SparkSession, shared: SharedFolder
) -> None:
    with pytest.raises(ExecutorError, match="while items were judged: KeyError: 'seven'") as raised:
        failing(cluster, shared, "defect")
    (note,) = raised.value.__notes__
    assert "stand_in.py" in note
    assert ".scala" not in note


def test_a_process_that_always_dies_is_said_to_need_memory(
    cluster: SparkSession, shared: SharedFolder
) -> None:
    said = r"^partition \d was tried 2 times, and each time the process .* died; .*memoryOverhead"
    with pytest.raises(UsageError, match=said) as raised:
        failing(cluster, shared, "kill worker")
    assert len(f"{raised.value}".splitlines()) == 1
