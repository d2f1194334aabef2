"""A level that was made more urgent when the work was done already."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.levels import LevelChange, level_changes, reading_of_level
from slarules.conduct.view import Run, View
from slarules.conduct.wording import length
from slarules.core.conduct import Conduct
from slarules.instants import Instant


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each raise after the last run of an item had ended."""
    for run in view.runs:
        if run.end is None or run.end != _last_end(view, run):
            continue
        for change in level_changes(view, run.timeline):
            if not change.lowered and change.seen.at > run.end:
                yield _finding(view, run, change, run.end)


def _last_end(view: View, run: Run) -> Instant | None:
    """Return when the last of the item's watched runs of the measure ended."""
    return view.last_ends.get((run.verdict.kind, run.verdict.item, run.verdict.measure))


def _finding(view: View, run: Run, change: LevelChange, end: Instant) -> ConductFinding:
    seen, reading = change.seen, reading_of_level(run.promise)
    against = ["who raised it, and whether the other side agreed, the source may say and no rule"]
    if reading not in (None, "as closed"):
        against.insert(0, f"the table is judged by level {reading}, so its verdict stays")
    return run.finding(
        gains="customer",
        what=f"{seen.what} {length(seen.at - end)} after {run.verdict.measure} had ended",
        seen=(Seen(end, f"{run.verdict.measure} ended", view.row_at(run.timeline, end)), seen),
        against=tuple(against),
    )
