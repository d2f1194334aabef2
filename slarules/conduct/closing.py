"""When an item was closed, and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from slarules.conduct.finding import Seen
from slarules.conduct.view import Run
from slarules.conduct.waiting import DONE
from slarules.core.conditions import Becomes, Missing

STATUS = "status"


def reopenings(run: Run) -> Iterator[tuple[Seen, Seen]]:
    """Yield each closing after which work was taken up again, with what took it up."""
    done = DONE | {
        str(value)
        for end in run.promise.measure.ends
        if isinstance(end, Becomes) and end.state == STATUS
        for value in end.values
    }
    closed: Seen | None = None
    steps = run.timeline.facts.get(STATUS, ())
    for before, step in pairwise(steps):
        if isinstance(step.value, Missing) or isinstance(before.value, Missing):
            closed = None
            continue
        was, now = str(before.value) in done, str(step.value) in done
        turn = Seen(step.at, f"{STATUS} became {step.value}", step.row)
        if now and not was:
            closed = turn
        elif was and not now and closed is not None:
            yield closed, turn
            closed = None
