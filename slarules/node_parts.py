"""What nodes of trees are made of, asked of each class once."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

_NAMES: dict[type, tuple[str, ...]] = {}


def part_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass; of any other class there are none."""
    found = _NAMES.get(kind)
    if found is None:
        found = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
        _NAMES[kind] = found
    return found
