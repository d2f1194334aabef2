"""What runs on executors: functions over the batches of one partition."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import Broadcast, TaskContext

from slarules.engine.bulk.reading.streaming import whole
from slarules.engine.spark.folder import Failure, SharedFolder
from slarules.engine.spark.judge import Bench, Brief, Judge
from slarules.errors import SlarulesError

DONE = pa.schema(
    [
        ("partition", pa.int32()),
        ("file", pa.string()),
        ("verdicts", pa.int64()),
        ("tally", pa.binary()),
    ]
)
"""What the driver gets of a partition: where its verdicts are, and what they come to."""

WORTH_ANOTHER_TRY = (OSError, MemoryError)
"""On another machine, or later, it may go well; anything else comes out the same every time."""


class GivenUpError(Exception):
    """The reason lies in the shared folder."""


class CutShortError(OSError):
    """Spark hands no more rows over; it knows itself why."""


@lru_cache(maxsize=1)
def _bench(texts: bytes, load: Callable[[bytes], Bench]) -> Bench:
    return load(texts)


@dataclass(frozen=True, slots=True)
class Work:
    """What both functions share."""

    brief: Broadcast[Brief]
    folder: SharedFolder

    def bench(self) -> Bench:
        """Return the contract, loaded once in this process."""
        brief = self.brief.value
        return _bench(brief.texts, brief.load)

    def guarded(self, stage: str, rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield what a stage makes of a partition; leave word why it cannot.

        Raises:
            GivenUpError: This partition, or another, cannot be worked on.
        """
        if self.folder.failure():
            raise GivenUpError
        try:
            yield from rows
        except WORTH_ANOTHER_TRY:
            raise
        except Exception as error:
            self.folder.tell(_failure(stage, error))
            raise GivenUpError from error


@dataclass(frozen=True, slots=True)
class Preparing:
    """Places of files in, their rows out."""

    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Work on one partition."""
        pa.set_cpu_count(1)
        yield from self.work.guarded("read", self._prepared(_fed(batches)))

    def _prepared(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        schema = self.work.brief.value.sorted_rows
        assert schema is not None  # noqa: S101 - rows are exchanged
        for batch in self.work.bench().prepare(batches):
            yield batch.select(schema.names).cast(schema)


@dataclass(frozen=True, slots=True)
class Judging:
    """Sorted rows in; verdicts go into a file, and one row goes to the driver."""

    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Work on one partition."""
        pa.set_cpu_count(1)
        yield from self.work.guarded("judge", self._done(_fed(batches)))

    def _done(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        brief = self.work.brief.value
        rows = batches if brief.sorted_rows is None else whole(batches)
        first = next(rows, None)
        if first is None:
            return
        judge, (partition, attempt) = self.work.bench().judge(), _task()
        # The name tells attempts apart: the driver reads the file of the one that came to its end.
        name = f"part-{partition:05}-{attempt}.parquet"
        number = self._written(judge, chain([first], rows), name)
        tally = judge.tally()
        if tally is None:
            return
        yield pa.RecordBatch.from_arrays(
            [
                pa.array([each], field.type)
                for each, field in zip(
                    (partition, name if number else None, number, tally), DONE, strict=True
                )
            ],
            schema=DONE,
        )

    def _written(self, judge: Judge, rows: Iterator[pa.RecordBatch], name: str) -> int:
        schema, number = self.work.brief.value.verdicts, 0
        verdicts = judge.judged(rows)
        first = next(verdicts, None)
        if first is None:
            return 0
        with (
            self.work.folder.part(name) as file,
            pq.ParquetWriter(file, schema, compression="snappy") as writer,
        ):
            for batch in chain([first], verdicts):
                writer.write_batch(batch.cast(schema))
                number += batch.num_rows
        return number


def _fed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except Exception as error:
        raise CutShortError from error


def _task() -> tuple[int, int]:
    task = TaskContext.get()
    return (task.partitionId(), task.taskAttemptId()) if task else (0, 0)


def _failure(stage: str, error: Exception) -> Failure:
    trace = "" if isinstance(error, SlarulesError) else traceback.format_exc()
    return Failure(stage, _task()[0], type(error).__name__, f"{error}", trace)
