"""What can be counted: items, spans, measurements and measures, from the tree to the core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from slarules.contract.conditions import condition
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherItem, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.core.contract import Kind
from slarules.core.measures import Countable, Items, MeasureTotal, TotalOf
from slarules.syntax import tree


def kind_named(name: tree.Name, scope: Scope) -> Kind | None:
    """Return the kind of item or span that a name in the singular or the plural speaks of."""
    kinds = (*scope.vocabulary.items.values(), *scope.vocabulary.spans.values())
    return next((kind for kind in kinds if name.text in (kind.name, kind.plural)), None)


def items(written: tree.CountedItems, scope: Scope) -> Items | None:
    """Return the items or spans that are counted; what is wrong is told."""
    kind = kind_named(written.name, scope)
    if kind is None:
        kinds = (*scope.vocabulary.items.values(), *scope.vocabulary.spans.values())
        names = [kind.plural for kind in kinds]
        name = written.name
        scope.tell(UnknownName.among(name.span, "kind of item or span", name.text, names))
        return None
    where = condition(written.where, kind, scope)
    if written.judged is None:
        return Items(kind.name, where)
    measures = _judged_by(written.judged, kind, scope)
    joined: Literal["and", "or"] = (
        "or" if isinstance(written.judged.of, tree.AnyMeasureMet) else "and"
    )
    return Items(kind.name, where, measures, written.judged.word, joined) if measures else None


def _judged_by(judged: tree.ThatMeet, kind: Kind, scope: Scope) -> tuple[str, ...]:
    """Return the measures that are met or missed; each must have a goal for items of the kind."""
    found: list[str] = []
    for name in judged.of.measures:
        if scope.find("measure", name) is None:
            continue
        if name.text not in scope.in_tables and not scope.excused("measure", name.text):
            what = f"the contract has no goal for {name}, and this count of {kind.plural}"
            example = f"targets with a table that has a column {name}"
            scope.tell(PhraseMissing(span=name.span, what=what, lack="one either", example=example))
            continue
        counted_on = scope.vocabulary.items.get(scope.item_of.get(name.text, kind.name))
        if counted_on and counted_on.name != kind.name:
            needed, given = kind.plural, f"{name}, which is counted on {counted_on.plural}"
            what = f"this count of {kind.plural}"
            scope.tell(OtherItem(span=name.span, what=what, needed=needed, given=given))
            continue
        found.append(name.text)
    return tuple(found) if len(found) == len(judged.of.measures) else ()


def countable(written: tree.CountedItems, scope: Scope) -> Countable | None:
    """Return one term of a sum: items, the total of a count, or the value of a measure."""
    if kind_named(written.name, scope):
        return items(written, scope)
    found = _total(written.name, scope)
    if found and (written.where or written.judged):
        narrowed = written.where or written.judged or written
        needed, given = "items or spans", f"{written.name}, which is none"
        what = "a count with 'where' or 'that'"
        scope.tell(WrongKind(span=narrowed.span, what=what, needed=needed, given=given))
        return None
    return found


def _total(name: tree.Name, scope: Scope) -> TotalOf | MeasureTotal | None:
    if name.text in scope.vocabulary.measurements:
        measured = scope.measurement(name)
        if measured is None or measured.kind in ("count", "number", "duration"):
            return TotalOf(name.text)
        needed, given = "a count", f"{name}, which is {a_kind(measured.kind)}"
        what = "what is added up"
        scope.tell(WrongKind(span=name.span, what=what, needed=needed, given=given))
        return None
    if name.text in scope.names("measure"):
        scope.find("measure", name)
        return MeasureTotal(name.text)
    if scope.excused("measure", name.text):
        return None
    kinds = (*scope.vocabulary.items.values(), *scope.vocabulary.spans.values())
    plurals = [kind.plural for kind in kinds]
    names = (*plurals, *scope.vocabulary.measurements, *scope.names("measure"))
    scope.tell(
        UnknownName.among(name.span, "kind of item, measurement or measure", name.text, names)
    )
    return None


def a_kind(kind: str) -> str:
    """Return the kind of a measurement with its article."""
    return kind if kind == "one of" else f"a {kind}"


def whole_of(parts: Sequence[Countable], whole: Sequence[Countable]) -> tuple[Countable, ...]:
    """Return the terms of a denominator, each without the items that its numerator cannot judge.

    `incidents` below `incidents that meet respond` are those that were judged on it: what is
    excluded, cancelled or still open leaves both sides.
    """
    paired = len(parts) == len(whole)
    return tuple(_judged(term, [parts[i]] if paired else parts) for i, term in enumerate(whole))


def _judged(term: Countable, parts: Sequence[Countable]) -> Countable:
    if not isinstance(term, Items) or term.measures:
        return term
    by = [p for p in parts if isinstance(p, Items) and p.kind == term.kind and p.measures]
    of = {(p.measures, p.joined, p.word) for p in by}
    if len(of) != 1:
        return term
    measures, joined, word = of.pop()
    return replace(term, measures=measures, word=word, joined=joined, decided=True)
