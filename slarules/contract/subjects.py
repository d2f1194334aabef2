"""What a credit is paid for: each period, item, span or thing, perhaps only those that miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slarules.contract.conditions import condition
from slarules.contract.problems.kinds import OtherItem
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.core.conditions import ALWAYS
from slarules.core.contract import Kind
from slarules.core.measures import PeriodMeasure
from slarules.core.money import Subject
from slarules.core.promises import Promise
from slarules.core.quantities import (
    AchievedShare,
    Excess,
    Lateness,
    Quantity,
    Shortfall,
    ValueOf,
)
from slarules.core.targets import MeasureValue, Target
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Judged:
    """What credits may be about."""

    promises: Mapping[str, Promise]
    measures: Mapping[str, PeriodMeasure]
    targets: Mapping[str, Target]
    scope: Scope


def subject(each: tree.Each, what: str, judged: Judged) -> Subject | None:
    """Return what a statement is paid for; None when it is wrong, which is told."""
    scope = judged.scope
    kind = kind_of(each.item, scope)
    if kind is None:
        return None
    of = None
    if each.of:
        of = scope.find("measure", each.of)
        if of is None:
            return None
    where = condition(each.where, kind, scope) if each.where else ALWAYS
    if each.target is None or each.outcome is None:
        return Subject(kind.name, of, where)
    target = _target(each.target, kind, what, judged)
    return Subject(kind.name, of, where, target, each.outcome) if target else None


def kind_of(name: tree.Name, scope: Scope) -> Kind | None:
    """Return a kind of item, thing or span; each contract has periods."""
    known = {**scope.vocabulary.spans, **scope.vocabulary.items}
    if name.text == "period":
        return known.get("period") or Kind("period", "periods", {}, {}, {})
    for kind in known.values():
        if name.text in (kind.name, kind.plural):
            return kind
    names = ["period", *known]
    scope.tell(UnknownName.among(name.span, "kind of item", name.text, names))
    return None


def _target(name: tree.Name, kind: Kind, what: str, judged: Judged) -> str | None:
    scope = judged.scope
    if name.text in scope.names("target"):
        return scope.find("target", name)
    if name.text in scope.names("condition"):
        return scope.find("condition", name)
    promise = promise_of(name, judged, "target" if kind.name == "period" else None)
    if promise is None:
        return None
    if promise.measure.item == kind.name:
        return promise.name
    other = scope.vocabulary.items[promise.measure.item]
    given = f"{promise.name}, which is about {other.plural}"
    needed = "a target of the period" if kind.name == "period" else kind.plural
    scope.tell(OtherItem(span=name.span, what=what, needed=needed, given=given))
    return None


def promise_of(name: tree.Name, judged: Judged, noun: str | None = None) -> Promise | None:
    """Return the promise of a measure; a name without one is told."""
    scope = judged.scope
    if name.text in judged.promises and noun is None:
        scope.find("measure", name)
        return judged.promises[name.text]
    if noun is None and (scope.excused("measure", name.text) or judged_elsewhere(name, scope)):
        return None
    if noun == "target":
        scope.find("target", name)
        return None
    known = (*judged.promises, *judged.targets)
    scope.tell(UnknownName.among(name.span, "measure with a goal", name.text, known))
    return None


def judged_elsewhere(name: tree.Name, scope: Scope) -> bool:
    """Tell whether a measure is declared whose promise was wrong, which is told already."""
    return name.text in scope.names("measure") and bool(scope.telling.problems)


def likely(quantity: Quantity, judged: Judged) -> Subject | None:
    """Return what a credit by a quantity is most likely paid for, where the text is wrong there."""
    match quantity:
        case AchievedShare(target) | Shortfall(target) | Excess(target):
            return Subject("period", target=target)
        case Lateness(promise):
            return Subject(judged.promises[promise].measure.item, target=promise)
        case ValueOf(measure):
            aims = judged.targets.values()
            named = [t.name for t in aims if t.value == MeasureValue(measure)]
            return Subject("period", target=named[0] if len(named) == 1 else None)
        case _:
            return None
