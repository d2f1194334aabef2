"""Statements that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.remarks import Unused
from slarules.contract.scope import Noun
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree

WORD = re.compile(r"\w+")
OF_USE: tuple[Noun, ...] = ("clock", "holidays", "amount", "measure")
"""Statements that do nothing by themselves."""


def unused(checked: Checked) -> Iterator[Problem]:
    """Yield each statement of the asked file that no other one names, in any text in force."""
    asked = checked.asked.span.file
    used = {pair for built in checked.built for pair in built.scope.used}
    for noun, names in _declared(checked).items():
        for name, span in names.items():
            unused_here = span.file == asked and (noun, name) not in used
            if unused_here and not _may_be_used(noun, name, span, checked):
                yield Unused(span=span, noun=noun, name=name)
    if not _is_doubtful(checked):
        yield from _unused_calendars(checked, used)
        yield from _unused_facts(checked)


def _is_doubtful(checked: Checked) -> bool:
    return bool(checked.doubts.unread) or any(p.tier == "error" for p in checked.told)


def _may_be_used(noun: Noun, name: str, span: Span, checked: Checked) -> bool:
    """Tell whether something names a statement that was not understood or is misspelt."""
    if not _is_doubtful(checked):
        return False
    # A duration without its clock could have any.
    if noun == "clock" and checked.doubts.unread:
        return True
    text = checked.built[-1].scope.texts[span.file]
    lines = (line for number, line in enumerate(text.lines, 1) if number != span.line)
    words = set(WORD.findall(" ".join(lines)))
    return name in words or bool(get_close_matches(name, words - {name}, 1, 0.75))


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
