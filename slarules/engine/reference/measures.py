"""The measures of periods: of time here, counts and statistics in `counted`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from slarules.core.contract import Contract, Measurement, Version
from slarules.core.measures import (
    PeriodMeasure,
    ThatOf,
    of_time,
)
from slarules.core.periods import PeriodKind
from slarules.core.targets import MeasureValue
from slarules.engine.outcome import Achieved, BadPiece, MeasureResult
from slarules.engine.reference.bad_pieces import Amount, Piece
from slarules.engine.reference.bad_time import BadTimes
from slarules.engine.reference.counted import Counts, Found
from slarules.engine.reference.events import Events
from slarules.engine.reference.looking import Where
from slarules.engine.reference.periods import own_periods, version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.rounding_measures import settled
from slarules.engine.reference.runs import Verdicts
from slarules.engine.reference.things import names
from slarules.engine.reference.time_values import TimeValues
from slarules.facts.history import History
from slarules.hours.periods import Period
from slarules.instants import Instant, Interval, iso


def measures(
    contract: Contract,
    history: History,
    periods: Sequence[Period],
    verdicts: Verdicts = (),
) -> tuple[MeasureResult, ...]:
    """Return the value of every measure in every period, also of targets' longer periods."""
    world = Monitored(contract, history, verdicts)
    return tuple(
        world.result(measure, period, of if of is not None else item)
        for kind in _kinds(contract)
        for period, item in own_periods(contract, history, kind, periods)
        for measure in version_of_period(contract, period).terms.measures.values()
        for of in world.things(measure)
    )


def _kinds(contract: Contract) -> list[PeriodKind]:
    of_targets = (
        target.every
        for version in contract.versions
        for target in version.terms.targets.values()
        if isinstance(target.value, MeasureValue)
    )
    return list(dict.fromkeys((contract.every, *of_targets)))


class Monitored:
    """Readings, spans and verdicts of a history, ready to be asked period by period."""

    def __init__(self, contract: Contract, history: History, verdicts: Verdicts = ()) -> None:
        self.contract = contract
        self.history = history
        self.counts = Counts(contract, history, verdicts)
        self.times = TimeValues(BadTimes(contract, history))
        self.events = Events(contract, history)
        self._things: dict[str, tuple[str, ...]] = {}

    def things(self, measure: PeriodMeasure) -> Sequence[str | None]:
        """Return the names of the things that a measure has a value for, or one `None`."""
        if measure.each is None:
            return (None,)
        if measure.each not in self._things:
            found = (*names(measure.each, self.history), *self._read(measure.each))
            self._things[measure.each] = tuple(dict.fromkeys(found))
        return self._things[measure.each]

    def _read(self, kind: str) -> Iterator[str]:
        """Yield the things that readings are of."""
        known = self.contract.vocabulary.measurements.values()
        of_kind = {found.name for found in known if kind in _kinds_of(found)}
        for reading in self.history.readings:
            if reading.name in of_kind and reading.of is not None:
                yield reading.of

    def result(
        self, measure: PeriodMeasure, period: Period, of: str | None = None
    ) -> MeasureResult:
        """Return the value of one measure in one period; of a thing, where it has one for each."""
        where = self._where(measure, period, of)
        given = self._given(measure, period, of)
        pieces: tuple[BadPiece, ...] = ()
        if given is not None:
            told = Achieved(given, given)
            return self._result(measure, period.label, of, (told, ()), told, ())
        if of_time(measure.value) is None:
            found = self._counted(measure, self._place(measure, period, of))
        else:
            value = self.times.value(measure, where, self._told(measure, period, of))
            found = (value.achieved, value.needs)
            pieces = self._pieces(measure, where)
        share = self.counts.is_share(measure)
        shown = settled(measure, found[0], is_share=share) if found[0] else None
        return self._result(measure, period.label, of, (shown, found[1]), found[0], pieces)

    def value_over(
        self, measure: PeriodMeasure, window: Interval, of: str | None = None
    ) -> MeasureResult:
        """Return the value of a measure of time over any stretch; nothing is given outright."""
        version = self._version_at(window)
        until = max(window.start, min(window.end, self.history.until))
        where = Where(Interval(window.start, Instant(until)), version, None, of)
        value = self.times.value(measure, where)
        found = value.achieved
        shown = settled(measure, found) if found else None
        label = f"{iso(window.start)} to {iso(window.end)}"
        return self._result(measure, label, of, (shown, value.needs), value.achieved, ())

    def _version_at(self, window: Interval) -> Version:
        in_force = [v for v in self.contract.versions if v.effective <= window.start]
        return in_force[-1] if in_force else self.contract.versions[0]

    def _result(
        self,
        measure: PeriodMeasure,
        label: str,
        of: str | None,
        found: Found,
        unrounded: Achieved | None,
        pieces: tuple[BadPiece, ...],
    ) -> MeasureResult:
        achieved, needs = found
        return MeasureResult(
            measure.name,
            measure.title,
            label,
            achieved,
            needs,
            measure.origin,
            of,
            unrounded,
            pieces,
        )

    # --- what is given outright -------------------------------------------------------------------

    def _given(self, measure: PeriodMeasure, period: Period, of: str | None) -> Fraction | None:
        thing = (measure.each, of) if measure.each and of is not None else None
        given = self.history.told(period.label, thing)
        values = [v for name, v in given.readings if name == measure.name] if given else []
        return values[0] if values else None

    def _told(self, measure: PeriodMeasure, period: Period, of: str | None) -> Fraction | None:
        """Return the total of the measure whose bad time another has, where that is given."""
        time = of_time(measure.value)
        terms = version_of_period(self.contract, period).terms
        while time and isinstance(time.bad, ThatOf):
            other = terms.measures[time.bad.measure]
            given = self._given(other, period, of if other.each else None)
            if given is not None:
                return given
            time = of_time(other.value)
        return None

    # --- counts -----------------------------------------------------------------------------------

    def _place(self, measure: PeriodMeasure, period: Period, of: str | None) -> Place:
        place = Place(period)
        return place if measure.each is None or of is None else place.of(measure.each, of)

    def _counted(self, measure: PeriodMeasure, place: Place) -> Found:
        return self.counts.value(measure, place, self._total_of)

    def _total_of(self, name: str, place: Place) -> Found:
        """Return what another measure comes to at a place."""
        terms = version_of_period(self.contract, place.period).terms
        other = terms.measures[name]
        of = place.thing(other.each) if other.each else None
        found = self.result(other, place.period, of)
        return found.achieved, found.needs

    # --- pieces -----------------------------------------------------------------------------------

    def _where(self, measure: PeriodMeasure, period: Period, of: str | None) -> Where:
        version = version_of_period(self.contract, period)
        end = max(period.start, min(period.end, self.history.until))
        window = Interval(period.start, Instant(end))
        return Where(window, version, period, of if measure.each else None)

    def _pieces(self, measure: PeriodMeasure, where: Where) -> tuple[BadPiece, ...]:
        if self.times.times.is_told_whole(measure, where.version):
            where = replace(where, whole=True)
        found = self.times.pieces(measure, where)
        return tuple(self._piece(piece, amount) for piece, amount in found)

    def _piece(self, piece: Piece, amount: Amount) -> BadPiece:
        span = piece.outages[0].span if piece.outages else None
        event = self.events.of(span) if span else None
        return BadPiece(
            (span.name or None) if span else None,
            event if isinstance(event, str) else None,
            piece.perhaps,
            amount.least,
            amount.most,
        )


def _kinds_of(found: Measurement) -> Iterator[str]:
    for each in (found, *found.others):
        if each.of:
            yield each.of
