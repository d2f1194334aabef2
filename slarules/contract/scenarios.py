"""The statement `scenario`: names resolved, values in their kinds."""

from __future__ import annotations

from collections.abc import Sequence

from slarules.contract.expected import Reading, expectations
from slarules.contract.given import Stage
from slarules.contract.given import period as given_period
from slarules.contract.given import thing as given_thing
from slarules.contract.problems.completeness import NothingExpected
from slarules.contract.problems.names import DeclaredTwice
from slarules.contract.scope import Scope, clause_of, every, first, origin
from slarules.core.scenarios import (
    Scenario,
)
from slarules.syntax import tree


def scenarios(statements: Sequence[tree.Statement], stage: Stage) -> tuple[Scenario, ...]:
    """Return every scenario that could be read."""
    found: list[Scenario] = []
    titles: dict[str, tree.Scenario] = {}
    for statement in statements:
        if isinstance(statement, tree.Scenario):
            stage.scope.telling.clause = clause_of(statement)
            _check_title(statement, titles, stage.scope)
            found.append(_scenario(statement, stage))
    return tuple(found)


def _check_title(statement: tree.Scenario, titles: dict[str, tree.Scenario], scope: Scope) -> None:
    title = statement.title.value
    if title in titles:
        scope.tell(DeclaredTwice(span=statement.title.span, noun="scenario", name=title))
    titles.setdefault(title, statement)


def _scenario(statement: tree.Scenario, stage: Stage) -> Scenario:
    scope, phrases = stage.scope, statement.phrases
    clause = clause_of(statement)
    things = tuple(
        thing
        for phrase in every(phrases, tree.GivenThing)
        if (thing := given_thing(phrase, clause, scope))
    )
    periods = tuple(given_period(p, clause, stage) for p in every(phrases, tree.GivenPeriod))
    by_name = {thing.name: thing for thing in things}
    told = {phrase.name.text for phrase in every(phrases, tree.GivenThing)}
    reading = Reading(by_name, told - by_name.keys(), stage, clause)
    expected = tuple(e for phrase in phrases for e in expectations(phrase, reading))
    if not any(not isinstance(phrase, GIVEN) for phrase in phrases):
        scope.tell(NothingExpected(span=statement.title.span))
    as_of, complete = first(phrases, tree.GivenAsOf), first(phrases, tree.GivenComplete)
    beside = first(phrases, tree.GivenCompleteBeside)
    return Scenario(
        statement.title.value,
        things,
        periods,
        expected,
        scope.at(as_of.at) if as_of else None,
        scope.at(complete.at) if complete else None,
        scope.at(beside.at) if beside else None,
        stage.internal,
        origin(statement, statement.clause),
    )


GIVEN = (
    tree.GivenThing,
    tree.GivenPeriod,
    tree.GivenAsOf,
    tree.GivenComplete,
    tree.GivenCompleteBeside,
)
