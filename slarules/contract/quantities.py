"""The statements `measure` and `target` that speak of whole periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.contract.conditions import condition, said_kind
from slarules.contract.goals import budget
from slarules.contract.problems.completeness import ExcludedTimeSilent, PhraseMissing
from slarules.contract.problems.kinds import OtherItem, ShareOutOfRange, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed, PhrasesExclude
from slarules.contract.problems.told import listed
from slarules.contract.scope import Scope, clause_of, every, first, origin
from slarules.contract.targets import Run, kind_of, measure
from slarules.core.conditions import ALWAYS, Condition, Every
from slarules.core.contract import Kind
from slarules.core.promises import Promise, Row, TimeExclusion
from slarules.core.quantities import (
    GoodTimeShare,
    MeasureValue,
    Outcome,
    PeriodMeasure,
    PeriodValue,
    ReadingValue,
    ShareInTime,
    SmallNumber,
    Target,
)
from slarules.instants import MINUTE
from slarules.syntax import tree

Side: TypeAlias = Literal["at least", "at most"]


def said_title(title: tree.Text | None, name: tree.Name) -> str:
    """Return a statement's title, or its name where it has none."""
    return title.value if title else name.text.replace("_", " ")


# --- measure -------------------------------------------------------------------------------------


def period_measures(
    statements: Sequence[tree.Statement], scope: Scope, exclusions: Sequence[TimeExclusion]
) -> dict[str, PeriodMeasure]:
    """Return every measure of whole periods by its name."""
    found: dict[str, PeriodMeasure] = {}
    for statement in statements:
        if isinstance(statement, tree.Measure) and not first(statement.phrases, tree.FromUntil):
            scope.telling.clause = clause_of(statement)
            value = _value(statement, scope, exclusions)
            if value:
                found[statement.name.text] = PeriodMeasure(
                    statement.name.text,
                    said_title(statement.title, statement.name),
                    value,
                    origin(statement, statement.clause),
                )
    return found


def _value(
    statement: tree.Measure, scope: Scope, exclusions: Sequence[TimeExclusion]
) -> PeriodValue | None:
    share, value = (
        first(statement.phrases, tree.ShareOfGood),
        first(statement.phrases, tree.ValueOf),
    )
    what = f"measure {statement.name}"
    if share and value:
        scope.tell(
            PhrasesExclude(span=value.span, what=what, one="a share", other="a value")
        )
        return None
    if share:
        return _good_time(statement, share, scope, exclusions)
    if value:
        reading = scope.measurement(value.measurement)
        return ReadingValue(reading.name) if reading else None
    example = "is the share of good minutes in all minutes not excluded"
    span = statement.name.span
    scope.tell(PhraseMissing(span=span, what=what, lack="what its value is", example=example))
    return None


def _good_time(
    statement: tree.Measure,
    share: tree.ShareOfGood,
    scope: Scope,
    exclusions: Sequence[TimeExclusion],
) -> GoodTimeShare | None:
    bad, no_data = first(statement.phrases, tree.BadWhen), first(statement.phrases, tree.NoData)
    service = first(statement.phrases, tree.Service)
    what, span = f"measure {statement.name}", statement.name.span
    if not bad:
        lack, example = "which minutes are bad", "a minute is bad when error_rate is at least 5%"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    if not no_data:
        lack, example = "what a minute with no data is", "a minute with no data is good"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    _excluded_is_said(statement, share, scope, exclusions)
    reading = scope.measurement(bad.measurement) if bad else None
    if not bad or not no_data or not reading:
        return None
    limit = _in_kind(f"measurement {reading.name}", reading.kind, bad.limit.value, scope)
    if limit is None:
        return None
    return GoodTimeShare(
        service.name.value if service else None,
        reading.name,
        bad.limit.bound,
        limit,
        MINUTE,
        no_data.reading,
        "added back" if share.excluded == "good" else "both sides",
    )


def _excluded_is_said(
    statement: tree.Measure,
    share: tree.ShareOfGood,
    scope: Scope,
    exclusions: Sequence[TimeExclusion],
) -> None:
    name = statement.name.text
    touching = [e.name for e in exclusions if e.measures is None or name in e.measures]
    if share.excluded is None and touching:
        scope.tell(
            ExcludedTimeSilent(
                span=share.span,
                measure=name,
                exclusions=listed(touching, "and"),
                unit=share.unit,
            )
        )


def _in_kind(what: str, kind: str, value: tree.Measurable, scope: Scope) -> Fraction | None:
    """Return a limit as a number of the kind that a measurement has; a wrong one is told."""
    match kind, value:
        case "share", tree.Percent(value=percent):
            return share_of(what, value, scope) if percent >= 0 else None
        case "number" | "count", tree.Number(value=number):
            return Fraction(number)
        case "share", _:
            needed = "a share, written as a percentage"
        case "duration", _:
            scope.tell(NotYetComputed(span=value.span, what="limits on a measured duration"))
            return None
        case _:
            needed = "a number"
    scope.tell(WrongKind(span=value.span, what=what, needed=needed, given=said_kind(value)))
    return None


def share_of(what: str, percent: tree.Percent, scope: Scope) -> Fraction | None:
    """Return a percentage as a share from 0 to 1; one outside is told."""
    share = Fraction(percent.value) / 100
    if not 0 <= share <= 1:
        given = f"{percent.value:f}%"
        scope.tell(ShareOutOfRange(span=percent.span, what=what, given=given))
        return None
    return share


# --- target --------------------------------------------------------------------------------------


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
    level = _level_of(measured, needs.limit.value, scope)
    if level is not None and (relation := _relation(needs.limit, scope)):
        yield _target(statement, MeasureValue(name), relation, level, None, scope), None


def _level_of(measured: PeriodMeasure, value: tree.Measurable, scope: Scope) -> Fraction | None:
    what = f"measure {measured.name}"
    kind = measure_kind(measured, scope)
    return _in_kind(what, kind, value, scope)


def measure_kind(measured: PeriodMeasure, scope: Scope) -> str:
    """Return what a period measure is: a share, a number, a count, a duration."""
    match measured.value:
        case GoodTimeShare():
            return "share"
        case ReadingValue(reading):
            found = scope.vocabulary.measurements.get(reading)
            return found.kind if found else "number"


def _needs_share(
    statement: tree.Target, needs: tree.Within | tree.Meet, ground: Ground
) -> Iterator[Objective]:
    scope = ground.scope
    kind = scope.item(needs.items)
    relation = _relation(needs.limit, scope)
    what = f"target {statement.name}"
    level = _in_kind(what, "share", needs.limit.value, scope)
    covers = _covers(statement, kind, scope) if kind else ALWAYS
    if kind is None:
        return
    promise, derived = _promise(statement, needs, kind, covers, ground)
    if promise and relation and level is not None:
        value = ShareInTime(promise, kind.name)
        yield _target(statement, value, relation, level, kind, scope), derived


def _relation(limit: tree.Limit, scope: Scope) -> Side | None:
    if limit.bound in ("at least", "at most"):
        return "at least" if limit.bound == "at least" else "at most"
    scope.tell(
        WrongKind(
            span=limit.span, what="a target", needed="at least or at most", given=limit.bound
        )
    )
    return None


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
                span=name.span, what=f"this share of {kind.plural}", needed=f"{kind.plural}",
                given=f"{run.name}, which is counted on {counted.plural}",
            )
        )
        return None
    return run


def _narrowed(
    statement: tree.Target, name: tree.Name, kind: Kind, covers: Condition, ground: Ground
) -> tuple[str | None, Promise | None]:
    run = _run(name, kind, ground)
    judged = ground.promises.get(name.text)
    if run is None:
        return None, None
    if judged is None:
        example = f"targets with a table that has a column {name}"
        what = f"the contract has no goal for {name}, and target {statement.name}"
        ground.scope.tell(
            PhraseMissing(span=name.span, what=what, lack="one either", example=example)
        )
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


def _speaks_of(
    items: tree.Name, kind: Kind | None, statement: tree.Target, scope: Scope
) -> bool:
    spoken = scope.item(items)
    if spoken and (kind is None or spoken.name != kind.name):
        needed = kind.plural if kind else "data"
        what = f"target {statement.name}"
        scope.tell(OtherItem(span=items.span, what=what, needed=needed, given=spoken.plural))
        return False
    return spoken is not None
