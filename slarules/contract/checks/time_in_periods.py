"""Spans that last over the end of a period, and measures that are kept separately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.structure import NotKeptSeparately
from slarules.core.contract import Contract, Terms
from slarules.core.measures import PeriodMeasure, Spans, ThatOf, TotalBad, of_time
from slarules.core.money import Credit
from slarules.core.quantities import AchievedShare, Excess, Loss, Shortfall, TargetIs, ValueOf
from slarules.core.targets import Target
from slarules.problems import Problem
from slarules.syntax import tree


def spans_have_periods(checked: Checked) -> Iterator[Problem]:
    """Yield each kind of span of which the head lacks what measures and credits need it to say."""
    head = next((s for s in checked.asked.statements if isinstance(s, tree.Contract)), None)
    told: set[str] = set()
    for version, _ in checked.texts():
        for kind, write in _lacking(version.terms, checked.contract):
            plural = checked.contract.vocabulary.spans[kind].plural
            said = f"{plural} {write}"
            if head and said not in told:
                told.add(said)
                lack = f"in which period the time of {plural} counts that last over its end"
                what = f"contract {head.name}"
                yield PhraseMissing(span=head.name.span, what=what, lack=lack, example=said)


SPLIT, BELONG = "are split at period ends", "belong to the period of end"


def _lacking(terms: Terms, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield kinds of span with the phrase that is needed of them and not there."""
    for measure in terms.measures.values():
        kind = _kind(measure, terms.measures)
        if kind is None or kind in contract.split:
            continue
        if not isinstance(measure.value, TotalBad) or kind not in contract.belongs:
            paid = (c.subject.of == measure.name for c in terms.credits.values())
            yield kind, BELONG if any(paid) else SPLIT
    for credit in terms.credits.values():
        paid_of = terms.measures.get(credit.subject.of or "")
        kind = _kind(paid_of, terms.measures) if paid_of else None
        if kind is not None and kind not in contract.belongs:
            yield kind, BELONG


def _kind(measure: PeriodMeasure, measures: Mapping[str, PeriodMeasure]) -> str | None:
    """Return the kind of span whose time is bad, in the end."""
    seen = {measure.name}
    time = of_time(measure.value)
    while time and isinstance(time.bad, ThatOf) and time.bad.measure not in seen:
        seen.add(time.bad.measure)
        other = measures.get(time.bad.measure)
        time = of_time(other.value) if other else None
    return time.bad.kind if time and isinstance(time.bad, Spans) else None


# --- measures that are kept separately ------------------------------------------------------------


def things_are_meant(checked: Checked) -> Iterator[Problem]:
    """Yield each credit that asks for a value of one thing where no thing is meant."""
    for version, _ in checked.texts():
        terms = version.terms
        for credit in terms.credits.values():
            meant = _meant(credit, terms, checked.contract)
            for of, each in dict.fromkeys(_asked(credit, terms)):
                if each not in meant:
                    what, span = f"{credit.kind} {credit.name}", credit.origin.span
                    clause = credit.origin.clause
                    yield NotKeptSeparately(span=span, clause=clause, what=what, of=of, each=each)
                    break


def _meant(credit: Credit, terms: Terms, contract: Contract) -> set[str]:
    """Return the kinds of thing that a line of a credit is about: its subject, and its facts."""
    words = contract.vocabulary
    subject = credit.subject.kind
    kind = words.items.get(subject) or words.spans.get(subject)
    meant = {subject, *(kind.facts if kind else ())}
    of = terms.measures.get(credit.subject.of or "")
    return meant | {of.each} if of and of.each else meant


def _asked(node: object, terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield what a credit asks for that has a value for each thing, and the kind of thing."""
    match node:
        case ValueOf(name) | Loss(name):
            yield from _kept("measure", terms.measures.get(name))
        case Shortfall(name) | Excess(name) | AchievedShare(name) | TargetIs(target=name):
            yield from _kept("target", terms.targets.get(name))
        case Credit(subject=subject, by=by, bands=bands, pays=pays, when=when):
            yield from _kept("target", terms.targets.get(subject.target or ""))
            yield from _asked((by, bands, pays, when), terms)
        case _:
            for part in _parts(node):
                yield from _asked(part, terms)


def _kept(noun: str, asked: PeriodMeasure | Target | None) -> Iterator[tuple[str, str]]:
    if asked and asked.each:
        yield f"{noun} {asked.name}", asked.each


def _parts(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif is_dataclass(node):
        yield from (getattr(node, each.name) for each in fields(node))
