"""Earn-back: what good periods after a miss give back of its credit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.core.conditions import Truth
from slarules.core.contract import Terms
from slarules.core.settling import EarnBack
from slarules.engine.reference.credits import needs_of
from slarules.engine.reference.entries import Entry, Key
from slarules.engine.reference.history_tests import history_words, look_ahead
from slarules.engine.reference.periods import shifted
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.engine.reference.settled import SettledOf
from slarules.engine.reference.wording import percent, sums
from slarules.engine.reference.worlds import World
from slarules.facts.truth import all_of, negated
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class Returned:
    """A line that an earn-back gives back, or perhaps gives back.

    Attributes:
        amount: What comes back of it; not negative.
    """

    entry: Entry
    earned_in: Period
    amount: Range
    needs: tuple[str, ...]


class GivingBack:
    """What one earn-back books in a period: the last of its look-ahead.

    Args:
        settled_of: The settlement of a period, as far as the steps before this one have gone for
            the period itself.

    Attributes:
        earned_in: The period whose lines it gives back; `None` when there is none, or when the
            look-ahead is not over.
    """

    def __init__(
        self,
        earnback: EarnBack,
        period: Period,
        terms: Terms,
        world: World,
        settled_of: SettledOf,
    ) -> None:
        self._earnback = earnback
        self._terms = terms
        self._world = world
        self._period = period
        self._settled_of = settled_of
        ahead = look_ahead(earnback.when, self._terms.conditions)
        earned_in = shifted(period, -ahead)
        over = period.end <= world.ground.history.until
        assessed = earned_in.label in world.ground.periods
        self.earned_in = earned_in if over and assessed else None

    def returned(self) -> Iterator[Returned]:
        """Yield each line that is given back, or perhaps given back."""
        if self.earned_in is None:
            return
        with self._world.noting() as asked:
            truth = self._holds(self._earnback, self.earned_in)
        if truth is False:
            return
        needs = () if truth else needs_of(asked)
        for entry in self._earned(self.earned_in):
            left = entry.amount.times(self._earnback.share).when(truth)
            amount = left.when(self._is_first(entry, self.earned_in))
            if amount != NOTHING:
                yield Returned(entry, self.earned_in, amount, (*entry.needs, *needs))

    def _holds(self, earnback: EarnBack, earned_in: Period) -> Truth:
        place = Place(earned_in)
        excepted = earnback.except_where
        allowed = True if excepted is None else negated(self._world.facts(excepted, place))
        return all_of((self._world.holds(earnback.when, place), allowed))

    def _earned(self, earned_in: Period) -> Iterator[Entry]:
        """Yield the lines that a period earned: its own, and what was carried on from it."""
        period = earned_in
        while period.start <= self._period.start:
            for entry in self._settled_of(period).entries:
                if (entry.earned_in or period.label) == earned_in.label and self._is_on(entry):
                    yield entry
            period = period.next()

    def _is_on(self, entry: Entry) -> bool:
        return entry.is_owed and entry.statement in self._earnback.credits

    def _is_first(self, entry: Entry, earned_in: Period) -> Truth:
        """Return whether no other earn-back has given the line back: none is returned twice."""
        before = (
            other
            for other in self._terms.earnbacks.values()
            if entry.statement in other.credits and self._turn(other) < self._turn(self._earnback)
        )
        return all_of(negated(self._holds(other, earned_in)) for other in before)

    def _turn(self, earnback: EarnBack) -> tuple[int, int]:
        ahead = look_ahead(earnback.when, self._terms.conditions)
        return ahead, self._terms.settlement.order.index(earnback.name)

    def _words(self) -> str:
        wording = Wording(self._world.ground.contract, self._terms)
        return history_words(self._earnback.when, wording)

    def entry(self, returned: Returned) -> Entry:
        """Return the line by which something is paid back."""
        amount = returned.amount.times(Fraction(-1))
        source = returned.entry.source or returned.entry.key
        of = returned_subject(source, returned.earned_in.label)
        left = sums(returned.entry.amount, self._world.ground.contract.currency)
        share, words = percent(self._earnback.share), self._words()
        return Entry(
            statement=self._earnback.name,
            subject=_unique(of, returned.entry),
            title=f"Returned of {source[0]} {returned.earned_in.label}",
            basis=f"{share} of {left}, what was left of {of}: {words}",
            origin=self._earnback.origin,
            base=amount,
            earned=amount,
            amount=amount,
            needs=returned.needs,
            returned=True,
            kind="returned",
            of=returned.entry.of,
            place=returned.entry.place,
            earned_in=returned.earned_in.label,
            source=source,
        )

    def kept(self, returned: Returned) -> Entry:
        """Return the line that says what is kept to be set off: it pays nothing by itself."""
        entry = self.entry(returned)
        later = self._earnback.offset
        why = f"kept to be set off against later {later}"
        whole = replace(entry, kind="offset", returned=False, earned=NOTHING)
        return whole.after(self._earnback.name, NOTHING, why, self._earnback.origin)


def returned_subject(source: Key, earned_in: str) -> str:
    """Return how a line that is given back is named."""
    of = f"{source[0]} {earned_in}"
    return of if source[1] == earned_in else f"{of} {source[1]}"


def _unique(of: str, entry: Entry) -> str:
    """Return the subject of a returned line; what was carried on is returned by itself."""
    if entry.kind != "carried" or entry.place is None:
        return of
    return f"{of}, carried to {entry.place.period.label}"
