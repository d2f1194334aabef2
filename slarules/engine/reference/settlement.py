"""The steps of a settlement, in the order that the contract gives, in one world."""

from __future__ import annotations

from functools import cached_property

from slarules.core.contract import Terms
from slarules.core.money import Credit
from slarules.core.scenarios import TOTAL
from slarules.core.settling import Cap, EarnBack, Floor
from slarules.engine.outcome import Combined
from slarules.engine.reference.capping import Capping, beside
from slarules.engine.reference.carrying import carried_on, together
from slarules.engine.reference.combining import combine
from slarules.engine.reference.credits import Earning
from slarules.engine.reference.earnbacks import GivingBack
from slarules.engine.reference.entries import Entry, Ledger
from slarules.engine.reference.flooring import floored
from slarules.engine.reference.multiplying import multiplied
from slarules.engine.reference.offsetting import SettingOff, new_offsets
from slarules.engine.reference.place import Place
from slarules.engine.reference.points import PointsBook
from slarules.engine.reference.pools import pooled
from slarules.engine.reference.ranges import NOTHING, Range, added
from slarules.engine.reference.settled import NOBODY_OWES, Offset, Settled
from slarules.engine.reference.unknowns import Unknown
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period


class Settlements:
    """The settled periods of one world; each is settled when first asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._settled: dict[str, tuple[Settled, dict[Unknown, None]]] = {}
        self._in_hand: list[Settling] = []
        self.book = PointsBook(world)
        world.books = self

    def of(self, period: Period) -> Settled:
        """Return a period after every step; one in hand, as far as its steps have gone."""
        known = self.world.ground.settled.get(period.label)
        if known is not None:
            return known
        if period.label not in self._settled:
            for settling in self._in_hand:
                if settling.period == period:
                    return settling.so_far()
            if self._looks_back:
                self._settle_before(period)
            self._settle(period)
        settled, asked = self._settled[period.label]
        self.world.note(asked)
        return settled

    def _settle(self, period: Period) -> None:
        settling = Settling(period, self)
        self._in_hand.append(settling)
        try:
            with self.world.noting() as asked:
                settled = settling.run()
        finally:
            self._in_hand.pop()
        self._settled[period.label] = settled, asked
        if not asked and not self.world.amounts.missing and not self._in_hand:
            # Nothing of it is unknown: it is the same in every world.
            self.world.ground.settled[period.label] = settled

    def _settle_before(self, period: Period) -> None:
        """Settle earlier periods first: one by one, so that none waits for a long row of others."""
        known = {settling.period.label for settling in self._in_hand}
        known |= self._settled.keys() | self.world.ground.settled.keys()
        for other in self.world.ground.periods.values():
            if other.start >= period.start:
                return
            if other.label not in known and other.label not in self._settled:
                self._settle(other)

    @cached_property
    def _looks_back(self) -> bool:
        texts = [version.terms for version in self.world.ground.contract.versions]
        return any(
            cap.window is not None or cap.excess == "carried"
            for terms in texts
            for cap in terms.caps.values()
        ) or any(each.offset for terms in texts for each in terms.earnbacks.values())

    # --- what quantities ask ----------------------------------------------------------------------

    def credited(self, credit: str | None, place: Place) -> Range:
        """Return what a credit, or all of them, comes to in a period after all steps."""
        if place.period.label not in self.world.ground.periods:
            return NOTHING
        settled = self.of(place.period)
        if credit is None:
            return settled.total
        return added(e.amount for e in settled.entries if e.is_owed and e.statement == credit)

    def points(self, statement: str | None, place: Place) -> Range:
        """Return the points that a statement, or all of them, earned in a period."""
        if place.period.label not in self.world.ground.periods:
            return NOTHING
        return self.book.points(statement, place)


class Settling:
    """The settlement of one period in one world."""

    def __init__(self, period: Period, settlements: Settlements) -> None:
        self.period = period
        self.place = Place(period)
        self.settlements = settlements
        self.world = settlements.world
        self.earning = Earning(period, self.world)
        self.terms: Terms = self.earning.terms
        self.currency = self.earning.currency
        self.ledger = Ledger()
        self.carried: list[Entry] = []
        self.offsets: list[Offset] = []
        self.combined: list[Combined] = []

    def run(self) -> Settled:
        """Return what is left after the last step."""
        if given := self._given():
            return given
        carried_in = False
        for name in self.terms.settlement.order:
            if not carried_in and (name in self.terms.caps or name == "rounding"):
                # What was carried to here has had its multipliers, and meets this period's caps.
                self.ledger.add(self._before.carried)
                carried_in = True
            self._step(name)
        return self.so_far()

    def so_far(self) -> Settled:
        """Return what the steps have left until now."""
        entries = tuple(self.ledger.entries)
        credited = self._credited()
        total = credited - self._set_off()
        carried, offsets = together(self.carried), tuple(self.offsets)
        points = self.settlements.book.points(None, self.place)
        return Settled(entries, total, credited, carried, offsets, tuple(self.combined), points)

    def _credited(self) -> Range:
        return self.ledger.total([e for e in self.ledger.entries if e.is_owed or e.returned])

    def _set_off(self) -> Range:
        """Return the bonuses that are taken off the total."""
        bonus = [e for e in self.ledger.entries if e.kind == "bonus" and e.unit == "money"]
        return added(e.amount for e in bonus) if self.terms.settlement.nets else NOTHING

    def _given(self) -> Settled | None:
        """Return a period whose total is given outright and not computed."""
        told = self.world.ground.history.told(self.period.label)
        total = dict(told.credits).get(TOTAL) if told else None
        if told is None or total is None:
            return None
        amount = Range.point(total)
        amounts = (amount, amount, amount)
        basis, at = "given outright", told.origin
        entry = Entry(TOTAL, self.period.label, TOTAL, basis, at, *amounts, place=self.place)
        return Settled((entry,), amount, amount)

    @cached_property
    def _before(self) -> Settled:
        """The period before, for what is carried and set off from it."""
        before = self.period.previous()
        if before.label not in self.world.ground.periods:
            return NOBODY_OWES
        return self.settlements.of(before)

    def _step(self, name: str) -> None:
        terms = self.terms
        if name == "base":
            self._base()
        elif name in terms.credits:
            self._earn(terms.credits[name])
        elif name in terms.pools:
            pooled(terms.pools[name], self.period, self.world, self.ledger)
        elif name in terms.multipliers:
            self._multiply(name)
        elif name in terms.combines:
            step = terms.combines[name]
            self.combined += combine(step, self.ledger, self.period, self.world)
        else:
            self._limit(name)

    def _limit(self, name: str) -> None:
        terms = self.terms
        if name in terms.caps:
            self._cap(terms.caps[name])
        elif name in terms.floors:
            self._floor(terms.floors[name])
        elif name in terms.earnbacks:
            self._return(terms.earnbacks[name])

    def _base(self) -> None:
        """Add what every credit and pool earns that has no step of its own."""
        for name, credit in self.terms.credits.items():
            if name not in self.terms.settlement.order:
                self._earn(credit)
        for name, pool in self.terms.pools.items():
            if name not in self.terms.settlement.order:
                pooled(pool, self.period, self.world, self.ledger)

    def _earn(self, credit: Credit) -> None:
        """Add what a credit earns; points are settled by themselves, for credits may read them."""
        if credit.kind == "points":
            points = self.settlements.book.entries(self.period)
            self.ledger.add(entry for entry in points if entry.statement == credit.name)
        else:
            self.ledger.add(self.earning.credit(credit))

    def _multiply(self, name: str) -> None:
        multiplier, entries = self.terms.multipliers[name], self.ledger.entries
        owed = [entry for entry in entries if entry.kind in ("credit", "bonus")]
        self.ledger.change(multiplied(multiplier, owed, self.period, self.world))

    def _cap(self, cap: Cap) -> None:
        capping = Capping(cap, self.place, self.world, self.settlements.of, self.currency)
        capping.apply(self.ledger)
        if cap.excess == "carried":
            self.carried += carried_on(cap, capping.excess, self.period, self.currency)
        elif cap.excess == "paid":
            self.ledger.add(beside(cap, capping.excess, self.currency))

    def _floor(self, floor: Floor) -> None:
        limit = self.world.amount(floor.limit, self.place)
        if limit is not None:
            floored(floor, limit, self.ledger, self.currency)

    def _return(self, earnback: EarnBack) -> None:
        giving = GivingBack(earnback, self.period, self.terms, self.world, self.settlements.of)
        returned = list(giving.returned())
        if earnback.offset is None:
            self.ledger.add([giving.entry(each) for each in returned])
            return
        setting = SettingOff(earnback, self.place, self.world, self.currency)
        self.offsets += setting.lower(setting.standing(self._before.offsets), self.ledger)
        kept = [giving.kept(each) for each in returned]
        self.ledger.add(kept)
        self.offsets += new_offsets(kept, self.period.label)
