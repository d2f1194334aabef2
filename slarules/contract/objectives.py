"""The statement `target`: an objective of each period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from slarules.contract.conditions import condition
from slarules.contract.goals import budget
from slarules.contract.levels import Relation, Scale, level_rows, relation_of, strictest
from slarules.contract.measures import in_kind, said_title
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherItem, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.runs import Run, kind_of, measure
from slarules.contract.scope import Scope, every, first, origin
from slarules.contract.windows import window
from slarules.core.conditions import ALWAYS, Condition, Every
from slarules.core.contract import Kind
from slarules.core.measures import Items, PeriodMeasure, ShareOf, Statistic
from slarules.core.periods import PeriodKind, Periods, Trailing
from slarules.core.promises import Promise, Row
from slarules.core.targets import (
    Averaged,
    LevelRow,
    MeasureValue,
    Outcome,
    ShareInTime,
    SmallNumber,
    Target,
)
from slarules.syntax import tree


@dataclass(slots=True)
class Objectives:
    """Per-period targets, with the promises and measures that exist only for them."""

    targets: dict[str, Target] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    measures: dict[str, PeriodMeasure] = field(default_factory=dict)


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
            for target, derived in _objective(statement, ground):
                made.targets[target.name] = target
                match derived:
                    case Promise():
                        made.promises[derived.name] = derived
                    case PeriodMeasure():
                        made.measures[derived.name] = derived
    return made


Objective = tuple[Target, Promise | PeriodMeasure | None]
"""A target, and the promise or measure that only it has."""


def _objective(statement: tree.Target, ground: Ground) -> Iterator[Objective]:
    forms: list[tree.Within | tree.Meet | tree.Needs | tree.NeedsByTable] = [
        *every(statement.phrases, tree.Within),
        *every(statement.phrases, tree.Meet),
        *every(statement.phrases, tree.Needs),
        *every(statement.phrases, tree.NeedsByTable),
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
        case tree.Needs() | tree.NeedsByTable() as needs:
            yield from _needs_measure(statement, needs, ground)
        case tree.Within() | tree.Meet() as needs:
            yield from _needs_share(statement, needs, ground)


def _needs_measure(
    statement: tree.Target, needs: tree.Needs | tree.NeedsByTable, ground: Ground
) -> Iterator[Objective]:
    scope = ground.scope
    name = scope.find("measure", needs.measure)
    if name is None:
        return
    if name in ground.runs:
        needed = "a measure of whole periods, or a share of items"
        what, given = f"target {statement.name}", f"{name}, which is counted on each item"
        scope.tell(WrongKind(span=needs.measure.span, what=what, needed=needed, given=given))
        return
    measured = ground.measures.get(name)
    if measured is None:
        return
    count = scope.telling.count
    scale = Scale(measured, ground.promises)
    rows: tuple[LevelRow, ...] = ()
    if isinstance(needs, tree.NeedsByTable):
        relation = relation_of(needs.bound, needs, scope)
        rows = level_rows(statement, needs, scale, scope)
        level = strictest(rows, relation)
    else:
        relation = relation_of(needs.limit.bound, needs.limit, scope)
        level = scale.level(needs.limit.value, scope) or Fraction(0)
    scope.doubt_since(count, statement.span)
    made = _target(statement, MeasureValue(name), relation, level, _kinds(measured, scope), scope)
    each = measured.each or trailed(made.every, scope)
    yield replace(made, levels=rows, each=each), None


def _kinds(measured: PeriodMeasure, scope: Scope) -> tuple[Kind, ...]:
    """Return the items or spans that a measure counts, of which there may be none."""
    match measured.value:
        case ShareOf(whole=whole):
            names = [term.kind for term in whole if isinstance(term, Items)]
        case Statistic(over=over):
            names = [over] if over else []
        case _:
            names = []
    known = {**scope.vocabulary.items, **scope.vocabulary.spans}
    return tuple(known[name] for name in names if name in known)


def _needs_share(
    statement: tree.Target, needs: tree.Within | tree.Meet, ground: Ground
) -> Iterator[Objective]:
    scope = ground.scope
    kind = scope.item(needs.items) or scope.likely_item()
    count = scope.telling.count
    relation = relation_of(needs.limit.bound, needs.limit, scope)
    what = f"target {statement.name}"
    level = in_kind(what, "share", needs.limit.value, scope, needs.items.span)
    scope.doubt_since(count, statement.span)
    covers = _covers(statement, kind, scope) if kind else ALWAYS
    if kind is None:
        return
    if isinstance(needs, tree.Meet) and len(needs.measures) > 1:
        if share := _of_several(statement, needs, kind, covers, ground):
            of_all = MeasureValue(share.name)
            level = level or Fraction(0)
            yield _target(statement, of_all, relation, level, (kind,), scope), share
        return
    promise, derived = _promise(statement, needs, kind, covers, ground)
    # What is paid for the target is checked also where its measure is misspelt.
    value = ShareInTime(promise or f"{statement.name}.", kind.name)
    yield _target(statement, value, relation, level or Fraction(0), (kind,), scope), derived


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
            return _narrowed(statement, measures[0], kind, covers, ground)


def _of_several(
    statement: tree.Target, needs: tree.Meet, kind: Kind, covers: Condition, ground: Ground
) -> PeriodMeasure | None:
    """Return the share of items that meet all of several measures, as a measure of its own."""
    names = [_narrowed(statement, name, kind, ALWAYS, ground)[0] for name in needs.measures]
    measures = tuple(name for name in names if name)
    if len(measures) < len(names):
        return None
    meeting = Items(kind.name, covers, measures)
    value = ShareOf((meeting,), (replace(meeting, decided=True),))
    name, title = f"{statement.name}.share", said_title(statement.title, statement.name)
    return PeriodMeasure(name, title, value, origin=origin(statement, statement.clause))


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
    relation: Relation,
    level: Fraction,
    kinds: Sequence[Kind],
    scope: Scope,
) -> Target:
    period = first(statement.phrases, tree.Every)
    return Target(
        statement.name.text,
        said_title(statement.title, statement.name),
        value,
        relation,
        level,
        scope.period(period.period if period else None, may_trail=True),
        _small(statement, value, kinds, scope),
        _empty(statement, kinds, scope),
        statement.internal,
        origin(statement, statement.clause),
        averaged=_averaged(statement, scope),
    )


def trailed(every: PeriodKind, scope: Scope) -> str | None:
    """Return the kind of item whose moment a period trails: it has one period for each."""
    if not isinstance(every, Trailing):
        return None
    kinds = scope.vocabulary.items.values()
    return next((kind.name for kind in kinds if every.moment in kind.moments), None)


def _averaged(statement: tree.Target, scope: Scope) -> Averaged | None:
    phrase = first(statement.phrases, tree.Averaged)
    alone = first(statement.phrases, tree.StandsAlone)
    what = f"target {statement.name}"
    if phrase is None:
        if alone:
            lack = "over what it is averaged"
            example = "averaged over the last 2 periods unweighted"
            scope.tell(PhraseMissing(span=alone.span, what=what, lack=lack, example=example))
        return None
    over = window(phrase.window, scope)
    if not isinstance(over, Periods) or over.side != "last" or over.count < 1:
        needed, given = "the last periods, this one among them", "others"
        scope.tell(WrongKind(span=phrase.span, what=what, needed=needed, given=given))
        return None
    return Averaged(over, phrase.weighting == "weighted by time", alone is not None)


def _small(
    statement: tree.Target,
    value: ShareInTime | MeasureValue,
    kinds: Sequence[Kind],
    scope: Scope,
) -> SmallNumber | None:
    phrase = first(statement.phrases, tree.SmallNumbers)
    if phrase is None or not _speaks_of(phrase.items, kinds, statement, scope):
        return None
    if isinstance(value, MeasureValue):
        needed, given = "a share of items that meet one measure", "another value"
        what = "a rule for small numbers"
        scope.tell(WrongKind(span=phrase.span, what=what, needed=needed, given=given))
        return None
    return SmallNumber(int(phrase.fewer_than.value), int(phrase.may_miss.value))


def _empty(statement: tree.Target, kinds: Sequence[Kind], scope: Scope) -> Outcome | None:
    for phrase in every(statement.phrases, tree.NoItems):
        if phrase.items.text == "data" or _speaks_of(phrase.items, kinds, statement, scope):
            return phrase.result
    return None


def _speaks_of(
    items: tree.Name, kinds: Sequence[Kind], statement: tree.Target, scope: Scope
) -> bool:
    if any(items.text in (kind.name, kind.plural) for kind in kinds):
        return True
    spoken = scope.item(items)
    if spoken:
        needed = kinds[0].plural if kinds else "data"
        what = f"target {statement.name}"
        scope.tell(OtherItem(span=items.span, what=what, needed=needed, given=spoken.plural))
    return False
