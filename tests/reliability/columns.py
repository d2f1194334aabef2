"""What goes wrong while an audit reads, judges and writes by columns."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from slarules.facts.oddities import FROM_EARLIER
from tests.reliability.child import (
    Child,
    Ended,
    Prepare,
    at_change,
    interrupted,
    killed,
    run,
    small_files,
)
from tests.reliability.fault import Fault
from tests.reliability.place import is_whole, results
from tests.shared import ROOT

TEXTS = ROOT / "benchmarks" / "bulk" / "texts"
TICKETS = 60
FILES = 3
ROWS = (
    (8, "New"),
    (9, "Open"),
    (11, "Waiting for customer"),
    (15, "Answered"),
    (18, "Solved"),
)

UNSORTED, SHUFFLED = 100_000, 100_000

SETTLED = ("verdicts.csv", "verdicts.parquet", "statement.json")
"""Files of a run that do not tell where rows stand."""

Column = dict[str, pa.Array]


class Columns:
    """A folder with tables in Parquet; runs go to `run`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.data, self.out = folder, folder / "data", folder / "out" / "run"
        self.data.mkdir()
        self.mapping = folder / "log.sla"
        text = (TEXTS / "log.sla").read_text(encoding="utf-8")
        self.mapping.write_text(text.replace('"log.parquet"', '"log*.parquet"'), encoding="utf-8")
        for number in range(FILES):
            self.written(number, rows(number))

    def path(self, number: int) -> Path:
        """Return where a table is."""
        return self.data / f"log{number}.parquet"

    def written(self, number: int, columns: Column) -> None:
        """Write a table."""
        pq.write_table(pa.table(columns), self.path(number), row_group_size=100)

    def audit(self, engine: str = "bulk", prepare: Prepare | None = None) -> Ended:
        """Audit them into a folder."""
        return run(self.words(engine), self.folder, prepare)

    def words(self, engine: str, register: str = "none") -> list[str]:
        """Return the words of a command that audits them into a folder."""
        return [
            *("audit", str(TEXTS / "one.sla"), "--mapping", str(self.mapping)),
            *("--source", f"csv:{self.data}", "--engine", engine, "--register", register),
            *("--out", str(self.out)),
        ]

    def left(self) -> list[str]:
        """Return what lies beside the run folder."""
        beside = self.out.parent
        return sorted(p.name for p in beside.iterdir() if p != self.out) if beside.exists() else []


def rows(number: int) -> Column:
    """Return the columns of a table: some tickets, each as it was after each change."""
    tickets = range(number * TICKETS, (number + 1) * TICKETS)
    second, micro = 1_000_000, pa.timestamp("us", tz="UTC")
    begin = 1_735_689_600 * second  # 2025-01-01
    at = [begin + (t * 7 + hour) * 3600 * second for t in tickets for hour, _ in ROWS]
    return {
        "ticket": pa.array([f"HD-{t:05}" for t in tickets for _ in ROWS]),
        "at": pa.array(at, micro),
        "status": pa.array([status for _ in tickets for _, status in ROWS]),
        "priority": pa.array(["1 Critical", "3 Normal"] * (TICKETS * len(ROWS) // 2)),
    }


def killed_in_columns(folder: Path) -> Iterator[str]:
    """Kill a run before some of its changes to the disk, an older run in its place."""
    place = Columns(folder / "place")
    place.audit()
    kept = results(place.out)
    for number in (2, 5, 8, 11, 20):
        place.audit(prepare=at_change(number, killed))
        if not is_whole(place.out):
            yield f"step {number}: the run is not whole"
    ended = place.audit()
    if ended.code or results(place.out) != kept or place.left():
        yield f"running again: {ended}, {place.left()}"


def interrupted_in_columns(folder: Path) -> Iterator[str]:
    """Press Ctrl-C before some changes to the disk."""
    place = Columns(folder / "place")
    for number in (2, 5, 8, 11):
        ended = place.audit(prepare=at_change(number, interrupted))
        if ended.code != 130 or "stopped" not in ended.said:
            yield f"step {number}: {ended}"
        if place.out.exists() or place.left():
            yield f"step {number}: {place.left()} is left"


def full_in_columns(folder: Path) -> Iterator[str]:
    """Let no file grow beyond a size."""
    place = Columns(folder / "place")
    place.audit()
    kept = results(place.out)
    for size in (200, 3_000):
        ended = place.audit(prepare=small_files(size))
        said = (str(place.out), os.strerror(errno.EFBIG))
        if ended.code != 2 or not all(each in ended.said for each in said):
            yield f"{size} bytes: {ended}"
        if results(place.out) != kept or place.left():
            yield f"{size} bytes: the run before is not as it was"


def worker_fails(folder: Path) -> Iterator[str]:
    """Let a thread that judges find no memory."""
    place = Columns(folder / "place")
    ended = place.audit(prepare=_without_memory)
    if ended.code != 2 or "not enough memory" not in ended.said:
        yield str(ended)
    if place.out.exists() or place.left():
        yield f"{place.left()} is left"


def _without_memory() -> None:
    from slarules.engine.bulk.walking import sharing

    def nothing(*_: object, **__: object) -> None:
        raise MemoryError

    sharing._Part.walked = nothing  # type: ignore[method-assign,assignment]  # noqa: SLF001


def not_installed(folder: Path) -> Iterator[str]:
    """Let Numba be away."""
    place = Columns(folder / "place")
    ended = place.audit(prepare=_without_numba)
    if ended.code != 2 or 'pip install "slarules[bulk]"' not in ended.said:
        yield str(ended)
    automatic = place.audit("auto", _without_numba)
    if automatic.code:
        yield f"auto: {automatic}"


def _without_numba() -> None:
    sys.modules["numba"] = None  # type: ignore[assignment]  # as Python notes what is not there


def damaged(folder: Path) -> Iterator[str]:
    """Damage a table in several ways; both engines are to say the same of it."""
    place = Columns(folder / "place")
    whole = place.path(1).read_bytes()
    flipped = bytearray(whole)
    flipped[300:600] = bytes(byte ^ 0x5A for byte in whole[300:600])
    for what in (whole[: len(whole) // 2], bytes(flipped), b"", b"PAR1PAR1"):
        place.path(1).write_bytes(what)
        ended = place.audit()
        if ended.code != 3 or "log1.parquet" not in ended.said:
            yield str(ended)
        if ended != place.audit("reference"):
            yield f"the reference engine says something else than {ended.said}"
        if place.out.exists() or place.left():
            yield f"{place.left()} is left"


def drifted(folder: Path) -> Iterator[str]:
    """Let a column of one table be gone, another kind of value, and one more than elsewhere."""
    place = Columns(folder / "place")
    usual = rows(1)
    texts = pa.array([str(each) for each in usual["at"].to_pylist()])
    without = {name: column for name, column in usual.items() if name != "priority"}
    for columns in (
        without,
        usual | {"at": texts},
        usual | {"priority": pa.array(range(len(texts)))},
        {"more": usual["status"]} | usual,
        usual | {"status": pa.array([[each] for each in usual["status"].to_pylist()])},
        {name: column for name, column in usual.items() if name != "ticket"},
    ):
        place.written(1, columns)
        by_columns = _told(place, "bulk")
        if by_columns != _told(place, "reference"):
            yield f"{list(columns)}: the engines do not come to the same: {by_columns}"


def _told(place: Columns, engine: str) -> tuple[int, str, dict[str, str]]:
    ended = place.audit(engine)
    # An audit that ends well tells which items were judged one by one.
    return (0, "", results(place.out)) if ended.code == 0 else (ended.code, ended.said, {})


def many(count: int, step: int) -> Column:
    """Return rows, neighbours so many tickets apart."""
    tickets = count // len(ROWS)
    which = [row // len(ROWS) * step % tickets for row in range(count)]
    begin, hour = 1_735_689_600_000_000, 3_600_000_000
    at = [begin + (t % 4000 + ROWS[row % len(ROWS)][0]) * hour for row, t in enumerate(which)]
    return {
        "ticket": pa.array([f"IN-{t:06}" for t in which]),
        "at": pa.array(at, pa.timestamp("us", tz="UTC")),
        "status": pa.array([status for _, status in ROWS] * tickets),
        "priority": pa.array(["3 Normal"] * count),
    }


def full_while_sorting(folder: Path) -> Iterator[str]:
    """Let rows that are not in order find no room where they are sorted."""
    place = Columns(folder / "place")
    spill = folder / "passing"
    spill.mkdir()
    place.written(1, many(UNSORTED, 7919))

    def prepare() -> None:
        from slarules_csv import columns_order

        columns_order.IN_MEMORY = "10MB"
        tempfile.tempdir = str(spill)
        small_files(200_000)()

    ended = place.audit(prepare=prepare)
    if ended.code != 2 or str(spill) not in ended.said or "TMPDIR" not in ended.said:
        yield str(ended)
    if place.out.exists() or place.left() or any(spill.iterdir()):
        yield f"{place.left()} is left"


def in_no_order(folder: Path) -> Iterator[str]:
    """Shuffle the rows of a table, of which sorting may hold a part in memory."""
    place = Columns(folder / "place")
    order = Random(1).sample(range(SHUFFLED), SHUFFLED)  # noqa: S311  # always the same
    shuffled = pa.table(many(SHUFFLED, 1)).take(order)
    pq.write_table(shuffled, place.path(1), row_group_size=1_000)
    ended = place.audit(prepare=_little_to_sort_in)
    if ended.code or "one by one" in ended.said or FROM_EARLIER not in _findings(place):
        yield str(ended)
        return
    kept = results(place.out)
    place.written(1, many(SHUFFLED, 1))
    place.audit()
    in_order = results(place.out)
    if any(kept[name] != in_order[name] for name in SETTLED) or place.left():
        yield "the same rows in order come to something else"


def _findings(place: Columns) -> str:
    return (place.out / "findings.csv").read_text(encoding="utf-8")


def _little_to_sort_in() -> None:
    from slarules_csv import columns_order

    columns_order.IN_MEMORY = "20MB"


def columns_at_once(folder: Path) -> Iterator[str]:
    """Start runs at once that write one folder and one register, which is not there yet."""
    place = Columns(folder / "place")
    words = place.words("bulk", str(folder / "register.db"))
    for ended in [child.ended() for child in [Child(words, place.folder) for _ in range(2)]]:
        if ended.code:
            yield str(ended)
    if not is_whole(place.out) or place.left():
        yield f"not whole, or {place.left()} is left"
    words = ["runs", "--register", str(folder / "register.db"), "--format", "json"]
    listed = run(words, place.folder)
    if listed.code or listed.said.count(str(place.out)) != 2:
        yield str(listed)


COLUMN_FAULTS = (
    Fault(
        "the machine dies while columns are read and written",
        "`kill -9` before some changes to the disk, also inside the threads that write",
        "the run before, or the new one, is there and whole; running again ends as if nothing had "
        "happened, and clears up",
        killed_in_columns,
    ),
    Fault(
        "somebody presses Ctrl-C while columns are read and written",
        "the signal before some changes to the disk",
        "exit 130; nothing is left",
        interrupted_in_columns,
    ),
    Fault(
        "the disk is full while columns are written",
        "the kernel refuses what is written beyond a size",
        "exit 2 and a sentence that names the folder and the reason; the run before is as it was",
        full_in_columns,
    ),
    Fault(
        "a thread that judges fails",
        "it finds no memory",
        "exit 2 and a sentence; no run folder, nothing is left",
        worker_fails,
    ),
    Fault(
        "Numba is not installed",
        "Python finds none",
        "`--engine bulk`: exit 2 and what to install; `auto`: the reference engine computes",
        not_installed,
    ),
    Fault(
        "a Parquet file is damaged",
        "one of three is cut in its middle, has turned bytes in a row group, is empty, has a "
        "beginning and an end alone",
        "exit 3 and its name, in the words of the reference engine; nothing is left",
        damaged,
    ),
    Fault(
        "a schema drifted",
        "one of three tables lacks a column or its key, has texts for times, numbers or lists for "
        "texts, or a column more",
        "what the reference engine says or finds, file by file the same",
        drifted,
    ),
    Fault(
        "the temporary folder is full while rows out of order are sorted",
        "the kernel refuses what is written there beyond a size",
        "exit 2 and a sentence that names the folder and says to set `TMPDIR`; nothing is left",
        full_while_sorting,
    ),
    Fault(
        "rows are in no order, and more than are sorted in memory",
        "100,000 shuffled rows, with 20 MB to sort them in; 700 otherwise",
        "they are sorted in the temporary folder and judged by columns, with the verdicts of rows "
        "in order; that they are not is told",
        in_no_order,
    ),
    Fault(
        "several runs by columns at once",
        "2 runs into one folder and one new register",
        "all end well; the folder is one of them and whole; the register has both",
        columns_at_once,
    ),
)
