"""Lines before any step: what each credit, statement of points and bonus earns in a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.core.conditions import Is, Truth, Value
from slarules.core.money import Band, Credit, Pay
from slarules.engine.outcome import LineKind, Verdict
from slarules.engine.reference.bands import Reached, beside, possible, reached
from slarules.engine.reference.consuming import unused
from slarules.engine.reference.entries import Entry
from slarules.engine.reference.paying import Paying, Term, flat, total
from slarules.engine.reference.paying_words import Saying, Unit, unit_of
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.ranges import NOTHING, Range, hull
from slarules.engine.reference.rounding import rounded_to
from slarules.engine.reference.subjects import About, Subjects
from slarules.engine.reference.units import product
from slarules.engine.reference.unknowns import Unknown
from slarules.engine.reference.wording import percent
from slarules.engine.reference.worlds import World
from slarules.facts.truth import all_of, negated
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class Owed:
    """What one line comes to before it is known whether it is owed at all, and why."""

    amount: Range
    basis: str


class Earning:
    """What one period earns in one world."""

    def __init__(self, period: Period, world: World) -> None:
        self.period = period
        self.world = world
        contract = world.ground.contract
        self.currency = contract.currency
        self.terms = version_of_period(contract, period).terms
        self.subjects = Subjects(period, world)
        self.paying = Paying(world)
        self.wording = Wording(contract, self.terms)
        self.saying = Saying(self.wording, self.currency)

    def credit(self, credit: Credit) -> Iterator[Entry]:
        """Yield an entry for each subject for which a credit earns something, or may."""
        asked: dict[Unknown, None]
        with self.world.noting() as asked:
            found = list(self.subjects.of(credit))
        for about in found:
            yield from self._line(credit, about, asked)

    def _line(
        self, credit: Credit, about: About, before: Mapping[Unknown, None]
    ) -> tuple[Entry, ...]:
        verdict = about.place.about
        key = (credit.name, self.period.label, id(verdict))
        kept = self.world.ground.kept if isinstance(verdict, Verdict) else {}
        if key in kept:
            return kept[key]
        missing = len(self.world.amounts.missing)
        with self.world.noting() as asked:
            entries = tuple(self._entries(credit, about, {**_of(before, about), **asked}, asked))
        settled = about.holds and not asked and not _of(before, about)
        if settled and missing == len(self.world.amounts.missing):
            kept[key] = entries
        return entries

    def _entries(
        self,
        credit: Credit,
        about: About,
        before: Mapping[Unknown, None],
        asked: dict[Unknown, None],
    ) -> Iterator[Entry]:
        when = True if credit.when is None else self.world.holds(credit.when, about.place)
        holds = all_of((about.holds, when))
        if holds is False:
            return
        owed = self._owed(credit, about)
        needs = needs_of({**before, **asked})
        for unit, truth, amount, basis in self._in_units(credit, about, owed):
            yield from self._entry(
                credit, about, unit, amount.when(all_of((holds, truth))), basis, holds, needs
            )

    def _entry(  # noqa: PLR0913, PLR0917 - one for each part of a line
        self,
        credit: Credit,
        about: About,
        unit: Unit,
        amount: Range,
        basis: str,
        holds: Truth,
        needs: tuple[str, ...],
    ) -> Iterator[Entry]:
        if amount == NOTHING:
            return
        if credit.by and not amount.is_point and not needs:
            needs = (f"{self.wording.said(credit.by, None)} in {about.name}",)
        doubt = "" if holds else "undetermined; if missed, "
        yield Entry(
            credit.name,
            about.name,
            credit.title,
            doubt + basis,
            credit.origin,
            amount,
            amount,
            amount,
            () if amount.is_point else needs,
            unit=unit,
            kind=KINDS[credit.kind],
            of=about.of,
            place=about.place,
        )

    # --- what is owed -----------------------------------------------------------------------------

    def _owed(self, credit: Credit, about: About) -> Owed:
        unit = unit_of((credit.pays, *(band.pays for band in credit.bands)))
        owed = (
            self._by_rows(credit, about, unit) if credit.bands else self._flat(credit, about, unit)
        )
        if credit.scaled_by:
            owed = self._scaled(owed, credit.scaled_by, about.place, unit)
        if credit.rounded:
            point, amount = credit.rounded, owed.amount
            amount = Range(rounded_to(amount.least, point), rounded_to(amount.most, point))
            words = f"; rounded {point.mode} to {point.decimals} decimals"
            owed = Owed(amount, owed.basis + words if amount != owed.amount else owed.basis)
        return self._held(owed, credit.at_most, about.place, unit)

    def _flat(self, credit: Credit, about: About, unit: Unit) -> Owed:
        terms = self.paying.pay(credit.pays, about.place, unused(credit, about.place, self.world))
        amount = total(terms).not_negative()
        why = f"{about.why}, {about.name}" if about.why else about.name
        return Owed(amount, f"{why} -> {self.saying.terms(terms, amount, unit)}")

    def _by_rows(self, credit: Credit, about: About, unit: Unit) -> Owed:
        place, by = about.place, credit.by
        bands = possible(credit.bands, lambda fact, values: self._named(fact, values, place))
        if by is None:
            return self._of_rows(credit, [Reached(band, None) for band in bands], about, unit)
        quantity = self.world.quantity(by, place)
        said = self.wording.said(by, quantity)
        if credit.banded and quantity is not None:
            return self._banded(credit, bands, about, quantity, unit)
        rows = reached(bands, quantity)
        owed = self._of_rows(credit, rows, about, unit, bands)
        return replace(owed, basis=f"{said}: {owed.basis}")

    def _of_rows(
        self,
        credit: Credit,
        rows: list[Reached],
        about: About,
        unit: Unit,
        bands: list[Band] | None = None,
    ) -> Owed:
        if not rows:
            return Owed(NOTHING, "no row")
        found = [self._row(credit, row, about, bands or list(credit.bands)) for row in rows]
        amount = hull(total(terms).not_negative() for one in found for terms in one)
        if len(rows) > 1:
            return Owed(amount, f"{len(rows)} rows may hold -> {self.saying.figure(amount, unit)}")
        band, terms = rows[0].band, found[0]
        if band.undetermined:
            figure = self.saying.figure(amount, unit)
            return Owed(amount, f"{band.text}: the contract is silent -> {figure}")
        return Owed(amount, f"{band.text} -> {self.saying.terms(terms[0], amount, unit)}")

    def _row(
        self, credit: Credit, row: Reached, about: About, bands: list[Band]
    ) -> list[tuple[Term, ...]]:
        """Return what a row pays; where the contract is silent, what the rows beside it pay."""
        own = (credit.by, row.quantity) if credit.by else None
        meant = beside(row.band, bands) if row.band.undetermined else [row.band]
        paid = [self.paying.pay(band.pays, about.place, own) for band in meant]
        return paid or [()]

    def _banded(
        self, credit: Credit, bands: list[Band], about: About, quantity: Range, unit: Unit
    ) -> Owed:
        """Return the parts of the quantity in each row, and the flat sums of the row reached."""
        by = credit.by
        if by is None:
            return Owed(NOTHING, "no row")
        parts = self.paying.marginal(tuple(bands), by, about.place, quantity)
        flats = [
            total(self.paying.pay(flat(row.band.pays, by), about.place, (by, row.quantity)))
            for row in reached(bands, quantity)
        ]
        amount = (total(parts) + (hull(flats) if flats else NOTHING)).not_negative()
        words = self.saying.terms(parts, amount, unit)
        return Owed(amount, f"{self.wording.said(by, quantity)}, band by band: {words}")

    def _named(self, fact: str, values: tuple[Value, ...], place: Place) -> Truth:
        """Tell whether a fact, a condition, or the subject itself has one of the values."""
        if fact in self.terms.conditions:
            truth = self.world.condition(fact, place)
            wanted = ("yes" in values, "no" in values)
            if all(wanted):
                return True
            return truth if wanted[0] else negated(truth)
        named = place.thing(fact)
        if named is not None and fact in self.world.ground.contract.vocabulary.items:
            return named in values
        return self.world.facts(Is(fact, values), place)

    # --- what shapes a line -----------------------------------------------------------------------

    def _scaled(self, owed: Owed, measure: str, place: Place, unit: Unit) -> Owed:
        share = self.world.value(measure, place)
        factor = Range(Fraction(0), Fraction(1)) if share is None else share
        amount = product(owed.amount, factor)
        least = percent(factor.least)
        said = least if factor.is_point else f"{least} to {percent(factor.most)}"
        figure = self.saying.figure(amount, unit)
        return Owed(amount, f"{owed.basis}; x {measure} {said} = {figure}")

    def _held(self, owed: Owed, at_most: Pay | None, place: Place, unit: Unit) -> Owed:
        if at_most is None:
            return owed
        terms = self.paying.pay(at_most, place)
        ceiling = total(terms)
        amount = owed.amount.at_most(ceiling)
        if amount == owed.amount:
            return owed
        return Owed(amount, f"{owed.basis}; at most {self.saying.terms(terms, ceiling, unit)}")

    def _in_units(
        self, credit: Credit, about: About, owed: Owed
    ) -> Iterator[tuple[Unit, Truth, Range, str]]:
        """Yield what is owed as money, points or days: days are worth money, or extend the term."""
        unit = unit_of((credit.pays, *(band.pays for band in credit.bands)))
        if unit != "days" or (credit.worth is None and credit.extends is None):
            yield unit, True, owed.amount, owed.basis
            return
        extends: Truth = False
        if credit.extends is not None:
            extends = self.world.facts(credit.extends, about.place)
        said = {True: "which extend the term", False: "which are paid", None: "perhaps paid"}[
            extends
        ]
        yield "days", True, owed.amount, f"{owed.basis}, {said}"
        if extends is not True and credit.worth is not None:
            worth = self.paying.sort(credit.worth, about.place)
            amount = product(owed.amount, worth)
            sums = f"a day is worth {self.saying.figure(worth, 'money')}"
            figure = self.saying.figure(amount, "money")
            yield "money", negated(extends), amount, f"{owed.basis}; {sums} = {figure}"


KINDS: dict[str, LineKind] = {"credit": "credit", "points": "points", "bonus": "bonus"}


def _of(before: Mapping[Unknown, None], about: About) -> Mapping[Unknown, None]:
    """Return what was asked to find a subject, where that left it open."""
    verdict = about.place.about
    if about.holds is not None and not isinstance(verdict, Verdict):
        return {}
    if isinstance(verdict, Verdict):
        mine = f"{verdict.kind} {verdict.item}"
        return {u: None for u in before if u.of == mine or u.of.startswith(f"{mine} ")}
    return before


def needs_of(asked: Mapping[Unknown, None]) -> tuple[str, ...]:
    """Return the facts that would settle what was asked for."""
    return tuple(dict.fromkeys(need for unknown in asked for need in unknown.needs))
