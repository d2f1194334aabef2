"""The statement `exception`: rows that stand ahead of those of a `targets` statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherItem
from slarules.contract.problems.structure import InCircle
from slarules.contract.runs import Run
from slarules.contract.scope import Scope, clause_of, every, first
from slarules.contract.tables import Grid, header_grid
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.contract import Kind
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Exemption:
    """An `exception` statement in the making: its table read as one of a `targets` statement."""

    statement: tree.Exemption
    when: Condition
    grid: Grid


def check_named_tables(exemptions: Iterable[tree.Exemption], scope: Scope) -> None:
    """Tell which exceptions name no table, or one that there is not."""
    for exemption in exemptions:
        scope.telling.clause = clause_of(exemption)
        named = every(exemption.phrases, tree.Notwithstanding)
        known = [scope.find("targets", phrase.targets) for phrase in named]
        if not any(known) and (kind := scope.likely_item()):
            # What holds instead is checked also where nobody knows instead of what.
            _exemption(exemption, kind, sorted(scope.in_tables), scope)
        if not named:
            scope.tell(
                PhraseMissing(
                    span=exemption.name.span,
                    what=f"exception {exemption.name}",
                    lack="which targets it changes",
                    example="notwithstanding NAME",
                )
            )


def exceptions_to(
    statement: tree.Targets,
    kind: Kind,
    written: Sequence[Run],
    exemptions: Iterable[tree.Exemption],
    scope: Scope,
) -> Iterator[Exemption]:
    """Yield the exceptions to a `targets` statement, each after those that stand ahead of it."""
    named = statement.name.text
    mine = [
        each
        for each in exemptions
        if any(p.targets.text == named for p in every(each.phrases, tree.Notwithstanding))
    ]
    clause = scope.telling.clause
    for exemption in _ahead_first(mine, scope):
        scope.telling.clause = clause_of(exemption)
        if made := _exemption(exemption, kind, [run.name.text for run in written], scope):
            yield made
    scope.telling.clause = clause


def _exemption(
    statement: tree.Exemption, kind: Kind, measures: Sequence[str], scope: Scope
) -> Exemption | None:
    table = first(statement.phrases, tree.Table)
    if table is None:
        if first(statement.phrases, tree.TableFrom) is None:
            scope.tell(
                PhraseMissing(
                    span=statement.name.span,
                    what=f"exception {statement.name}",
                    lack="what holds instead",
                    example="table, and a row for each case",
                )
            )
        return None
    items = first(statement.phrases, tree.ForItems)
    when: Condition = ALWAYS
    if items:
        spoken = scope.item(items.items)
        if spoken and spoken.name != kind.name:
            scope.tell(
                OtherItem(
                    span=items.items.span,
                    what=f"exception {statement.name}",
                    needed=kind.plural,
                    given=spoken.plural,
                )
            )
            return None
        count = scope.telling.count
        when = condition(items.where, kind, scope)
        scope.doubt_since(count, statement.span)
    return Exemption(statement, when, header_grid(table, kind, measures, statement, scope))


def _ahead_first(mine: Sequence[tree.Exemption], scope: Scope) -> list[tree.Exemption]:
    """Return exceptions so that each comes after those that stand ahead of it."""
    names = {each.name.text: each for each in mine}
    waiting = {each.name.text: _behind(each, names) for each in mine}
    ordered: list[tree.Exemption] = []
    while waiting:
        ahead = {name for behind in waiting.values() for name in behind}
        free = [name for name in waiting if name not in ahead]
        if not free:
            circle = " is ahead of ".join([*waiting, next(iter(waiting))])
            span = names[next(iter(waiting))].name.span
            name = next(iter(waiting))
            scope.tell(InCircle(span=span, noun="exception", name=name, circle=circle))
            free = list(waiting)
        for name in free:
            ordered.append(names[name])
            del waiting[name]
    return ordered


def _behind(exemption: tree.Exemption, names: Mapping[str, tree.Exemption]) -> set[str]:
    return ahead_of(exemption) & names.keys() - {exemption.name.text}


def ahead_of(exemption: tree.Exemption) -> set[str]:
    """Return the exceptions that one stands ahead of, by its own words."""
    return {
        name.text for phrase in every(exemption.phrases, tree.AheadOf) for name in phrase.exceptions
    }
