"""Edges of the bands of credits that scenarios exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.core.clocks import ELAPSED
from slarules.core.contract import Contract
from slarules.core.money import Band, Credit
from slarules.core.quantities import (
    AchievedShare,
    Excess,
    Lateness,
    Length,
    Loss,
    Points,
    Shortfall,
    ValueOf,
)
from slarules.core.units import Unit, unit_of
from slarules.engine.outcome import Outcome, Verdict
from slarules.instants import MINUTE, Micros
from slarules.scenarios.exercise import Exercise
from slarules.scenarios.phrases import Words, duration, number
from slarules.scenarios.told import Told

CLOSE = Fraction(1, 10_000)
"""A hundredth of a percentage point: what is still just inside or just outside a share's limit."""


def edges(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    """Yield both sides of each limit of the bands of each credit.

    Of quantities that no result tells by themselves, such as those over several periods, there
    are no edges.
    """
    for credit in contract.versions[-1].terms.credits.values():
        if isinstance(credit.by, Seen):
            by = credit.by
            tried = sorted({v for told in tellings for v in _values(by, told.outcome)})
            yield from _edges(credit, by, tried, contract)


Seen: TypeAlias = Lateness | AchievedShare | ValueOf | Shortfall | Excess | Loss | Length | Points
"""Quantities whose values the results of a case tell."""


def _values(quantity: Seen, outcome: Outcome) -> Iterator[Fraction]:
    match quantity:
        case Lateness(promise):
            for verdict in outcome.verdicts:
                if verdict.promise == promise:
                    yield from _lateness(verdict)
        case Length():
            yield from (piece.least for each in outcome.measures for piece in each.pieces)
        case Points(statement):
            yield from _points(statement, outcome)
        case _:
            yield from _of_period(quantity, outcome)


def _of_period(
    quantity: AchievedShare | ValueOf | Shortfall | Excess | Loss, outcome: Outcome
) -> Iterator[Fraction]:
    match quantity:
        case AchievedShare(target):
            yield from (value for value, _ in _targets(target, outcome))
        case Shortfall(target):
            yield from (max(level - v, Fraction()) for v, level in _targets(target, outcome))
        case Excess(target, relative):
            for value, level in _targets(target, outcome):
                yield max(value - level, Fraction()) / (level if relative and level else 1)
        case ValueOf(measure):
            yield from _measures(measure, outcome)
        case Loss(measure):
            yield from (1 - value for value in _measures(measure, outcome))
        case _:
            assert_never(quantity)


def _targets(name: str, outcome: Outcome) -> Iterator[tuple[Fraction, Fraction]]:
    for result in outcome.targets:
        if result.target == name and result.achieved:
            yield result.achieved.least, result.level


def _measures(name: str, outcome: Outcome) -> Iterator[Fraction]:
    found = (result.achieved for result in outcome.measures if result.measure == name)
    yield from (achieved.least for achieved in found if achieved)


def _points(name: str | None, outcome: Outcome) -> Iterator[Fraction]:
    for statement in outcome.statements:
        if name is None:
            yield statement.points_least
        else:
            lines = (line for line in statement.lines if line.statement == name)
            yield sum((line.least for line in lines), Fraction())


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
    credit: Credit, quantity: Seen, tried: Sequence[Fraction], contract: Contract
) -> Iterator[Exercise]:
    """Yield both sides of every limit: a case close to it in the band below, and one above."""
    close = _close(quantity, contract)
    for limit, band in _limits(credit):
        near = [value for value in tried if abs(value - limit) <= close]
        shown = f"{credit.name} at {_shown(limit, quantity, contract)}"
        inside = any(_holds(band, value) for value in near)
        outside = any(not _holds(band, value) for value in near)
        yield Exercise("band edge", f"{shown}, just in", band.origin, inside)
        yield Exercise("band edge", f"{shown}, just out", band.origin, outside)


def _close(quantity: Seen, contract: Contract) -> Fraction:
    """Return how far from a limit a value is still at it, in the unit of the quantity."""
    match _unit(quantity, contract):
        case "share":
            return max(CLOSE, _step(quantity, contract))
        case "duration":
            return Fraction(MINUTE)
        case _:
            return Fraction(1)


def _step(quantity: Seen, contract: Contract) -> Fraction:
    """Return how far apart the values of a share are that is rounded before the table reads it."""
    if not isinstance(quantity, ValueOf):
        return Fraction()
    measure = contract.versions[-1].terms.measures.get(quantity.measure)
    rounded = measure.rounded if measure else None
    return Fraction(1, 100 * 10**rounded.decimals) if rounded else Fraction()


def _unit(quantity: Seen, contract: Contract) -> Unit:
    match quantity:
        case Lateness() | Length():
            return "duration"
        case Points():
            return "number"
        case Loss():
            return "share"
        case Excess(relative=True):
            return "share"
        case AchievedShare(name) | ValueOf(name) | Shortfall(name) | Excess(name):
            return unit_of(contract, name)
        case _:
            assert_never(quantity)


def _limits(credit: Credit) -> Iterator[tuple[Fraction, Band]]:
    """Yield each limit once, with the first band that it bounds."""
    seen: set[Fraction] = set()
    for band in credit.bands:
        for limit in (band.lower, band.upper):
            if limit is not None and limit.value not in seen:
                seen.add(limit.value)
                yield limit.value, band


def _shown(limit: Fraction, quantity: Seen, contract: Contract) -> str:
    match _unit(quantity, contract):
        case "share":
            return Words(contract).share(limit)
        case "duration":
            return duration(Micros(int(limit)), ELAPSED.name)
        case _:
            return number(limit)
