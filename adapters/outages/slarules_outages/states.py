"""Samples become stretches in which a service was down, or in which nobody can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from slarules.instants import Instant, Micros
from slarules_outages.samples import Series

State = Literal["up", "down", "unknown"]


@dataclass(frozen=True, slots=True)
class UpWhen:
    """When a service counts as up.

    Attributes:
        at_least, at_most: The bounds of a sample that says that it is up; None for no bound.
        down_when: Whether it is down as soon as any series says so, or when all do.
        expected: How many series have a sample while all is watched.
    """

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    down_when: Literal["any", "all"] = "any"
    expected: int = 1

    def state(self, samples: Iterable[Decimal]) -> State:
        """Return what the samples of one instant say; one that is missing or no number is none."""
        found = [self._is_up(each) for each in samples if not each.is_nan()]
        settles = self.down_when == "all"
        if settles in found:
            return "up" if settles else "down"
        if len(found) < self.expected:
            return "unknown"
        return "down" if settles else "up"

    def _is_up(self, value: Decimal) -> bool:
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Grid:
    """The instants at which a query is asked; each stands for the step that begins with it."""

    start: Instant
    step: Micros
    points: int

    @property
    def end(self) -> Instant:
        """Where the step of the last instant ends."""
        return Instant(self.start + self.points * self.step)

    @property
    def last(self) -> Instant:
        """The last instant."""
        return Instant(self.end - self.step)

    def __iter__(self) -> Iterator[Instant]:
        return (Instant(self.start + n * self.step) for n in range(self.points))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one state; the next read may make it longer."""

    state: State
    start: Instant
    end: Instant


@dataclass(slots=True)
class Following:
    """Follows the state of services over one read after the other.

    Attributes:
        open: The stretch that reached the end of what was read, by service.
    """

    up_when: UpWhen
    open: dict[str, Stretch] = field(default_factory=dict)

    def stretches(
        self, service: str, series: Sequence[Series], grid: Grid
    ) -> Iterator[tuple[str, Stretch]]:
        """Yield the stretches in which a service was not surely up, with its name."""
        now = self.open.pop(service, None)
        for at in grid:
            state = self.up_when.state(_samples(series, at))
            if now is not None and now.state == state and now.end == at:
                now = replace(now, end=Instant(at + grid.step))
                continue
            if now is not None and now.state != "up":
                yield service, now
            now = Stretch(state, at, Instant(at + grid.step))
        if now is not None:
            self.open[service] = now
            if now.state != "up":
                yield service, now


def _samples(series: Sequence[Series], at: Instant) -> Iterator[Decimal]:
    return (value for each in series if (value := each.values.get(at)) is not None)


def by_service(
    series: Iterable[Series], service: str | None, label: str | None
) -> Mapping[str, list[Series]]:
    """Return the series of each service, by a label or all of one."""
    found: dict[str, list[Series]] = {}
    for each in series:
        name = each.labels.get(label, "") if label else service or ""
        found.setdefault(name, []).append(each)
    return found
