"""Consecutive intervals that a scenario gives: `given 12 intervals with requests 200`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from slarules.contract.given_readings import measurement_of, reading_value, said
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.stage import Stage
from slarules.core.contract import Measurement
from slarules.core.scenarios import GivenReading
from slarules.hours.periods import Period
from slarules.instants import HOUR, MINUTE, Instant, Interval, Micros
from slarules.source import Span
from slarules.syntax import tree

LENGTHS: Mapping[str, Micros | None] = {
    "interval": None,
    "intervals": None,
    "minute": MINUTE,
    "minutes": MINUTE,
    "hour": HOUR,
    "hours": HOUR,
}
"""How long one is; `None` where the measurement says it."""

Given: TypeAlias = tuple[tree.With, Measurement]

MOST = 100_000
"""How many intervals one line may give."""


class Intervals:
    """Runs of intervals, each after the one before of the same thing, from the period's start."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._spent: dict[tuple[str, str | None], Instant] = {}

    def readings(self, phrase: tree.GivenMany, label: str | None) -> Iterator[GivenReading]:
        """Yield the readings of a run."""
        scope = self._stage.scope
        period = self._stage.period(label) if label else None
        if period is None:
            lack, example = "in which period they lie", "given period 2026-03"
            what = "this line"
            problem = PhraseMissing(span=phrase.span, what=what, lack=lack, example=example)
            scope.tell(problem)
            return
        details, of = self._details(phrase)
        unit = LENGTHS[phrase.kind.text] or self._unit(phrase, details)
        told = {name: reading_value(detail, one, scope) for name, (detail, one) in details.items()}
        if unit is None or None in told.values():
            return
        count = self._count(phrase, period, unit)
        start = self._spent.get((period.label, of), period.start)
        self._spent[period.label, of] = Instant(start + count * unit)
        for at in range(start, start + count * unit, unit):
            during = Interval(Instant(at), Instant(at + unit))
            yield from (
                GivenReading(name, value, during, of)
                for name, value in told.items()
                if value is not None
            )

    def _details(self, phrase: tree.GivenMany) -> tuple[dict[str, Given], str | None]:
        """Return the values of measurements, and the thing that the intervals are about."""
        words = self._stage.scope.vocabulary
        details = [detail for detail in phrase.details if isinstance(detail, tree.With)]
        about = [detail for detail in details if detail.name.text in words.items]
        kind = about[-1].name.text if about else None
        found: dict[str, Given] = {}
        for detail in phrase.details:
            if not isinstance(detail, tree.With):
                self._tell_unknown(detail.span, "minutes")
            elif one := words.measurements.get(detail.name.text):
                found[one.name] = detail, measurement_of(one, kind)
            elif detail not in about:
                self._tell_unknown(detail.name.span, detail.name.text)
        return found, said(about[-1].value) if about else None

    def _tell_unknown(self, span: Span, name: str) -> None:
        words = self._stage.scope.vocabulary
        names = (*words.measurements, *words.items)
        self._stage.scope.tell(UnknownName.among(span, "measurement", name, names))

    def _unit(self, phrase: tree.GivenMany, details: Mapping[str, Given]) -> Micros | None:
        """Return the interval of the measurements that are given."""
        units = [one.every for _, one in details.values() if one.every]
        if not units:
            lack = "how long an interval is: no measurement here is taken at intervals"
            example = "given 12 minutes with requests 200"
            what = "this line"
            problem = PhraseMissing(span=phrase.span, what=what, lack=lack, example=example)
            self._stage.scope.tell(problem)
        return units[0] if units else None

    def _count(self, phrase: tree.GivenMany, period: Period, unit: Micros) -> int:
        """Return how many there are; more than the period holds are told."""
        number = phrase.count
        most = min(MOST, -(-(period.end - period.start) // unit))
        if number.value == int(number.value) and 0 < number.value <= most:
            return int(number.value)
        needed, given = f"a whole number from 1 to {most:,}", f"{number.value:,}"
        what = f"how many intervals there are in {period}"
        problem = WrongKind(span=number.span, what=what, needed=needed, given=given)
        self._stage.scope.tell(problem)
        return 1
