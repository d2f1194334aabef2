"""A customer's answer right after a period has ended, in a wait that began long before."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.view import Run, View
from slarules.conduct.waiting import Wait
from slarules.conduct.wording import length
from slarules.core.conduct import Conduct
from slarules.facts.history import Happening
from slarules.instants import Instant

ANSWER = ("customer_message",)


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each answer that waited for the end of a period."""
    if not view.is_given(*ANSWER):
        return
    for run in view.runs:
        for wait in view.waits(run):
            for end in view.period_ends:
                if answer := _held_back(view, run, wait, end):
                    yield _finding(run, wait, end, answer)


def _held_back(view: View, run: Run, wait: Wait, end: Instant) -> Happening | None:
    """Return the first answer of a wait, where it came just after the end of a period."""
    set_at = wait.since.at
    if set_at >= end or not wait.lasted_beyond(end) or view.is_near(set_at, end):
        return None
    until = view.history.until if wait.until is None else wait.until.at
    answers = view.happened(run.timeline, ANSWER, set_at, until)
    first = answers[0] if answers else None
    return first if first is not None and view.is_near(end, first.at) else None


def _finding(run: Run, wait: Wait, end: Instant, answer: Happening) -> ConductFinding:
    waited = length(end - wait.since.at)
    return run.finding(
        gains="customer",
        what=(
            f"the answer came {length(answer.at - end)} after the period had ended, "
            f"and had been waited for since {waited} before"
        ),
        seen=(
            wait.since,
            Seen(end, "the period ended"),
            Seen(answer.at, "the customer answered", answer.row),
        ),
        against=("a month often ends at a week's end or before a holiday, and people are away",),
    )
