"""The statement `scenario`: names resolved, values in their kinds."""

from __future__ import annotations

from collections.abc import Sequence

from slarules.contract.expected import expectations
from slarules.contract.expecting import Reading
from slarules.contract.given import Scene
from slarules.contract.problems.completeness import NothingExpected
from slarules.contract.problems.names import DeclaredTwice
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.stage import Stage
from slarules.core.scenarios import Contradiction, Scenario
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
    scene = Scene(phrases, clause, stage)
    reading = Reading.of(scene, clause)
    expected = tuple(e for phrase in phrases for e in expectations(phrase, reading))
    if not any(not isinstance(phrase, NOT_EXPECTED) for phrase in phrases):
        scope.tell(NothingExpected(span=statement.title.span))
    as_of, complete = first(phrases, tree.GivenAsOf), first(phrases, tree.GivenComplete)
    beside = first(phrases, tree.GivenCompleteBeside)
    contradicts = first(phrases, tree.Contradicts)
    return Scenario(
        statement.title.value,
        tuple(scene.things.values()),
        tuple(scene.periods),
        expected,
        scope.at(as_of.at) if as_of else None,
        scope.at(complete.at) if complete else None,
        scope.at(beside.at) if beside else None,
        stage.internal,
        origin(statement, statement.clause),
        tuple(scene.readings),
        Contradiction(contradicts.clause.value, contradicts.reason.value) if contradicts else None,
    )


NOT_EXPECTED = (
    tree.Contradicts,
    tree.GivenThing,
    tree.GivenMany,
    tree.GivenPeriod,
    tree.GivenPrevious,
    tree.GivenAsOf,
    tree.GivenComplete,
    tree.GivenCompleteBeside,
)
