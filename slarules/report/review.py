"""What reports take of all verdicts and items: sums, and the few that are shown one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome, Verdict, VerdictWord
from slarules.facts.history import History, Timeline
from slarules.report.misses import latest, worst
from slarules.report.runs_judged import dimensions, one_a_run

if TYPE_CHECKING:
    from slarules.report.evidence.misses import Dimension

Runs: TypeAlias = "Counter[tuple[str, str | None, VerdictWord]]"
"""Runs by a value, such as a customer, by period and by verdict."""


@dataclass(frozen=True, slots=True)
class Review:
    """All verdicts and items as reports take them.

    Attributes:
        items: Items by kind.
        words: Verdicts by word.
        first: The first verdict.
        latest: The misses that are late by most, each run once.
        worst: The misses that are late by most of what was allowed, each run once.
        timelines: What is known of the items of these.
        runs: Runs by dimension, those of internal promises apart.
    """

    items: Mapping[str, int]
    words: Mapping[VerdictWord, int]
    first: Verdict | None
    latest: tuple[Verdict, ...]
    worst: tuple[Verdict, ...]
    timelines: tuple[Timeline, ...]
    runs: Mapping[tuple[bool, Dimension], Runs]


def review(contract: Contract, history: History, outcome: Outcome) -> Review:
    """Return what reports take of verdicts and items that are all in memory."""
    shown = tuple(worst(outcome.verdicts))
    names = {verdict.item for verdict in shown}
    runs = one_a_run(outcome.verdicts)
    return Review(
        items=Counter(item.kind for item in history.items),
        words=Counter(verdict.verdict for verdict in outcome.verdicts),
        first=next(iter(outcome.verdicts), None),
        latest=tuple(latest(outcome.verdicts)),
        worst=shown,
        timelines=tuple(item for item in history.items if item.item in names),
        runs={
            (internal, by): Counter(
                (of(run), run.period, run.verdict) for run in runs if run.internal is internal
            )
            for internal in (False, True)
            for by, of in dimensions(contract, history).items()
        },
    )
