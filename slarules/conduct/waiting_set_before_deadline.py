"""Waiting set shortly before the deadline as it then stood, and lifted after it."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.view import Run, View
from slarules.conduct.waiting import Wait
from slarules.conduct.wording import length
from slarules.core.conduct import QUESTION, Conduct
from slarules.instants import Instant


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each wait that carried a run over its deadline."""
    for run in view.runs:
        for wait in view.waits(run):
            set_at = wait.since.at
            due = view.deadline(run, set_at)
            if due is not None and view.is_near(set_at, due) and wait.lasted_beyond(due):
                yield _finding(view, run, wait, due)


def _finding(view: View, run: Run, wait: Wait, due: Instant) -> ConductFinding:
    before = length(due - wait.since.at)
    seen = [wait.since, Seen(due, f"{run.verdict.measure} would have been due")]
    if wait.until is None:
        lifted = "is not lifted yet"
    else:
        lifted = f"was lifted {length(wait.until.at - due)} after it"
        seen.append(wait.until)
    return run.finding(
        gains="provider",
        what=f"{wait.since.what} {before} before the deadline, and {lifted}",
        seen=tuple(seen),
        against=tuple(_against(view, run, wait)),
    )


def _against(view: View, run: Run, wait: Wait) -> Iterator[str]:
    set_at = wait.since.at
    if not view.is_given(*QUESTION):
        yield "whether the customer was asked anything is not known"
    elif asked := view.happened(run.timeline, QUESTION, run.start, set_at):
        yield f"the customer was asked {length(set_at - asked[-1].at)} before"
    end = view.history.until if wait.until is None else wait.until.at
    if view.happened(run.timeline, ("customer_message",), set_at, end):
        yield "the customer wrote before it was lifted"
