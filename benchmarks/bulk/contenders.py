"""Who takes part, in what, and on how much of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeAlias

from benchmarks.bulk.question import GOALS, Answer

Task: TypeAlias = Literal["scan", "one", "six"]

MEASURES: Mapping[str, Sequence[str]] = {"one": ("resolve",), "six": tuple(GOALS)}

PEERS = "benchmarks.bulk.peers"


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to do a task.

    Attributes:
        module: Imported before the time counts.
        further: What its `answer` takes besides the file and the measures.
        tickets: On how large a sample it runs; None for the whole file.
    """

    name: str
    task: Task
    module: str
    function: str = "answer"
    further: tuple[str, ...] = ()
    tickets: int | None = None

    def run(self, path: str) -> Answer | None:
        """Do the task on a file; a scan answers nothing."""
        function = getattr(import_module(self.module), self.function)
        if self.task == "scan":
            function(path)
            return None
        found = function(path, MEASURES[self.task], *self.further)
        assert isinstance(found, Answer)  # noqa: S101 - every peer answers
        return found

    @property
    def label(self) -> str:
        """The name that picks it on the command line."""
        return f"{self.task}: {self.name}"


OURS = "slarules, bulk"
REFERENCE = "slarules, reference"
SCAN = "DuckDB scans and groups"
SQL = ("day-join + window", "ASOF join + window", "day-join + stream")
LIBRARY = "pandas + businesstimedelta"


def _of(task: Task) -> tuple[Contender, ...]:
    sql = (Contender(f"DuckDB, {way}", task, f"{PEERS}.sql", further=(way,)) for way in SQL)
    engines = ("in-memory", "streaming")
    frames = (
        Contender(f"Polars, {each}", task, f"{PEERS}.polars_frame", further=(each,))
        for each in engines
    )
    return (
        Contender(OURS, task, "benchmarks.bulk.ours", "audit", ("bulk",)),
        *sql,
        *frames,
        Contender("naive loop in Python", task, f"{PEERS}.loop", tickets=5_000),
        Contender(LIBRARY, task, f"{PEERS}.pandas_library", tickets=1_000),
        Contender(REFERENCE, task, "benchmarks.bulk.ours", "audit", ("reference",), tickets=3_000),
    )


CONTENDERS = (
    Contender(SCAN, "scan", f"{PEERS}.sql", "scan"),
    *_of("one"),
    *_of("six"),
)
"""In the order in which they take turns."""
