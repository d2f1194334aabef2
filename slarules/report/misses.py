"""The misses that reports show one by one: those late by most, and by most of what was allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from heapq import nsmallest
from typing import Final

from slarules.engine.outcome import Verdict
from slarules.instants import Interval

LATEST: Final = 5
WORST: Final = 12
"""So many of each are shown."""


def latest(verdicts: Iterable[Verdict]) -> Sequence[Verdict]:
    """Return the misses that are late by most, the latest first, each run once."""
    missed = (verdict for verdict in verdicts if verdict.verdict == "missed")
    ranked = sorted(missed, key=lambda v: (-(v.lateness or (0,))[0], v.item, v.measure, v.cycle))
    runs: dict[tuple[object, ...], Verdict] = {}
    for each in ranked:
        runs.setdefault((each.item, each.measure, each.cycle, each.cycle_of), each)
    return list(runs.values())[:LATEST]


def worst(verdicts: Iterable[Verdict]) -> Sequence[Verdict]:
    """Return the misses that are late by most of what was allowed, the worst first."""
    runs: dict[tuple[object, ...], Verdict] = {}
    for each in verdicts:
        if each.verdict == "missed" and lateness_of(each) > 0:
            key = (each.kind, each.item, each.measure, each.cycle, each.cycle_of)
            known = runs.setdefault(key, each)
            if known is not each and _rank(each) < _rank(known):
                runs[key] = each
    return nsmallest(WORST, runs.values(), key=_rank)


def _rank(verdict: Verdict) -> tuple[Fraction, int, str, str, int]:
    late, beyond = lateness_of(verdict), beyond_of(verdict)
    return (-beyond, -late, verdict.item, verdict.measure, verdict.cycle)


def lateness_of(verdict: Verdict) -> int:
    """Return counted time past due, in the least; zero when it is not missed."""
    return 0 if verdict.lateness is None else verdict.lateness[0]


def beyond_of(verdict: Verdict) -> Fraction:
    """Return lateness as a share of the goal; a deadline allows the time from start to due."""
    allowed = verdict.goal
    if allowed is None and verdict.started_at is not None and verdict.due_at is not None:
        allowed = Interval(verdict.started_at, verdict.due_at).length
    return Fraction(lateness_of(verdict), allowed) if allowed else Fraction(lateness_of(verdict))
