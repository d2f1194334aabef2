"""Files that Spark is to read: which they are, and whether they have one schema."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

import pyarrow as pa
import pyarrow.parquet as pq

from slarules.engine.spark.failures import error_of_spark
from slarules.engine.spark.files import ParquetFiles, files_in, files_of_delta, refuse_drift
from slarules.errors import SourceError, UsageError

TIMES = pa.timestamp("us", "UTC")


def table(**kinds: pa.DataType) -> pa.Table:
    return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})


def test_files_come_in_the_order_of_their_names_and_hidden_ones_are_passed_over(
    tmp_path: Path,
) -> None:
    for name in ("b.parquet", "a/c [1]*.parquet", "_temporary/d.parquet", ".e.parquet", "f.crc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        pq.write_table(table(item=pa.string()), tmp_path / name)
    assert files_in(str(tmp_path)) == (f"{tmp_path}/a/c [1]*.parquet", f"{tmp_path}/b.parquet")
    assert files_in(f"{tmp_path}/b.parquet") == (f"{tmp_path}/b.parquet",)


def test_a_folder_without_any_and_none_at_all_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"holds no Parquet file"):
        files_in(str(tmp_path))
    with pytest.raises(SourceError, match=r"there is no such file or folder"):
        files_in(str(tmp_path / "history"))
    with pytest.raises(UsageError, match=r"^nfs9://there cannot be reached: "):
        files_in("nfs9://there")


def test_the_files_of_a_delta_table_are_those_of_the_version(tmp_path: Path) -> None:
    deltalake = pytest.importorskip("deltalake", reason="the extra [store] is not installed")
    for item in ("T-1", "T-2"):
        deltalake.write_deltalake(tmp_path, pa.table({"item": [item]}), mode="append")
    assert len(files_of_delta(str(tmp_path), 0)) == 1
    assert len(files_of_delta(str(tmp_path))) == 2
    with pytest.raises(SourceError, match="cannot be read as a Delta table: "):
        files_of_delta(str(tmp_path), 7)


# --- one schema ----------------------------------------------------------------------------------


def drifted(tmp_path: Path, second: pa.Table) -> str:
    pq.write_table(table(item=pa.string(), at=TIMES), tmp_path / "1.parquet")
    pq.write_table(second, tmp_path / "2.parquet")
    with pytest.raises(SourceError) as raised:
        refuse_drift(ParquetFiles(files_in(str(tmp_path)), ("item", "at")))
    return f"{raised.value}".replace(f"{tmp_path}/", "")


def test_a_column_of_another_type_is_named_with_its_file(tmp_path: Path) -> None:
    said = drifted(tmp_path, table(item=pa.string(), at=pa.string()))
    assert said == (
        "2.parquet, 'at': is string here and timestamp[us, tz=UTC] in 1.parquet; "
        "write all files with one schema"
    )


def test_a_column_that_a_file_lacks_is_named_with_what_it_has(tmp_path: Path) -> None:
    said = drifted(tmp_path, table(item=pa.string(), when=TIMES))
    assert said == "2.parquet, 'at': has no such column; it has item, when"


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    pq.write_table(table(item=pa.string()), tmp_path / "1.parquet")
    (tmp_path / "2.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(SourceError, match=r"2\.parquet: cannot be read as Parquet: "):
        refuse_drift(ParquetFiles(files_in(str(tmp_path)), ("item",)))


def test_times_in_nanoseconds_are_refused_since_spark_does_not_read_them(tmp_path: Path) -> None:
    pq.write_table(table(at=pa.timestamp("ns")), tmp_path / "1.parquet")
    with pytest.raises(SourceError, match="nanoseconds, which Spark does not read"):
        refuse_drift(ParquetFiles(files_in(str(tmp_path)), ("at",)))


def test_texts_that_are_kept_as_dictionaries_are_texts(tmp_path: Path) -> None:
    kinds = (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()))
    for number, kind in enumerate(kinds):
        pq.write_table(table(item=kind), tmp_path / f"{number}.parquet")
    refuse_drift(ParquetFiles(files_in(str(tmp_path)), ("item",)))


def test_columns_that_nobody_asks_for_may_differ(tmp_path: Path) -> None:
    for number, kind in enumerate((pa.string(), pa.int64())):
        pq.write_table(table(item=pa.string(), note=kind), tmp_path / f"{number}.parquet")
    refuse_drift(ParquetFiles(files_in(str(tmp_path)), ("item",)))


# --- what Spark says -----------------------------------------------------------------------------


FAILED = (
    "Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times, most recent failure: "
)

KILLED = "ExecutorLostFailure (executor 6 exited) Reason: Container killed. Exit code is 137"

CRASHED = "org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)\n\tat a.b"


@pytest.mark.parametrize("told", [KILLED, CRASHED])
def test_a_partition_whose_process_always_dies_needs_more_memory(told: str) -> None:
    said = f"{error_of_spark(FAILED + told)}"
    assert said.startswith("partition 3 was tried 4 times, and each time the process")
    assert "spark.executor.memoryOverhead" in said


def test_anything_else_is_told_by_its_innermost_cause() -> None:
    told = (
        "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times: "
        "java.lang.RuntimeException: no\n\tat org.apache.spark.x(Y.scala:1)\n"
        "Caused by: java.io.IOException: No space left on device\n\tat java.base/z\n"
    )
    said = f"{error_of_spark(told)}"
    assert said == "partition 0 was tried 4 times: IOException: No space left on device"
