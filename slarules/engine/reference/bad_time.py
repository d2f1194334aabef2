"""The bad time of a measure in a window, step by step (docs/measures.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from slarules.core.conditions import Truth
from slarules.core.contract import Contract, Version
from slarules.core.measures import PeriodMeasure, Spans, ThatOf, of_time
from slarules.engine.reference.bad_pieces import (
    Piece,
    deducted,
    in_units,
    merged,
    of_readings,
    within,
    without,
)
from slarules.engine.reference.belonging import at_in_period, in_period
from slarules.engine.reference.exclusions import Excluded
from slarules.engine.reference.excusing import Excusing, ways_of
from slarules.engine.reference.looking import Ground, Looking, Where, time_of
from slarules.engine.reference.outages import Outage, ended
from slarules.engine.reference.weighing import Weigher
from slarules.facts.history import History
from slarules.instants import Interval, difference, iso, union

ENUMERATED = 8
"""Up to so many unsure spans are tried both ways; beyond, the bounds are outer ones."""


@dataclass(frozen=True, slots=True)
class World:
    """One way in which what is unsure of spans turns out.

    Attributes:
        pieces: The bad time after steps 3 to 11, but for what is of the whole period.
        out: What is excluded.
        perhaps_out: What may be excluded as well.
        skipped: What counts as no time at all, as there is no data.
    """

    pieces: tuple[Piece, ...]
    out: list[Interval]
    perhaps_out: list[Interval]
    skipped: list[Interval]


@dataclass(frozen=True, slots=True)
class Found:
    """The bad time of a measure in a window: its worlds, and what would settle it."""

    worlds: tuple[World, ...]
    needs: tuple[str, ...]


class BadTimes:
    """Readings and spans of a history, ready to be asked which time is bad."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.looking = Looking(history)
        self.excusing = Excusing(contract, history, self.looking.spans)
        self._last: tuple[PeriodMeasure, Where, Found] | None = None

    def found(self, measure: PeriodMeasure, where: Where) -> Found:
        """Return the bad time of a measure in a window, in every world."""
        # A value and its pieces are asked for one after the other.
        if self._last and self._last[0] is measure and self._last[1] == where:
            return self._last[2]
        found = self._found(measure, where)
        self._last = (measure, where, found)
        return found

    def _found(self, measure: PeriodMeasure, where: Where) -> Found:
        chain = self.chain(measure, where.version)
        ground = self.looking.ground(chain[-1], where)
        taking = [self.excusing.taking(each, where, ground.wide) for each in chain]
        unsure_out = [
            (number, part.span)
            for number, found in enumerate(taking)
            for each in found
            for part in each.spans
            if part.holds is None
        ]
        unsure_bad = [each for each in ground.outages if each.holds is None]
        needs = [f"whether {span.kind} {span.name} is excluded" for _, span in unsure_out]
        needs += self._needs(ground, chain, where)
        if len(unsure_out) + len(unsure_bad) > ENUMERATED:
            worlds: Iterable[World] = [self._outer(chain, ground, taking, where)]
        else:
            worlds = self._each_world(chain, ground, taking, where)
        if any(taking) and (unwatched := self.looking.unwatched(where.window)):
            kinds = dict.fromkeys(e.exclusion.span_kind for found in taking for e in found)
            needs += [f"{kind} from {iso(unwatched[0].start)} on" for kind in kinds]
        return Found(tuple(worlds), tuple(dict.fromkeys(needs)))

    def chain(self, measure: PeriodMeasure, version: Version) -> list[PeriodMeasure]:
        """Return a measure, the one whose bad time is its own, and so on."""
        chain = [measure]
        while (time := of_time(chain[-1].value)) and isinstance(time.bad, ThatOf):
            chain.append(version.terms.measures[time.bad.measure])
        return chain

    def _needs(self, ground: Ground, chain: Sequence[PeriodMeasure], where: Where) -> Iterator[str]:
        for outage in ground.outages:
            yield from outage.needs
        if ground.read:
            yield from ground.read.needs
        elif ground.unwatched:
            bad = time_of(chain[-1]).bad
            kind = bad.kind if isinstance(bad, Spans) else ""
            yield f"{kind} from {iso(ground.unwatched[0].start)} on"
        for measure in chain:
            if weigher := self._weigher(measure, where):
                yield from (n for o in ground.outages if (n := weigher.needs(o)))
            time = time_of(measure)
            if time.before and self.excusing.before(measure, where, where.window)[1]:
                yield time.before[0]

    # --- worlds -----------------------------------------------------------------------------------

    def _each_world(
        self,
        chain: Sequence[PeriodMeasure],
        ground: Ground,
        taking: Sequence[Sequence[Excluded]],
        where: Where,
    ) -> Iterator[World]:
        scope = self.excusing.scope(where.version)
        unsure = [each for each in ground.outages if each.holds is None]
        perhaps = self.looking.unwatched(where.window) if any(taking) else []
        ways = [[list(ways_of(each, scope)) for each in found] for found in taking]
        flat = [way for found in ways for way in found]
        for chosen in product((True, False), repeat=len(unsure)):
            dropped = {id(o) for o, yes in zip(unsure, chosen, strict=True) if not yes}
            counting = [each for each in ground.outages if id(each) not in dropped]
            for outs in product(*flat):
                found = iter(outs)
                by_level = [union(*(next(found) for _ in level)) for level in ways]
                yield self._world(chain, ground, counting, by_level, perhaps, where)

    def _outer(
        self,
        chain: Sequence[PeriodMeasure],
        ground: Ground,
        taking: Sequence[Sequence[Excluded]],
        where: Where,
    ) -> World:
        counting = [e if e.holds else replace(e, sure=()) for e in ground.outages]
        certain = [union(*(each.certain for each in found)) for found in taking]
        perhaps = [each.possible for found in taking for each in found]
        unwatched = self.looking.unwatched(where.window) if any(taking) else []
        return self._world(chain, ground, counting, certain, union(unwatched, *perhaps), where)

    def _world(
        self,
        chain: Sequence[PeriodMeasure],
        ground: Ground,
        counting: Sequence[Outage],
        outs: Sequence[list[Interval]],
        perhaps_out: list[Interval],
        where: Where,
    ) -> World:
        pieces = self._pieces(ground, counting)
        skipped = ground.read.skipped if ground.read else []
        out_here: list[Interval] = []
        perhaps_here = perhaps_out
        for measure, out in zip(reversed(chain), reversed(outs), strict=True):
            out_here, perhaps_here = self.excusing.leaving(
                measure, out, perhaps_out, ground.wide, where
            )
            good, perhaps_good = self.excusing.good_before(measure, where, ground.wide)
            at_least = time_of(measure).at_least
            gone, perhaps_gone = union(out_here, good), union(perhaps_here, perhaps_good)
            left = (without(piece, gone, perhaps_gone, at_least) for piece in pieces)
            cut = [piece for each in left for piece in self._placed(each, chain[-1], where)]
            pieces = self._counted(measure, cut, where)
        return World(tuple(pieces), out_here, perhaps_here, skipped)

    def _pieces(self, ground: Ground, counting: Sequence[Outage]) -> list[Piece]:
        if ground.read:
            return of_readings(ground.read.bad, ground.read.unknown)
        pieces = merged(counting)
        perhaps = difference(ground.unwatched, union(*(piece.perhaps for piece in pieces)))
        return pieces + [Piece((), (), (each,)) for each in perhaps]

    # --- split or attribution ---------------------------------------------------------------------

    def _placed(self, piece: Piece, base: PeriodMeasure, where: Where) -> Iterator[Piece]:
        """Yield what of a piece counts in the window (step 8)."""
        bad = time_of(base).bad
        kind = bad.kind if isinstance(bad, Spans) else ""
        attributed = kind in self.contract.belongs
        whole = attributed and (where.whole or kind not in self.contract.split)
        if piece.length is not None or (whole and where.period and piece.outages):
            truth = self.belongs(piece, base, where)
            if truth is not False:
                yield piece if truth else replace(piece, sure=())
        elif piece.perhaps:
            cut = within(piece, where.window)
            if cut.perhaps:
                yield cut

    def is_told_whole(self, measure: PeriodMeasure, version: Version) -> bool:
        """Tell whether outages count whole in lines of their own, though totals split them."""
        bad = time_of(self.chain(measure, version)[-1]).bad
        kind = bad.kind if isinstance(bad, Spans) else ""
        return kind in self.contract.belongs and kind in self.contract.split

    def belongs(self, piece: Piece, base: PeriodMeasure, where: Where) -> Truth:
        """Tell whether the outages of a piece belong to a period as one.

        Where the end decides and an outage has none, what the measure takes for its end does.
        """
        if where.period is None:
            return where.window.start <= piece.outages[0].span.start < where.window.end
        rule = self.contract.belongs.get(piece.outages[0].span.kind)
        if rule is None or rule.moment not in ("end", "ended"):
            return in_period(piece.outages[0].span, where.period, self.contract)
        last, bad = max(piece.outages, key=lambda o: o.ends), time_of(base).bad
        has_end = last.span.end is not None or rule.moment in last.span.moments
        if has_end or last.span.period is not None or not isinstance(bad, Spans):
            return in_period(last.span, where.period, self.contract)
        return at_in_period(ended(bad, last), where.period)

    # --- how it counts ----------------------------------------------------------------------------

    def _counted(
        self, measure: PeriodMeasure, pieces: Iterable[Piece], where: Where
    ) -> list[Piece]:
        """Return pieces after the steps 9 to 11 that look at each alone."""
        time = time_of(measure)
        counted = list(pieces)
        if time.counted_in and time.counted_in.of == "each":
            counted = [in_units(piece, time.counted_in) for piece in counted]
        for deductible in time.deductibles:
            if deductible.of == "each":
                counted = [deducted(piece, deductible.length) for piece in counted]
        if weigher := self._weigher(measure, where):
            counted = [weigher.weighed(piece) for piece in counted]
        return counted

    def _weigher(self, measure: PeriodMeasure, where: Where) -> Weigher | None:
        weighing = time_of(measure).weighing
        if weighing is None:
            return None
        return Weigher(weighing, self.excusing.moment(measure, weighing.whole, where))
