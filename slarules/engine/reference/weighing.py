"""Bad time that counts by the share that is affected (step 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from slarules.core.conditions import Value
from slarules.core.measures import Weighing
from slarules.engine.reference.bad_pieces import Amount, Piece
from slarules.engine.reference.outages import Outage
from slarules.engine.reference.ranges import Range
from slarules.facts.truth import Moment
from slarules.instants import Instant, Interval, clip, total

ANY_SHARE = Range(Fraction(0), Fraction(1))


@dataclass(frozen=True, slots=True)
class Weigher:
    """Weighs pieces by a fact of their outages and one of the period or the thing."""

    weighing: Weighing
    whole: Value | Moment

    def share(self, outage: Outage) -> Range:
        """Return the share that an outage affects; any, where one of the facts is not known."""
        part = outage.span.facts.get(self.weighing.part)
        if isinstance(part, Fraction) and isinstance(self.whole, Fraction) and self.whole:
            return Range.point(Fraction(part, self.whole))
        return ANY_SHARE

    def needs(self, outage: Outage) -> str | None:
        """Return what would settle the share of an outage."""
        named = f"of {outage.span.kind} {outage.span.name}"
        if not isinstance(outage.span.facts.get(self.weighing.part), Fraction):
            return f"{self.weighing.part} {named}"
        return None if isinstance(self.whole, Fraction) else self.weighing.whole

    def weighed(self, piece: Piece) -> Piece:
        """Return a piece whose time counts by the share that is affected."""
        counted = piece.counted
        if piece.length is not None:
            share = self.share(piece.outages[0])
            return replace(
                piece, amount=Amount(counted.least * share.least, counted.most * share.most)
            )
        least = sum((s.length * w.least for s, w in self._sure(piece)), Fraction(0))
        most = sum((s.length * w.most for s, w in self._perhaps(piece)), Fraction(0))
        if piece.amount is not None:
            # After whole units and deductibles each instant left weighs what the piece does.
            least = _scaled(counted.least, least, total(piece.sure))
            most = _scaled(counted.most, most, total(piece.perhaps))
            if piece.sure != piece.perhaps:
                weights = [self.share(each) for each in piece.outages]
                least = counted.least * min(w.least for w in weights)
                most = counted.most * self._most(weights)
        return replace(piece, amount=Amount(least, most))

    def _most(self, weights: Sequence[Range]) -> Fraction:
        shares = [weight.most for weight in weights]
        return sum(shares, Fraction(0)) if self.weighing.overlaps == "add up" else max(shares)

    def _sure(self, piece: Piece) -> Iterator[tuple[Interval, Range]]:
        covers = [(each, each.sure) for each in piece.outages]
        return self._steps(covers, piece.sure)

    def _perhaps(self, piece: Piece) -> Iterator[tuple[Interval, Range]]:
        covers = [(each, each.perhaps) for each in piece.outages]
        return self._steps(covers, piece.perhaps)

    def _steps(
        self, covers: Sequence[tuple[Outage, Sequence[Interval]]], time: Sequence[Interval]
    ) -> Iterator[tuple[Interval, Range]]:
        """Yield stretches in which the same outages are, with what an instant of them weighs."""
        # Which outage covers an instant first is not known where any of them may not cover it.
        unsure = any(each.sure != each.perhaps for each, _ in covers)
        every = [self.share(each) for each, _ in covers] if unsure else []
        limits = sorted({at for _, own in covers for each in own for at in (each.start, each.end)})
        for start, end in pairwise(limits):
            covering = [self.share(outage) for outage, own in covers if _covers(own, start)]
            if covering:
                for part in clip(time, start, end):
                    yield part, self._together(covering, every)

    def _together(self, shares: Sequence[Range], every: Sequence[Range]) -> Range:
        match self.weighing.overlaps:
            case "add up":
                return sum(shares[1:], shares[0])
            case "once":
                if not every:
                    return shares[0]
                return Range(min(s.least for s in every), max(s.most for s in every))
            case "highest":
                return Range(max(s.least for s in shares), max(s.most for s in shares))
            case _:
                assert_never(self.weighing.overlaps)


def _covers(own: Sequence[Interval], at: Instant) -> bool:
    return any(each.start <= at < each.end for each in own)


def _scaled(length: Fraction, weighed: Fraction, whole: int) -> Fraction:
    return Fraction(length * weighed, whole) if whole else Fraction(0)
