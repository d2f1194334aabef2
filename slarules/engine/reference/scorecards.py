"""Scorecards: weighted sums of measures, as measures of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slarules.core.contract import Contract
from slarules.core.settling import Scorecard
from slarules.engine.outcome import Achieved, MeasureResult
from slarules.engine.reference.periods import own_period, version_of_period
from slarules.engine.reference.ranges import Range, added, hull
from slarules.facts.history import History
from slarules.hours.periods import Period

Found = Mapping[tuple[str, str], MeasureResult]


def scorecards(
    contract: Contract,
    history: History,
    measures: Sequence[MeasureResult],
    periods: Sequence[Period],
) -> tuple[MeasureResult, ...]:
    """Return the value of each scorecard in each of its periods."""
    found = {(m.measure, m.period): m for m in measures if m.of is None}
    made: dict[tuple[str, str], MeasureResult] = {}
    for period in periods:
        for card in version_of_period(contract, period).terms.scorecards.values():
            own = own_period(period, card.every)
            key = (card.name, own.label)
            if key not in made:
                made[key] = _result(card, own, history, found)
    return tuple(made.values())


def _result(card: Scorecard, own: Period, history: History, found: Found) -> MeasureResult:
    given = history.told(own.label)
    told = dict(given.readings).get(card.name) if given else None
    if told is not None:
        value: Range | None = Range.point(told)
        needs: tuple[str, ...] = ()
    else:
        value = _value(card, [_score(found.get((w.target, own.label))) for w in card.weights])
        needs = tuple(_needs(card, own, found, is_settled=value is not None and value.is_point))
    achieved = None if value is None else Achieved(value.least, value.most)
    return MeasureResult(card.name, card.title, own.label, achieved, needs, card.origin)


def _score(result: MeasureResult | None) -> Range | None:
    achieved = result.achieved if result else None
    return None if achieved is None else Range(achieved.least, achieved.most)


def _value(card: Scorecard, scores: Sequence[Range | None]) -> Range | None:
    """Return the weighted sum; what the gate makes of it where a score is, or may be, below."""
    known = [score for score in scores if score is not None]
    gated = Range.point(card.gated)
    if card.gate is not None and any(score.most < card.gate for score in known):
        return gated
    if len(known) < len(scores) or not known:
        return None
    total = added(
        score.times(weight.share) for weight, score in zip(card.weights, known, strict=True)
    )
    if card.gate is not None and any(score.least < card.gate for score in known):
        return hull((gated, total))
    return total


def _needs(card: Scorecard, own: Period, found: Found, *, is_settled: bool) -> Iterator[str]:
    if is_settled:
        return
    seen: dict[str, None] = {}
    for weight in card.weights:
        result = found.get((weight.target, own.label))
        if result is None or result.achieved is None:
            seen.setdefault(f"{weight.target} in {own.label}")
        elif result.achieved.least != result.achieved.most:
            seen.update(dict.fromkeys(result.needs))
    yield from seen
