"""Where one side judges a run, and the other cancels it or takes its item out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from slarules.comparing.counted import CountedRun, picked, side_by_side
from slarules.comparing.found import Parting, Saying
from slarules.core.conditions import Occurrence, word_of
from slarules.core.promises import touches
from slarules.engine.reference.occurring import happenings
from slarules.instants import Instant


def cancels(first: CountedRun, second: CountedRun) -> Iterator[Parting]:
    """Yield where one side alone judges a run."""
    for word in ("cancelled", "excluded"):
        if (first.result.verdict == word) != (second.result.verdict == word):
            sayings = [_without_verdict(each, word) for each in (first, second)]
            at = min(
                (t for t in map(_cancelled_at, (first, second)) if t is not None), default=None
            )
            about = [word_of(o) for each in (first, second) for o in _cancelling(each)]
            yield side_by_side(at, "cancel", (first, second), (sayings[0], sayings[1]), about)


def _without_verdict(counted: CountedRun, word: str) -> Saying:
    if counted.result.verdict != word:
        return Saying(f"judges the run: {counted.result.verdict}")
    if by := counted.ledger.removed_by:
        quote = counted.side.quoting.statement(by.origin.span)
        return Saying("takes the item out", quote.words, quote.note, by.origin.clause)
    for cancel in counted.side.terms(counted.result).cancels:
        if touches(cancel, counted.measure.name) and _in_run(counted, cancel.when):
            quote = counted.side.quoting.statement(cancel.origin.span)
            return Saying("cancels the run", quote.words, quote.note, cancel.origin.clause)
    why = counted.ledger.why_cancelled
    return replace(picked(counted), does=f"cancels the run: {why}" if why else "cancels the run")


def _cancelling(counted: CountedRun) -> Iterator[Occurrence]:
    for cancel in counted.side.terms(counted.result).cancels:
        if touches(cancel, counted.measure.name):
            yield from cancel.when


def _in_run(counted: CountedRun, when: Iterable[Occurrence]) -> list[Instant]:
    timeline, result = counted.side.items[counted.result.item], counted.result
    until = counted.side.history.until if result.ended is None else result.ended
    start = result.started
    return sorted(
        h.at
        for occurrence in when
        for h in happenings(occurrence, timeline)
        if start is not None and start <= h.at <= until
    )


def _cancelled_at(counted: CountedRun) -> Instant | None:
    if counted.result.verdict != "cancelled":
        return None
    return next(iter(_in_run(counted, _cancelling(counted))), counted.result.ended)
