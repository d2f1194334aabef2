"""Who takes part, in what, and on how much of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeAlias

from benchmarks.bulk.question import GOALS, Answer

Task: TypeAlias = Literal[
    "scan", "one", "six", "command one", "command six", "intake", "verdicts", "portfolio"
]

MEASURES: Mapping[str, Sequence[str]] = {"one": ("resolve",), "six": tuple(GOALS)}

COMMANDS: Sequence[Task] = ("command one", "command six")
FURTHER: Sequence[Task] = ("intake", "verdicts", "portfolio")

PEERS = "benchmarks.bulk.peers"

CALLS = 3


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to do a task.

    Attributes:
        module: Imported before the time counts.
        further: What its `answer` takes besides the file and the measures.
        tickets: On how large a sample it runs; None for the whole file.
        turns: So many at most, for those that take long.
        calls: How often a process asks at most; once for what is a process of its own.
    """

    name: str
    task: Task
    module: str
    function: str = "answer"
    further: tuple[str, ...] = ()
    tickets: int | None = None
    turns: int | None = None
    calls: int = CALLS

    @property
    def is_further(self) -> bool:
        """Whether it is something else than an audit or the scan."""
        return self.task in FURTHER

    @property
    def asks(self) -> str | None:
        """The question that it answers, `one` or `six`; None where it answers nothing."""
        word = self.task.rpartition(" ")[2]
        return word if word in MEASURES else None

    def prepared(self, path: str) -> Callable[[], Answer | None]:
        """Return what is timed; of what is no audit, a step before makes what it works on."""
        if not self.is_further:
            return lambda: self.run(path)
        work = getattr(import_module(self.module), self.function)(path)

        def done() -> None:
            work()

        return done

    def run(self, path: str) -> Answer | None:
        """Do the task on a file; a scan answers nothing."""
        function = getattr(import_module(self.module), self.function)
        if self.asks is None:
            function(path)
            return None
        found = function(path, MEASURES[self.asks], *self.further)
        assert isinstance(found, Answer)  # noqa: S101 - every peer answers
        return found

    @property
    def label(self) -> str:
        """The name that picks it on the command line."""
        return f"{self.task}: {self.name}"


OURS = "slarules, bulk"
AUDIT = "slarules audit"
REFERENCE = "slarules, reference"
SCAN = "DuckDB scans and groups"
SQL = ("day-join + window", "ASOF join + window", "day lists + stream")
READ_CSV, COPY = "DuckDB, read_csv", "DuckDB, COPY"
PORTFOLIO, SINGLE = "slarules, 1,000 contracts", "slarules, one contract of them"
NOTHING = "slarules, 1,000 contracts over no history"
BESIDE = "benchmarks.bulk.further"
OWN = "benchmarks.bulk.ours"
LIBRARY = "pandas + businesstimedelta"


def _of(task: Task) -> tuple[Contender, ...]:
    sql = (
        Contender(f"DuckDB, {way}", task, f"{PEERS}.sql", further=(way,), turns=most)
        for way, most in zip(SQL, (1, 1, None), strict=True)
    )
    engines = ("in-memory", "streaming")
    frames = (
        Contender(f"Polars, {each}", task, f"{PEERS}.polars_frame", further=(each,))
        for each in engines
    )
    return (
        Contender(OURS, task, OWN, "audit", ("bulk",)),
        *sql,
        *frames,
        Contender("naive loop in Python", task, f"{PEERS}.loop", tickets=5_000, turns=1),
        Contender(LIBRARY, task, f"{PEERS}.pandas_library", tickets=1_000, turns=1),
        Contender(REFERENCE, task, OWN, "audit", ("reference",), tickets=3_000, turns=1),
    )


CONTENDERS = (
    Contender(SCAN, "scan", f"{PEERS}.sql", "scan"),
    *_of("one"),
    *_of("six"),
    *(Contender(AUDIT, task, "benchmarks.bulk.command", calls=1) for task in COMMANDS),
    Contender(OURS, "intake", BESIDE, "our_intake"),
    Contender(READ_CSV, "intake", BESIDE, "duckdb_intake"),
    Contender(OURS, "verdicts", BESIDE, "our_verdicts"),
    Contender(COPY, "verdicts", BESIDE, "duckdb_verdicts"),
    Contender(SINGLE, "portfolio", BESIDE, "one_of_portfolio", turns=1, calls=1),
    Contender(PORTFOLIO, "portfolio", BESIDE, "portfolio", turns=1, calls=1),
    Contender(NOTHING, "portfolio", BESIDE, "portfolio_over_nothing", turns=1, calls=1),
)
"""In the order in which they take turns."""
