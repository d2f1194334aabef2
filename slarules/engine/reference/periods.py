"""The periods a contract is assessed by, and the text in force in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.core.clocks import ELAPSED, Clock, calendar_days
from slarules.core.contract import Contract, Terms, Version
from slarules.core.periods import PeriodKind, Trailing
from slarules.facts.history import History, UnknownMoment
from slarules.hours.labels import period_named
from slarules.hours.opentime import OpenTime, open_time
from slarules.hours.periods import Period, before, period_of, periods_between
from slarules.instants import Instant


def assessed(contract: Contract, history: History) -> tuple[Period, ...]:
    """Return every period from the contract's start to the evaluation instant or its end.

    A scenario begins where its first fact or given period lies, so that what it does not tell
    lies before the start.
    """
    until = history.until if contract.ends is None else min(history.until, contract.ends)
    start = max(contract.starts, _first(contract, history))
    return tuple(periods_between(start, until, contract.every, contract.zone))


def _first(contract: Contract, history: History) -> Instant:
    """Return the first instant that a scenario tells of; of real data, the contract's start."""
    given = [period_named(label, contract) for label in history.given]
    starts = [period.start for period in given if period]
    if not starts:
        return contract.starts
    happened = (h[0].at for item in history.items for h in item.happened.values() if h)
    return min((*starts, *happened))


def own_periods(
    contract: Contract, history: History, kind: PeriodKind, periods: Sequence[Period]
) -> Iterator[tuple[Period, str | None]]:
    """Yield the periods of a kind that meet the assessed ones, in order.

    Of those that trail a moment there is one for each item that has it, with the item's name.
    """
    if isinstance(kind, Trailing):
        for item in history.items:
            at = item.moment(kind.moment)
            if at is not None and not isinstance(at, UnknownMoment):
                yield before(at, kind, contract.zone), item.item
    elif kind == contract.every:
        yield from ((period, None) for period in periods)
    elif periods:
        start, end = periods[0].start, periods[-1].end
        yield from ((own, None) for own in periods_between(start, end, kind, contract.zone))


def version_of_period(contract: Contract, period: Period) -> Version:
    """Return the last text whose effect begins at or before the period; else the first text."""
    first, *amended = contract.versions
    in_force = [version for version in amended if version.effective <= period.start]
    return in_force[-1] if in_force else first


def own_period(period: Period, kind: PeriodKind) -> Period:
    """Return the period of a kind that holds the last instant of `period`.

    One that trails a moment is there already where its item is asked about.
    """
    if period.kind == kind or isinstance(kind, Trailing):
        return period
    return period_of(Instant(period.end - 1), kind, period.zone)


def shifted(period: Period, count: int) -> Period:
    """Return the period so many later; earlier when negative."""
    for _ in range(abs(count)):
        period = period.next() if count > 0 else period.previous()
    return period


class Clocks:
    """The open time of the clocks of one text, of `elapsed` and of `calendar`, by name."""

    def __init__(self, terms: Terms, zone: str) -> None:
        built_in = {clock.name: clock for clock in (ELAPSED, calendar_days(zone))}
        self._clocks: dict[str, Clock] = {**built_in, **terms.clocks}
        self._compiled: dict[str, OpenTime] = {}

    def __call__(self, name: str) -> OpenTime:
        """Return the open time of a clock."""
        if name not in self._compiled:
            self._compiled[name] = open_time(self._clocks[name])
        return self._compiled[name]
