"""Causes: which earlier periods, revised themselves, may have changed what a later one owes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from slarules.core.contract import Contract, Terms
from slarules.core.periods import Window
from slarules.core.quantities import (
    EveryHistory,
    FactsAre,
    History,
    Latch,
    NotHistory,
    Over,
    PeriodCondition,
    Quantity,
    QuantityIs,
    SomeHistory,
    TargetIs,
)
from slarules.engine.outcome import Statement
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.windows import periods_in
from slarules.hours.labels import period_named
from slarules.hours.periods import Period


def causes(statement: Statement, changed: Collection[str], contract: Contract) -> Iterator[str]:
    """Yield what of the changed periods before a statement's own it may come from, as sentences."""
    period = period_named(statement.period, contract)
    if period is None:
        return
    looked: dict[str, None] = {}
    for line in statement.lines:
        if line.earned_in in changed and line.earned_in != statement.period:
            word = "was earned" if line.kind == "carried" else "gives back what was earned"
            looked[f"{line.title} {word} in {line.earned_in}, which was revised."] = None
    for name, seen in _steps(version_of_period(contract, period).terms, period):
        for label in changed:
            if label in seen and label != statement.period:
                looked[f"{name} looks back at {label}, which was revised."] = None
    yield from looked


def _steps(terms: Terms, period: Period) -> Iterator[tuple[str, set[str]]]:
    """Yield what looks at earlier periods, by its name, with their labels."""
    for cap in terms.caps.values():
        if cap.window is not None:
            yield cap.name, _labels(cap.window, period)
    histories: Mapping[str, History | None] = {
        **{m.name: m.when for m in terms.multipliers.values()},
        **{c.name: c.when for c in terms.credits.values()},
    }
    for name, test in histories.items():
        if test is not None:
            yield name, set(_looked_at(test, period, terms))
    for credit in terms.credits.values():
        target = credit.subject.target or ""
        if target in terms.conditions:
            yield credit.name, set(_of_condition(terms.conditions[target], period, terms))
    for pool in terms.pools.values():
        named = [terms.conditions[w.target] for w in pool.weights if w.target in terms.conditions]
        yield pool.name, {label for each in named for label in _of_condition(each, period, terms)}


def _looked_at(test: History, period: Period, terms: Terms) -> Iterator[str]:
    match test:
        case TargetIs():
            yield from _of_target(test, period, terms)
        case QuantityIs(quantity=quantity):
            yield from _of_quantity(quantity, period)
        case EveryHistory(parts) | SomeHistory(parts):
            for part in parts:
                yield from _looked_at(part, period, terms)
        case NotHistory(part):
            yield from _looked_at(part, period, terms)
        case FactsAre():
            return


def _of_target(test: TargetIs, period: Period, terms: Terms) -> Iterator[str]:
    for other in periods_in(test.window, period):
        yield other.label
        if test.target in terms.conditions:
            yield from _of_condition(terms.conditions[test.target], other, terms)


def _of_condition(condition: PeriodCondition, period: Period, terms: Terms) -> Iterator[str]:
    if isinstance(condition.holds, Latch):
        yield from _looked_at(condition.holds.starts, period, terms)
        yield from _looked_at(condition.holds.ends, period, terms)
    else:
        yield from _looked_at(condition.holds, period, terms)


def _of_quantity(quantity: Quantity, period: Period) -> Iterator[str]:
    if isinstance(quantity, Over):
        yield from _labels(quantity.window, period)


def _labels(window: Window, period: Period) -> set[str]:
    return {other.label for other in periods_in(window, period)}
