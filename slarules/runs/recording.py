"""The large files of a run, written batch after batch while it is judged by columns.

They are the same bytes as those that `results` and `facts` write of objects, and never lie in
memory whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue
from types import TracebackType
from typing import BinaryIO, Final, NamedTuple, Self

import pyarrow as pa

from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.recording.batches import GROUP, grouped
from slarules.engine.bulk.recording.cells import Sheet, arrow, height, taken
from slarules.engine.bulk.recording.fact_rows import FactRows, sheet_of
from slarules.engine.bulk.recording.lines import Lines
from slarules.engine.bulk.recording.verdict_rows import Reports, rows_of, verdict_rows
from slarules.facts.history import History, Timeline
from slarules.facts.records import of_run, of_world
from slarules.runs.facts import RECORDED
from slarules.runs.parquet import write_parquet
from slarules.runs.spreadsheet import SPECIAL_CELL, written

MOST_WAITING: Final = 2
"""So many batches wait for the disk at most."""

PATIENCE: Final = 1 / 5
"""Seconds between two looks whether a file failed that others wait for."""


class Part(NamedTuple):
    """A batch that was judged.

    Attributes:
        alone: What is known of its items without an outline, by number.
    """

    items: ItemBatch
    alone: Mapping[int, Timeline | None]
    verdicts: VerdictColumns


class Recording:
    """Writes the files of `RECORDED` into a folder while it is open.

    Args:
        folder: Where; it is there.
        history: All that is known but the items.
        reports: Which verdicts are listed, by their period.
    """

    def __init__(self, folder: Path, history: History, reports: Reports) -> None:
        self._folder, self._history, self._reports = folder, history, reports
        self._queues: tuple[Queue[Part | None], ...] = (Queue(MOST_WAITING), Queue(MOST_WAITING))
        self._threads = ThreadPoolExecutor(len(self._queues), "recording")
        self._given_up = False
        self._writing: tuple[Future[None], ...] = ()

    def __enter__(self) -> Self:
        files = zip((self._write_verdicts, self._write_facts), self._queues, strict=True)
        self._writing = tuple(
            self._threads.submit(write, self._parts(waiting)) for write, waiting in files
        )
        return self

    def add(self, part: Part) -> None:
        """Write a batch behind those before it.

        Raises:
            OSError: Something could not be written.
        """
        self._put(part)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._put(None)
                for each in self._writing:
                    each.result()
        finally:
            self._give_up()
            self._threads.shutdown(wait=True)

    def _give_up(self) -> None:
        """Have no more written by whoever still writes."""
        self._given_up = True
        for waiting in self._queues:
            with suppress(Empty):
                while True:
                    waiting.get_nowait()
            waiting.put_nowait(None)

    def _put(self, part: Part | None) -> None:
        for waiting, writing in zip(self._queues, self._writing, strict=True):
            while True:
                with suppress(Full):
                    waiting.put(part, timeout=PATIENCE)
                    break
                if writing.done():
                    writing.result()  # raises what went wrong

    def _parts(self, waiting: Queue[Part | None]) -> Iterator[Part]:
        while (part := waiting.get()) is not None:
            yield part
        if self._given_up:
            raise InterruptedError("the run was given up")

    # --- verdicts ---------------------------------------------------------------------------------

    def _write_verdicts(self, parts: Iterator[Part]) -> None:
        parquet, table, _ = (self._folder / name for name in RECORDED)
        none = rows_of(())
        with table.open("wb") as file:
            file.write(f"{','.join(none)}\n".encode())
            _write(parquet, none, self._verdicts(parts, file))

    def _verdicts(self, parts: Iterator[Part], file: BinaryIO) -> Iterator[Sheet]:
        lines = Lines(SPECIAL_CELL, written)
        for part in parts:
            sheet = verdict_rows(part.verdicts, self._reports).shown()
            file.writelines(lines.of(sheet))
            yield sheet

    # --- facts ------------------------------------------------------------------------------------

    def _write_facts(self, parts: Iterator[Part]) -> None:
        _write(self._folder / RECORDED[-1], sheet_of(()), self._facts(parts))

    def _facts(self, parts: Iterator[Part]) -> Iterator[Sheet]:
        rows = FactRows(self._history.until)
        yield sheet_of(of_run(self._history))
        for part in parts:
            yield from rows.of(part.items, part.alone)
        yield sheet_of(of_world(self._history))


def _write(path: Path, none: Sheet, sheets: Iterator[Sheet]) -> None:
    """Write a file of Parquet.

    Args:
        none: A table like the others, without rows.
    """
    failed: list[Exception] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            for sheet in sheets:
                for first in range(0, height(sheet), GROUP):
                    yield arrow(taken(sheet, slice(first, first + GROUP)))
        except Exception as error:
            # DuckDB would tell it as text within an error of its own.
            failed.append(error)
            raise

    try:
        write_parquet(
            path, pa.RecordBatchReader.from_batches(arrow(none).schema, grouped(batches()))
        )
    except Exception:
        if failed:
            raise failed[0] from None
        raise
