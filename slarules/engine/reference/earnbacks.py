"""Earn-back: what good periods after a miss give back of its credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slarules.core.conditions import Truth
from slarules.core.contract import Terms
from slarules.core.settling import EarnBack
from slarules.engine.reference.credits import needs_of
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.history_tests import history_words, look_ahead
from slarules.engine.reference.periods import shifted
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.engine.reference.wording import percent, sums
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period


class GivingBack:
    """What one earn-back books in a period: the last of its look-ahead.

    Attributes:
        earned_in: The period whose lines it gives back; `None` when there is none, or when the
            look-ahead is not over.
    """

    def __init__(self, earnback: EarnBack, period: Period, terms: Terms, world: World) -> None:
        self._earnback = earnback
        self._terms = terms
        self._world = world
        earned_in = shifted(period, -look_ahead(earnback.when))
        over = period.end <= world.ground.history.until
        assessed = earned_in.label in world.ground.periods
        self.earned_in = earned_in if over and assessed else None

    def entries(self, earned: Iterable[Entry]) -> Iterator[Entry]:
        """Yield a negative entry for each line given back, or perhaps given back.

        Args:
            earned: The lines of the period that is looked back to, as its caps left them.
        """
        if self.earned_in is None:
            return
        with self._world.noting() as asked:
            truth = self._world.holds(self._earnback.when, Place(self.earned_in))
        needs = () if truth else needs_of(asked)
        for entry in list(earned):
            if entry.statement in self._earnback.credits and not entry.returned:
                left = entry.amount.times(-self._earnback.share).when(truth)
                amount = left.when(self._is_first(entry, self.earned_in))
                if amount != NOTHING:
                    yield self._entry(entry, self.earned_in, amount, (*entry.needs, *needs))

    def _is_first(self, entry: Entry, earned_in: Period) -> Truth:
        """Return whether no other earn-back has given the line back: none is returned twice."""
        for other in self._terms.earnbacks.values():
            if entry.statement in other.credits and self._turn(other) < self._turn(self._earnback):
                truth = self._world.holds(other.when, Place(earned_in))
                if truth is not False:
                    return None if truth is None else False
        return True

    def _turn(self, earnback: EarnBack) -> tuple[int, int]:
        return look_ahead(earnback.when), self._terms.settlement.order.index(earnback.name)

    def _entry(
        self, entry: Entry, earned_in: Period, amount: Range, needs: tuple[str, ...]
    ) -> Entry:
        of = f"{entry.statement} {earned_in.label}"
        item = "" if entry.subject == earned_in.label else f" {entry.subject}"
        left = sums(entry.amount, self._world.ground.contract.currency)
        share, words = percent(self._earnback.share), history_words(self._earnback.when)
        return Entry(
            statement=self._earnback.name,
            subject=of + item,
            title=f"Returned of {of}",
            basis=f"{share} of {left}, what was left of {of}{item}: {words}",
            origin=self._earnback.origin,
            base=amount,
            earned=amount,
            amount=amount,
            needs=needs,
            returned=True,
        )
