"""The job: rows brought together by item, judged by executors, and added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.udf import UserDefinedFunction
from pyspark.util import PythonEvalType

from slarules.engine.spark.executors import DONE, Judging, Preparing, Work
from slarules.engine.spark.failures import error_of, error_of_spark
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.judge import Brief

Mapped: TypeAlias = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one partition.

    Attributes:
        file: Its verdicts in the shared folder, in the order of items; None for none.
        tally: As the judge gave it.
    """

    partition: int
    file: str | None
    verdicts: int
    tally: bytes


def judged_apart(
    session: SparkSession, files: DataFrame, brief: Brief, folder: SharedFolder
) -> tuple[Part, ...]:
    """Have all items judged, each by one executor; return the parts in the order of items.

    Args:
        files: One row for each file, with its place; the bench reads it. One for each task of a
            judge, with its number, where rows are not exchanged.
        folder: Where executors write; empty.

    Raises:
        ExecutorError: A defect of ours showed on an executor.
        NotColumnsError: The source is to be read by rows.
        SourceError: A file cannot be read.
        UsageError: The cluster cannot do it, or what is asked cannot be done.
    """
    work = Work(session.sparkContext.broadcast(brief), folder)
    try:
        found = _collected(_mapped(_brought_together(files, work), Judging(work), DONE))
    except (PySparkException, Py4JError) as error:
        failure = folder.failure()
        told = error_of(failure) if failure else error_of_spark(f"{error}")
        raise told from None  # what Java says of it is two hundred lines long
    finally:
        work.brief.destroy()
    return tuple(sorted(map(_part, found), key=lambda part: part.partition))


def _brought_together(files: DataFrame, work: Work) -> DataFrame:
    """Return what judges are given: rows in order, or their tasks where rows are not exchanged."""
    schema = work.brief.value.sorted_rows
    if schema is None:
        return files
    raw = _mapped(files, Preparing(work), schema)
    # Each partition has what lies between two items, so that parts need not be merged.
    return raw.repartitionByRange("item").sortWithinPartitions("item", "at", "file", "row")


def _collected(rows: DataFrame) -> list[Row]:
    """Return `rows.collect()`; Ctrl-C cancels the job."""
    context, tag = rows.sparkSession.sparkContext, f"slarules-{uuid4()}"

    def collected() -> list[Row]:
        context.addJobTag(tag)
        context.setInterruptOnCancel(True)
        return rows.collect()

    # In a thread of its own, since a connection to Java that waits for an answer takes no word.
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(collected)
        try:
            return job.result()
        except KeyboardInterrupt:
            context.cancelJobsWithTag(tag)
            raise


def _mapped(rows: DataFrame, function: Mapped, schema: pa.Schema) -> DataFrame:
    """Return `rows.mapInArrow(function, schema)`, which demands pandas and does not use it."""
    kind = PythonEvalType.SQL_MAP_ARROW_ITER_UDF
    udf = UserDefinedFunction(function, from_arrow_schema(schema), evalType=kind)
    columns = udf(*(rows[name] for name in rows.columns))
    mapped = rows._jdf.mapInArrow(columns._jc, False, None)  # noqa: SLF001, FBT003 - as it does
    return DataFrame(mapped, rows.sparkSession)


def _part(row: Row) -> Part:
    return Part(row["partition"], row["file"], row["verdicts"], bytes(row["tally"]))
