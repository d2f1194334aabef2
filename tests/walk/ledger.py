"""The ticks of one run: which are paused, excluded and delayed (R18, R23 to R26)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from slarules.core.clocks import ELAPSED, Clock
from slarules.core.conditions import Always, Condition, Every, Is, Missing, Not, Notice, Some
from slarules.core.contract import Terms
from slarules.core.promises import ItemAllowance, Measure, Pause, TimeExclusion
from slarules.facts.history import WorldSpan
from tests.walk.grid import Grid, open_ticks, shown
from tests.walk.machine import Place, Run, Tape, between, touches

LAST = 2**62
"""Behind every position of an instant."""


@dataclass
class World:
    """All that surrounds one item."""

    grid: Grid
    zone: str
    terms: Terms
    spans: list[WorldSpan]
    until: int
    _open: dict[str, bytes] = field(default_factory=dict)

    def clock(self, name: str) -> Clock:
        if name in {"elapsed", "calendar"}:
            return Clock(name, self.zone, ELAPSED.hours)
        return self.terms.clocks[name]

    def open(self, clock: str) -> bytes:
        if clock not in self._open:
            self._open[clock] = open_ticks(self.clock(clock), self.grid)
        return self._open[clock]


@dataclass
class Ticks:
    """One run written down tick by tick: flags for every tick of the window."""

    world: World
    start: int
    stop: int
    ended: bool
    paused: bytearray
    excluded: bytearray
    delayed: bytearray
    unit: int

    def whole(self, place: Place) -> int:
        """Return the tick of a position, cut down to the whole unit of the measure."""
        return whole(self.world.grid.index(place[0]), self.world.grid, self.unit)

    def kind(self, index: int, clock: str) -> str:
        """Return what a tick is on a clock: closed, else paused, else excluded, else counted."""
        if not self.world.open(clock)[index]:
            return "closed"
        if self.paused[index]:
            return "paused"
        return "excluded" if self.excluded[index] else "counted"

    def counts(self, index: int, clock: str) -> bool:
        return self.kind(index, clock) == "counted"


def ticks_of(run: Run, measure: Measure, tape: Tape, world: World, group: str | None) -> Ticks:
    """Write a run down; `group` is the value of `separately for each` whose time counts."""
    grid, unit = world.grid, (measure.unit or world.grid.tick) // world.grid.tick
    stop_at = run.stop[0] if run.stop else tape.until
    start, stop = (whole(grid.index(at), grid, unit) for at in (run.start[0], stop_at))
    shape = _Shape(world, tape, unit, start, stop)
    paused = shape.none()
    _add(paused, shape.flags(Not(measure.counts_while)))
    if group is not None:
        assert measure.each is not None
        _add(paused, shape.flags(Not(Is(measure.each, (group,)))))
    for left, back in run.gaps:
        gap = shape.none()
        first, last = grid.index(left[0]), grid.index(back[0])
        gap[first:last] = b"\1" * (last - first)
        _add(paused, shape.cut(gap))
    excluded, delayed = shape.none(), shape.none()
    statements = [p for p in world.terms.pauses if touches(p, measure)]
    into = {"suspends": paused, "excludes": excluded, "extends": delayed}
    for pause in statements:
        _add(into[pause.effect], shape.pause(pause))
    for exclusion in world.terms.exclusions:
        if exclusion.measures is None or measure.name in exclusion.measures:
            _add(excluded, shape.exclusion(exclusion, is_over=run.stop is not None))
    ended = run.end is not None
    return Ticks(world, start, stop, ended, paused, excluded, delayed, unit)


def whole(index: int, grid: Grid, unit: int) -> int:
    """Cut a tick down to the whole unit (R17)."""
    units = grid.origin // grid.tick + index
    return index - units % unit


def _add(into: bytearray, flags: bytearray) -> None:
    if any(flags):
        into[:] = bytes(a | b for a, b in zip(into, flags, strict=True))


@dataclass
class _Shape:
    """How flags of a run are made: none before its start, and none of the item's after its stop."""

    world: World
    tape: Tape
    unit: int
    start: int
    stop: int

    def none(self) -> bytearray:
        return bytearray(self.world.grid.size)

    def flags(self, condition: Condition) -> bytearray:
        return self.cut(self.while_(self._truths(condition)))

    def _truths(self, condition: Condition) -> list[bool]:
        return [self.tape.holds(condition, place) for place in self.tape.places]

    def while_(self, truths: list[bool]) -> bytearray:
        """Return the ticks that come after a position at which it was so, before the next."""
        grid, found = self.world.grid, self.none()
        edges = [*(at for at, _ in self.tape.places), self.tape.until]
        for truth, since, until in zip(truths, edges[:-1], edges[1:], strict=True):
            for at in range(max(since, grid.origin), until, grid.tick):
                found[grid.index(at)] = truth
        return found

    def pause(self, pause: Pause) -> bytearray:
        truths = self._truths(Every((pause.while_, pause.provided)))
        if pause.between:
            truths = [
                a and b for a, b in zip(truths, between(pause.between, self.tape), strict=True)
            ]
        found = self.cut(self.while_(truths))
        if pause.allowance:
            self.allow(found, pause.allowance)
        return found

    def allow(self, found: bytearray, allowance: ItemAllowance) -> None:
        is_open, left = self.world.open(allowance.clock), allowance.length // self.world.grid.tick
        for index, flag in enumerate(found):
            if flag and left <= 0:
                found[index] = 0
            elif flag and is_open[index]:
                left -= 1

    def cut(self, flags: bytearray) -> bytearray:
        """Cut the edges of flags down to the whole unit, and to the run."""
        cut = self.none()
        index = flags.find(1)
        while index >= 0:
            after = flags.find(0, index)
            edges = (index, len(flags) if after < 0 else after)
            for one in range(*(whole(edge, self.world.grid, self.unit) for edge in edges)):
                cut[one] = self.start <= one < self.stop
            index = flags.find(1, edges[1])
        return cut

    def exclusion(self, exclusion: TimeExclusion, *, is_over: bool) -> bytearray:
        grid, found = self.world.grid, self.none()
        for span in self.world.spans:
            if self._covers(exclusion, span):
                first, last = self._span_ticks(span)
                found[first:last] = b"\1" * (last - first)
        if exclusion.allowance:
            self._monthly(found, exclusion)
        for index in range(grid.size):
            if index < self.start or (is_over and index >= self.stop):
                found[index] = 0
        return found

    def _span_ticks(self, span: WorldSpan) -> tuple[int, int]:
        end = self.tape.until if span.end is None else span.end
        # Whole units are those of the run and of its pauses (R17): the world keeps its instants.
        first, last = (
            max(0, min(self.world.grid.index(at), self.world.grid.size)) for at in (span.start, end)
        )
        return first, max(first, last)

    def _monthly(self, found: bytearray, exclusion: TimeExclusion) -> None:
        assert exclusion.allowance
        assert exclusion.allowance.every == "calendar month"
        is_open = self.world.open(exclusion.allowance.clock)
        used: dict[tuple[int, int], int] = {}
        for index, flag in enumerate(found):
            if not flag:
                continue
            day = shown(self.world.grid.at(index), self.world.zone)
            month = (day.year, day.month)
            if used.get(month, 0) >= exclusion.allowance.length // self.world.grid.tick:
                found[index] = 0
            elif is_open[index]:
                used[month] = used.get(month, 0) + 1

    def _covers(self, exclusion: TimeExclusion, span: WorldSpan) -> bool:
        if span.kind != exclusion.span_kind:
            return False
        own = self.tape.value("service", (self.tape.until, LAST))
        if exclusion.of_its_service and (isinstance(own, Missing) or span.service != own):
            return False
        return self._is_true(exclusion.where, span) and self._is_true(exclusion.provided, span)

    def _is_true(self, what: Condition, span: WorldSpan) -> bool:
        match what:
            case Always():
                return True
            case Is(fact, values):
                return span.facts.get(fact) in values
            case Notice():
                return self._noticed(what, span)
            case Every(parts):
                return all(self._is_true(part, span) for part in parts)
            case Some(parts):
                return any(self._is_true(part, span) for part in parts)
            case Not(part):
                return not self._is_true(part, span)
            case _:
                raise AssertionError(f"not walked: {what}")

    def _noticed(self, what: Notice, span: WorldSpan) -> bool:
        said = span.moments.get(what.moment)
        anchor = {"start": span.start, "end": span.end}.get(what.anchor)
        if not isinstance(said, int) or not isinstance(anchor, int):
            return False
        days = timedelta(days=what.days)
        date, edge = (shown(at, self.world.zone).date() for at in (said, anchor))
        limit = edge - days if what.side == "before" else edge + days
        return date <= limit if (what.relation, what.side) in _EARLY else date >= limit


_EARLY = {("at least", "before"), ("at most", "after")}
