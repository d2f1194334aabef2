"""What the project has set itself, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from benchmarks.bulk.contenders import (
    AUDIT,
    COMMANDS,
    COPY,
    LIBRARY,
    NOTHING,
    OURS,
    PORTFOLIO,
    READ_CSV,
    SCAN,
    SINGLE,
    Task,
)
from benchmarks.bulk.runner import WHENS, Times, When

TITLES: Mapping[Task, str] = {"one": "One measure", "six": "Six measures"}

AUDITS: Sequence[tuple[Task, float, float]] = (("one", 4, 4), ("six", 8, 15))
"""At most so many times the scan, and at least so many times as quick as SQL."""

WINDOW = "window"
"""Ends the names of the ways in SQL that sort."""

MOST_MEMORY = 2_000_000_000
READINGS = 2
"""The history of a portfolio is read once for what it says, and may be once for its digest."""

Found: TypeAlias = Mapping[When, float]
"""Seconds, or a ratio of them: of first calls, and of further ones."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that the project has set itself.

    Attributes:
        found: Of what has no first call, `again` stands for it.
        most: At most so much.
        least: At least so much.
        note: What keeps it from being met, whatever was found.
    """

    what: str
    found: Found | None
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether it is met by the further calls; None where there is no goal, or nothing known."""
        return self.is_met_by("again")

    def is_met_by(self, when: When) -> bool | None:
        """Return whether it would be met by such calls."""
        if self.most is None and self.least is None:
            return None
        if self.note:
            return False
        return None if self.found is None else self.headroom(when) >= 1

    def headroom(self, when: When) -> float:
        """Return how many times better than the goal it is; less than one is missed."""
        found = self.found[when] if self.found else 0.0
        if self.most is not None:
            return self.most / found if found else 0.0
        return found / self.least if self.least else 0.0

    @property
    def words(self) -> str:
        """The goal in words; none of what has none."""
        if self.most is not None:
            return f"at most {self.most:g}"
        return "" if self.least is None else f"at least {self.least:g}"


@dataclass(frozen=True, slots=True)
class Measured:
    """All times of one size of the history.

    Attributes:
        shared: How many bytes the history of the portfolio has.
    """

    events: int
    turns: int
    times: Mapping[str, Times]
    shared: int = 0

    def timed(self, task: Task, name: str) -> Times | None:
        """Return the times of a contender that has some."""
        times = self.times.get(f"{task}: {name}")
        return times if times and times.is_timed else None

    def best(self, task: Task, name: str) -> Found | None:
        """Return the best seconds of a contender on the whole file, or scaled to it."""
        times = self.timed(task, name)
        if times is None:
            return None
        return {when: times.scaled(when, self.events).seconds for when in WHENS}

    def best_of(self, task: Task, start: str, end: str = "") -> Found | None:
        """Return the best seconds of all those whose names begin and end so."""
        all_of = [
            each
            for each in self.times.values()
            if each.contender.task == task and each.is_timed
            if each.contender.name.startswith(start) and each.contender.name.endswith(end)
        ]
        if not all_of:
            return None
        return {
            when: min(each.scaled(when, self.events).seconds for each in all_of) for when in WHENS
        }


def over(one: Found | None, other: Found | None) -> Found | None:
    """Return how many times the other one is, in first and in further calls."""
    return {when: one[when] / other[when] for when in WHENS} if one and other else None


def main_size(sizes: Sequence[Measured]) -> Measured:
    """Return the history of which most was measured, and of those the largest."""
    return max(sizes, key=lambda each: (len(each.times), each.events))


def goals(sizes: Sequence[Measured]) -> list[Goal]:
    """Return all goals; most are measured at one size, growth and memory at all of them."""
    main = main_size(sizes)
    return [*_of_audits(main), *_beside_audits(main), *_growth(sizes), *_memory(sizes)]


def _of_audits(main: Measured) -> Iterator[Goal]:
    scan = main.best("scan", SCAN)
    for task, most, least in AUDITS:
        ours, words = main.best(task, OURS), TITLES[task].lower()
        sql, window = main.best_of(task, "DuckDB, "), main.best_of(task, "DuckDB, ", WINDOW)
        yield Goal(f"slarules ÷ scan, {words}", over(ours, scan), most=most)
        yield Goal(f"best SQL ÷ slarules, {words}", over(sql, ours), least=least)
        yield Goal(f"best SQL with a window ÷ slarules, {words}", over(window, ours))
        yield Goal(f"Polars ÷ slarules, {words}", over(main.best_of(task, "Polars, "), ours))
    library, one = main.best("one", LIBRARY), main.best("one", OURS)
    yield Goal("library ÷ slarules, one measure", over(library, one), least=500)


def _beside_audits(main: Measured) -> Iterator[Goal]:
    intake = over(main.best("intake", OURS), main.best("intake", READ_CSV))
    yield Goal("intake of CSV ÷ DuckDB's `read_csv`", intake, most=1.5)
    verdicts = over(main.best("verdicts", OURS), main.best("verdicts", COPY))
    yield Goal("files of verdicts ÷ DuckDB's `COPY`", verdicts, most=2)
    readings = "how often 1,000 contracts read the history they share"
    yield Goal(readings, _readings(main), most=READINGS)
    many, single = main.best("portfolio", PORTFOLIO), main.best("portfolio", SINGLE)
    yield Goal("1,000 contracts ÷ one of them, over one history", over(many, single))


def _readings(main: Measured) -> Found | None:
    many, nothing = main.timed("portfolio", PORTFOLIO), main.timed("portfolio", NOTHING)
    if not many or not nothing or not main.shared or many.read <= nothing.read:
        return None
    found = (many.read - nothing.read) / main.shared
    return dict.fromkeys(WHENS, found)


def _growth(sizes: Sequence[Measured]) -> Iterator[Goal]:
    for task, _, _ in AUDITS:
        found = [(each.events, each.best(task, OURS)) for each in sizes]
        timed = [(events, seconds) for events, seconds in found if seconds]
        for (few, short), (many, long) in pairwise(timed):
            ratio = {when: long[when] / many / (short[when] / few) for when in WHENS}
            what = f"time per event, {many:,} ÷ {few:,} events, {TITLES[task].lower()}"
            yield Goal(what, ratio, most=1.2)


def _memory(sizes: Sequence[Measured]) -> Iterator[Goal]:
    for how, name, tasks in (
        ("called from Python", OURS, tuple(TITLES)),
        ("`slarules audit`", AUDIT, COMMANDS),
    ):
        own = [
            (each.events, times)
            for each in sizes
            for times in each.times.values()
            if times.contender.name == name and times.contender.task in tasks
        ]
        lost = [f"{each.contender.asks} of {events:,}" for events, each in own if not each.is_timed]
        peak = max((each.peak for _, each in own if each.is_timed), default=0)
        largest = max((events for events, _ in own), default=0)
        yield Goal(
            f"most memory in GB, {how}, up to {largest:,} events",
            dict.fromkeys(WHENS, peak / 1e9) if peak else None,
            most=MOST_MEMORY / 1e9,
            note=f"no answer to {', '.join(lost)}" if lost else "",
        )
