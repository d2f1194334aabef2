"""Statements: what is owed for each period, exact or from least to most, final or not yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.engine.outcome import Line, Statement
from slarules.engine.reference.booking import with_later
from slarules.engine.reference.combining import over
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.finality import why_provisional
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.lines import Lining, entries_over
from slarules.engine.reference.open_worlds import Worlds, narrows_most, worlds_of
from slarules.engine.reference.parties import party_of
from slarules.engine.reference.payment import Converting, pay_by
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.ranges import Range, added, hull
from slarules.engine.reference.rounding import rounded, shown
from slarules.engine.reference.settled import Settled
from slarules.engine.reference.settlement import Settlements
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period


def statements(ground: Ground) -> tuple[Statement, ...]:
    """Return what is owed for every assessed period."""
    return tuple(
        with_later(Stating(ground, period).statement() for period in ground.periods.values())
    )


class Stating:
    """The statement of one period, over all that its unknown facts may turn out to be."""

    def __init__(self, ground: Ground, period: Period) -> None:
        self.ground = ground
        self.period = period
        self.contract: Contract = ground.contract
        self.rounding = ground.contract.rounding
        self.terms = version_of_period(ground.contract, period).terms

    def statement(self) -> Statement:
        """Return the statement."""
        worlds = worlds_of(self.ground, lambda world: Settlements(world).of(self.period))
        total = hull(one.total for one in worlds.found)
        entries = entries_over(worlds)
        why = why_provisional(self.ground, self.period, entries, worlds.missing)
        lines = tuple(self._lines(worlds, entries))
        expired = [line for line in lines if line.state == "expired" and line.unit == "money"]
        shown_least, shown_most = (rounded(end, self.rounding) for end in (total.least, total.most))
        bonus, beside = (self._sum(entries, kind) for kind in ("bonus", "paid beside"))
        points = hull(one.points for one in worlds.found)
        paid = self._paid(entries, total)
        conversion = self.terms.settlement.conversion
        return Statement(
            period=self.period.label,
            currency=self.contract.currency,
            lines=lines,
            total_least=total.least,
            total_most=total.most,
            shown_least=shown_least,
            shown_most=shown_most,
            payable_least=shown_least - sum(line.shown_least for line in expired),
            payable_most=shown_most - sum(line.shown_most for line in expired),
            final=not why,
            why_provisional=why,
            needs=(*_needs(entries), *worlds.missing),
            version=version_of_period(self.contract, self.period).name,
            bonus_least=bonus.least,
            bonus_most=bonus.most,
            points_least=points.least,
            points_most=points.most,
            beside_least=beside.least,
            beside_most=beside.most,
            paid_in=conversion.currency if conversion else None,
            paid_least=paid.least if paid else None,
            paid_most=paid.most if paid else None,
            pay_by=pay_by(self.ground, self.period, self.terms.settlement.payment, entries),
            narrows_most=narrows_most(worlds, _total),
            combined=over([one.combined for one in worlds.found]),
            provider=party_of(self.contract, self.period, "provider"),
            customer=party_of(self.contract, self.period, "customer"),
        )

    def _lines(self, worlds: Worlds[Settled], entries: Sequence[Entry]) -> Iterator[Line]:
        lining = Lining(self.ground, self.period, self.terms, worlds)
        least = self._shown(entries, [entry.amount.least for entry in entries])
        most = self._shown(entries, [entry.amount.most for entry in entries])
        for entry, low, high in zip(entries, least, most, strict=True):
            yield lining.line(entry, low, high)

    def _shown(self, entries: Sequence[Entry], amounts: Sequence[Fraction]) -> list[Fraction]:
        """Return amounts as they are shown: those of the total add up to its rounding."""
        signs = [self._sign(entry) for entry in entries]
        parts = [a * sign for a, sign in zip(amounts, signs, strict=True) if sign]
        together = iter(shown(parts, self.rounding))
        return [
            next(together) * sign if sign else self._alone(entry, amount)
            for entry, amount, sign in zip(entries, amounts, signs, strict=True)
        ]

    def _alone(self, entry: Entry, amount: Fraction) -> Fraction:
        return rounded(amount, self.rounding) if entry.unit == "money" else amount

    def _sign(self, entry: Entry) -> int:
        """Return whether an entry is a part of the total: 1, or -1 of a bonus that is set off."""
        if entry.unit == "money" and entry.kind == "bonus":
            return -1 if self.terms.settlement.nets else 0
        return 1 if entry.is_owed or entry.returned else 0

    def _sum(self, entries: Sequence[Entry], kind: str) -> Range:
        return added(entry.amount for entry in entries if entry.kind == kind)

    def _paid(self, entries: Sequence[Entry], total: Range) -> Range | None:
        """Return the total in the currency that it is paid in, rounded; `None` if not known."""
        conversion = self.terms.settlement.conversion
        if conversion is None:
            return None
        converting = Converting(conversion, self.contract, self.period, World(self.ground, {}))
        signed = [(e, Fraction(sign)) for e in entries if (sign := self._sign(e))]
        owed = [replace(e, amount=e.amount.times(sign)) for e, sign in signed]
        found = converting.total(owed, total)
        if found is None:
            return None
        return Range(converting.rounded(found.least), converting.rounded(found.most))


def _total(settled: Settled) -> Range:
    return settled.total


def _needs(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need for entry in entries for need in entry.needs))
