"""Where an export by time may begin, by a clock of Zendesk that may have been set back."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from slarules.http import Answer, RefusedError
from slarules.instants import DAY, HOUR, SECOND, Instant, Micros
from slarules_zendesk.settings import LAG
from slarules_zendesk.sweep import Sweep, served_at, told_by

STEPS = (HOUR, DAY, Micros(30 * DAY), Micros(366 * DAY))
"""How far it is gone back, at least, each time that Zendesk finds a start too recent."""


def begun(sweep: Sweep, now: Instant, ask: Callable[[int], Answer]) -> tuple[Sweep, Answer]:
    """Return the answer to a start that Zendesk takes and behind which nothing is missed.

    Args:
        ask: Asks from a second on.

    Raises:
        RefusedError: Zendesk refuses, or finds every start too recent.
    """
    sweep = _earlier(sweep, Instant(now - LAG))
    for step in STEPS:
        try:
            answer = ask(sweep.start)
        except RefusedError as refused:
            if not _is_too_recent(refused):
                raise
            served = told_by(refused.date)
            sweep = _went_back(sweep, now, served)
            sweep = _earlier(sweep, Instant((now if served is None else min(now, served)) - LAG))
            # It may not say what time it is, or not the one by which it judges.
            sweep = _earlier(sweep, Instant(sweep.start * SECOND - step))
            continue
        following = _went_back(sweep, now, served_at(answer))
        if following.start == sweep.start:
            return following, answer
        sweep = following
    return sweep, ask(sweep.start)


def _went_back(sweep: Sweep, now: Instant, served: Instant | None) -> Sweep:
    """Begin that much earlier as Zendesk's clock went back since the sweep before began."""
    if served is None:
        return sweep
    behind = max(0, now - served)
    back = behind - sweep.behind
    if sweep.began is None:
        sweep = replace(sweep, behind=behind)
    # Less than that is in what is read again each time.
    if back <= LAG:
        return sweep
    began = None if sweep.began is None else min(sweep.began, served)
    # What happened since then is older by that clock.
    return _earlier(
        replace(sweep, began=began, behind=behind), Instant(sweep.start * SECOND - back)
    )


def _earlier(sweep: Sweep, at: Instant) -> Sweep:
    start = max(0, at // SECOND)
    # A cursor leads on from the start that it was given for.
    return sweep if sweep.start <= start else replace(sweep, start=start, cursor=None)


def _is_too_recent(refused: RefusedError) -> bool:
    said = refused.said.casefold().replace(" ", "")
    return refused.status == 422 and "toorecent" in said
