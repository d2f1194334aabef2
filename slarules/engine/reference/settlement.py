"""The steps of a settlement, in the order that the contract gives, in one world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from slarules.core.contract import Terms
from slarules.core.promises import Origin
from slarules.core.settling import Cap, EarnBack, Multiplier, Pool
from slarules.engine.reference.amount_words import term_words
from slarules.engine.reference.credits import Earning, needs_of
from slarules.engine.reference.earnbacks import GivingBack
from slarules.engine.reference.entries import Entry, Ledger, shared_out
from slarules.engine.reference.history_tests import history_words
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range, added, hull
from slarules.engine.reference.wording import decimal, sums
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class Settled:
    """The entries of a period after every step, and their exact sum."""

    entries: tuple[Entry, ...]
    total: Range


class Settlements:
    """The settled periods of one world; each is settled when first asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._settled: dict[str, Settled] = {}

    def of(self, period: Period) -> Settled:
        """Return a period after every step."""
        if period.label not in self._settled:
            self._settled[period.label] = Settling(period, self).run()
        return self._settled[period.label]


class Settling:
    """The settlement of one period in one world."""

    def __init__(self, period: Period, settlements: Settlements) -> None:
        self.period = period
        self.settlements = settlements
        self.world = settlements.world
        self.earning = Earning(period, self.world)
        self.terms: Terms = self.earning.terms
        self.currency = self.earning.currency
        self.ledger = Ledger()

    def run(self) -> Settled:
        """Return what is left after the last step."""
        for name in self.terms.settlement.order:
            self._step(name)
        return Settled(tuple(self.ledger.entries), self.ledger.total())

    def _step(self, name: str) -> None:
        if name == "base":
            self._base()
        elif name in self.terms.credits:
            self.ledger.add(self.earning.credit(self.terms.credits[name]))
        elif name in self.terms.pools:
            self._pool(self.terms.pools[name])
        elif name in self.terms.multipliers:
            self._multiply(self.terms.multipliers[name])
        elif name in self.terms.caps:
            self._cap(self.terms.caps[name])
        elif name in self.terms.earnbacks:
            self.ledger.add(self._returns(self.terms.earnbacks[name]))

    def _base(self) -> None:
        """Add what every credit and pool earns that has no step of its own."""
        for name, credit in self.terms.credits.items():
            if name not in self.terms.settlement.order:
                self.ledger.add(self.earning.credit(credit))
        for name, pool in self.terms.pools.items():
            if name not in self.terms.settlement.order:
                self._pool(pool)

    def _pool(self, pool: Pool) -> None:
        entries = list(self.earning.pool(pool))
        self.ledger.add(entries)
        size = self.world.amount(pool.size, Place(self.period))
        if size is not None:
            limit = Range.point(size)
            why = f"together at most the pool's size of {sums(limit, self.currency)}"
            cut = self._cut(entries, limit, "pro rata", (pool.name, why, pool.origin))
            self._keep([replace(entry, earned=entry.amount) for entry in cut], limit)

    def _multiply(self, multiplier: Multiplier) -> None:
        with self.world.noting() as asked:
            truth = self.world.holds(multiplier.when, Place(self.period))
        if truth is False:
            return
        factor = Range.point(multiplier.factor)
        if truth is None:
            factor = hull((Range.point(1), factor))
        words = f"times {decimal(multiplier.factor)}: {history_words(multiplier.when)}"
        why = words if truth else f"perhaps {words}"
        needs = () if truth else needs_of(asked)
        self.ledger.change(
            replace(
                entry.after(multiplier.name, entry.amount.scaled(factor), why, multiplier.origin),
                earned=entry.earned.scaled(factor),
                needs=(*entry.needs, *needs),
            )
            for entry in self.ledger.entries
            if entry.statement in multiplier.credits and not entry.returned
        )

    def _cap(self, cap: Cap) -> None:
        allowed = self.world.amount(cap.limit, Place(self.period))
        capped = [e for e in self.ledger.entries if _is_on(cap, e) and not e.returned]
        if allowed is None or not capped:
            return
        before = added(self._credited(cap, other) for other in self._earlier(cap))
        limit = (Range.point(allowed) - before).not_negative()
        if cap.credits is None:
            # What is given back in the same statement makes room under a limit on its total.
            limit = limit - added(e.amount for e in self.ledger.entries if e.returned)
        what = "total credit" if cap.credits is None else " and ".join(cap.credits)
        earned = sums(self.ledger.total(capped), self.currency)
        words = f"{term_words(cap.limit, self.currency)} = {sums(limit, self.currency)}"
        why = f"{what} {earned} is above {words}: cut {cap.shared}"
        self._keep(self._cut(capped, limit, cap.shared, (cap.name, why, cap.origin)), limit)

    def _earlier(self, cap: Cap) -> list[Period]:
        """Return the periods whose credits have used a cap before, when it spans several."""
        if cap.every == self.period.kind:
            return []
        return self.world.ground.earlier(self.period, cap.every)

    def _credited(self, cap: Cap, period: Period) -> Range:
        entries = self.settlements.of(period).entries
        return added(entry.amount for entry in entries if _is_on(cap, entry))

    def _cut(
        self,
        entries: Sequence[Entry],
        limit: Range,
        shared: Literal["pro rata", "in order"],
        step: tuple[str, str, Origin],
    ) -> list[Entry]:
        kept = shared_out([entry.amount for entry in entries], limit, shared)
        return [
            entry if amount == entry.amount else entry.after(step[0], amount, *step[1:])
            for entry, amount in zip(entries, kept, strict=True)
        ]

    def _returns(self, earnback: EarnBack) -> list[Entry]:
        giving = GivingBack(earnback, self.period, self.terms, self.world)
        if giving.earned_in is None:
            return []
        if giving.earned_in.label == self.period.label:
            return list(giving.entries(self.ledger.entries))
        return list(giving.entries(self.settlements.of(giving.earned_in).entries))

    def _keep(self, entries: Sequence[Entry], limit: Range) -> None:
        """Put limited entries in the place of what they were."""
        if entries:
            keys = {entry.key for entry in entries}
            before = [entry for entry in self.ledger.entries if entry.key in keys]
            self.ledger.change(entries, self.ledger.total(before).at_most(limit))


def _is_on(cap: Cap, entry: Entry) -> bool:
    return cap.credits is None or entry.statement in cap.credits
