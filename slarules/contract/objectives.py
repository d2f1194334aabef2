"""The statement `target`: an objective of each period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.contract.conditions import condition
from slarules.contract.goals import budget
from slarules.contract.measures import in_kind, measure_kind, said_title
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherItem, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed, PhrasesExclude
from slarules.contract.runs import Run, kind_of, measure
from slarules.contract.scope import Scope, every, first, origin
from slarules.core.conditions import ALWAYS, Condition, Every
from slarules.core.contract import Kind
from slarules.core.measures import PeriodMeasure
from slarules.core.promises import Promise, Row
from slarules.core.targets import MeasureValue, Outcome, ShareInTime, SmallNumber, Target
from slarules.syntax import tree

Side: TypeAlias = Literal["at least", "at most"]


# --- measure --------------------------------------------------------------------------------------


# --- target ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Objectives:
    """Per-period targets, and the promises that exist only for them."""

    targets: dict[str, Target] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What targets stand on: promises, measures of items, measures of periods."""

    promises: Mapping[str, Promise]
    runs: Mapping[str, Run]
    measures: Mapping[str, PeriodMeasure]
    scope: Scope


def objectives(statements: Sequence[tree.Statement], ground: Ground) -> Objectives:
    """Return every per-period target by its name, with the promises that it makes."""
    made = Objectives()
    for statement in statements:
        if isinstance(statement, tree.Target):
            clause = statement.clause
            ground.scope.telling.clause = clause.value if clause else None
            for objective in _objective(statement, ground):
                target, promise = objective
                made.targets[target.name] = target
                if promise:
                    made.promises[promise.name] = promise
    return made


Objective = tuple[Target, Promise | None]


def _objective(statement: tree.Target, ground: Ground) -> Iterator[Objective]:
    forms: list[tree.Within | tree.Meet | tree.Needs] = [
        *every(statement.phrases, tree.Within),
        *every(statement.phrases, tree.Meet),
        *every(statement.phrases, tree.Needs),
    ]
    if not forms:
        ground.scope.tell(
            PhraseMissing(
                span=statement.name.span,
                what=f"target {statement.name}",
                lack="what it needs",
                example="needs at least 90% of tickets to meet NAME",
            )
        )
        return
    if len(forms) > 1:
        ground.scope.tell(
            PhrasesExclude(
                span=forms[1].span, what=f"target {statement.name}", one="one need", other="another"
            )
        )
        return
    match forms[0]:
        case tree.Needs() as needs:
            yield from _needs_measure(statement, needs, ground)
        case tree.Within() | tree.Meet() as needs:
            yield from _needs_share(statement, needs, ground)


def _needs_measure(
    statement: tree.Target, needs: tree.Needs, ground: Ground
) -> Iterator[Objective]:
    scope = ground.scope
    name = scope.find("measure", needs.measure)
    if name is None:
        return
    if name in ground.runs:
        scope.tell(
            WrongKind(
                span=needs.measure.span,
                what=f"target {statement.name}",
                needed="a measure of whole periods, or a share of items",
                given=f"{name}, which is counted on each item",
            )
        )
        return
    measured = ground.measures.get(name)
    if measured is None:
        return
    count = scope.telling.count
    level = _level_of(measured, needs.limit.value, scope)
    relation = _relation(needs.limit, scope)
    scope.doubt_since(count, statement.span)
    value = MeasureValue(name)
    yield _target(statement, value, relation, level or Fraction(0), None, scope), None


def _level_of(measured: PeriodMeasure, value: tree.Measurable, scope: Scope) -> Fraction | None:
    what = f"measure {measured.name}"
    kind = measure_kind(measured, scope)
    return in_kind(what, kind, value, scope, measured.origin.span)


def _needs_share(
    statement: tree.Target, needs: tree.Within | tree.Meet, ground: Ground
) -> Iterator[Objective]:
    scope = ground.scope
    kind = scope.item(needs.items) or scope.likely_item()
    count = scope.telling.count
    relation = _relation(needs.limit, scope)
    what = f"target {statement.name}"
    level = in_kind(what, "share", needs.limit.value, scope, needs.items.span)
    scope.doubt_since(count, statement.span)
    covers = _covers(statement, kind, scope) if kind else ALWAYS
    if kind is None:
        return
    promise, derived = _promise(statement, needs, kind, covers, ground)
    # What is paid for the target is checked also where its measure is misspelt.
    value = ShareInTime(promise or f"{statement.name}.", kind.name)
    yield _target(statement, value, relation, level or Fraction(0), kind, scope), derived


def _relation(limit: tree.Limit, scope: Scope) -> Side:
    """Return the side of a limit; a wrong one is told and counts as "at least"."""
    if limit.bound in ("at least", "at most"):
        return "at least" if limit.bound == "at least" else "at most"
    scope.tell(
        WrongKind(span=limit.span, what="a target", needed="at least or at most", given=limit.bound)
    )
    return "at least"


def _covers(statement: tree.Target, kind: Kind, scope: Scope) -> Condition:
    parts: list[Condition] = []
    for phrase in every(statement.phrases, tree.Covers):
        spoken = scope.item(phrase.items)
        if spoken and spoken.name != kind.name:
            scope.tell(
                OtherItem(
                    span=phrase.items.span,
                    what=f"target {statement.name}",
                    needed=kind.plural,
                    given=spoken.plural,
                )
            )
        elif spoken:
            parts.append(condition(phrase.where, kind, scope))
    tests = [part for part in parts if part != ALWAYS]
    if len(tests) > 1:
        return Every(tuple(tests))
    return tests[0] if tests else ALWAYS


def _promise(
    statement: tree.Target,
    needs: tree.Within | tree.Meet,
    kind: Kind,
    covers: Condition,
    ground: Ground,
) -> tuple[str | None, Promise | None]:
    """Return the name of the promise that is judged, and the promise itself when it is new."""
    match needs:
        case tree.Within():
            return _own_goal(statement, needs, kind, covers, ground)
        case tree.Meet(measures=measures):
            if len(measures) > 1:
                what = "one target on several measures"
                ground.scope.tell(NotYetComputed(span=measures[1].span, what=what))
                return None, None
            return _narrowed(statement, measures[0], kind, covers, ground)


def _own_goal(
    statement: tree.Target, needs: tree.Within, kind: Kind, covers: Condition, ground: Ground
) -> tuple[str | None, Promise | None]:
    scope = ground.scope
    allowed = budget(needs.goal, scope)
    run = _run(needs.measure, kind, ground)
    if run is None or allowed is None:
        return None, None
    at = origin(statement, statement.clause)
    name = f"{statement.name}.{needs.measure}"
    rows = (Row((), allowed, scope.written(needs.goal.span), at),)
    made = Promise(
        name=name,
        table=statement.name.text,
        measure=measure(run, kind, scope),
        columns=(),
        rows=rows,
        covers=covers,
        internal=statement.internal,
        origin=at,
    )
    return name, made


def _run(name: tree.Name, kind: Kind, ground: Ground) -> Run | None:
    if name.text not in ground.runs:
        ground.scope.used.add(("measure", name.text))
        names = ground.runs
        noun = f"measure of {kind.plural}"
        if not ground.scope.excused("measure", name.text):
            ground.scope.tell(UnknownName.among(name.span, noun, name.text, names))
        return None
    run = ground.runs[name.text]
    ground.scope.find("measure", name)
    counted = kind_of(run, ground.scope)
    if counted and counted.name != kind.name:
        ground.scope.tell(
            OtherItem(
                span=name.span,
                what=f"this share of {kind.plural}",
                needed=f"{kind.plural}",
                given=f"{run.name}, which is counted on {counted.plural}",
            )
        )
        return None
    return run


def _narrowed(
    statement: tree.Target, name: tree.Name, kind: Kind, covers: Condition, ground: Ground
) -> tuple[str | None, Promise | None]:
    run, scope = _run(name, kind, ground), ground.scope
    judged = ground.promises.get(name.text)
    if run is None:
        return None, None
    told = name.text in scope.in_tables or scope.excused("measure", name.text)
    if judged is None and told:
        return None, None
    if judged is None:
        example = f"targets with a table that has a column {name}"
        what = f"the contract has no goal for {name}, and target {statement.name}"
        scope.tell(PhraseMissing(span=name.span, what=what, lack="one either", example=example))
        return None, None
    if covers == ALWAYS:
        return judged.name, None
    narrowed = f"{statement.name}.{name}"
    made = replace(
        judged,
        name=narrowed,
        table=statement.name.text,
        covers=covers,
        internal=statement.internal or judged.internal,
        origin=origin(statement, statement.clause),
    )
    return narrowed, made


def _target(
    statement: tree.Target,
    value: ShareInTime | MeasureValue,
    relation: Side,
    level: Fraction,
    kind: Kind | None,
    scope: Scope,
) -> Target:
    period = first(statement.phrases, tree.Every)
    return Target(
        statement.name.text,
        said_title(statement.title, statement.name),
        value,
        relation,
        level,
        scope.period(period.period if period else None),
        _small(statement, kind, scope),
        _empty(statement, kind, scope),
        statement.internal,
        origin(statement, statement.clause),
    )


def _small(statement: tree.Target, kind: Kind | None, scope: Scope) -> SmallNumber | None:
    phrase = first(statement.phrases, tree.SmallNumbers)
    if phrase is None or not _speaks_of(phrase.items, kind, statement, scope):
        return None
    return SmallNumber(int(phrase.fewer_than.value), int(phrase.may_miss.value))


def _empty(statement: tree.Target, kind: Kind | None, scope: Scope) -> Outcome | None:
    for phrase in every(statement.phrases, tree.NoItems):
        if phrase.items.text == "data" or _speaks_of(phrase.items, kind, statement, scope):
            return phrase.result
    return None


def _speaks_of(items: tree.Name, kind: Kind | None, statement: tree.Target, scope: Scope) -> bool:
    spoken = scope.item(items)
    if spoken and (kind is None or spoken.name != kind.name):
        needed = kind.plural if kind else "data"
        what = f"target {statement.name}"
        scope.tell(OtherItem(span=items.span, what=what, needed=needed, given=spoken.plural))
        return False
    return spoken is not None
