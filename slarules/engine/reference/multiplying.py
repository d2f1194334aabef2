"""Multipliers: lines times a constant when a history holds, or by the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from slarules.core.conditions import Is, Truth, Value
from slarules.core.money import Band
from slarules.core.settling import Factor, Multiplier
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.bands import reached
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.history_tests import history_words
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.ranges import Range, hull
from slarules.engine.reference.unknowns import Unknown
from slarules.engine.reference.wording import decimal
from slarules.facts.truth import all_of, negated
from slarules.hours.periods import Period

ONCE = Range.point(1)


def multiplied(
    multiplier: Multiplier, entries: Iterable[Entry], period: Period, asking: Asking
) -> list[Entry]:
    """Return the entries that a multiplier changes, as it leaves them."""
    on = (e for e in entries if e.statement in multiplier.credits and not e.returned)
    step = _Multiplying(multiplier, period, asking)
    return [changed for entry in on if (changed := step.after(entry)) is not None]


@dataclass(frozen=True, slots=True)
class _Multiplying:
    multiplier: Multiplier
    period: Period
    asking: Asking

    def after(self, entry: Entry) -> Entry | None:
        place = entry.place or Place(self.period)
        with self.asking.noting() as asked:
            truth = self._holds(place)
            factor, words = self._factor(place) if truth is not False else (ONCE, "")
        if truth is None:
            factor, words = hull((ONCE, factor)), f"perhaps {words}"
        if factor == ONCE:
            return None
        when = self.multiplier.when
        why = words
        if when is not None:
            contract = self.asking.ground.contract
            terms = version_of_period(contract, self.period).terms
            why = f"{words}: {history_words(when, Wording(contract, terms))}"
        name, origin = self.multiplier.name, self.multiplier.origin
        open_needs = () if factor.is_point else _needs(asked)
        return replace(
            entry.after(name, entry.amount.scaled(factor), why, origin),
            earned=entry.earned.scaled(factor),
            needs=tuple(dict.fromkeys((*entry.needs, *open_needs))),
        )

    def _holds(self, place: Place) -> Truth:
        when = self.multiplier.when
        return True if when is None else self.asking.holds(when, place)

    def _factor(self, place: Place) -> tuple[Range, str]:
        rows = self.multiplier.factors
        if not rows:
            factor = Range.point(self.multiplier.factor)
            return factor, f"times {decimal(factor.least)}"
        found = self._rows(place)
        times = hull(Range.point(row.times) for row in found) if found else ONCE
        if times.is_point:
            return times, f"times {decimal(times.least)}{_case(found[:1])}"
        return times, f"times {decimal(times.least)} to {decimal(times.most)}"

    def _rows(self, place: Place) -> list[Factor]:
        """Return the rows that hold of a line, or may."""
        rows = [row for row in self.multiplier.factors if self._fits(row, place) is not False]
        if self.multiplier.by is None:
            return rows
        quantity = self.asking.quantity(self.multiplier.by, place)
        bands = [Band(r.lower, r.upper, None, "", r.of_unknown, r.origin) for r in rows]
        inside = [each.band for each in reached(bands, quantity)]
        return [r for r, band in zip(rows, bands, strict=True) if any(band is b for b in inside)]

    def _fits(self, row: Factor, place: Place) -> Truth:
        return all_of(self._has(name, values, place) for name, values in row.facts)

    def _has(self, name: str, values: tuple[Value, ...], place: Place) -> Truth:
        if self.asking.ground.condition(name, place.period) is not None:
            truth = self.asking.condition(name, place)
            return truth if values == ("yes",) else negated(truth)
        return self.asking.facts(Is(name, values), place)


def _case(rows: Sequence[Factor]) -> str:
    said = [f"{name} {' or '.join(map(str, values))}" for row in rows for name, values in row.facts]
    return f" as {', '.join(said)}" if said else ""


def _needs(asked: Iterable[Unknown]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need for unknown in asked for need in unknown.needs))
