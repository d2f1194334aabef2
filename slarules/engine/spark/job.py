"""The job: rows brought together by item, judged by executors, and added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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

from slarules.engine.spark.blocks import BLOCK
from slarules.engine.spark.executors import DONE, NAMED, Judging, Naming, Preparing, Work
from slarules.engine.spark.failures import error_of, error_of_spark
from slarules.engine.spark.folder import SharedFolder
from slarules.engine.spark.judge import Brief
from slarules.engine.spark.ranges import ROWS_OF_RANGE, cuts_of

FILES_LOOKED_AT = 32
"""In so many files, from all over, is looked up which items there are."""

AT_ONCE = "spark.sql.execution.arrow.maxRecordsPerBatch"

BLOCKS_AT_ONCE = "8"

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
    session: SparkSession, count: int, brief: Brief, folder: SharedFolder
) -> tuple[Part, ...]:
    """Have all items judged, each by one executor; return the parts in the order of items.

    Args:
        count: How many files the bench has; where rows are not exchanged, how many tasks.
        folder: Where executors write; empty.

    Raises:
        ExecutorError: A defect of ours showed on an executor.
        NotColumnsError: The source is to be read by rows.
        SourceError: A file cannot be read.
        UsageError: The cluster cannot do it, or what is asked cannot be done.
    """
    work = Work(session.sparkContext.broadcast(brief), folder)
    try:
        with _few_at_once(session):
            found = _collected(
                _mapped(_brought_together(session, count, work), Judging(work), DONE)
            )
    except (PySparkException, Py4JError) as error:
        failure = folder.failure()
        told = error_of(failure) if failure else error_of_spark(f"{error}")
        raise told from None  # what Java says of it is two hundred lines long
    finally:
        work.brief.destroy()
    return tuple(sorted(map(_part, found), key=lambda part: part.partition))


def _brought_together(session: SparkSession, count: int, work: Work) -> DataFrame:
    """Return what judges are given: rows in order, or their tasks where rows are not exchanged."""
    all_of_them = _numbered(session, count, 1)
    if not work.brief.value.exchanges:
        return all_of_them
    cuts = _cuts(session, count, work)
    blocks = _mapped(all_of_them, Preparing(work, cuts), BLOCK)
    return _parted(blocks, len(cuts) + 1).sortWithinPartitions("part", "file", "block")


def _parted(blocks: DataFrame, count: int) -> DataFrame:
    """Return blocks with each range in a partition, or several where Spark 4.0 has it so."""
    if hasattr(blocks, "repartitionById"):
        return blocks.repartitionById(count, "part")
    return blocks.repartition(count, "part")


def _cuts(session: SparkSession, count: int, work: Work) -> tuple[str, ...]:
    """Return where ranges end, so that all have about as many rows."""
    step = max(-(-count // FILES_LOOKED_AT), 1)
    some = _mapped(_numbered(session, count, step), Naming(work), NAMED)
    named = [(row["item"], row["rows"]) for row in _collected(some)]
    return cuts_of(named, _parts(session, sum(rows for _, rows in named) * step))


def _numbered(session: SparkSession, count: int, step: int) -> DataFrame:
    """Return each number up to another in a partition of its own."""
    return session.range(0, count, step, max(-(-count // step), 1)).toDF("number")


def _parts(session: SparkSession, rows: int) -> int:
    context = session.sparkContext
    asked = context.getConf().get("spark.sql.shuffle.partitions")
    return int(asked) if asked else max(-(-rows // ROWS_OF_RANGE), context.defaultParallelism)


@contextmanager
def _few_at_once(session: SparkSession) -> Iterator[None]:
    """Have Spark hand on few blocks at once: each has very many rows."""
    before = session.conf.get(AT_ONCE)
    session.conf.set(AT_ONCE, BLOCKS_AT_ONCE)
    try:
        yield
    finally:
        session.conf.set(AT_ONCE, before or "")


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
