"""Bands of credits, and the edges of bands, that scenarios exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.core.money import Band, Credit
from slarules.core.quantities import AchievedShare, Lateness, Quantity, ValueOf
from slarules.engine.outcome import Outcome, Verdict
from slarules.instants import MINUTE
from slarules.scenarios.exercise import Exercise
from slarules.scenarios.phrases import Words, duration
from slarules.scenarios.told import Told

CLOSE = Fraction(1, 10_000)
"""A hundredth of a percentage point: what is still just inside or just outside a share's limit."""


def bands(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    """Yield each band of each credit, and both sides of each limit of it."""
    for credit in contract.versions[-1].terms.credits.values():
        if credit.by is None:
            continue
        tried = sorted({v for told in tellings for v in _values(credit.by, told.outcome)})
        for band in credit.bands:
            within = any(_holds(band, value) for value in tried)
            yield Exercise("band", f"{credit.name}: {band.text}", band.origin, within)
        yield from _edges(credit, credit.by, tried, contract)


def _values(quantity: Quantity, outcome: Outcome) -> Iterator[Fraction]:
    match quantity:
        case Lateness(promise):
            for verdict in outcome.verdicts:
                if verdict.promise == promise:
                    yield from _lateness(verdict)
        case AchievedShare(target):
            found = (r.achieved for r in outcome.targets if r.target == target)
            yield from (achieved.least for achieved in found if achieved)
        case ValueOf(measure):
            values = (r.achieved for r in outcome.measures if r.measure == measure)
            yield from (achieved.least for achieved in values if achieved)


def _lateness(verdict: Verdict) -> Iterator[Fraction]:
    """Yield how late a run was; one that was met in the last minute is just not late."""
    yield from (Fraction(length) for length in verdict.lateness or ())
    missed, ended = verdict.missed_at, verdict.ended_at
    if verdict.verdict == "met" and missed is not None and ended is not None:
        yield from [Fraction()] if missed - ended <= MINUTE else []


def _holds(band: Band, value: Fraction) -> bool:
    low, high = band.lower, band.upper
    above = low is None or value > low.value or (low.included and value == low.value)
    below = high is None or value < high.value or (high.included and value == high.value)
    return above and below and not band.of_unknown


def _edges(
    credit: Credit, quantity: Quantity, tried: Sequence[Fraction], contract: Contract
) -> Iterator[Exercise]:
    """Yield both sides of every limit: a case close to it in the band below, and one above."""
    close = Fraction(MINUTE) if isinstance(quantity, Lateness) else CLOSE
    for limit, band in _limits(credit):
        near = [value for value in tried if abs(value - limit) <= close]
        shown = f"{credit.name} at {_shown(limit, quantity, contract)}"
        inside = any(_holds(band, value) for value in near)
        outside = any(not _holds(band, value) for value in near)
        yield Exercise("band edge", f"{shown}, just in", band.origin, inside)
        yield Exercise("band edge", f"{shown}, just out", band.origin, outside)


def _limits(credit: Credit) -> Iterator[tuple[Fraction, Band]]:
    """Yield each limit once, with the first band that it bounds."""
    seen: set[Fraction] = set()
    for band in credit.bands:
        for limit in (band.lower, band.upper):
            if limit is not None and limit.value not in seen:
                seen.add(limit.value)
                yield limit.value, band


def _shown(limit: Fraction, quantity: Quantity, contract: Contract) -> str:
    match quantity:
        case Lateness():
            return duration(int(limit), "elapsed")  # type: ignore[arg-type]
        case AchievedShare(name) | ValueOf(name):
            return Words(contract).quantity(name, limit)
