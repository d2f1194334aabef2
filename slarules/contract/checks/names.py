"""Statements that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.remarks import Unused
from slarules.contract.scope import Noun
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree

OF_USE: tuple[Noun, ...] = ("clock", "holidays", "amount", "measure")
"""Statements that do nothing by themselves."""


def unused(checked: Checked) -> Iterator[Problem]:
    """Yield each statement of the asked file that no other one names, in any text in force."""
    if checked.asked.broken or checked.doubts.unread or any(_hides_use(p) for p in checked.told):
        # What could not be read, or was not understood, may have named it.
        return
    asked = checked.asked.span.file
    used = {pair for built in checked.built for pair in built.scope.used}
    for noun, names in _declared(checked).items():
        for name, span in names.items():
            if span.file == asked and (noun, name) not in used:
                yield Unused(span=span, noun=noun, name=name)
    yield from _unused_calendars(checked, used)
    yield from _unused_facts(checked)


def _hides_use(problem: Problem) -> bool:
    """Tell whether what is wrong may be the place where a statement is used."""
    return problem.tier == "error" and problem.code[1] in "235"


def _declared(checked: Checked) -> Mapping[Noun, Mapping[str, Span]]:
    found: dict[Noun, dict[str, Span]] = {noun: {} for noun in OF_USE}
    for built in checked.built:
        for noun in OF_USE:
            found[noun].update(built.scope.declared.get(noun, {}))
    return found


def _unused_calendars(checked: Checked, used: set[tuple[Noun, str]]) -> Iterator[Problem]:
    for statement in checked.asked.statements:
        if isinstance(statement, tree.Use) and statement.kind == "holidays":
            name = statement.name
            if ("holidays", name.value) not in used:
                yield Unused(span=name.span, noun="holidays", name=name.value)


def _unused_facts(checked: Checked) -> Iterator[Problem]:
    asked_for = {word for built in checked.built for word in built.scope.used_facts}
    for statement in checked.asked.statements:
        if isinstance(statement, tree.FactStatement) and statement.name.text not in asked_for:
            name = statement.name
            yield Unused(span=name.span, noun="fact", name=name.text)
