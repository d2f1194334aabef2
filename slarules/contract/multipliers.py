"""Multipliers: by how much the lines of some credits are multiplied, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from slarules.contract.factors import Multiplied, factors
from slarules.contract.period_tests import history
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.saying import Saying
from slarules.contract.scope import Noun, Scope, clause_of, first, origin
from slarules.core.money import Credit
from slarules.core.settling import Multiplier
from slarules.syntax import tree

ON: tuple[Noun, ...] = ("credit", "points", "bonus", "pool")
"""What may be multiplied."""


def multipliers(
    statements: Sequence[tree.Statement], owed: Mapping[str, Credit], scope: Scope
) -> dict[str, Multiplier]:
    """Return every multiplier by its name."""
    found: dict[str, Multiplier] = {}
    for statement in statements:
        if isinstance(statement, tree.Multiplier):
            scope.telling.clause = clause_of(statement)
            if made := _multiplier(statement, owed, scope):
                found[made.name] = made
    return found


def _multiplier(
    statement: tree.Multiplier, owed: Mapping[str, Credit], scope: Scope
) -> Multiplier | None:
    say = Saying(f"multiplier {statement.name}", statement, statement.name, scope)
    on = _on(statement, say)
    times, table = first(statement.phrases, tree.Times), first(statement.phrases, tree.Table)
    when = first(statement.phrases, tree.When)
    _check_phrases(statement, say)
    test = history(when.history, scope) if when else None
    multiplied = Multiplied(statement, [owed[name] for name in on if name in owed], say)
    by, rows = factors(multiplied) if table else (None, ())
    if not on or (when and not test) or not (times or rows):
        return None
    return Multiplier(
        statement.name.text,
        on,
        Fraction(times.factor.value) if times else Fraction(1),
        test,
        origin(statement, statement.clause),
        by,
        rows,
    )


def _check_phrases(statement: tree.Multiplier, say: Saying) -> None:
    phrases = statement.phrases
    times, table = first(phrases, tree.Times), first(phrases, tree.Table)
    by, when = first(phrases, tree.By), first(phrases, tree.When)
    if times and (table or by):
        span, other = (table or by or statement).span, "a table"
        say.scope.tell(PhrasesExclude(span=span, what=say.what, one="times", other=other))
    elif by and not table:
        say.lacks("its table", "table with the columns of its quantity and times")
    elif not times and not table:
        say.lacks("by how much it multiplies", "times 2, or a table with a column times")
    if not when and not table:
        say.lacks("when it multiplies", "when NAME is missed in the previous period")


def _on(statement: tree.Multiplier, say: Saying) -> tuple[str, ...]:
    phrase = first(statement.phrases, tree.OnCredits)
    if phrase is None:
        say.lacks("which credits it is on", "on NAME")
        return ()
    return tuple(found for name in phrase.credits if (found := _line(name, say.scope)))


def _line(name: tree.Name, scope: Scope) -> str | None:
    for noun in ON:
        if name.text in scope.names(noun):
            return scope.find(noun, name)
    if not any(scope.excused(noun, name.text) for noun in ON):
        known = [each for noun in ON for each in scope.names(noun)]
        scope.tell(UnknownName.among(name.span, "credit", name.text, known))
    return None
