"""What stands inside a statement: its parts, and the amounts that a formula rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from slarules.core.contract import Terms
from slarules.core.money import Amount, Named, OverPeriods


def parts(node: object) -> Iterator[object]:
    """Yield what a statement, or a part of one, is made of."""
    if isinstance(node, list | tuple):
        yield from node
    elif is_dataclass(node):
        yield from (getattr(node, each.name) for each in fields(node))


def named_amounts(node: object) -> Iterator[str]:
    """Yield the amounts that a formula names."""
    match node:
        case Named(name) | OverPeriods(name):
            yield name
        case _:
            for part in parts(node):
                yield from named_amounts(part)


def amounts_in(node: object, terms: Terms) -> Iterator[Amount]:
    """Yield every amount that a formula rests on, each once: those it names, and theirs."""
    waiting, seen = [*named_amounts(node)], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name not in seen and name in terms.amounts:
            seen.add(name)
            yield terms.amounts[name]
            waiting += named_amounts(terms.amounts[name].value)
