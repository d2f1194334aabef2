"""Bad time in pieces: outages that overlap or touch are one, and each piece has a length.

The functions are the steps 5 to 10 of a measure of time, in the order in which they apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from slarules.core.measures import CountedIn, Rounds
from slarules.engine.reference.outages import Outage
from slarules.instants import Interval, Micros, clip, difference, intersection, total, union

NONE = Fraction(0)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Amount:
    """A length from `least` to `most`, in microseconds."""

    least: Fraction
    most: Fraction

    @classmethod
    def of(cls, sure: Iterable[Interval], perhaps: Iterable[Interval]) -> Amount:
        """Return the length of what is surely, and of what may be bad."""
        return cls(Fraction(total(sure)), Fraction(total(perhaps)))

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.least + other.least, self.most + other.most)

    def less(self, length: Fraction) -> Amount:
        """Return what is left after so much is taken off; never below zero."""
        return Amount(max(NONE, self.least - length), max(NONE, self.most - length))


NO_TIME = Amount(NONE, NONE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Outages that are one, or time that readings show.

    Attributes:
        outages: In order; empty for readings.
        sure: Its time that is bad whatever is unknown.
        perhaps: Its time that may be bad; holds `sure`.
        length: Given in place of times.
        amount: How long it counts for, once steps have changed that.
        spared: What would surely be bad, but may be excluded.
    """

    outages: tuple[Outage, ...]
    sure: tuple[Interval, ...]
    perhaps: tuple[Interval, ...]
    length: Micros | None = None
    amount: Amount | None = None
    spared: tuple[Interval, ...] = ()

    @property
    def counted(self) -> Amount:
        """How long it counts for."""
        if self.amount is not None:
            return self.amount
        if self.length is not None:
            return Amount(Fraction(self.length), Fraction(self.length))
        return Amount.of(self.sure, self.perhaps)

    @property
    def is_one(self) -> bool:
        """Whether it is one unbroken outage, whichever way unknown ends turn out."""
        return len(self.perhaps) <= 1 and len(self.outages) <= 1 and bool(self.outages)


def merged(found: Iterable[Outage]) -> list[Piece]:
    """Return outages, in order, as pieces that do not touch (step 5)."""
    pieces: list[list[Outage]] = []
    lengths = []
    reached = None
    for outage in found:
        if outage.length is not None:
            lengths.append(Piece((outage,), (), (), outage.length))
        elif outage.perhaps:
            if reached is not None and outage.starts <= reached:
                pieces[-1].append(outage)
            else:
                pieces.append([outage])
            reached = outage.ends if reached is None else max(reached, outage.ends)
    return [_piece(each) for each in pieces] + lengths


def _piece(several: Sequence[Outage]) -> Piece:
    sure = union(*(each.sure for each in several))
    return Piece(tuple(several), tuple(sure), tuple(union(*(each.perhaps for each in several))))


def of_readings(bad: Sequence[Interval], unknown: Sequence[Interval]) -> list[Piece]:
    """Return the time that readings show as bad, or may."""
    perhaps = union(bad, unknown)
    return [Piece((), tuple(clip(bad, each.start, each.end)), (each,)) for each in perhaps]


# --- what leaves ----------------------------------------------------------------------------------


def without(
    piece: Piece, out: Sequence[Interval], perhaps_out: Sequence[Interval], at_least: Micros
) -> Piece:
    """Return a piece without excluded time and without what is too short to count (steps 6, 7)."""
    if piece.length is not None:
        return piece if piece.length >= at_least else replace(piece, length=None)
    if not out and not perhaps_out and not at_least:
        return piece
    left = difference(piece.sure, out)
    sure = _long(difference(left, perhaps_out), at_least)
    perhaps = _long(difference(piece.perhaps, out), at_least)
    spared = tuple(intersection(left, perhaps_out))
    return replace(_cut_to(piece, sure, perhaps), spared=spared)


def within(piece: Piece, window: Interval) -> Piece:
    """Return the part of a piece that lies in a window (step 8)."""
    if not piece.perhaps or _is_inside(piece.perhaps, window):
        return piece
    sure = clip(piece.sure, window.start, window.end)
    return _cut_to(piece, sure, clip(piece.perhaps, window.start, window.end))


def _is_inside(time: Sequence[Interval], window: Interval) -> bool:
    return window.start <= time[0].start and time[-1].end <= window.end


def _cut_to(piece: Piece, sure: Sequence[Interval], perhaps: Sequence[Interval]) -> Piece:
    amount = piece.amount
    if amount is not None and piece.perhaps:
        # What counts otherwise than by its length is cut in proportion.
        least = amount.least * _part(sure, piece.sure)
        amount = Amount(least, amount.most * _part(perhaps, piece.perhaps))
    return replace(piece, sure=tuple(sure), perhaps=tuple(perhaps), amount=amount)


def _part(left: Iterable[Interval], whole: Iterable[Interval]) -> Fraction:
    length = total(whole)
    return Fraction(total(left), length) if length else NONE


def _long(pieces: Iterable[Interval], at_least: Micros) -> list[Interval]:
    return [piece for piece in pieces if piece.length >= at_least]


# --- how it counts --------------------------------------------------------------------------------


def in_units(piece: Piece, counted: CountedIn) -> Piece:
    """Return a piece that counts in whole units (step 9).

    What may be several outages may be rounded several times.
    """
    amount = piece.counted
    if amount.most == 0:
        return replace(piece, amount=amount)
    settled = amount.least == amount.most or piece.is_one
    several = 0 if settled else max(len(piece.outages), len(piece.perhaps))
    return replace(piece, amount=_rounded(amount, counted.how, counted.unit, several))


def _rounded(amount: Amount, how: Rounds, unit: Micros, several: int) -> Amount:
    slack = Fraction(several * unit)
    match how:
        case "exact":
            return amount
        case "full":
            least = _units(amount.least - slack, unit, floor)
            return Amount(max(NONE, least), _units(amount.most, unit, floor))
        case "started":
            return Amount(_units(amount.least, unit, ceil), _units(amount.most, unit, ceil) + slack)
        case "nearest":
            least = _units(amount.least - slack * HALF, unit, _half_up)
            return Amount(max(NONE, least), _units(amount.most + slack * HALF, unit, _half_up))


def _half_up(value: Fraction) -> int:
    return floor(value + HALF)


def _units(length: Fraction, unit: Micros, how: Callable[[Fraction], int]) -> Fraction:
    return Fraction(how(Fraction(length, unit)) * unit)


def total_in_units(amount: Amount, counted: CountedIn) -> Amount:
    """Return a total in whole units (step 9)."""
    return _rounded(amount, counted.how, counted.unit, 0)


def deducted(piece: Piece, length: Micros) -> Piece:
    """Return a piece of which the first so much does not count (step 10)."""
    return replace(piece, amount=piece.counted.less(Fraction(length)))
