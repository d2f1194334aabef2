"""Contracts and histories about money, built as core objects in one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from slarules.core.contract import Contract, Terms
from slarules.core.measures import PeriodMeasure, ReadingValue
from slarules.core.money import (
    Amount,
    AmountTerm,
    Band,
    Billed,
    Credit,
    Limit,
    Money,
    Named,
    Part,
    Pay,
    Subject,
    Times,
)
from slarules.core.periods import Periods
from slarules.core.promises import CloseOfDay, Origin
from slarules.core.quantities import AchievedShare, Lateness, TargetIs, ValueOf
from slarules.core.rights import Claim, Deadline
from slarules.core.scenarios import GivenPeriod
from slarules.core.settling import Cap, EarnBack, Multiplier, Pool, Settlement, Weight
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.engine.outcome import Line, Outcome, Statement, TargetResult, Verdict
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.measures import measures
from slarules.engine.reference.periods import assessed
from slarules.engine.reference.statements import statements
from slarules.engine.reference.targets import targets
from slarules.facts.history import History, Reading
from slarules.hours.periods import parse_label
from slarules.instants import HOUR, Instant, Micros
from tests.engine import desk

FEE = Named("monthly_fee")


def percent(text: str) -> Fraction:
    """Return `99.95` as a share."""
    return Fraction(text) / 100


def of(share: str, amount: AmountTerm = FEE) -> Times:
    return Times(percent(share), amount)


def eur(value: str) -> Money:
    return Money(Fraction(value.replace(",", "")))


def fee(value: str, name: str = "monthly_fee") -> Amount:
    return Amount(name, eur(value), "calendar month")


def billed(name: str = "monthly_fee") -> Amount:
    return Amount(name, Billed(), "calendar month")


def paid(term: AmountTerm | None) -> Pay | None:
    return None if term is None else (Part(term),)


def within_days(days: int, *on: str) -> Claim:
    """Return a claim within so many calendar days after the period's end."""
    return Claim(Deadline("period end", CloseOfDay(days, "calendar")), on or None)


def band(
    at_least: str | None, below: str | None, pays: AmountTerm | None, *, unit: int = 100
) -> Band:
    """Return a row `at least A and below B` of percentages; of plain numbers with `unit=1`."""
    lower = None if at_least is None else Limit(Fraction(at_least) / unit, included=True)
    upper = None if below is None else Limit(Fraction(below) / unit, included=False)
    words = [w and f"{said} {w}" for said, w in (("at least", at_least), ("below", below))]
    return Band(lower, upper, paid(pays), " and ".join(w for w in words if w))


def late_band(above: int, at_most: int | None, pays: AmountTerm) -> Band:
    """Return a row `above A and at most B elapsed hours`."""
    upper = None if at_most is None else Limit(Fraction(at_most * HOUR), included=True)
    words = f"above {above}" + ("" if at_most is None else f" and at most {at_most}")
    lower = Limit(Fraction(above * HOUR), included=False)
    return Band(lower, upper, paid(pays), f"{words} elapsed hours")


def share_target(name: str, level: str, promise: str = "resolve", **more: Any) -> Target:  # noqa: ANN401
    """Return a target on the share of tickets in time."""
    value = ShareInTime(promise, "ticket")
    return Target(name, name, value, "at least", percent(level), "calendar month", **more)


def value_target(name: str, level: str, measure: str, **more: Any) -> Target:  # noqa: ANN401
    """Return a target on the value of a measure, which is a share."""
    value = MeasureValue(measure)
    return Target(name, name, value, "at least", percent(level), "calendar month", **more)


def reading_measure(name: str, reading: str) -> PeriodMeasure:
    return PeriodMeasure(name, name, ReadingValue(reading))


def period_credit(
    name: str,
    misses: str | None,
    *bands: Band,
    by: AchievedShare | ValueOf | None = None,
    pays: AmountTerm | None = None,
) -> Credit:
    return Credit(name, name, Subject("period", target=misses), by, bands, paid(pays), Origin("7"))


def late_credit(name: str, promise: str, *bands: Band, **more: Any) -> Credit:  # noqa: ANN401
    subject = Subject("ticket", target=promise, **more)
    return Credit(name, name, subject, Lateness(promise), bands, None, Origin("8"))


def cap(name: str, limit: AmountTerm, shared: str = "pro rata", *on: str) -> Cap:
    assert shared in ("pro rata", "in order")
    return Cap(name, on or None, limit, "calendar month", shared, Origin("9"))  # type: ignore[arg-type]


def earnback(name: str, on: str, share: str, target: str, count: int) -> EarnBack:
    when = TargetIs(target, "met", Periods("next", count))
    return EarnBack(name, (on,), percent(share), when, Origin("10"))


def multiplier(name: str, on: str, factor: str, target: str, count: int) -> Multiplier:
    when = TargetIs(target, "missed", Periods("previous", count))
    return Multiplier(name, (on,), Fraction(factor), when, Origin("11"))


def pool(name: str, size: AmountTerm, weights: Mapping[str, str]) -> Pool:
    parts = tuple(Weight(target, percent(share)) for target, share in weights.items())
    return Pool(name, name, size, "calendar month", parts, Origin("12"))


def money_terms(*statements_: Any, order: Sequence[str] = ("base",), **more: Any) -> Terms:  # noqa: ANN401
    """Return terms that hold the statements, each in its place."""
    places: dict[type, str] = {
        Target: "targets",
        PeriodMeasure: "measures",
        Amount: "amounts",
        Credit: "credits",
        Pool: "pools",
        Multiplier: "multipliers",
        Cap: "caps",
        EarnBack: "earnbacks",
    }
    held: dict[str, dict[str, Any]] = {place: {} for place in places.values()}
    for statement in statements_:
        held[places[type(statement)]][statement.name] = statement
    settlement = Settlement((*order, "rounding"))
    return desk.terms(**held, settlement=settlement, **more)


def given(label: str, **told: Any) -> GivenPeriod:  # noqa: ANN401
    """Return a period: targets `met`, `missed`, `unknown` or a share; amounts as `Money`."""
    return GivenPeriod(
        label,
        outcomes=tuple((n, v) for n, v in told.items() if v in ("met", "missed", "unknown")),
        achieved=tuple((n, v) for n, v in told.items() if isinstance(v, Fraction)),
        amounts=tuple((n, v.value) for n, v in told.items() if isinstance(v, Money)),
    )


def end_of(label: str, zone: str = desk.ZONE) -> Instant:
    period = parse_label(label, zone)
    assert period is not None
    return period.end


def start_of(label: str, zone: str = desk.ZONE) -> Instant:
    period = parse_label(label, zone)
    assert period is not None
    return period.start


def scenario(*periods: GivenPeriod, zone: str = desk.ZONE, **more: Any) -> History:  # noqa: ANN401
    """Return the history of a scenario, judged at the end of its last given period."""
    end = max(end_of(period.label, zone) for period in periods)
    return replace(
        History((), end, end, given={period.label: period for period in periods}), **more
    )


def verdict(item: str, word: str, label: str = "2026-03", **more: Any) -> Verdict:  # noqa: ANN401
    """Return a verdict on `resolve` of a ticket that belongs to a period."""
    late = (Micros(HOUR), Micros(HOUR)) if word == "missed" else None
    plain = Verdict(
        item=item,
        kind="ticket",
        customer=None,
        promise="resolve",
        table="desk",
        measure="resolve",
        cycle=1,
        cycle_of=None,
        level="P1",
        started_at=start_of(label),
        due_at=start_of(label),
        due_latest=start_of(label),
        ended_at=start_of(label),
        missed_at=start_of(label),
        elapsed=Micros(0),
        paused=Micros(0),
        excluded=Micros(0),
        goal=Micros(4 * HOUR),
        goal_text="4 elapsed hours",
        verdict=word,  # type: ignore[arg-type]
        lateness=late,
        provisional=False,
        belongs_at=start_of(label),
        period=label,
        needs=("first_reply",) if word == "undetermined" else (),
        version="signed",
        internal=False,
        origin=Origin(),
    )
    return replace(plain, **more)


def verdicts_of(words: Iterable[str], label: str = "2026-03") -> list[Verdict]:
    return [verdict(f"T{i}", word, label) for i, word in enumerate(words)]


def reading(name: str, label: str, value: Fraction) -> Reading:
    period = parse_label(label, desk.ZONE)
    assert period is not None
    return Reading(name, period.interval, value)


@dataclass(frozen=True)
class Owed:
    """What an evaluation gives, found by name and period."""

    outcome: Outcome

    def statement(self, label: str) -> Statement:
        (found,) = (s for s in self.outcome.statements if s.period == label)
        return found

    def lines(self, label: str, name: str | None = None) -> list[Line]:
        return [line for line in self.statement(label).lines if name in (None, line.statement)]

    def earned(self, name: str, label: str) -> tuple[Fraction, Fraction]:
        lines = self.lines(label, name)
        least = sum((line.earned_least for line in lines), Fraction(0))
        return least, sum((line.earned_most for line in lines), Fraction(0))

    def total(self, label: str) -> tuple[Fraction, Fraction]:
        found = self.statement(label)
        return found.shown_least, found.shown_most

    def target(self, name: str, label: str) -> TargetResult:
        (found,) = (t for t in self.outcome.targets if (t.target, t.period) == (name, label))
        return found


def evaluated(contract: Contract, history: History, verdicts: Sequence[Verdict] = ()) -> Owed:
    """Run the per-period half of the engine over verdicts that are given."""
    periods = assessed(contract, history)
    values = measures(contract, history, periods)
    judged = targets(contract, history, verdicts, values, periods)
    ground = Ground(contract, history, verdicts, values, judged, periods)
    return Owed(Outcome(tuple(verdicts), values, judged, statements(ground)))


def one(value: str) -> tuple[Fraction, Fraction]:
    """Return an exact sum as its least and its most."""
    found = Fraction(value.replace(",", ""))
    return found, found


def between(least: str, most: str) -> tuple[Fraction, Fraction]:
    return Fraction(least), Fraction(most)


def until(label: str, **more: Any) -> History:  # noqa: ANN401
    """Return a history without facts, complete through the end of a period."""
    return replace(History((), end_of(label), end_of(label)), **more)
