"""What stops a clock, removes time or items, ends or restarts runs; what the unknown means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition, occurrences
from slarules.contract.moments import moments
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WrongAllowance
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.runs import Run, bounds, kind_of, nearest_kinds
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
    Restart,
    Settled,
    TimeExclusion,
    UnknownRule,
)
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Stops:
    """The statements of one text that stop, remove, end and start again."""

    pauses: tuple[Pause, ...]
    exclusions: tuple[TimeExclusion, ...]
    removals: tuple[Removal, ...]
    cancels: tuple[Cancel, ...]
    restarts: tuple[Restart, ...]
    unknown: tuple[UnknownRule, ...]


def stops(statements: Sequence[tree.Statement], runs: Mapping[str, Run], scope: Scope) -> Stops:
    """Return everything that stops a clock or removes time and items, in the order of the file."""
    pauses: list[Pause] = []
    exclusions: list[TimeExclusion] = []
    removals: list[Removal] = []
    cancels: list[Cancel] = []
    restarts: list[Restart] = []
    unknown: list[UnknownRule] = []
    for statement in statements:
        match statement:
            case tree.Pause():
                scope.telling.clause = _said(statement.clause)
                pauses += _pause(statement, runs, scope)
            case tree.Exclude():
                scope.telling.clause = _said(statement.clause)
                exclusions += _exclusion(statement, scope)
                pauses += _while_of_items(statement, runs, scope)
                removals += _removals(statement, scope)
            case tree.Cancel():
                scope.telling.clause = _said(statement.clause)
                cancels += _cancels(statement, runs, scope)
            case tree.Restart():
                scope.telling.clause = _said(statement.clause)
                restarts += _restarts(statement, runs, scope)
            case tree.UnknownRules():
                scope.telling.clause = _said(statement.clause)
                unknown += _unknown(statement, runs, scope)
            case _:
                pass
    return Stops(
        tuple(pauses),
        tuple(exclusions),
        tuple(removals),
        tuple(cancels),
        tuple(restarts),
        tuple(unknown),
    )


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
    between = first(phrases, tree.FromUntil)
    if not touches or not (while_ or between):
        lack = "which measures it stops" if not touches else "when it stops them"
        example = "suspends NAME" if not touches else "while STATE is VALUE, or from A until B"
        scope.tell(PhraseMissing(span=statement.name.span, what=what, lack=lack, example=example))
    measures = _measures(touches.measures, scope) if touches else None
    kind = _kind_of_all(measures or (), runs, scope) or scope.likely_item()
    if kind and (while_ or between):
        yield Pause(
            statement.name.text,
            frozenset(measures) if measures else None,
            condition(while_.condition if while_ else None, kind, scope),
            together(every(phrases, tree.Provided), kind, scope),
            _item_allowance(what, phrases, scope),
            "extends" if isinstance(touches, tree.Extends) else "suspends",
            bounds(between, kind, scope) if between else None,
            origin(statement, statement.clause),
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
    """Yield the time of the world that is removed; what the statement lacks is told."""
    removes, items = (
        first(statement.phrases, tree.RemovesTime),
        first(statement.phrases, tree.RemovesItems),
    )
    during, while_ = first(statement.phrases, tree.During), first(statement.phrases, tree.While)
    what, span = f"exclude {statement.name}", statement.name.span
    if removes and items:
        scope.tell(
            PhrasesExclude(span=items.span, what=what, one="removes time", other="removes items")
        )
    if not removes and not items:
        lack, example = "what it removes", "removes time during SPAN"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    if during and while_:
        scope.tell(PhrasesExclude(span=while_.span, what=what, one="during", other="while"))
    if removes and not during and not while_:
        lack, example = "which time it removes", "during SPAN"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    if removes and during:
        yield from _of_the_world(statement, removes, during, scope)


def _of_the_world(
    statement: tree.Exclude, removes: tree.RemovesTime, during: tree.During, scope: Scope
) -> Iterator[TimeExclusion]:
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
        _period_allowance(f"exclude {statement.name}", statement.phrases, scope),
        origin(statement, statement.clause),
    )


def _while_of_items(
    statement: tree.Exclude, runs: Mapping[str, Run], scope: Scope
) -> Iterator[Pause]:
    """Yield the time that is removed while something holds for an item."""
    removes, while_ = (
        first(statement.phrases, tree.RemovesTime),
        first(statement.phrases, tree.While),
    )
    if not removes or not while_ or first(statement.phrases, tree.During):
        return
    measures = None if removes.measures is None else _measures(removes.measures, scope)
    kind = _kind_of_all(measures or (), runs, scope) or scope.likely_item()
    if kind is None:
        return
    yield Pause(
        statement.name.text,
        None if measures is None else frozenset(measures),
        condition(while_.condition, kind, scope),
        together(every(statement.phrases, tree.Provided), kind, scope),
        _item_allowance(f"exclude {statement.name}", statement.phrases, scope),
        "excludes",
        origin=origin(statement, statement.clause),
    )


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


# --- cancel, restart, unknown ---------------------------------------------------------------------


def _cancels(statement: tree.Cancel, runs: Mapping[str, Run], scope: Scope) -> Iterator[Cancel]:
    phrase = first(statement.phrases, tree.Ends)
    if phrase is None:
        what, example = f"cancel {statement.name}", "ends all measures when EVENT"
        span = statement.name.span
        scope.tell(PhraseMissing(span=span, what=what, lack="what it ends", example=example))
        return
    if kind := _kind_touched(phrase, runs, scope):
        measures = None if phrase.measures is None else _measures(phrase.measures, scope)
        yield Cancel(
            statement.name.text,
            None if measures is None else frozenset(measures),
            occurrences(phrase.occurrences, kind, scope),
            phrase.even_if_missed,
            condition(phrase.where, kind, scope),
            origin(statement, statement.clause),
        )


def _restarts(statement: tree.Restart, runs: Mapping[str, Run], scope: Scope) -> Iterator[Restart]:
    phrase = first(statement.phrases, tree.StartsAgain)
    if phrase is None:
        what, example = f"restart {statement.name}", "starts NAME again when EVENT"
        span = statement.name.span
        scope.tell(PhraseMissing(span=span, what=what, lack="what it starts", example=example))
        return
    if kind := _kind_touched(phrase, runs, scope):
        measures = None if phrase.measures is None else _measures(phrase.measures, scope)
        yield Restart(
            statement.name.text,
            None if measures is None else frozenset(measures),
            occurrences(phrase.occurrences, kind, scope),
            condition(phrase.where, kind, scope),
            origin(statement, statement.clause),
        )


def _kind_touched(
    phrase: tree.Ends | tree.StartsAgain, runs: Mapping[str, Run], scope: Scope
) -> Kind | None:
    """Return the kind of item whose runs are meant: of those measured, the one with such events."""
    if phrase.measures is not None:
        known = [name.text for name in phrase.measures]
        return _kind_of_all(known, runs, scope) or scope.likely_item()
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
