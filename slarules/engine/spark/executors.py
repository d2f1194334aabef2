"""What runs on executors: functions over the batches of one partition."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import Broadcast, TaskContext

from slarules.engine.bulk.reading.merging import in_order
from slarules.engine.spark.blocks import BLOCK, Blocks, cut, packed
from slarules.engine.spark.folder import Failure, SharedFolder
from slarules.engine.spark.judge import Bench, Brief, Judge
from slarules.errors import SlarulesError
from slarules.facts.columns import OutOfOrderError

DONE = pa.schema(
    [
        ("partition", pa.int32()),
        ("file", pa.string()),
        ("verdicts", pa.int64()),
        ("tally", pa.binary()),
    ]
)
"""What the driver gets of a partition: where its verdicts are, and what they come to."""

NAMED = pa.schema([("item", pa.string()), ("rows", pa.int64())])
"""Items from all over, each with how many rows it stands for."""

QUICK: Final[Mapping[str, Any]] = {
    "compression": "lz4",
    "use_dictionary": False,
    "write_statistics": False,
}
"""How what was judged is written: it is read once, whole, and no two cells of it are the same."""

NAMES_OF_BATCH = 256

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
class Naming:
    """Places of files in, some of their items out, from all over."""

    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Work on one partition."""
        pa.set_cpu_count(1)
        yield from self.work.guarded("read", self._named(_fed(batches)))

    def _named(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        bench = self.work.bench()
        for file in _numbers(batches):
            for items in bench.names(file):
                if len(items):
                    yield _sample(items)


def _sample(items: pa.Array) -> pa.RecordBatch:
    step = max(len(items) // NAMES_OF_BATCH, 1)
    places = range(step // 2, len(items), step)
    names = [items[place].as_py() for place in places]
    rows = [len(items) // len(names)] * len(names)
    return pa.record_batch([pa.array(names, pa.string()), pa.array(rows)], schema=NAMED)


@dataclass(frozen=True, slots=True)
class Preparing:
    """Places of files in, their rows out, in blocks.

    Attributes:
        cuts: The last item of each range but the last one.
    """

    work: Work
    cuts: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Work on one partition."""
        pa.set_cpu_count(1)
        yield from self.work.guarded("read", self._prepared(_fed(batches)))

    def _prepared(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        bench = self.work.bench()
        for file in _numbers(batches):
            for number, (part, rows) in enumerate(self._cut(bench.prepare(file))):
                values = zip((part, file, number, packed(rows)), BLOCK, strict=True)
                arrays = [pa.array([each], field.type) for each, field in values]
                yield pa.RecordBatch.from_arrays(arrays, schema=BLOCK)

    def _cut(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
        for batch in batches:
            yield from cut(batch, self.cuts)


@dataclass(frozen=True, slots=True)
class Judging:
    """Blocks in order in; verdicts go into a file, and one row goes to the driver.

    Where rows are not exchanged, numbers of tasks come in.
    """

    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Work on one partition."""
        pa.set_cpu_count(1)
        work = self._exchanged if self.work.brief.value.exchanges else self._found
        yield from self.work.guarded("judge", work(_fed(batches)))

    def _found(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for number in _numbers(batches):
            task = pa.record_batch({"task": [number]})
            yield from self._done(number, partial(_alone, task))

    def _exchanged(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for part, blocks in groupby(_blocks(batches), key=itemgetter(0)):
            with TemporaryDirectory(prefix="slarules-") as room:
                held = Blocks(Path(room, "blocks"), (rows for _, rows in blocks))
                yield from self._done(part, partial(_merged, held))

    def _done(
        self, part: int, rows: Callable[[], Iterator[pa.RecordBatch]]
    ) -> Iterator[pa.RecordBatch]:
        judge = self.work.bench().judge()
        # The name tells attempts apart: the driver reads the file of the one that came to its end.
        name = f"part-{part:05}-{_attempt()}.parquet"
        try:
            number = self._written(judge, rows(), name)
        except OutOfOrderError:
            number = self._written(judge, rows(), name)
        tally = judge.tally()
        if tally is None:
            return
        values = zip((part, name if number else None, number, tally), DONE, strict=True)
        arrays = [pa.array([each], field.type) for each, field in values]
        yield pa.RecordBatch.from_arrays(arrays, schema=DONE)

    def _written(self, judge: Judge, rows: Iterator[pa.RecordBatch], name: str) -> int:
        schema, number = self.work.brief.value.verdicts, 0
        verdicts = judge.judged(rows)
        first = next(verdicts, None)
        if first is None:
            return 0
        with (
            self.work.folder.part(name) as file,
            pq.ParquetWriter(file, schema, **QUICK) as writer,
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


def _alone(task: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    yield task


def _merged(held: Blocks) -> Iterator[pa.RecordBatch]:
    yield from in_order(held.batches())


def _numbers(batches: Iterable[pa.RecordBatch]) -> Iterator[int]:
    for batch in batches:
        yield from batch.column(0).to_pylist()


def _blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, bytes]]:
    """Yield the range of each block, and its rows."""
    for batch in batches:
        for part, rows in zip(batch.column("part"), batch.column("rows"), strict=True):
            yield part.as_py(), rows.as_buffer()


def _partition() -> int:
    task = TaskContext.get()
    return task.partitionId() if task else 0


def _attempt() -> int:
    task = TaskContext.get()
    return task.taskAttemptId() if task else 0


def _failure(stage: str, error: Exception) -> Failure:
    trace = "" if isinstance(error, SlarulesError) else traceback.format_exc()
    return Failure(stage, _partition(), type(error).__name__, f"{error}", trace)
