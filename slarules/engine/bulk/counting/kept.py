"""What is kept of all that was judged: items by themselves, and one for many alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome, Verdict
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.evaluation import concluded
from slarules.engine.reference.runs import Alike, Runs
from slarules.facts.history import History, Timeline


@dataclass(frozen=True, slots=True)
class Kept:
    """An item, or one for many of which no result tells one from another.

    Attributes:
        place: The number of the item among all items, in the order of the source.
        timeline: Its history, where something asks for more than its verdicts.
        runs: Its verdicts, and how many each stands for.
        number: How many items it stands for, where items are counted.
        first: Which of the item's verdicts the first of `runs` is, from 0.
    """

    place: int
    timeline: Timeline | None
    runs: tuple[Alike, ...]
    number: int = 1
    first: int = 0


def outcome(
    contract: Contract, history: History, kept: Iterable[Kept], verdicts: Sequence[Verdict] = ()
) -> Outcome:
    """Return all that a contract makes of what was judged.

    Args:
        contract: What is promised.
        history: What happened, without items.
        kept: What was kept of the items, of any number of tallies.
        verdicts: The verdicts of the outcome.
    """
    ordered = sorted(kept, key=lambda each: (each.place, each.first))
    items: dict[tuple[str, str], Timeline] = {}
    numbers: dict[tuple[str, str], int] = {}
    for each in ordered:
        if each.timeline is not None:
            name = each.timeline.kind, each.timeline.item
            items.setdefault(name, each.timeline)
            numbers[name] = max(each.number, numbers.get(name, 1))
    runs = Runs([alike for each in ordered for alike in each.runs], numbers)
    history = replace(history, items=tuple(items.values()))
    return concluded(with_cycles(contract, history.cycles), history, verdicts, runs)
