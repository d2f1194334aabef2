"""Scorecards: weighted sums of measures, which are numbers for tables and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from slarules.contract.conditions import said_kind
from slarules.contract.measures import measure_kind, said_title
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.saying import Saying
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.weights import Weighed, are_numbers, check_total, weights
from slarules.core.measures import PeriodMeasure
from slarules.core.settling import Scorecard, Weight
from slarules.syntax import tree

Measures = Mapping[str, PeriodMeasure]


def scorecards(
    statements: Sequence[tree.Statement], measures: Measures, scope: Scope
) -> dict[str, Scorecard]:
    """Return every scorecard by its name."""
    found: dict[str, Scorecard] = {}
    for statement in statements:
        if isinstance(statement, tree.Scorecard):
            scope.telling.clause = clause_of(statement)
            found[statement.name.text] = _scorecard(statement, measures, scope)
    return found


def score_kind(scorecard: Scorecard, measures: Measures, scope: Scope) -> str:
    """Return what a scorecard is: a share where its measures are shares, else a number."""
    known = (measures.get(weight.target) for weight in scorecard.weights)
    kinds = {measure_kind(measure, scope) for measure in known if measure}
    return "share" if kinds == {"share"} else "number"


def _scorecard(statement: tree.Scorecard, measures: Measures, scope: Scope) -> Scorecard:
    say = Saying(f"scorecard {statement.name}", statement, statement.name, scope)
    shares = weights(statement, WEIGHED, say)
    numbers = are_numbers(statement)
    _check_stated(statement, say, numbers=numbers)
    if not numbers:
        check_total(statement, shares, scope)
    every = first(statement.phrases, tree.Every)
    made = Scorecard(
        statement.name.text,
        said_title(statement.title, statement.name),
        scope.period(every.period) if every else scope.every,
        _parts(shares) if numbers else shares,
        origin=origin(statement, statement.clause),
    )
    kind = _kind(statement, made, measures, scope)
    gate = first(statement.phrases, tree.Gate)
    return _gated(made, gate, kind, scope) if gate else made


def _measure(name: tree.Name, scope: Scope) -> str | None:
    return scope.find("measure", name)


WEIGHED = Weighed("measure", _measure, "the score", numbers=True)


def _parts(shares: Sequence[Weight]) -> tuple[Weight, ...]:
    """Return plain numbers as parts of their sum."""
    total = sum((weight.share for weight in shares), Fraction(0))
    if not total:
        return tuple(shares)
    return tuple(replace(weight, share=Fraction(weight.share, total)) for weight in shares)


def _check_stated(statement: tree.Scorecard, say: Saying, *, numbers: bool) -> None:
    total = first(statement.phrases, tree.WeightsTotal)
    has_rows = first(statement.phrases, tree.Table)
    if total and numbers:
        needed, given = "a percentage, as their total is stated", "a number"
        say.scope.tell(WrongKind(span=total.span, what="a weight", needed=needed, given=given))
    if has_rows and not total and not numbers:
        say.lacks("what its weights total", "weights total exactly 100%")


def _kind(
    statement: tree.Scorecard, made: Scorecard, measures: Measures, scope: Scope
) -> str | None:
    """Return the kind of all scores; none where they differ, which is told."""
    kinds: dict[str, str] = {}
    for weight in made.weights:
        if measure := measures.get(weight.target):
            said = measure_kind(measure, scope)
            kinds.setdefault("number" if said == "count" else said, weight.target)
    if "duration" in kinds or len(kinds) > 1:
        odd = kinds.get("duration") or list(kinds.values())[-1]
        others = [kind for kind, name in kinds.items() if name != odd and kind != "duration"]
        needed = f"a {others[0]}, as other scores are" if others else "a number or a share"
        given = next(kind for kind, name in kinds.items() if name == odd)
        table = first(statement.phrases, tree.Table)
        span = next((w.origin.span for w in made.weights if w.target == odd), statement.name.span)
        if table:
            scope.tell(WrongKind(span=span, what=odd, needed=needed, given=f"a {given}"))
        return None
    return next(iter(kinds), None)


def _gated(made: Scorecard, gate: tree.Gate, kind: str | None, scope: Scope) -> Scorecard:
    counts_as = _score(gate.value, kind, made, scope)
    below = _score(gate.below, kind, made, scope)
    if counts_as is None or below is None:
        return made
    return replace(made, gate=below, gated=counts_as)


def _score(
    written: tree.Number | tree.Percent, kind: str | None, made: Scorecard, scope: Scope
) -> Fraction | None:
    match kind, written:
        case "share" | None, tree.Percent(value=percent):
            return Fraction(percent) / 100
        case "number" | None, tree.Number(value=number):
            return Fraction(number)
        # Nothing is nothing of any kind.
        case "share", tree.Number(value=number) if not number:
            return Fraction(0)
        case _:
            needed = "a share, as its measures are" if kind == "share" else "a number"
            what, given = f"a score of {made.name}", said_kind(written)
            scope.tell(WrongKind(span=written.span, what=what, needed=needed, given=given))
            return None
