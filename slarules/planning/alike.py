"""Whether two nodes of the core mean the same, wherever they stand and however they are put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from slarules.core.clocks import Clock

WORDING = frozenset({"origin", "span", "clause", "title", "text", "goal_text", "means"})
"""Fields that say where a node stands or how it is put."""


UNORDERED = frozenset({"bands", "rows", "levels", "factors", "weights", "pairs"})
"""Rows of which exactly one holds in a case, or all do."""


def alike(old: object, new: object) -> bool:
    """Tell whether two nodes mean the same; a clock inside another node counts by its name."""
    return _shape(old, outer=True) == _shape(new, outer=True)


def _shape(of: object, *, outer: bool = False) -> object:
    if isinstance(of, Clock) and not outer:
        return Clock, of.name, of.zone
    if is_dataclass(of) and not isinstance(of, type):
        return type(of), tuple((name, _of_field(name, value)) for name, value in parts(of))
    if isinstance(of, Mapping):
        return frozenset((key, _shape(value)) for key, value in of.items())
    if isinstance(of, tuple | list):
        return tuple(_shape(each, outer=outer) for each in of)
    return of


def _of_field(name: str, value: object) -> object:
    shape = _shape(value)
    return frozenset(shape) if name in UNORDERED and isinstance(shape, tuple) else shape


def parts(of: object) -> Iterator[tuple[str, object]]:
    """Yield the fields of a node that mean something."""
    for each in fields(of):  # type: ignore[arg-type]
        if each.name not in WORDING:
            yield each.name, getattr(of, each.name)


def leaves(of: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every plain value in a node, by the names of the fields that lead to it."""
    if is_dataclass(of) and not isinstance(of, type):
        for name, value in parts(of):
            yield from leaves(value, f"{path} {name}".strip())
    elif isinstance(of, tuple | list):
        for number, value in enumerate(of, 1):
            yield from leaves(value, f"{path} {number}".strip())
    elif of is not None:
        yield path, str(of)
