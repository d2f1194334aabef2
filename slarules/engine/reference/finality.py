"""Why a statement is not final yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.core.money import Credit
from slarules.core.settling import Multiplier
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.history_tests import look_ahead
from slarules.engine.reference.periods import shifted, version_of_period
from slarules.hours.periods import Period
from slarules.instants import iso


def why_provisional(
    ground: Ground, period: Period, entries: Sequence[Entry], missing: Sequence[str]
) -> tuple[str, ...]:
    """Return every reason for which a later run may say something else, as sentences."""
    return (
        *_data(ground, period),
        *_items(ground, period),
        *_look_forwards(ground, period, entries),
        *_unknown(entries, missing),
    )


def _data(ground: Ground, period: Period) -> Iterator[str]:
    history = ground.history
    if history.as_of < period.end:
        yield f"{period.label} is not over."
    if history.complete_through < period.end:
        yield f"The source is complete only through {iso(history.complete_through)}."
    spans = history.spans_complete_through
    if spans is not None and spans < period.end:
        yield f"The source of maintenance and the like is complete only through {iso(spans)}."


def _items(ground: Ground, period: Period) -> Iterator[str]:
    runs = ground.verdicts_in(period)
    unfinished = runs.number("open")
    if unfinished:
        yield f"Not over yet: {unfinished} judged for {period.label}."
    changing = [
        each for each in runs.alike if each.verdict.provisional and each.verdict.verdict != "open"
    ]
    moving = sum(each.number for each in changing if each.verdict.until_closed)
    if moving:
        named = " or ".join(sorted({n for each in changing for n in each.verdict.until_closed}))
        yield (
            f"Not closed yet: {moving} judged for {period.label}. "
            f"Until then a later {named} may count."
        )
    unsure = sum(each.number for each in changing if not each.verdict.until_closed)
    if unsure:
        yield f"Later data may still change {unsure} verdicts of {period.label}."
    if lost := len(ground.without_period):
        yield f"Undetermined, and of no known period: {lost} judged."


def _look_forwards(ground: Ground, period: Period, entries: Sequence[Entry]) -> Iterator[str]:
    terms = version_of_period(ground.contract, period).terms
    for earnback in terms.earnbacks.values():
        last = shifted(period, look_ahead(earnback.when, terms.conditions))
        owed = any(
            entry.statement in earnback.credits and not entry.returned and entry.amount.most > 0
            for entry in entries
        )
        if owed and last != period and last.end > ground.history.until:
            yield f"{earnback.name} looks ahead through {last.label}."
    steps: tuple[Credit | Multiplier, ...] = (*terms.credits.values(), *terms.multipliers.values())
    for step in steps:
        ahead = 0 if step.when is None else look_ahead(step.when, terms.conditions)
        last = shifted(period, ahead)
        if ahead and last.end > ground.history.until:
            yield f"{step.name} looks ahead through {last.label}."


def _unknown(entries: Sequence[Entry], missing: Sequence[str]) -> Iterator[str]:
    for name in missing:
        yield f"Billing does not say {name}, which counts as nothing."
    if any(not entry.amount.is_point for entry in entries):
        yield "What is owed depends on facts that are not known."
