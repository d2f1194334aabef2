"""What was measured, as a page: `docs/performance.md` and its chart."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from benchmarks.bulk.contenders import (
    COPY,
    LIBRARY,
    OURS,
    PORTFOLIO,
    READ_CSV,
    SCAN,
    SINGLE,
    Task,
)
from benchmarks.bulk.further import CONTRACTS, TICKETS
from benchmarks.bulk.runner import Times

MEASURED = ("duckdb", "polars", "pandas", "businesstimedelta", "numpy", "numba")
MOST_MEMORY = 2 << 30
TITLES: Mapping[Task, str] = {"one": "One measure", "six": "Six measures"}

AUDITS: Sequence[tuple[Task, float, float]] = (("one", 4, 4), ("six", 8, 15))
WINDOW = "window"
"""Ends the names of the ways in SQL that sort."""

FURTHER_TITLE = "Intake of CSV, files of verdicts, a portfolio"

HEAD = Path(__file__).with_name("page.md")


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that the project has set itself."""

    what: str
    found: float | None
    goal: str
    is_met: bool | None

    def row(self) -> str:
        """Return the goal as a row of a table."""
        found = "not measured" if self.found is None else f"{self.found:.2f}"
        word = {True: "met", False: "**missed**", None: "no goal"}[self.is_met]
        return f"| {self.what} | {found} | {self.goal} | {word} |"


@dataclass(frozen=True, slots=True)
class Measured:
    """All times of one size of the history."""

    events: int
    turns: int
    times: Mapping[str, Times]

    def best(self, task: Task, name: str) -> float | None:
        """Return the best time of a contender on the whole file, or scaled to it."""
        times = self.times.get(f"{task}: {name}")
        return times.scaled(self.events) if times and times.seconds else None

    def best_of(self, task: Task, start: str, end: str = "") -> float | None:
        """Return the best time of those whose names begin and end so."""
        found = (
            each.best
            for each in self.times.values()
            if each.contender.task == task
            and each.contender.name.startswith(start)
            and each.contender.name.endswith(end)
            and each.seconds
        )
        return min(found, default=None)


def goals(measured: Measured) -> Iterator[Goal]:
    """Yield the goals that this size can say something of."""
    scan = measured.best("scan", SCAN)
    for task, most, least in AUDITS:
        ours = measured.best(task, OURS)
        words = TITLES[task].lower()
        yield _at_most(f"slarules ÷ scan, {words}", ours, scan, most)
        sql, window = measured.best_of(task, "DuckDB, "), measured.best_of(task, "DuckDB, ", WINDOW)
        yield _at_least(f"best SQL ÷ slarules, {words}", sql, ours, least)
        yield _beside(f"best SQL with a window ÷ slarules, {words}", window, ours)
        polars = measured.best_of(task, "Polars, ")
        yield _beside(f"Polars ÷ slarules, {words}", polars, ours)
    library = measured.best("one", LIBRARY)
    yield _at_least("library ÷ slarules, one measure", library, measured.best("one", OURS), 500)
    ours, other = measured.best("intake", OURS), measured.best("intake", READ_CSV)
    yield _at_most("intake of CSV ÷ DuckDB's `read_csv`", ours, other, 1.5)
    ours, other = measured.best("verdicts", OURS), measured.best("verdicts", COPY)
    yield _at_most("files of verdicts ÷ DuckDB's `COPY`", ours, other, 2)
    many, single = measured.best("portfolio", PORTFOLIO), measured.best("portfolio", SINGLE)
    yield _beside("1,000 contracts ÷ one of them, over one history", many, single)


def growth(sizes: Sequence[Measured]) -> Iterator[Goal]:
    """Yield how evenly our time and memory grow with the history."""
    for task, _, _ in AUDITS:
        found = [(each.events, each.best(task, OURS)) for each in sizes]
        timed = [(events, seconds) for events, seconds in found if seconds]
        for (few, short), (many, long) in pairwise(timed):
            what = f"time per event, {many:,} ÷ {few:,} events, {TITLES[task].lower()}"
            yield _at_most(what, long / many, short / few, 1.2)
    ours = [each.times[f"six: {OURS}"] for each in sizes if f"six: {OURS}" in each.times]
    peak = max((each.peak for each in ours), default=0)
    is_met = peak < MOST_MEMORY if peak else None
    yield Goal("most memory, GB", peak / 2**30 or None, "under 2", is_met)


def _at_most(what: str, ours: float | None, other: float | None, most: float) -> Goal:
    found = ours / other if ours and other else None
    return Goal(what, found, f"at most {most}", None if found is None else found <= most)


def _beside(what: str, other: float | None, ours: float | None) -> Goal:
    return Goal(what, other / ours if ours and other else None, "", None)


def _at_least(what: str, other: float | None, ours: float | None, least: float) -> Goal:
    found = other / ours if ours and other else None
    return Goal(what, found, f"at least {least}", None if found is None else found >= least)


def page(sizes: Sequence[Measured]) -> str:
    """Return the page; the largest history of which most was measured comes first."""
    main = max(sizes, key=lambda each: (len(each.times), each.events))
    head = HEAD.read_text("utf-8").format(
        events=main.events,
        tickets=main.events // 5,
        turns=main.turns,
        contracts=CONTRACTS,
        shared=TICKETS,
    )
    parts = [head, "![How long each took](performance.svg)\n", *_tables(main), *_further(main)]
    rows = [each.row() for each in (*goals(main), *growth(sizes))]
    parts += ["## Goals\n", "| | found | goal | |\n| --- | --- | --- | --- |", *rows, ""]
    parts += [_missed([*goals(main), *growth(sizes)]), ""]
    parts += ["## Growth\n", *_growth_table(sizes), "", *_machine()]
    return "\n".join(parts)


def _tables(measured: Measured) -> Iterator[str]:
    scan = measured.best("scan", SCAN)
    for task, title in TITLES.items():
        own = [each for each in measured.times.values() if each.contender.task in (task, "scan")]
        timed = [each for each in own if each.seconds]
        timed.sort(key=lambda each: each.scaled(measured.events))
        yield f"## {title}\n"
        yield "| | seconds | median | ÷ the scan | of processors | peak MB | |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        yield from (_row(each, measured.events, scan) for each in timed)
        yield ""
        for each in own:
            if each.why_not:
                yield f"Not timed: {each.contender.name}: {each.why_not}\n"


def _further(measured: Measured) -> Iterator[str]:
    own = [each for each in measured.times.values() if each.contender.is_further]
    yield f"## {FURTHER_TITLE}\n"
    yield "| | | seconds | of processors |"
    yield "| --- | --- | --- | --- |"
    for each in own:
        found = (
            f"{each.best:.2f} | {min(each.processor):.2f}" if each.seconds else f"{each.why_not} |"
        )
        yield f"| {each.contender.task} | {each.contender.name} | {found} |"
    yield ""


def _missed(found: Sequence[Goal]) -> str:
    missed = [each.what for each in found if each.is_met is False]
    unknown = [each.what for each in found if each.found is None]
    said = [f"Missed: {'; '.join(missed)}." if missed else "No goal is missed."]
    if unknown:
        said.append(f"Not measured: {'; '.join(unknown)}.")
    return " ".join(said)


def _row(times: Times, events: int, scan: float | None) -> str:
    best = times.scaled(events)
    middle = times.median * events / times.events
    ratio = f"{best / scan:.1f}" if scan else ""
    sample = "" if times.contender.tickets is None else f"from {times.events:,} events"
    peak = "" if times.contender.tickets else f"{times.peak >> 20}"
    processor = min(times.processor) * events / times.events
    cells = (times.contender.name, f"{best:.2f}", f"{middle:.2f}", ratio, f"{processor:.2f}", peak)
    return f"| {' | '.join(cells)} | {sample} |"


def _growth_table(sizes: Sequence[Measured]) -> Iterator[str]:
    titles = ("events", "scan", "slarules, one", "slarules, six")
    yield f"| {' | '.join((*titles, 'peak MB, six'))} |"
    yield "| --- | --- | --- | --- | --- |"
    for each in sizes:
        ours = each.times.get(f"six: {OURS}")
        cells = (
            each.best("scan", SCAN),
            each.best("one", OURS),
            each.best("six", OURS),
        )
        shown = " | ".join("" if cell is None else f"{cell:.2f}" for cell in cells)
        yield f"| {each.events:,} | {shown} | {ours.peak >> 20 if ours else ''} |"


def _machine() -> Iterator[str]:
    versions = ", ".join(f"{name} {version(name)}" for name in MEASURED)
    yield f"Two threads each, Python {platform.python_version()}, {versions}."
    yield ""


def write(folder: Path, sizes: Sequence[Measured]) -> None:
    """Write the page."""
    (folder / "performance.md").write_text(page(sizes), "utf-8")
