"""Lines before any step: what each credit and each pool earns in a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from slarules.core.conditions import Truth
from slarules.core.measures import GoodTimeShare
from slarules.core.money import AmountTerm, Credit, Part, Pay, PointsOf, ServiceDays, Subject
from slarules.core.quantities import AchievedShare, Lateness, Quantity, ValueOf
from slarules.core.settling import Pool, Weight
from slarules.engine.outcome import Verdict
from slarules.engine.reference.amount_words import term_words
from slarules.engine.reference.bands import in_words, reached
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.periods import own_period, version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range, added, hull
from slarules.engine.reference.unknowns import Unknown
from slarules.engine.reference.wording import percent, sums
from slarules.engine.reference.worlds import World
from slarules.facts.truth import all_of
from slarules.hours.periods import Period


class Earning:
    """What one period earns in one world."""

    def __init__(self, period: Period, world: World) -> None:
        self.period = period
        self.world = world
        self.currency = world.ground.contract.currency
        self.terms = version_of_period(world.ground.contract, period).terms

    def credit(self, credit: Credit) -> Iterator[Entry]:
        """Yield an entry for each subject for which a credit earns something, or may."""
        subject = credit.subject
        if subject.kind == "period":
            yield from self._of_period(credit, subject.target)
        elif subject.target is not None:
            for verdict in self.world.ground.misses(subject.target, self.period):
                yield from self._of_item(credit, subject, verdict)

    def pool(self, pool: Pool) -> Iterator[Entry]:
        """Yield an entry for each target of a pool that is missed, or may be."""
        if own_period(self.period, pool.every).end == self.period.end:
            size = self.amount(pool.size)
            for weight in pool.weights:
                yield from self._of_weight(pool, weight, size)

    def amount(self, term: AmountTerm) -> Range:
        """Return what a term comes to; what billing does not say counts as nothing."""
        value = self.world.amount(term, Place(self.period))
        return NOTHING if value is None else Range.point(value)

    def pay(self, pay: Pay | None) -> Range:
        """Return what is paid."""
        return added(self._part(part) for part in pay or ())

    def _part(self, part: Part) -> Range:
        if isinstance(part.sum, PointsOf | ServiceDays):
            return Range.point(part.sum.value)
        return self.amount(part.sum)

    def _of_period(self, credit: Credit, misses: str | None) -> Iterator[Entry]:
        with self.world.noting() as asked:
            missed = True if misses is None else self._missed(misses)
            if missed is not False:
                quantity = self._quantity(credit.by)
                yield from self._entry(credit, self.period.label, missed, quantity, asked)

    def _of_item(self, credit: Credit, subject: Subject, verdict: Verdict) -> tuple[Entry, ...]:
        kept, key = self.world.ground.kept, (credit.name, self.period.label, id(verdict))
        if key not in kept:
            with self.world.noting() as asked:
                entries = tuple(self._for_item(credit, subject, verdict, asked))
            if asked or self.world.amounts.missing:
                return entries
            kept[key] = entries
        return kept[key]

    def _for_item(
        self, credit: Credit, subject: Subject, verdict: Verdict, asked: Mapping[Unknown, None]
    ) -> Iterator[Entry]:
        fate = self.world.fate(verdict)
        chosen = self.world.chosen(subject.where, verdict).missed
        missed = all_of((fate.missed, chosen))
        if missed is not False:
            late = isinstance(credit.by, Lateness)
            quantity = fate.quantity if late else self._quantity(credit.by)
            yield from self._entry(credit, _named(verdict), missed, quantity, asked)

    def _of_weight(self, pool: Pool, weight: Weight, size: Range) -> Iterator[Entry]:
        with self.world.noting() as asked:
            missed = self._missed(weight.target)
            amount = size.times(weight.share).when(missed)
        if amount != NOTHING:
            word = "missed" if missed else "undetermined"
            whole = f"{percent(weight.share)} of {sums(size, self.currency)}"
            basis = f"{weight.target} {word}: {whole} -> {sums(amount, self.currency)}"
            needs = needs_of(asked) if missed is None else ()
            origin = weight.origin if weight.origin.clause else pool.origin
            amounts = (amount, amount, amount)
            yield Entry(pool.name, weight.target, pool.title, basis, origin, *amounts, needs)

    def _missed(self, target: str) -> Truth:
        found = self.world.ground.target(target, self.period)
        # A longer period is settled by the statement in which it ends.
        if found and found[1].end != self.period.end:
            return False
        return self.world.missed(target, Place(self.period))

    def _quantity(self, by: Quantity | None) -> Range | None:
        match by:
            case None | Lateness():
                return None
            case AchievedShare(target):
                return self.world.target(target, Place(self.period)).quantity
            case ValueOf(measure):
                return self.world.value(measure, Place(self.period))
            case _:
                assert_never(by)

    def _entry(
        self,
        credit: Credit,
        subject: str,
        missed: Truth,
        quantity: Range | None,
        asked: Mapping[Unknown, None],
    ) -> Iterator[Entry]:
        full, basis = self._pays(credit, subject, quantity)
        amount = full.when(missed)
        if amount != NOTHING:
            doubt = "" if missed else "undetermined; if missed, "
            needs = needs_of(asked)
            if credit.by and not full.is_point and not needs:
                needs = (f"{in_words(credit.by, None, is_share=False)} in {subject}",)
            amounts = (amount, amount, amount)
            yield Entry(
                credit.name,
                subject,
                credit.title,
                doubt + basis,
                credit.origin,
                *amounts,
                () if amount.is_point else needs,
            )

    def _pays(self, credit: Credit, subject: str, quantity: Range | None) -> tuple[Range, str]:
        if credit.by is None:
            amount = self.pay(credit.pays)
            return amount, f"{_why(credit, subject)} -> {self._sum(credit.pays, amount)}"
        said = in_words(credit.by, quantity, is_share=self._is_share(credit.by))
        rows = reached(credit.bands, quantity)
        if not rows:
            return NOTHING, f"{said}: no row"
        amount = hull(self.pay(row.pays) for row in rows)
        if len(rows) == 1:
            return amount, f"{said}: {rows[0].text} -> {self._sum(rows[0].pays, amount)}"
        return amount, f"{said}: {len(rows)} rows may hold -> {sums(amount, self.currency)}"

    def _sum(self, pay: Pay | None, amount: Range) -> str:
        figure = sums(amount, self.currency)
        words = pay_words(pay, self.currency)
        return figure if words == figure else f"{words} = {figure}"

    def _is_share(self, by: Quantity) -> bool:
        if not isinstance(by, ValueOf):
            return True
        value = self.terms.measures[by.measure].value
        if isinstance(value, GoodTimeShare):
            return True
        declared = self.world.ground.contract.vocabulary.measurements.get(value.reading)
        return declared is None or declared.kind == "share"


def _named(verdict: Verdict) -> str:
    """Return how a line names the run that it is about: each has a name of its own."""
    item = verdict.item if verdict.cycle == 1 else f"{verdict.item} ({verdict.cycle})"
    return item if verdict.cycle_of is None else f"{item} for {verdict.cycle_of}"


def _why(credit: Credit, subject: str) -> str:
    misses = credit.subject.target
    return subject if misses is None else f"{misses} missed, {subject}"


def pay_words(pay: Pay | None, currency: str) -> str:
    """Return what is paid as the contract would write it."""
    terms = [part.sum for part in pay or ()]
    return (
        " plus ".join(
            f"{term.value}"
            if isinstance(term, PointsOf | ServiceDays)
            else term_words(term, currency)
            for term in terms
        )
        or "nothing"
    )


def needs_of(asked: Mapping[Unknown, None]) -> tuple[str, ...]:
    """Return the facts that would settle what was asked for."""
    return tuple(dict.fromkeys(need for unknown in asked for need in unknown.needs))
