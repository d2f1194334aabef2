"""What a measure of time comes to: a total of bad time, or a share of good time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.core.measures import (
    Deductible,
    GoodShare,
    PeriodMeasure,
    ShareOfFixed,
    TotalBad,
)
from slarules.core.periods import Lasting
from slarules.engine.outcome import Achieved
from slarules.engine.reference.bad_pieces import NO_TIME, NONE, Amount, Piece, total_in_units
from slarules.engine.reference.bad_time import BadTimes, World
from slarules.engine.reference.looking import Where, time_of
from slarules.hours.periods import Period, periods_between
from slarules.instants import Interval, difference, intersection, total, union


@dataclass(frozen=True, slots=True)
class Value:
    """A value, with the pieces of time that it is made of, world by world."""

    achieved: Achieved | None
    needs: tuple[str, ...]


class TimeValues:
    """Values of measures of time."""

    def __init__(self, times: BadTimes) -> None:
        self.times = times

    def value(self, measure: PeriodMeasure, where: Where, told: Fraction | None = None) -> Value:
        """Return the value of a measure in a window.

        Args:
            measure: A measure of time.
            where: The window.
            told: The total of bad time, where it is given outright.
        """
        if told is not None:
            worlds: Sequence[World] = (_told(told),)
            needs: tuple[str, ...] = ()
        else:
            found = self.times.found(measure, where)
            worlds, needs = found.worlds, found.needs
        values = [v for world in worlds if (v := self._in(world, measure, where)) is not None]
        if not values:
            return Value(None, ())
        worst, best = min(values, key=lambda v: v.least), max(values, key=lambda v: v.most)
        if isinstance(measure.value, TotalBad):
            achieved = Achieved(worst.least, best.most)
        else:
            achieved = replace(worst, most=best.most)
        return Value(achieved, needs if achieved.least < achieved.most else ())

    def _in(self, world: World, measure: PeriodMeasure, where: Where) -> Achieved | None:
        bad = self.total(world, measure, where)
        match measure.value:
            case TotalBad():
                return Achieved(bad.least, bad.most)
            case ShareOfFixed(whole=whole):
                return _share(bad, Fraction(whole), Fraction(whole))
            case GoodShare() as share:
                return _good_share(share, bad, world, where)
            case _:
                raise TypeError(measure.value)

    # --- the total --------------------------------------------------------------------------------

    def total(self, world: World, measure: PeriodMeasure, where: Where) -> Amount:
        """Return the bad time after steps 9 to 11, also those that look at all of it."""
        bad = sum((piece.counted for piece in world.pieces), NO_TIME)
        for each in reversed(self.times.chain(measure, where.version)):
            time = time_of(each)
            if time.counted_in and time.counted_in.of == "total":
                bad = total_in_units(bad, time.counted_in)
            for deductible in time.deductibles:
                if deductible.of != "each":
                    bad = self._deducted(bad, deductible, each, where)
        return bad

    def _deducted(
        self, bad: Amount, deductible: Deductible, measure: PeriodMeasure, where: Where
    ) -> Amount:
        """Return bad time without what is free in each period of the deductible's own kind."""
        length, kind = Fraction(deductible.length), deductible.of
        window = where.window
        if (where.period and where.period.kind == kind) or kind == "each" or not window.length:
            return bad.less(length)
        zone = self.times.contract.zone
        free = NO_TIME
        for period in periods_between(window.start, window.end, kind, zone):
            inside = Interval(max(period.start, window.start), min(period.end, window.end))
            before = self._free_left(period, length, measure, where)
            here = self._gross(measure, replace(where, window=inside, period=None))
            free += Amount(min(before.least, here.least), min(before.most, here.most))
        return Amount(max(NONE, bad.least - free.most), max(NONE, bad.most - free.least))

    def _free_left(
        self, period: Period, length: Fraction, measure: PeriodMeasure, where: Where
    ) -> Amount:
        """Return how much of a deductible is left where the window begins."""
        window = where.window
        if period.start >= window.start:
            return Amount(length, length)
        earlier = Interval(period.start, window.start)
        used = self._gross(measure, replace(where, window=earlier, period=None))
        return Amount(max(NONE, length - used.most), max(NONE, length - used.least))

    def _gross(self, measure: PeriodMeasure, where: Where) -> Amount:
        """Return bad time before what is free in each period."""
        time = time_of(measure)
        each = tuple(d for d in time.deductibles if d.of == "each")
        gross = replace(measure, value=TotalBad(replace(time, deductibles=each)))
        found = self.times.found(gross, where)
        totals = [self.total(world, gross, where) for world in found.worlds]
        return Amount(min(t.least for t in totals), max(t.most for t in totals))

    # --- each piece -------------------------------------------------------------------------------

    def pieces(self, measure: PeriodMeasure, where: Where) -> tuple[tuple[Piece, Amount], ...]:
        """Return each piece of bad time with how long it counts, over all worlds."""
        found = self.times.found(measure, where)
        every = [_by_name(self._each(world, measure)) for world in found.worlds]
        names = dict.fromkeys(name for pieces in every for name in pieces)
        return tuple(_joined([pieces.get(name) for pieces in every]) for name in names)

    def _each(self, world: World, measure: PeriodMeasure) -> Iterator[tuple[Piece, Amount]]:
        """Yield each piece; what is free in the period is taken off the first ones."""
        free = sum(
            (Fraction(d.length) for d in time_of(measure).deductibles if d.of != "each"), NONE
        )
        least = most = free
        for piece in world.pieces:
            counted = piece.counted
            left = Amount(max(NONE, counted.least - least), max(NONE, counted.most - most))
            least = max(NONE, least - counted.least)
            most = max(NONE, most - counted.most)
            yield piece, left


def _by_name(pieces: Iterable[tuple[Piece, Amount]]) -> dict[object, tuple[Piece, Amount]]:
    return {_name(piece): (piece, amount) for piece, amount in pieces}


def _name(piece: Piece) -> object:
    if piece.outages and piece.outages[0].span.name:
        return piece.outages[0].span.name
    return piece.perhaps


def _joined(found: Sequence[tuple[Piece, Amount] | None]) -> tuple[Piece, Amount]:
    known = [each for each in found if each is not None]
    least = NONE if len(known) < len(found) else min(amount.least for _, amount in known)
    return known[0][0], Amount(least, max(amount.most for _, amount in known))


def _told(told: Fraction) -> World:
    return World((Piece((), (), (), amount=Amount(told, told)),), [], [], [])


# --- shares ---------------------------------------------------------------------------------------


def _share(bad: Amount, least_whole: Fraction, most_whole: Fraction) -> Achieved:
    """Return the share that is not bad, of the wholes of the worst and the best case."""
    least = Fraction(least_whole - bad.most, least_whole) if least_whole else Fraction(1)
    most = Fraction(most_whole - bad.least, most_whole) if most_whole else Fraction(1)
    return Achieved(least, most, least_whole - bad.most, least_whole)


def _good_share(share: GoodShare, bad: Amount, world: World, where: Where) -> Achieved | None:
    time = difference([where.window] if where.window.length else [], world.skipped)
    counted = difference(time, world.out)
    if not counted:
        return None
    scale = _scale(where)
    if share.excluded == "added back":
        whole = Fraction(total(time)) + scale
        return _share(bad, whole, whole)
    whole = Fraction(total(counted)) + scale
    perhaps_out = intersection(counted, world.perhaps_out)
    if not perhaps_out:
        return _share(bad, whole, whole)
    if all(piece.amount is None and piece.length is None for piece in world.pieces):
        return _tight(world, counted, perhaps_out, scale)
    # What leaves may have been good or bad: the ends are outer ones.
    return _share(bad, max(whole - total(perhaps_out), NONE), whole)


def _tight(
    world: World, counted: list[Interval], perhaps_out: list[Interval], scale: Fraction
) -> Achieved:
    # Taking out bad time helps the provider, taking out good time hurts.
    perhaps = union(*(piece.perhaps for piece in world.pieces))
    sure = union(*(piece.sure for piece in world.pieces))
    wasted = total(difference(perhaps_out, perhaps))
    least_whole = Fraction(total(counted) - wasted) + scale
    spared = union(*(piece.spared for piece in world.pieces))
    most_whole = Fraction(total(counted) - total(intersection(counted, spared))) + scale
    bad = Amount(Fraction(total(sure)), Fraction(total(perhaps)))
    return _share(bad, least_whole, most_whole)


def _scale(where: Where) -> Fraction:
    """Return by how much a period counts as longer than it is."""
    period = where.period
    if period is None or not isinstance(period.kind, Lasting) or where.window != period.interval:
        return NONE
    return Fraction(period.kind.length - period.interval.length)
