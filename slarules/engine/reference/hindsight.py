"""What the source had said of a run by the instants at which it learned more of the time before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from slarules.core.contract import Contract
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import Ledger, Mark, ledgers
from slarules.facts.history import BEGINNING, History, RowRef, known_at
from slarules.instants import MINUTE, Instant

LATE = MINUTE
"""What is recorded no later than this after it happened was known when it happened."""

MOST = 12
"""Of more times at which something was learned, the first are told."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a run at an instant.

    Attributes:
        learned: What was recorded at the instant, and had happened before.
        verdict: What followed from all that was recorded by then; `None` where no run was known.
    """

    at: Instant
    learned: tuple[Mark, ...]
    verdict: Verdict | None


def is_late(mark: Mark) -> bool:
    """Tell whether something was recorded later than it happened."""
    return recorded(mark.row) > mark.at + LATE


def recorded(row: RowRef | None) -> Instant:
    """Return when a row was recorded, where its source says so; else the beginning of time."""
    return BEGINNING if row is None or row.recorded is None else row.recorded


def hindsight(contract: Contract, history: History, ledger: Ledger) -> tuple[Known, ...]:
    """Return what was known of a run at its due time, and whenever something was recorded late.

    Nothing where all was recorded when it happened.
    """
    late = [mark for mark in ledger.marks if is_late(mark)]
    if not late:
        return ()
    learned: dict[Instant, list[Mark]] = {}
    for mark in late:
        learned.setdefault(recorded(mark.row), []).append(mark)
    instants = {*sorted(learned)[:MOST], Instant(min(learned) - 1)}
    due = ledger.verdict.due_at
    if due is not None and due <= history.until:
        instants.add(due)
    return tuple(_known(contract, history, ledger, learned, sorted(instants)))


def _known(
    contract: Contract,
    history: History,
    ledger: Ledger,
    learned: dict[Instant, list[Mark]],
    instants: list[Instant],
) -> Iterator[Known]:
    """Yield what was known at each instant; just before the first that was late, where it tells."""
    for at in instants:
        verdict = verdict_known(contract, history, ledger.verdict, at)
        yield Known(at, tuple(learned.get(at, ())), verdict)


def verdict_known(contract: Contract, history: History, of: Verdict, at: Instant) -> Verdict | None:
    """Return how a run was judged by what its source had recorded by an instant."""
    items = tuple(known_at(item, at) for item in history.items if item.item == of.item)
    spans = tuple(span for span in history.spans if recorded(span.row) <= at)
    then = replace(
        history,
        items=items,
        spans=spans,
        as_of=min(history.as_of, at),
        complete_through=min(history.complete_through, at),
    )
    found = (ledger.verdict for ledger in ledgers(contract, then, of.item))
    return next((each for each in found if _same(each, of)), None)


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.promise, one.cycle, one.cycle_of) == (other.promise, other.cycle, other.cycle_of)
