"""More runs that end just under their goal than on both sides of that stretch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.view import Run, View
from slarules.conduct.wording import length, share
from slarules.core.conduct import Conduct
from slarules.engine.reference.wording import decimal
from slarules.instants import Micros

LIKELIHOOD = Fraction(1, 1000)
"""A heap that chance makes more often than this is none."""


@dataclass(frozen=True, slots=True)
class Heap:
    """Runs of one promise around their goals.

    Attributes:
        under: Runs that ended in the last stretch before the goal.
        beside: How many ended in the stretch of the same length before that, and after the goal.
        runs: All runs that were looked at.
    """

    under: tuple[Run, ...]
    beside: int
    runs: int

    @property
    def excess(self) -> Fraction:
        """How many more there are than the stretches beside lead to expect, of all runs."""
        return Fraction(2 * len(self.under) - self.beside, 2 * self.runs)

    @property
    def likelihood(self) -> Fraction:
        """How often chance makes such a heap where the three stretches are equally likely."""
        many, ways, above = len(self.under) + self.beside, 1, 0
        # From all of them down: each term from the one before, for there may be thousands.
        for count in range(many, len(self.under) - 1, -1):
            above += ways
            ways = ways * 2 * count // (many - count + 1)
        return Fraction(above, 3**many)


def look(view: View, asked: Conduct) -> Iterator[ConductFinding]:
    """Yield a finding for each promise of whose runs too many end just under the goal."""
    if asked.within is None or asked.at_least_share is None:
        return
    by: defaultdict[str, list[Run]] = defaultdict(list)
    for run in view.runs:
        if _is_looked_at(view, run, asked.within.length):
            by[run.verdict.promise].append(run)
    for runs in by.values():
        if len(runs) < asked.at_least_items:
            continue
        heap = _heap(runs, asked.within.length)
        if heap.excess >= asked.at_least_share and heap.likelihood <= LIKELIHOOD:
            yield _finding(heap, asked.within.length)


def _is_looked_at(view: View, run: Run, width: Micros) -> bool:
    """Tell whether a run ended in time of the text, and its goal has room for two stretches."""
    goal = run.verdict.goal
    if run.end is None or not view.during.start <= run.end < view.during.end:
        return False
    return goal is not None and goal >= 2 * width


def _heap(runs: Sequence[Run], width: Micros) -> Heap:
    under: list[Run] = []
    beside = 0
    for run in runs:
        left = (run.verdict.goal or 0) - run.verdict.elapsed
        if 0 <= left < width:
            under.append(run)
        elif -width <= left < 2 * width:
            beside += 1
    return Heap(tuple(under), beside, len(runs))


def _finding(heap: Heap, width: Micros) -> ConductFinding:
    first = heap.under[0].verdict
    measure = first.measure
    ordered = sorted(heap.under, key=lambda run: run.end or run.start)
    expected, many = Fraction(heap.beside, 2), len(heap.under)
    return ConductFinding(
        gains="provider",
        items=tuple(dict.fromkeys(run.verdict.item for run in ordered)),
        kind=first.kind,
        measure=measure,
        what=(
            f"{many} of {heap.runs} runs of {measure} ended in the last {length(width)} "
            f"before the goal, where as much time before and after leads to expect "
            f"{decimal(expected)}: {share(heap.excess)} of all too many"
        ),
        seen=tuple(
            Seen(run.end or run.start, f"{measure} ended {_left(run)} under the goal")
            for run in ordered[:5]
        ),
        against=(
            "people who see the deadline work towards it, and that is what a deadline is for",
            "steps that a machine takes at fixed times make heaps as well",
        ),
    )


def _left(run: Run) -> str:
    return length((run.verdict.goal or 0) - run.verdict.elapsed)
