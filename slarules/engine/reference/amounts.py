"""Amounts: fees and rates, fixed before a period is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from slarules.core.conditions import Missing
from slarules.core.contract import Contract
from slarules.core.money import (
    Amount,
    AmountTerm,
    AsOn,
    Billed,
    Greater,
    Lesser,
    Money,
    Named,
    OverPeriods,
    ProRata,
    Sum,
    Times,
)
from slarules.core.periods import Lasting, PeriodKind
from slarules.engine.outcome import Verdict
from slarules.engine.reference.periods import own_period, shifted, version_of_period
from slarules.engine.reference.place import About, Place
from slarules.engine.reference.ranges import Range, added, hull
from slarules.engine.reference.rounding import rounded_to
from slarules.engine.reference.windows import periods_in
from slarules.facts.history import History, Timeline, UnknownMoment, WorldSpan
from slarules.hours.labels import period_named
from slarules.hours.local import local_date
from slarules.hours.periods import Period
from slarules.instants import Instant


class Amounts:
    """What the amounts of a contract come to.

    Attributes:
        missing: What was asked for and billing does not say.
    """

    def __init__(
        self,
        contract: Contract,
        history: History,
        timelines: Mapping[tuple[str, str], Timeline],
    ) -> None:
        self._contract = contract
        self._history = history
        self.missing: dict[str, None] = {}
        self._timelines = timelines

    def of(self, term: AmountTerm, place: Place, own: Amount | None = None) -> Fraction | None:
        """Return what a term comes to at a place; `None` when billing does not say.

        Args:
            term: The term.
            place: The period, and the things whose fees are meant.
            own: The amount whose term it is, for what billing says of it.
        """
        found = self.between(term, place, own)
        if found is None or found.is_point:
            return None if found is None else found.least
        self.missing[f"the date that picks the rate in {place.period.label}"] = None
        return None

    def between(  # noqa: C901, PLR0912 - one case for each form
        self, term: AmountTerm, place: Place, own: Amount | None = None
    ) -> Range | None:
        """Return the same from the least to the most, where the date of a rate is unknown."""
        match term:
            case Money(value):
                return Range.point(value)
            case Billed():
                return self._billed(own, place)
            case Named(name):
                return self._named(name, place.within(self._period(term, place.period)))
            case Times(factor, amount):
                value_ = self.between(amount, place, own)
                return None if value_ is None else value_.times(factor)
            case Sum(parts) | Greater(parts) | Lesser(parts):
                return _joined(term, [self.between(part, place, own) for part in parts])
            case OverPeriods(name, window):
                starts = self._contract.starts
                periods = [p for p in periods_in(window, place.period) if p.end > starts]
                return added(self._named(name, place.within(p)) or _NOTHING for p in periods)
            case ProRata():
                return self._pro_rata(term, place, own)
            case AsOn():
                return self._as_on(term, place)
            case _:
                assert_never(term)

    def length(self, term: AmountTerm, period: Period, unit: str) -> Fraction:
        """Return how long the period of an amount is, in dates or in microseconds.

        Args:
            term: The amount; what has no period of its own is of the period assessed.
            period: The period assessed.
            unit: `calendar days` or `time`.
        """
        kind = self._kind_of(term, period)
        return self.whole(own_period(period, kind) if kind else period, unit)

    def whole(self, own: Period, unit: str) -> Fraction:
        """Return how long a period is, in dates or in microseconds, as its kind counts it."""
        if unit == "calendar days":
            return Fraction((own.following - own.first).days)
        stated = own.kind
        return Fraction(stated.length if isinstance(stated, Lasting) else own.end - own.start)

    def _kind_of(self, term: AmountTerm, period: Period) -> PeriodKind | None:
        """Return of which periods an amount is: of a formula, that of its first fee."""
        amounts = version_of_period(self._contract, period).terms.amounts
        match term:
            case Named(name) | OverPeriods(name):
                return amounts[name].every
            case Times(_, inner) | ProRata(inner):
                return self._kind_of(inner, period)
            case Sum(parts) | Greater(parts) | Lesser(parts):
                kinds = (self._kind_of(part, period) for part in parts)
                return next((kind for kind in kinds if kind), None)
            case _:
                return None

    def _period(self, term: Named, period: Period) -> Period:
        if not term.of_payment:
            return shifted(period, term.shift)
        payment = version_of_period(self._contract, period).terms.settlement.payment
        if payment and payment.every:
            end = own_period(period, payment.every).end
            while period.end < end:
                period = period.next()
        return period.next()

    def _named(self, name: str, place: Place) -> Range | None:
        amount = version_of_period(self._contract, place.period).terms.amounts[name]
        value = self.between(amount.value, place, amount)
        point = amount.rounded
        if value is None or point is None:
            return value
        return Range(rounded_to(value.least, point), rounded_to(value.most, point))

    def _billed(self, amount: Amount | None, place: Place) -> Range | None:
        if amount is None:
            return None
        label = own_period(place.period, amount.every).label if amount.every else ""
        of: tuple[str, str] | None = None
        if amount.each is None:
            # What billing says of the one item goes before what it says of its period.
            own = self._history.fees_of.get((amount.name, "", _item(place) or ""))
            billed = self._history.fees.get((amount.name, label)) if own is None else own
            said = f"{amount.name} of {label}"
        else:
            thing = self._thing(amount.each, place)
            of = (amount.each, thing)
            billed = self._history.fees_of.get((amount.name, label, thing))
            said = f"{amount.name} of {thing or f'which {amount.each}'}"
            said += f" in {label}" if label else ""
        told = self._told(amount, label, of, place.period)
        found = billed if told is None else told
        if found is None:
            self.missing[said] = None
        return None if found is None else Range.point(found)

    def _told(
        self, amount: Amount, label: str, of: tuple[str, str] | None, period: Period
    ) -> Fraction | None:
        """Return what a scenario gives: in the amount's own period, or in one inside it."""
        given = self._given.get((amount.name, of), {})
        exact = given.get(label or period.label)
        if exact is not None or not given:
            return exact
        if amount.every is None:
            return next(iter(given.values()))
        for name, value in given.items():
            named = period_named(name, self._contract)
            if named and own_period(named, amount.every).label == label:
                return value
        return None

    @cached_property
    def _given(self) -> Mapping[tuple[str, tuple[str, str] | None], Mapping[str, Fraction]]:
        found: dict[tuple[str, tuple[str, str] | None], dict[str, Fraction]] = defaultdict(dict)
        for given in (*self._history.given.values(), *self._history.given_of.values()):
            for name, value in given.amounts:
                found[name, given.of][given.label] = value
        return found

    def _thing(self, kind: str, place: Place) -> str:
        match place.about:
            case Verdict(kind=item, item=name) if item == kind:
                return name
            case WorldSpan(kind=span, name=name) if span == kind:
                return name
            case Verdict():
                about = self._timelines.get((place.about.kind, place.about.item))
                return replace(place, about=about).thing(kind) or ""
            case _:
                return place.thing(kind) or ""

    def _moment(self, name: str, about: About | None) -> Instant | UnknownMoment | None:
        match about:
            case Verdict(kind=kind, item=item):
                timeline = self._timelines.get((kind, item))
                return timeline.moment(name) if timeline else None
            case Timeline():
                return about.moment(name)
            case WorldSpan(start=start, end=end, moments=moments):
                said = {"start": start, "end": end, **moments}.get(name)
                return UnknownMoment() if isinstance(said, Missing) else said
            case _:
                return None

    def _pro_rata(self, term: ProRata, place: Place, own: Amount | None) -> Range | None:
        value = self.between(term.amount, place, own)
        whole = term.out_of or self.length(term.amount, place.period, term.unit)
        return None if value is None else value.times(Fraction(term.share, whole))

    def _as_on(self, term: AsOn, place: Place) -> Range | None:
        at, zone = self._moment(term.moment, place.about), self._contract.zone
        if at is None:
            return None
        if isinstance(at, UnknownMoment):
            low, high = at.after, at.before
        else:
            low = high = at
        meant = [
            self.between(rate.amount, place)
            for rate in term.rates
            if (rate.first is None or high is None or local_date(high, zone) >= rate.first)
            and (rate.last is None or low is None or local_date(low, zone) <= rate.last)
        ]
        known = [value for value in meant if value is not None]
        return hull(known) if known and len(known) == len(meant) else None


_NOTHING = Range.point(0)


def _joined(term: Sum | Greater | Lesser, parts: Iterable[Range | None]) -> Range | None:
    """Return amounts as one; beside a known one, what billing does not say counts as nothing.

    The lesser of a known and an unknown one stays unknown: nothing would be no limit to hold to.
    """
    found = list(parts)
    known = [part for part in found if part is not None]
    if not known or (isinstance(term, Lesser) and len(known) < len(found)):
        return None
    match term:
        case Sum():
            return added(known)
        case Greater():
            return _each_end(max, known)
        case Lesser():
            return _each_end(min, known)
        case _:
            assert_never(term)


def _each_end(choose: Callable[[Iterable[Fraction]], Fraction], parts: Iterable[Range]) -> Range:
    found = list(parts)
    return Range(choose(r.least for r in found), choose(r.most for r in found))


def _item(place: Place) -> str | None:
    """Return the item that a line is about."""
    match place.about:
        case Verdict(item=name) | Timeline(item=name):
            return name
        case _:
            return None
