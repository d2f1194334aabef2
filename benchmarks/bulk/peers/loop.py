"""The naive loop: Python objects, one ticket after another, business time day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import duckdb

from benchmarks.bulk.question import (
    BERLIN,
    GOALS,
    MICROS,
    PRIORITIES,
    UNTIL,
    Answer,
    Counted,
    answered,
    micros,
    openings,
)

WAITING = frozenset({"Waiting for customer"})
DONE = frozenset({"Solved", "Closed"})
HELD = frozenset({"On hold"})
NOW = micros(UNTIL)


class Row(NamedTuple):
    """What a ticket was from a time on."""

    ticket: str
    at: int
    status: str
    priority: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that a measure measures, by row; `end` is None while it goes on.

    Attributes:
        still: While which statuses its clock stands still.
    """

    measure: str
    start: int
    end: int | None
    still: frozenset[str] = frozenset()


def answer(path: str, measures: Sequence[str]) -> Answer:
    """Return the answer for a file."""
    query = """SELECT ticket, epoch_us("at"), status, priority FROM read_parquet($path)
               ORDER BY ticket, "at" """
    rows = (Row(*row) for row in duckdb.execute(query, {"path": path}).fetchall())
    tickets = (list(own) for _, own in groupby(rows, itemgetter(0)))
    return counted(verdict for ticket in tickets for verdict in judged(ticket, measures))


def counted(verdicts: Iterable[tuple[str, str, bool]]) -> Answer:
    """Return the answer that verdicts add up to."""
    counts = Counter(verdicts)
    keys = {(measure, month) for measure, month, _ in counts}
    return answered(Counted(*key, counts[(*key, True)], counts[(*key, False)]) for key in keys)


def judged(rows: Sequence[Row], measures: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield measure, month and whether it was met, of a ticket's runs that are decided.

    What never ended and stands still as the history ends belongs to no month yet.
    """
    month = f"{datetime.fromtimestamp(rows[0].at // MICROS, BERLIN):%Y-%m}"
    for run in runs(rows):
        if run.measure not in measures:
            continue
        last = rows[-1] if run.end is None else rows[max(run.end - 1, run.start)]
        goal = GOALS[run.measure][PRIORITIES.index(last.priority)]
        used = time_used(rows, run)
        stands = run.end is None and last.status in run.still
        if goal is not None and not stands and (run.end is not None or used > goal):
            yield run.measure, month, used <= goal


def runs(rows: Sequence[Row]) -> Iterator[Run]:
    """Yield the runs of all measures."""
    turns = list(enumerate(["", *(row.status for row in rows)]))
    became = [
        (now, n - 1) for (n, now), (_, was) in zip(turns[1:], turns, strict=False) if now != was
    ]
    opened = [n for now, n in became if now == "Open"]
    solved = [n for now, n in became if now == "Solved"]
    last_solved = next(reversed(solved), None)
    yield Run("respond", 0, next(iter(opened), None))
    yield Run("resolve", 0, last_solved, WAITING | DONE)
    yield Run("restore", 0, next(iter(solved), None), WAITING)
    yield Run("work_time", 0, last_solved, WAITING | DONE | HELD)
    yield from cycles("next_reply", became, "Answered", {"Open", "Solved"}, frozenset())
    yield from cycles("rework", became, "Reopened", {"Solved"}, WAITING)


def cycles(
    measure: str,
    became: Sequence[tuple[str, int]],
    starts: str,
    ends: set[str],
    still: frozenset[str],
) -> Iterator[Run]:
    """Yield a run from each start that no other run covers until what ends it."""
    since: int | None = None
    for now, row in became:
        if now in ends and since is not None:
            yield Run(measure, since, row, still)
            since = None
        elif now == starts and since is None:
            since = row
    if since is not None:
        yield Run(measure, since, None, still)


def time_used(rows: Sequence[Row], run: Run) -> int:
    """Return how long the clock of a run went."""
    ends = [row.at for row in rows[1:]] + [NOW]
    span = range(run.start, len(rows) if run.end is None else run.end)
    clock = elapsed if run.measure == "restore" else business
    return sum(clock(rows[n].at, ends[n]) for n in span if rows[n].status not in run.still)


def elapsed(start: int, end: int) -> int:
    """Return how much time lies between two times."""
    return end - start


FIRST = openings()[0].day.toordinal()


def business(start: int, end: int) -> int:
    """Return for how long the desk was open between two times."""
    days = openings()
    first, last = (
        datetime.fromtimestamp(each // MICROS, BERLIN).toordinal() - FIRST for each in (start, end)
    )
    return sum(
        max(0, min(end, day.closes) - max(start, day.opens)) for day in days[first : last + 1]
    )
