"""What one way of counting says of a run, and which runs of two ways are the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import Ledger
from slarules.facts.history import RowRef
from slarules.instants import SECOND, Instant, Micros

Key: TypeAlias = tuple[str, str]
"""An item, and the name of the contract's promise."""


@dataclass(frozen=True, slots=True)
class Result:
    """A run as one way of counting judges it; `None` where that way does not say.

    Attributes:
        verdict: `met`, `missed`, ...; of a vendor's own result, what it comes to.
        due_latest: Later than `due` where something unknown moves it.
        ledger: How it came about, where we counted.
        row: Where it stands, where the source brings it.
        goal: What the run may take, as the contract writes it.
        needs: What would settle it, where it is not known.
    """

    item: str
    promise: str
    measure: str
    cycle: int
    cycle_of: str | None
    verdict: str | None
    started: Instant | None
    due: Instant | None
    due_latest: Instant | None
    ended: Instant | None
    elapsed: Micros | None
    paused: Micros | None
    period: str | None = None
    ledger: Ledger | None = None
    row: RowRef | None = None
    goal: str | None = field(default=None, compare=False)
    needs: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_unknown(self) -> bool:
        """Whether the way of counting cannot tell."""
        return self.verdict == "undetermined"


def result_of(verdict: Verdict) -> Result:
    """Return what a verdict says of its run."""
    return Result(
        item=verdict.item,
        promise=verdict.promise,
        measure=verdict.measure,
        cycle=verdict.cycle,
        cycle_of=verdict.cycle_of,
        verdict=verdict.verdict,
        started=verdict.started_at,
        due=verdict.due_at,
        due_latest=verdict.due_latest,
        ended=verdict.ended_at,
        elapsed=verdict.elapsed,
        paused=verdict.paused,
        period=verdict.period,
        goal=verdict.goal_text,
        needs=verdict.needs,
    )


Pair: TypeAlias = tuple[Result | None, Result | None]


def pairs(first: Iterable[Result], second: Iterable[Result]) -> Iterator[Pair]:
    """Yield runs of two ways side by side, in order of items and promises; some stand alone."""
    here, there = _by_key(first), _by_key(second)
    for key in sorted(here.keys() | there.keys()):
        for of in _values(here[key], there[key]):
            ours = [each for each in here[key] if each.cycle_of == of]
            theirs = [each for each in there[key] if each.cycle_of == of]
            yield from _aligned(ours, theirs)


def _by_key(results: Iterable[Result]) -> defaultdict[Key, list[Result]]:
    found: defaultdict[Key, list[Result]] = defaultdict(list)
    for each in results:
        found[each.item, each.promise].append(each)
    return found


def _values(*several: Iterable[Result]) -> list[str | None]:
    return list(dict.fromkeys(each.cycle_of for results in several for each in results))


def _aligned(ours: Sequence[Result], theirs: Sequence[Result]) -> Iterator[Pair]:
    """Pair runs that begin at one instant, and between those the others by their order."""
    begun = {each.started: place for place, each in enumerate(theirs) if each.started is not None}
    done = waiting = 0
    for place, each in enumerate(ours):
        other = begun.get(each.started) if each.started is not None else None
        if other is not None and other >= done:
            yield from _in_order(ours[waiting:place], theirs[done:other])
            yield each, theirs[other]
            waiting, done = place + 1, other + 1
    yield from _in_order(ours[waiting:], theirs[done:])


def _in_order(ours: Sequence[Result], theirs: Sequence[Result]) -> Iterator[Pair]:
    for place in range(max(len(ours), len(theirs))):
        yield (
            ours[place] if place < len(ours) else None,
            theirs[place] if place < len(theirs) else None,
        )


def part(first: Result | None, second: Result | None) -> bool:
    """Tell whether two ways say otherwise of a run: of its verdict, its due time, its time."""
    if first is None or second is None:
        return True
    if first.verdict == second.verdict == "excluded":
        return False
    # What a vendor writes down is of whole seconds.
    within = SECOND - 1 if first.row or second.row else 0
    said = ((first.due, second.due), (first.due_latest, second.due_latest))
    times = (*said, (first.elapsed, second.elapsed))
    return (None not in (words := (first.verdict, second.verdict)) and words[0] != words[1]) or any(
        _apart(one, other) > within for one, other in times
    )


def _apart(one: int | None, other: int | None) -> int:
    return 0 if one is None or other is None else abs(one - other)
