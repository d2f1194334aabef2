"""What is kept separately for each thing is asked only where it is said which thing is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slarules.contract.checks.checked import Checked
from slarules.contract.checks.inside import amounts_in, parts
from slarules.contract.problems.structure import NotKeptSeparately
from slarules.core.contract import Contract, Terms
from slarules.core.measures import PeriodMeasure
from slarules.core.money import Amount, Credit, Named, OverPeriods
from slarules.core.promises import Origin
from slarules.core.quantities import (
    AchievedShare,
    Excess,
    Loss,
    PeriodCondition,
    Shortfall,
    TargetIs,
    ValueOf,
)
from slarules.core.settling import Cap, EarnBack, Multiplier, Pool
from slarules.core.targets import Target
from slarules.problems import Problem

Kept = PeriodMeasure | Target | PeriodCondition | Amount
"""What may have a value for each thing."""


def things_are_meant(checked: Checked) -> Iterator[Problem]:
    """Yield each statement that asks for a value of one thing where no thing is meant."""
    for version, _ in checked.texts():
        terms = version.terms
        for what, origin, asking, meant in _statements(terms, checked.contract):
            for of, each in dict.fromkeys(_asked(asking, terms)):
                if each not in meant and not _by_the_item(of, asking):
                    span, clause = origin.span, origin.clause
                    yield NotKeptSeparately(span=span, clause=clause, what=what, of=of, each=each)
                    break


def _by_the_item(of: str, asking: object) -> bool:
    """Tell whether an item says which thing's fee is meant: any may, by a fact of that name."""
    item = isinstance(asking, Credit) and asking.subject.kind != "period"
    return item and of.startswith("amount ")


Asking = tuple[str, Origin, object, set[str]]
"""A statement, what it asks for, and the kinds of thing that it is about."""


def _statements(terms: Terms, contract: Contract) -> Iterator[Asking]:
    for credit in terms.credits.values():
        yield f"{credit.kind} {credit.name}", credit.origin, credit, _meant(credit, terms, contract)
    for pool in terms.pools.values():
        yield f"pool {pool.name}", pool.origin, pool, set()
    for times in terms.multipliers.values():
        meant = _of_lines(times.credits, terms, contract)
        yield f"multiplier {times.name}", times.origin, times, meant
    for back in terms.earnbacks.values():
        meant = _of_lines(back.credits, terms, contract)
        yield f"earnback {back.name}", back.origin, back, meant
    for cap in terms.caps.values():
        yield f"cap {cap.name}", cap.origin, cap, {cap.each} if cap.each else set()
    for floor in terms.floors.values():
        yield f"floor {floor.name}", floor.origin, floor.limit, set()
    for duty in terms.duties.values():
        misses = TargetIs(duty.misses, "missed") if duty.misses else None
        meant = {duty.each, *_facts_of(duty.each, contract)}
        yield f"duty {duty.name}", duty.origin, (misses, duty.when), meant


def _of_lines(names: Iterable[str], terms: Terms, contract: Contract) -> set[str]:
    """Return the kinds of thing that every line of the credits is about."""
    known = [_meant(terms.credits[n], terms, contract) for n in names if n in terms.credits]
    return set.intersection(*known) if known else set()


def _meant(credit: Credit, terms: Terms, contract: Contract) -> set[str]:
    """Return the kinds of thing that a line of a credit is about: its subject, and its facts."""
    subject = credit.subject.kind
    meant = {subject, *_facts_of(subject, contract)}
    of = terms.measures.get(credit.subject.of or "")
    return meant | {of.each} if of and of.each else meant


def _facts_of(subject: str, contract: Contract) -> Iterable[str]:
    """Return the facts of a kind of item or span, some of which may name things."""
    words = contract.vocabulary
    kind = words.items.get(subject) or words.spans.get(subject)
    return kind.facts if kind else ()


# --- what is asked for ----------------------------------------------------------------------------


def _asked(node: object, terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield what a statement asks for that has a value for each thing, and the kind of thing."""
    match node:
        case ValueOf(name) | Loss(name):
            yield from _kept("measure", terms.measures.get(name))
        case TargetIs(target=name) if name in terms.conditions:
            yield from _kept("condition", terms.conditions[name])
        case Shortfall(name) | Excess(name) | AchievedShare(name) | TargetIs(target=name):
            yield from _kept("target", terms.targets.get(name))
        case Named() | OverPeriods():
            for amount in amounts_in(node, terms):
                yield from _kept("amount", amount)
        case Pool() | Credit() | Multiplier() | EarnBack() | Cap():
            yield from _asked_by(node, terms)
        case _:
            for part in parts(node):
                yield from _asked(part, terms)


def _asked_by(
    statement: Pool | Credit | Multiplier | EarnBack | Cap, terms: Terms
) -> Iterator[tuple[str, str]]:
    match statement:
        case Pool(weights=weights, size=size):
            missed = tuple(TargetIs(weight.target, "missed") for weight in weights)
            yield from _asked((missed, size), terms)
        case Credit(subject=subject, by=by, bands=bands, pays=pays, when=when, at_most=most):
            yield from _kept("target", terms.targets.get(subject.target or ""))
            yield from _asked((by, bands, pays, when, most, statement.worth), terms)
        case Multiplier(when=when, by=by):
            yield from _asked((when, by), terms)
        case EarnBack(when=when, lapses=lapses):
            yield from _asked((when, lapses), terms)
        case Cap(limit=limit):
            yield from _asked(limit, terms)


def _kept(noun: str, asked: Kept | None) -> Iterator[tuple[str, str]]:
    if asked and asked.each:
        yield f"{noun} {asked.name}", asked.each
