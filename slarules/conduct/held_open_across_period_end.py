"""A late item that nobody touched any more, and that was closed right after a period had ended."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.view import Run, View
from slarules.conduct.wording import length
from slarules.core.conduct import Conduct
from slarules.facts.history import BEGINNING
from slarules.hours.periods import period_of
from slarules.instants import Instant


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each run whose miss moved to the next period by when it was closed."""
    for run in view.runs:
        for end in view.period_ends:
            if not _is_held_open(view, run, end):
                continue
            if _is_one_row(run):
                view.not_known.add("what was done on the way: there is one row an item")
            else:
                yield _finding(view, run, end)


def _is_one_row(run: Run) -> bool:
    """Tell whether all that is known of an item stands in one row, which shows no work."""
    steps = (step.row for found in run.timeline.facts.values() for step in found)
    happenings = (each.row for found in run.timeline.happened.values() for each in found)
    return len({(row.file, row.row) for row in (*steps, *happenings) if row is not None}) == 1


def _is_held_open(view: View, run: Run, end: Instant) -> bool:
    closed, late = run.end, run.verdict.missed_at
    if closed is None or not end <= closed or not view.is_near(end, closed):
        return False
    if late is None or late >= end or run.start >= end:
        return False
    before = period_of(Instant(end - 1), view.contract.every, view.contract.zone)
    moved = run.verdict.period is not None and run.verdict.period != before.label
    return moved and not _was_worked_on(run, end, closed)


def _was_worked_on(run: Run, end: Instant, closed: Instant) -> bool:
    return any(end <= at < closed for at in _instants(run))


def _instants(run: Run) -> Iterator[Instant]:
    for steps in run.timeline.facts.values():
        yield from (step.at for step in steps)
    for happenings in run.timeline.happened.values():
        yield from (each.at for each in happenings)


def _finding(view: View, run: Run, end: Instant) -> ConductFinding:
    closed = run.end or end
    last = max((at for at in _instants(run) if BEGINNING < at < end), default=run.start)
    measure = run.verdict.measure
    return run.finding(
        gains="provider",
        what=(
            f"late already, untouched since {length(end - last)} before the period ended, "
            f"and closed {length(closed - end)} after: the miss counts in the next period"
        ),
        seen=(
            view.seen(run.timeline, last, "the last entry before"),
            Seen(end, "the period ended"),
            view.seen(run.timeline, closed, f"{measure} ended"),
        ),
        against=("work that is done outside the source leaves no entry in it",),
    )
