"""Waiting for somebody who was asked nothing that they could see."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.finding import ConductFinding
from slarules.conduct.view import Run, View
from slarules.conduct.waiting import Wait
from slarules.core.conduct import QUESTION, Conduct


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each wait with no message to the customer near its beginning."""
    if not view.is_given(*QUESTION):
        return
    for run in view.runs:
        for wait in _judged(view, run):
            if not _was_asked(view, run, wait):
                yield _finding(run, wait)


def _judged(view: View, run: Run) -> tuple[Wait, ...]:
    """Return the waits of which it is known whether somebody was asked.

    A moment is one a ticket: without every message, only the last wait can be told of.
    """
    waits = view.waits(run)
    if QUESTION[1] in run.timeline.unknown:
        return ()
    return waits if view.is_given(QUESTION[0]) else waits[-1:]


def _was_asked(view: View, run: Run, wait: Wait) -> bool:
    set_at = wait.since.at
    asked = view.happened(run.timeline, QUESTION, run.start, view.history.until)
    return any(view.is_near(each.at, set_at) or view.is_near(set_at, each.at) for each in asked)


def _finding(run: Run, wait: Wait) -> ConductFinding:
    return run.finding(
        gains="provider",
        what=f"{wait.since.what}, and no question that the customer can see stands near it",
        seen=tuple(each for each in (wait.since, wait.until) if each is not None),
        against=("the question may have been asked on a way that the source does not keep",),
    )
