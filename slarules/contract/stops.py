"""What stops a clock, removes time or items, ends runs, and what the unknown means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition, occurrences
from slarules.contract.moments import moments
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WrongAllowance
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed, PhrasesExclude
from slarules.contract.runs import Run, kind_of, nearest_kinds
from slarules.contract.scope import Scope, every, first, origin
from slarules.contract.words import micros
from slarules.core.conditions import ALWAYS, Condition, Every
from slarules.core.contract import Kind
from slarules.core.promises import (
    Cancel,
    ItemAllowance,
    Pause,
    PeriodAllowance,
    Removal,
    Settled,
    TimeExclusion,
    UnknownRule,
)
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Stops:
    """The statements of one text that stop, remove and end."""

    pauses: tuple[Pause, ...]
    exclusions: tuple[TimeExclusion, ...]
    removals: tuple[Removal, ...]
    cancels: tuple[Cancel, ...]
    unknown: tuple[UnknownRule, ...]


def stops(statements: Sequence[tree.Statement], runs: Mapping[str, Run], scope: Scope) -> Stops:
    """Return everything that stops a clock or removes time and items, in the order of the file."""
    pauses: list[Pause] = []
    exclusions: list[TimeExclusion] = []
    removals: list[Removal] = []
    cancels: list[Cancel] = []
    unknown: list[UnknownRule] = []
    for statement in statements:
        match statement:
            case tree.Pause():
                scope.telling.clause = _said(statement.clause)
                pauses += _pause(statement, runs, scope)
            case tree.Exclude():
                scope.telling.clause = _said(statement.clause)
                exclusions += _exclusion(statement, scope)
                removals += _removals(statement, scope)
            case tree.Cancel():
                scope.telling.clause = _said(statement.clause)
                cancels += _cancels(statement, runs, scope)
            case tree.UnknownRules():
                scope.telling.clause = _said(statement.clause)
                unknown += _unknown(statement, runs, scope)
            case _:
                pass
    return Stops(tuple(pauses), tuple(exclusions), tuple(removals), tuple(cancels), tuple(unknown))


def _said(clause: tree.Text | None) -> str | None:
    return clause.value if clause else None


def together(phrases: Iterable[tree.Provided], kind: Kind, scope: Scope) -> Condition:
    """Return several pieces of evidence as one condition."""
    parts = tuple(condition(phrase.condition, kind, scope) for phrase in phrases)
    if len(parts) == 1:
        return parts[0]
    return Every(parts) if parts else ALWAYS


# --- pause ----------------------------------------------------------------------------------------


def _pause(statement: tree.Pause, runs: Mapping[str, Run], scope: Scope) -> Iterator[Pause]:
    what, phrases = f"pause {statement.name}", statement.phrases
    touches, while_ = _touches(statement, scope), first(phrases, tree.While)
    if cycles := first(phrases, tree.FromUntil):
        scope.tell(
            NotYetComputed(span=cycles.span, what="a pause from one occurrence until another")
        )
        return
    if not touches or not while_:
        lack = "which measures it stops" if not touches else "when it stops them"
        example = "suspends NAME" if not touches else "while STATE is VALUE"
        scope.tell(PhraseMissing(span=statement.name.span, what=what, lack=lack, example=example))
    measures = _measures(touches.measures, scope) if touches else None
    kind = _kind_of_all(measures or (), runs, scope) or scope.likely_item()
    if kind and while_:
        provided = together(every(phrases, tree.Provided), kind, scope)
        yield Pause(
            statement.name.text,
            frozenset(measures) if measures else None,
            condition(while_.condition, kind, scope),
            provided,
            _item_allowance(what, phrases, scope),
            "extends" if isinstance(touches, tree.Extends) else "suspends",
            origin=origin(statement, statement.clause),
        )


def _touches(statement: tree.Pause, scope: Scope) -> tree.Suspends | tree.Extends | None:
    """Return the phrase that names the measures: they stand still, or their due time moves."""
    suspends, extends = (
        first(statement.phrases, tree.Suspends),
        first(statement.phrases, tree.Extends),
    )
    if suspends and extends:
        what = f"pause {statement.name}"
        scope.tell(PhrasesExclude(span=extends.span, what=what, one="suspends", other="extends"))
    return suspends or extends


def _measures(names: Iterable[tree.Name], scope: Scope) -> tuple[str, ...]:
    return scope.find_all("measure", names)


def _kind_of_all(measures: Iterable[str], runs: Mapping[str, Run], scope: Scope) -> Kind | None:
    kinds = [kind for name in measures if name in runs and (kind := kind_of(runs[name], scope))]
    return kinds[0] if kinds else None


def _item_allowance(
    what: str, phrases: Sequence[tree.Phrase], scope: Scope
) -> ItemAllowance | None:
    if wrong := first(phrases, tree.UpTo):
        scope.tell(
            WrongAllowance(
                span=wrong.span,
                what=what,
                given="every period, which several items would share",
                needed="for each item, such as: for each ticket",
            )
        )
    phrase = first(phrases, tree.UpToForEach)
    if phrase is None or scope.item(phrase.item) is None:
        return None
    clock = scope.clock(phrase.budget.clock)
    return ItemAllowance(micros(phrase.budget), clock) if clock else None


# --- exclude --------------------------------------------------------------------------------------


def _exclusion(statement: tree.Exclude, scope: Scope) -> Iterator[TimeExclusion]:
    removes, during = first(statement.phrases, tree.RemovesTime), _during(statement)
    items = first(statement.phrases, tree.RemovesItems)
    what, span = f"exclude {statement.name}", statement.name.span
    if removes and items:
        scope.tell(
            PhrasesExclude(span=items.span, what=what, one="removes time", other="removes items")
        )
    if not removes and not items:
        lack, example = "what it removes", "removes time during SPAN"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    if not removes:
        return
    if found := first(statement.phrases, tree.While):
        scope.tell(NotYetComputed(span=found.span, what="time that is removed while a fact holds"))
        return
    if not during:
        lack, example = "which time it removes", "during SPAN"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
        return
    kind = scope.world_span(during.spans) or scope.likely_span(during.spans)
    measures = None if removes.measures is None else _measures(removes.measures, scope)
    if kind is None:
        return
    yield TimeExclusion(
        statement.name.text,
        None if measures is None else frozenset(measures),
        kind.name,
        during.of_its is not None,
        condition(during.where, kind, scope),
        together(every(statement.phrases, tree.Provided), kind, scope),
        _period_allowance(what, statement.phrases, scope),
        origin(statement, statement.clause),
    )


def _during(statement: tree.Exclude) -> tree.During | None:
    return first(statement.phrases, tree.During)


def _period_allowance(
    what: str, phrases: Sequence[tree.Phrase], scope: Scope
) -> PeriodAllowance | None:
    if wrong := first(phrases, tree.UpToForEach):
        scope.tell(
            WrongAllowance(
                span=wrong.span,
                what=what,
                given="for each item, because its time is of the world and not of an item",
                needed="every period, such as: every calendar month",
            )
        )
    phrase = first(phrases, tree.UpTo)
    clock = scope.clock(phrase.budget.clock) if phrase else None
    if phrase is None or clock is None:
        return None
    return PeriodAllowance(micros(phrase.budget), clock, scope.period(phrase.period))


def _removals(statement: tree.Exclude, scope: Scope) -> Iterator[Removal]:
    phrase = first(statement.phrases, tree.RemovesItems)
    kind = scope.item(phrase.items) if phrase else None
    if phrase and kind:
        where = condition(phrase.where, kind, scope)
        provided = every(statement.phrases, tree.Provided)
        if provided:
            where = Every((where, together(provided, kind, scope)))
        at = origin(statement, statement.clause)
        yield Removal(statement.name.text, kind.name, where, at)


# --- cancel, unknown ------------------------------------------------------------------------------


def _cancels(statement: tree.Cancel, runs: Mapping[str, Run], scope: Scope) -> Iterator[Cancel]:
    phrase = first(statement.phrases, tree.Ends)
    if phrase is None:
        what, example = f"cancel {statement.name}", "ends all measures when EVENT"
        span = statement.name.span
        scope.tell(PhraseMissing(span=span, what=what, lack="what it ends", example=example))
        return
    measures = None if phrase.measures is None else _measures(phrase.measures, scope)
    kind = _kind_ended(phrase, measures, runs, scope)
    if kind:
        yield Cancel(
            statement.name.text,
            None if measures is None else frozenset(measures),
            occurrences(phrase.occurrences, kind, scope),
            phrase.even_if_missed,
            origin=origin(statement, statement.clause),
        )


def _kind_ended(
    phrase: tree.Ends, measures: Sequence[str] | None, runs: Mapping[str, Run], scope: Scope
) -> Kind | None:
    """Return the kind of item whose runs end: of those measured, the one with such events."""
    if measures is not None:
        return _kind_of_all(measures, runs, scope) or scope.likely_item()
    kinds = [scope.vocabulary.items[item] for item in dict.fromkeys(scope.item_of.values())]
    return next(iter(nearest_kinds(phrase.occurrences, kinds)), None)


SETTLED: Mapping[str, Settled] = {
    "undetermined": "undetermined",
    "kept": "kept",
    "excluded": "removed",
    "met": "met",
    "missed": "missed",
}


def _unknown(
    statement: tree.UnknownRules, runs: Mapping[str, Run], scope: Scope
) -> Iterator[UnknownRule]:
    for phrase in statement.phrases:
        kind = _unknown_kind(phrase, runs, scope)
        if kind is None:
            continue
        words = (*moments(kind, scope), *kind.facts)
        if phrase.fact.text not in words:
            noun = f"moment or fact of a {kind.name}"
            scope.tell(UnknownName.among(phrase.fact.span, noun, phrase.fact.text, words))
            continue
        at = origin(statement, statement.clause)
        yield UnknownRule(phrase.fact.text, phrase.subject.text, SETTLED[phrase.result], at)


def _unknown_kind(phrase: tree.WhenUnknown, runs: Mapping[str, Run], scope: Scope) -> Kind | None:
    subject = phrase.subject.text
    if subject in runs:
        scope.find("measure", phrase.subject)
        return kind_of(runs[subject], scope)
    if subject in scope.vocabulary.items:
        return scope.vocabulary.items[subject]
    if scope.excused("measure", subject):
        return None
    names = (*runs, *scope.vocabulary.items)
    noun = "measure or kind of item"
    scope.tell(UnknownName.among(phrase.subject.span, noun, subject, names))
    return None
