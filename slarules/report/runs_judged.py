"""How runs were judged: one verdict a run, and what runs are counted by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slarules.core.contract import Contract
from slarules.engine.outcome import Verdict, VerdictWord
from slarules.facts.history import History, Timeline
from slarules.instants import Instant

if TYPE_CHECKING:
    from slarules.report.evidence.misses import Dimension

WORST_FIRST: tuple[VerdictWord, ...] = (
    "missed",
    "undetermined",
    "open",
    "met",
    "excluded",
    "cancelled",
)
"""A run that several tables judge counts once, by the first of these that one of them says."""

GIVEN: tuple[Dimension, ...] = ("group", "service")
"""Dimensions that are facts of an item, where the source has them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the source says of items when their runs ended.

    Attributes:
        each: The fact for each value of which a measure has a run, by the measure's name.
    """

    history: History
    items: Mapping[tuple[str, str], Timeline]
    each: Mapping[str, str]

    def has(self, fact: str) -> bool:
        """Return whether the source says the fact of any item."""
        return any(fact in item.facts for item in self.history.items)

    def of(self, fact: str) -> Callable[[Verdict], str]:
        """Return what says a fact of the item of a verdict, as `known` does."""
        return lambda verdict: self.known(fact, verdict)

    def known(self, fact: str, verdict: Verdict) -> str:
        """Return a fact of the item at the end of the run; empty where it is not known."""
        if verdict.cycle_of is not None and self.each.get(verdict.measure) == fact:
            return verdict.cycle_of
        timeline = self.items.get((verdict.kind, verdict.item))
        if timeline is None:
            return ""
        at = self.history.until if verdict.ended_at is None else Instant(verdict.ended_at)
        value = timeline.value(fact, at)
        return value if isinstance(value, str) else ""


def fact_of_each(contract: Contract) -> Mapping[str, str]:
    """Return the fact for each value of which a measure has a run, by the measure's name."""
    measures = (p.measure for v in contract.versions for p in v.terms.promises.values())
    return {measure.name: measure.each for measure in measures if measure.each is not None}


def dimensions(
    contract: Contract, history: History
) -> Mapping[Dimension, Callable[[Verdict], str]]:
    """Return what runs are counted by, so far as the source says any of it."""
    facts = Facts(
        history,
        {(item.kind, item.item): item for item in history.items},
        fact_of_each(contract),
    )
    return {
        "measure": lambda verdict: verdict.measure,
        "level": lambda verdict: verdict.level or "",
        **{fact: facts.of(fact) for fact in GIVEN if facts.has(fact)},
        "customer": lambda verdict: verdict.customer or "",
    }


def one_a_run(verdicts: Iterable[Verdict]) -> Sequence[Verdict]:
    """Return one verdict a run, and one more where internal promises judge it too."""
    worst: dict[tuple[object, ...], Verdict] = {}
    for each in verdicts:
        run = (each.kind, each.item, each.measure, each.cycle, each.cycle_of)
        key = (*run, each.internal)
        known = worst.setdefault(key, each)
        if WORST_FIRST.index(each.verdict) < WORST_FIRST.index(known.verdict):
            worst[key] = each
    return tuple(worst.values())
