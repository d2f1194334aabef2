"""Rows of tables that scenarios exercise: one is exercised when a case changes with it.

Each row in turn says something else: one that pays pays nothing, one that pays nothing pays one
unit, a level cannot be reached, a weight is nothing (one of nothing is 1%). Where no case comes out
otherwise, no scenario tests the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from slarules.core.contract import Contract, Terms
from slarules.core.money import AsOn, Band, Credit, Money, Part, Pay, PointsOf, Rate, ServiceDays
from slarules.core.promises import Origin
from slarules.core.settling import Combine, Factor, Multiplier, Pool, Scorecard, Weight
from slarules.core.targets import LevelRow, Target
from slarules.scenarios.parts import Removal, changed

Row: TypeAlias = tuple[str, str, Origin, tuple[Removal, ...]]
"""The kind of the row, its name, where it stands, and how terms change with it."""


def changed_rows(contract: Contract) -> Iterator[tuple[str, str, Origin, tuple[Contract, ...]]]:
    """Yield each row of each table, with the contracts in which it says something else.

    A row that stands in several texts is changed in all of them.
    """
    seen: set[tuple[str, str, object]] = set()
    for version in contract.versions:
        for kind, name, origin, changes in _rows(version.terms):
            key = (kind, name, origin.span)
            if key not in seen:
                seen.add(key)
                yield kind, name, origin, tuple(changed(contract, each) for each in changes)


def _rows(terms: Terms) -> Iterator[Row]:
    for credit in terms.credits.values():
        yield from (_band(credit, band) for band in credit.bands)
    for target in terms.targets.values():
        yield from (_level(target, row) for row in target.levels)
    for multiplier in terms.multipliers.values():
        yield from (_factor(multiplier, factor) for factor in multiplier.factors)
    for pool in terms.pools.values():
        yield from (_weight("pools", pool, weight) for weight in pool.weights)
    for card in terms.scorecards.values():
        yield from (_weight("scorecards", card, weight) for weight in card.weights)
    for combine in terms.combines.values():
        yield from _pairs(combine)
    yield from _rates(terms)


def _in(family: str, name: str, change: Callable[[object], object]) -> Removal:
    """Return how terms change when one statement of theirs does."""
    return partial(_changed_in, family=family, name=name, change=change)


def _changed_in(
    terms: Terms, *, family: str, name: str, change: Callable[[object], object]
) -> Terms:
    nodes = dict(getattr(terms, family))
    if name in nodes:
        nodes[name] = change(nodes[name])
    return replace(terms, **{family: nodes})  # type: ignore[arg-type]


def _band(credit: Credit, band: Band) -> Row:
    facts = ", ".join(" or ".join(map(str, values)) for _, values in band.facts)
    said = dict.fromkeys(part for part in (credit.name, facts, band.text) if part)
    name = ": ".join(said)
    other = replace(band, pays=None if _pays(band) else _one_unit(credit), undetermined=False)
    kind = "band" if credit.by is not None and not band.facts else "row"
    change = _in("credits", credit.name, partial(_with_band, other=other))
    return kind, name, band.origin, (change,)


def _pays(band: Band) -> bool:
    return band.undetermined or band.pays is not None


def _one_unit(credit: Credit) -> Pay:
    """Return one of what a credit's rows pay."""
    sums = (part.sum for band in credit.bands for part in band.pays or ())
    match next(sums, None):
        case PointsOf():
            return (Part(PointsOf(Fraction(1))),)
        case ServiceDays():
            return (Part(ServiceDays(Fraction(1))),)
        case _:
            return (Part(Money(Fraction(1))),)


def _with_band(node: object, *, other: Band) -> object:
    if not isinstance(node, Credit):
        return node
    same = other.origin.span
    bands = tuple(other if band.origin.span == same else band for band in node.bands)
    return replace(node, bands=bands)


def _level(target: Target, row: LevelRow) -> Row:
    """Return a level that nothing reaches, and one that everything does."""
    beyond = Fraction(10**18)
    facts = ", ".join(" or ".join(map(str, values)) for _, values in row.facts)
    changes = tuple(
        _in("targets", target.name, partial(_with_level, other=replace(row, level=level)))
        for level in (beyond, -beyond)
    )
    return "level", f"{target.name}: {facts}", row.origin, changes


def _with_level(node: object, *, other: LevelRow) -> object:
    if not isinstance(node, Target):
        return node
    same = other.origin.span
    levels = tuple(other if each.origin.span == same else each for each in node.levels)
    return replace(node, levels=levels)


def _factor(multiplier: Multiplier, factor: Factor) -> Row:
    def change(node: object) -> object:
        if not isinstance(node, Multiplier):
            return node
        same = factor.origin.span
        factors = tuple(other if each.origin.span == same else each for each in node.factors)
        return replace(node, factors=factors)

    other = replace(factor, times=factor.times + 1)
    facts = ", ".join(" or ".join(map(str, values)) for _, values in factor.facts)
    name = f"{multiplier.name}: {facts or f'times {factor.times}'}"
    return "factor", name, factor.origin, (_in("multipliers", multiplier.name, change),)


def _weight(family: str, statement: Pool | Scorecard, weight: Weight) -> Row:
    def change(node: object) -> object:
        if not isinstance(node, Pool | Scorecard):
            return node
        same = weight.origin.span
        weights = tuple(other if each.origin.span == same else each for each in node.weights)
        return replace(node, weights=weights)

    other = replace(weight, share=Fraction() if weight.share else Fraction(1, 100))
    name = f"{statement.name}: {weight.target}"
    return "weight", name, weight.origin, (_in(family, statement.name, change),)


def _pairs(combine: Combine) -> Iterator[Row]:
    for pair in combine.pairs:
        other = replace(pair, together=not pair.together)

        def change(node: object, pair: object = pair, other: object = other) -> object:
            if not isinstance(node, Combine):
                return node
            pairs = tuple(other if each == pair else each for each in node.pairs)
            return replace(node, pairs=pairs)  # type: ignore[arg-type]

        name = f"{combine.name}: {pair.credit} and {pair.other}"
        yield "pair", name, combine.origin, (_in("combines", combine.name, change),)


def _rates(terms: Terms) -> Iterator[Row]:
    for amount in terms.amounts.values():
        if isinstance(amount.value, AsOn):
            for rate in amount.value.rates:
                change = partial(_with_rate, rate=rate)
                since = rate.first or "the beginning"
                name = f"{amount.name} from {since}"
                yield "rate", name, rate.origin, (_in("amounts", amount.name, change),)


def _with_rate(node: object, *, rate: Rate) -> object:
    value = getattr(node, "value", None)
    if not isinstance(value, AsOn):
        return node
    rates = tuple(
        replace(each, amount=Money(Fraction(1, 100))) if each == rate else each
        for each in value.rates
    )
    return replace(node, value=replace(value, rates=rates))  # type: ignore[type-var]
