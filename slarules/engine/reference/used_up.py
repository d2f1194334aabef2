"""Bad time that is used up: what one claim was paid for counts as good for all later ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.core.measures import TotalBad
from slarules.core.periods import Trailing
from slarules.core.targets import MeasureValue, Target
from slarules.engine.outcome import Achieved, BadPiece, MeasureResult
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.targets import at_level
from slarules.hours.labels import own_kinds, period_named
from slarules.hours.periods import Period
from slarules.instants import Interval, intersection, total, union


@dataclass(slots=True)
class Used:
    """Which time is used up by what was paid so far: surely, and at most."""

    surely: list[Interval]
    perhaps: list[Interval]


def used_up(contract: Contract, measured: Sequence[MeasureResult]) -> tuple[MeasureResult, ...]:
    """Return measures with the bad time counted as good that an earlier item was paid for."""
    if not any(isinstance(kind, Trailing) for kind in own_kinds(contract)):
        return tuple(measured)
    changed: dict[int, MeasureResult] = {}
    used: dict[str, Used] = {}
    for period, result in _in_order(contract, measured):
        target = _targets(contract, period).get(result.measure)
        if target is None or target.every != period.kind:
            continue
        gone = used.setdefault(result.measure, Used([], []))
        is_total = isinstance(_value(contract, period, result.measure), TotalBad)
        left = _without(result, gone, is_total=is_total)
        changed[id(result)] = left
        if left.achieved is None:
            continue
        bad = union(*(piece.during for piece in left.pieces))
        ends = [at_level(target, left.achieved.least), at_level(target, left.achieved.most)]
        if not all(ends):
            gone.perhaps = union(gone.perhaps, bad)
        if not any(ends):
            gone.surely = union(gone.surely, bad)
    return tuple(changed.get(id(result), result) for result in measured)


def _in_order(
    contract: Contract, measured: Iterable[MeasureResult]
) -> Iterator[tuple[Period, MeasureResult]]:
    """Yield what was measured before a moment of an item, the earliest first."""
    found = [
        (period, result)
        for result in measured
        if result.of is not None and (period := period_named(result.period, contract)) is not None
        if isinstance(period.kind, Trailing)
    ]
    yield from sorted(found, key=lambda each: each[0].first)


def _targets(contract: Contract, period: Period) -> Mapping[str, Target]:
    """Return the target of each measure whose bad time a credit pays for once."""
    terms = version_of_period(contract, period).terms
    once = {claim.uses_once for claim in terms.claims}
    found: dict[str, Target] = {}
    for credit in terms.credits.values():
        target = terms.targets.get(credit.subject.target or "")
        if target is not None and isinstance(target.value, MeasureValue):
            measure = target.value.measure
            if measure in once or credit.uses_once == measure:
                found[measure] = target
    return found


def _value(contract: Contract, period: Period, measure: str) -> object:
    return version_of_period(contract, period).terms.measures[measure].value


def _without(result: MeasureResult, used: Used, *, is_total: bool) -> MeasureResult:
    """Return a measure with what is used up taken as good."""
    surely, perhaps = _gained(result.pieces, used.surely), _gained(result.pieces, used.perhaps)
    achieved = result.achieved
    if achieved is None or not perhaps:
        return result
    pieces = tuple(_left(piece, used.surely) for piece in result.pieces)
    if is_total:
        ends = (max(Fraction(0), achieved.least - perhaps), achieved.most - surely)
        return replace(result, achieved=Achieved(*ends), pieces=pieces)
    if achieved.good is None or not achieved.whole:
        return result
    good, whole = achieved.good + surely, achieved.whole
    most = min(Fraction(1), achieved.most + Fraction(perhaps, whole))
    return replace(
        result, achieved=Achieved(Fraction(good, whole), most, good, whole), pieces=pieces
    )


def _gained(pieces: Iterable[BadPiece], used: Sequence[Interval]) -> Fraction:
    return sum((_shared(piece, used) for piece in pieces), Fraction(0))


def _shared(piece: BadPiece, used: Sequence[Interval]) -> Fraction:
    shared = total(intersection(list(piece.during), list(used)))
    return min(piece.least, Fraction(shared))


def _left(piece: BadPiece, used: Sequence[Interval]) -> BadPiece:
    gone = _shared(piece, used)
    return replace(piece, least=piece.least - gone, most=max(Fraction(0), piece.most - gone))
