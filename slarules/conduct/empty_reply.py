"""A reply just in time that says nothing, or that a machine wrote."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.conduct.finding import ConductFinding, Seen
from slarules.conduct.view import Run, View
from slarules.conduct.wording import length
from slarules.core.conditions import Happens
from slarules.core.conduct import Conduct
from slarules.facts.history import Happening
from slarules.instants import Instant

REPLIES = ("agent_message", "first_reply")
"""Words for replies, also where the source gives them as a time alone."""

LEAST_LETTERS = 4
"""A reply with fewer letters and digits says nothing: `ok`, `...`, `+1`."""


def look(view: View, _: Conduct) -> Iterator[ConductFinding]:
    """Yield each run that such a reply ended near its deadline."""
    for run in view.runs:
        due, reply = run.verdict.due_at, _reply(view, run)
        if reply is None or due is None or not view.is_near(reply.at, due):
            continue
        if reply.written is None or not view.keeps_texts:
            view.not_known.add("what replies say")
        if why := _empty(view, reply):
            yield _finding(run, reply, due, why)


def _reply(view: View, run: Run) -> Happening | None:
    """Return the message that ended a run; what no message ever is, such as a state, is none."""
    ends = (end.name for end in run.promise.measure.ends if isinstance(end, Happens))
    words = [name for name in ends if name in REPLIES or name in view.comment_words]
    found = (h for name in words for h in run.timeline.happened.get(name, ()))
    return next((h for h in found if h.at == run.end), None)


def _empty(view: View, reply: Happening) -> str | None:
    written = reply.written
    if written is None:
        return None
    if written.role == "automation":
        return "was written by a machine"
    if view.keeps_texts and written.letters < LEAST_LETTERS:
        return "has no content"
    return None


def _finding(run: Run, reply: Happening, due: Instant, why: str) -> ConductFinding:
    measure = run.verdict.measure
    return run.finding(
        gains="provider",
        what=f"the reply that ended {measure} {length(due - reply.at)} before its deadline {why}",
        seen=(Seen(reply.at, "the reply", reply.row), Seen(due, f"{measure} was due")),
        against=("what it says may stand in an attachment, or have been said on the telephone",),
    )
