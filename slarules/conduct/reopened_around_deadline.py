"""Closed shortly before a deadline or the end of a period, and taken up again right after it."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.closing import reopenings
from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.view import Run, View
from slarules.conduct.wording import length
from slarules.core.conduct import Conduct
from slarules.instants import Instant


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each closing that a deadline or the end of a period lies in."""
    for run in view.runs:
        for closed, again in reopenings(run):
            if not run.start <= closed.at <= (again.at if run.end is None else run.end):
                continue
            for at, what in _limits(view, run, closed.at):
                if closed.at <= at < again.at and _is_around(view, closed.at, at, again.at):
                    yield _finding(view, run, closed, again, Seen(at, what))


def _limits(view: View, run: Run, closed: Instant) -> Iterator[tuple[Instant, str]]:
    for end in view.period_ends:
        yield end, "the period ended"
    due = view.deadline(run, closed)
    if due is not None:
        yield due, f"{run.verdict.measure} would have been due"


def _is_around(view: View, closed: Instant, at: Instant, again: Instant) -> bool:
    return view.is_near(closed, at) and view.is_near(at, again)


def _finding(view: View, run: Run, closed: Seen, again: Seen, limit: Seen) -> ConductFinding:
    wrote = view.happened(run.timeline, ("customer_message",), closed.at, again.at)
    against = "it may not have worked after all: people find that out when they come back"
    return run.finding(
        gains="provider",
        what=(
            f"{closed.what} {length(limit.at - closed.at)} before {limit.what}, "
            f"and {again.what} {length(again.at - limit.at)} after"
        ),
        seen=(closed, limit, again),
        against=("the customer wrote before it was taken up again", against)
        if wrote
        else (against,),
    )
