"""Amounts inside formulas: by whose date, over which period, and rates of exchange."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.contract.amounts import names_in
from slarules.contract.checks.checked import Checked
from slarules.contract.checks.inside import amounts_in, named_amounts, parts
from slarules.contract.checks.targets import named
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import RateInFormula
from slarules.contract.problems.structure import MomentOfAnother
from slarules.core.contract import Contract, Terms
from slarules.core.english import listed
from slarules.core.money import (
    AsOn,
    Credit,
    Named,
    Part,
    PerLength,
    ProRata,
    Times,
)
from slarules.core.periods import PeriodKind
from slarules.core.promises import Origin
from slarules.core.settling import Cap
from slarules.problems import Problem

# --- dated rates ----------------------------------------------------------------------------------


def rates_have_their_moment(checked: Checked) -> Iterator[Problem]:
    """Yield each credit with an amount that goes by a moment which its subject does not have."""
    for version, _ in checked.texts():
        terms = version.terms
        for credit in terms.credits.values():
            kind = credit.subject.kind
            moments = _moments(kind, checked.contract)
            for amount in amounts_in(credit, terms):
                value = amount.value
                if isinstance(value, AsOn) and value.moment not in moments:
                    said = f": {listed(moments)}" if moments else ""
                    yield MomentOfAnother(
                        span=credit.origin.span,
                        clause=credit.origin.clause,
                        amount=f"amount {amount.name}",
                        moment=value.moment,
                        subject=kind,
                        moments=said,
                    )


def _moments(kind: str, contract: Contract) -> tuple[str, ...]:
    """Return the moments of what a credit is paid for; a span has its start and end."""
    words = contract.vocabulary
    if span := words.spans.get(kind):
        return ("start", "end", *span.moments)
    item = words.items.get(kind)
    return tuple(item.moments) if item else ()


# --- rates of exchange ----------------------------------------------------------------------------


def rates_only_convert(checked: Checked) -> Iterator[Problem]:
    """Yield each formula of money that reckons with a rate of exchange."""
    for version, _ in checked.texts():
        terms, rate = version.terms, version.terms.settlement.conversion
        if rate is None:
            continue
        for what, origin, formula in _formulas(terms):
            if rate.rate in named_amounts(formula) and what != f"amount {rate.rate}":
                yield RateInFormula(
                    span=origin.span,
                    clause=origin.clause,
                    what=what,
                    rate=rate.rate,
                    currency=rate.currency,
                )


def _formulas(terms: Terms) -> Iterator[tuple[str, Origin, object]]:
    for amount in terms.amounts.values():
        yield f"amount {amount.name}", amount.origin, amount.value
    for credit in terms.credits.values():
        yield f"{credit.kind} {credit.name}", credit.origin, credit
    for pool in terms.pools.values():
        yield f"pool {pool.name}", pool.origin, pool.size
    for cap in terms.caps.values():
        yield f"cap {cap.name}", cap.origin, cap.limit
    for floor in terms.floors.values():
        yield f"floor {floor.name}", floor.origin, floor.limit


# --- windows of caps ------------------------------------------------------------------------------


def caps_say_both_windows(checked: Checked) -> Iterator[Problem]:
    """Yield each cap with a window on one side alone: on what it limits, or in its limit."""
    for version, _ in checked.texts():
        for cap in version.terms.caps.values():
            if found := _one_sided(cap, version.terms, checked.contract):
                lack, example = found
                span, clause = cap.origin.span, cap.origin.clause
                what = f"cap {cap.name}"
                yield PhraseMissing(span=span, clause=clause, what=what, lack=lack, example=example)


def _one_sided(cap: Cap, terms: Terms, contract: Contract) -> tuple[str, str] | None:
    if cap.window is None:
        return None
    for name in names_in(cap.limit):
        amount = terms.amounts.get(name)
        if amount and name in _shares(cap.limit) and amount.every == contract.every:
            lack = f"over which periods its limit takes {name}"
            return lack, f"at most 10% of total {name} over the last 12 periods"
    return None


def _shares(node: object) -> Iterator[str]:
    """Yield the amounts of one period of which a formula takes a share.

    `10% of fee` over a year can be of a month's fee or of the year's; `4 times fee` is four months.
    """
    match node:
        case Times(factor, Named(name)) if factor < 1:
            yield name
        case _:
            for part in parts(node):
                yield from _shares(part)


# --- pro rata -------------------------------------------------------------------------------------


def parts_say_of_what(checked: Checked) -> Iterator[Problem]:
    """Yield each part of an amount of other periods that does not say what it is a part of."""
    for version, _ in checked.texts():
        terms = version.terms
        for what, origin, formula, every in _with_periods(terms, checked.contract):
            for name in dict.fromkeys(_parted(formula, terms)):
                amount = terms.amounts[name]
                if amount.every != every:
                    own = named(amount.every) if amount.every else "period"
                    whole = f"a {own} of {name} or a {named(every)}"
                    lack = f"what it divides by: {whole}"
                    example = "pro rata for ... out of 30 calendar days"
                    span, clause = origin.span, origin.clause
                    yield PhraseMissing(
                        span=span, clause=clause, what=what, lack=lack, example=example
                    )
                    break


OfPeriods = tuple[str, Origin, object, PeriodKind]
"""A formula, and of which periods it is."""


def _with_periods(terms: Terms, contract: Contract) -> Iterator[OfPeriods]:
    for what, origin, formula in _formulas(terms):
        noun, _, name = what.partition(" ")
        own = terms.amounts[name].every if noun == "amount" else None
        yield what, origin, formula, own or contract.every


def _parted(node: object, terms: Terms) -> Iterator[str]:
    """Yield the amounts that are taken pro rata without a stated whole."""
    match node:
        case ProRata(amount=amount, out_of=None) | Part(sum=amount, per=PerLength(out_of=None)):
            yield from (name for name in named_amounts(amount) if name in terms.amounts)
        case Credit(bands=bands, pays=pays, worth=worth, at_most=most):
            yield from _parted((bands, pays, worth, most), terms)
        case _:
            for part in parts(node):
                yield from _parted(part, terms)
