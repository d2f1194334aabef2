"""What a mapping tests: every field that its rules look at, and the texts they compare it with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from slarules.core.mapping import Equals, Field
from slarules.core.mapping import Mapping as Rules


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A rule looks at a field.

    Attributes:
        word: Whose rule it is.
        field: As the rule names it, folded.
        texts: What it is compared with, folded; none where a rule takes it as it is.
        needs_history: Whether the rule asks when it changed.
    """

    word: str
    field: str
    texts: frozenset[str]
    needs_history: bool


def field_tests(mapping: Rules) -> Iterator[FieldTest]:
    """Yield every test of a field; those of spans are of outages, which no catalogue describes."""
    for word, rule in mapping.facts.items():
        yield from looks(word, rule, needs_history=False)
    for word, happenings in mapping.happenings.items():
        for each in happenings:
            # The time in a field stands there; all else happens when something changes.
            yield from looks(word, each, needs_history=type(each).__name__ == "Pick")
    for role, condition in mapping.roles:
        yield from looks(role, condition, needs_history=False)


def looks(word: str, node: object, *, needs_history: bool) -> Iterator[FieldTest]:
    """Yield every test of a field in a rule or a part of one."""
    match node:
        case Equals(Field(name), texts):
            yield FieldTest(word, name, texts, needs_history)
        case Field(name):
            yield FieldTest(word, name, frozenset(), needs_history)
        case _:
            for part in _parts(node):
                yield from looks(word, part, needs_history=needs_history)


def _parts(node: object) -> Iterable[object]:
    if isinstance(node, Mapping):
        return node.values()
    if isinstance(node, tuple):
        return node
    if is_dataclass(node):
        return [getattr(node, each.name) for each in fields(node)]
    return ()
