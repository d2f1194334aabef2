"""A contract with the measures of a vendor in the place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from slarules.contract.own_measures import OwnMeasures
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Cancel, Measure, Pause, Promise, Restart, TimeExclusion

Statement = TypeVar("Statement", Pause, TimeExclusion, Cancel, Restart)


def recounted(contract: Contract, vendor: OwnMeasures, theirs: Mapping[str, Measure]) -> Contract:
    """Return a contract whose goals stay, and whose measures are counted the vendor's way.

    What stops, cancels and restarts such a measure is the vendor's too, and nothing of the
    contract's. Which items count at all remains the contract's.

    Args:
        vendor: How the vendor counts.
        theirs: The measure that stands for one of the contract, by the name of that one.
    """
    if not theirs:
        return contract
    versions = tuple(
        replace(version, terms=_terms(version.terms, vendor, theirs))
        for version in contract.versions
    )
    return replace(contract, versions=versions)


def _terms(terms: Terms, vendor: OwnMeasures, theirs: Mapping[str, Measure]) -> Terms:
    own = {promise.measure.name for promise in terms.promises.values()} | terms.measures.keys()
    rest = frozenset(own - theirs.keys())
    standing: dict[str, set[str]] = {}
    for ours, measure in theirs.items():
        standing.setdefault(measure.name, set()).add(ours)
    return replace(
        terms,
        promises={name: _promise(each, theirs) for name, each in terms.promises.items()},
        pauses=(*_kept(terms.pauses, rest), *_taken(vendor.pauses, standing)),
        exclusions=_kept(terms.exclusions, rest),
        cancels=(*_kept(terms.cancels, rest), *_taken(vendor.cancels, standing)),
        restarts=(*_kept(terms.restarts, rest), *_taken(vendor.restarts, standing)),
    )


def _promise(promise: Promise, theirs: Mapping[str, Measure]) -> Promise:
    measure = theirs.get(promise.measure.name)
    if measure is None:
        return promise
    readings = promise.readings
    if measure.reading is not None:
        readings = tuple((fact, measure.reading) for fact, _ in readings)
    # Under its own name, so that both ways speak of the same thing.
    return replace(promise, measure=replace(measure, name=promise.measure.name), readings=readings)


def _kept(statements: tuple[Statement, ...], rest: AbstractSet[str]) -> tuple[Statement, ...]:
    """Return what still touches a measure of the contract's own."""
    narrowed = (
        replace(each, measures=frozenset(rest if each.measures is None else each.measures & rest))
        for each in statements
    )
    return tuple(each for each in narrowed if each.measures)


def _taken(
    statements: tuple[Statement, ...], standing: Mapping[str, AbstractSet[str]]
) -> tuple[Statement, ...]:
    """Return statements of the vendor, on the measures that its own stand for."""
    found: list[Statement] = []
    for each in statements:
        named = standing.keys() if each.measures is None else each.measures & standing.keys()
        ours = frozenset(ours for name in named for ours in standing[name])
        if ours:
            found.append(replace(each, measures=ours))
    return tuple(found)
