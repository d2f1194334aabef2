"""One text in force, from its statements to core terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from slarules.contract.amounts import amount, amounts
from slarules.contract.clocks import Clocks, holidays
from slarules.contract.combines import combines
from slarules.contract.conduct import conduct
from slarules.contract.credits import Judged, credits_
from slarules.contract.disputes import disputes
from slarules.contract.multipliers import multipliers
from slarules.contract.objectives import Ground, objectives
from slarules.contract.payment import settlement
from slarules.contract.period_conditions import conditions
from slarules.contract.period_kinds import check_moments, named_kinds
from slarules.contract.period_measures import period_measures
from slarules.contract.pools import pools
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.names import DeclaredTwice, UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.rights import Asked, duties, rights
from slarules.contract.runs import runs
from slarules.contract.scope import NOUNS, STEPS, Known, Noun, Scope, clause_of, every, origin
from slarules.contract.scorecards import scorecards
from slarules.contract.settlement import steps
from slarules.contract.stops import stops
from slarules.contract.targets import promises
from slarules.core.clocks import Holidays
from slarules.core.contract import Always, Terms, TotalAtMost, WorseNeverEarns
from slarules.core.promises import Origin
from slarules.source import Span
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Built:
    """Terms with what checks need of the text they come from."""

    terms: Terms
    scope: Scope
    statements: Sequence[tree.Statement]
    order: tree.Order | None


def declare(statements: Iterable[tree.Statement], scope: Scope) -> None:
    """Enter every name that the statements declare; a name declared twice is told."""
    for statement in statements:
        noun = NOUNS.get(type(statement))
        name = getattr(statement, "name", None)
        if noun and isinstance(name, (tree.Name, tree.Text)):
            _declare(noun, str(name), name.span, scope)
        if isinstance(statement, tree.Measure) and _lacks_its_ends(statement, scope):
            scope.broken.setdefault("measure", set()).add(statement.name.text)
        if isinstance(statement, tree.Targets):
            for phrase in every(statement.phrases, tree.Measures):
                scope.in_tables.add(phrase.name.text)
                if phrase.run:
                    _declare("measure", phrase.name.text, phrase.name.span, scope)


def _lacks_its_ends(statement: tree.Measure, scope: Scope) -> bool:
    """Tell whether the line of a measure could not be read that says what it counts."""
    counted = any(isinstance(phrase, tree.FromUntil) for phrase in statement.phrases)
    words = ("from", "each", "separately")
    return not counted and scope.telling.doubts.lost(statement.span, words)


def _declare(noun: Noun, name: str, span: Span, scope: Scope) -> None:
    rivals: tuple[Noun, ...] = STEPS if noun in STEPS else (noun,)
    for rival in rivals:
        known = scope.declared.get(rival, {})
        if name in known:
            also = elsewhere(known[name], "declared here first")
            scope.tell(DeclaredTwice(span=span, noun=rival, name=name, also=also))
            return
    scope.declared.setdefault(noun, {})[name] = span


def build(
    statements: Sequence[tree.Statement], scope: Scope, calendars: Mapping[str, Holidays]
) -> Built:
    """Return the terms that statements make; what is wrong in them is told and left out."""
    declare(statements, scope)
    scope.kinds = named_kinds(statements, scope.starts, scope.tell)
    check_moments(statements, scope.vocabulary.items.values(), scope.tell)
    known = {**calendars, **_own_holidays(statements, scope)}
    clocks = Clocks(scope, _first_of_each(statements), known)
    scope.clocks = clocks.named
    counted = runs(statements)
    promised = promises(statements, scope)
    stopping = stops(statements, counted, scope)
    measured = period_measures(statements, scope, stopping.exclusions)
    scores = scorecards(statements, measured, scope)
    aims = objectives(statements, Ground(promised, counted, measured, scope))
    scope.known = Known(promised, measured, aims.targets)
    truths = conditions(statements, scope)
    owed = credits_(statements, Judged(promised, measured, aims.targets, scope))
    money, (settled, order) = steps(statements, scope), settlement(statements, scope)
    asked = Asked(promised, measured, aims.targets, truths, scope)
    terms = Terms(
        clocks=clocks.all(),
        levels={s.name.text: s.means.value for s in statements if isinstance(s, tree.Level)},
        promises={**promised, **aims.promises},
        pauses=stopping.pauses,
        exclusions=stopping.exclusions,
        removals=stopping.removals,
        cancels=stopping.cancels,
        unknown=stopping.unknown,
        measures={**measured, **aims.measures},
        targets=aims.targets,
        amounts=amounts(statements, scope),
        credits=owed,
        pools=pools(statements, scope),
        multipliers=multipliers(statements, owed, scope),
        caps=money.caps,
        earnbacks=money.earnbacks,
        claims=tuple(money.claims),
        settlement=settled,
        always=tuple(_always(statements, scope)),
        disputes=disputes(statements, scope),
        restarts=stopping.restarts,
        conduct=conduct(statements, scope),
        conditions=truths,
        floors=money.floors,
        scorecards=scores,
        combines=combines(statements, scope),
        rights=rights(statements, asked),
        duties=duties(statements, asked),
    )
    return Built(terms, scope, statements, order)


def _first_of_each(statements: Iterable[tree.Statement]) -> dict[str, tree.Clock]:
    found: dict[str, tree.Clock] = {}
    for statement in statements:
        if isinstance(statement, tree.Clock):
            found.setdefault(statement.name.text, statement)
    return found


def _own_holidays(statements: Iterable[tree.Statement], scope: Scope) -> dict[str, Holidays]:
    return {str(s.name): holidays(s, scope) for s in statements if isinstance(s, tree.Holidays)}


def _always(statements: Iterable[tree.Statement], scope: Scope) -> Iterable[Always]:
    for statement in statements:
        if not isinstance(statement, tree.Always):
            continue
        scope.telling.clause = clause_of(statement)
        at, title = origin(statement, statement.clause), statement.title.value
        if not statement.phrases:
            example = "total credit is at most 20% of AMOUNT every calendar month"
            span, what = statement.title.span, "this promise"
            scope.tell(
                PhraseMissing(span=span, what=what, lack="what always holds", example=example)
            )
        for phrase in statement.phrases:
            if promise := _promise(phrase, title, at, scope):
                yield promise


def _promise(phrase: tree.AlwaysPhrase, title: str, at: Origin, scope: Scope) -> Always | None:
    match phrase:
        case tree.TotalCreditAtMost():
            limit = amount(phrase.amount, scope)
            return TotalAtMost(title, limit, scope.period(phrase.period), at) if limit else None
        case tree.WorseNeverEarnsMore(measured=name):
            subject = _measured(name, scope)
            return WorseNeverEarns(title, subject, at) if subject else None
        case _:
            assert_never(phrase)


def _measured(name: tree.Name, scope: Scope) -> str | None:
    if name.text in scope.names("measure"):
        return scope.find("measure", name)
    if name.text in scope.names("target"):
        return scope.find("target", name)
    if scope.excused("target", name.text) or scope.excused("measure", name.text):
        return None
    known = (*scope.names("target"), *scope.names("measure"))
    scope.tell(UnknownName.among(name.span, "target or measure", name.text, known))
    return None
