"""The search language of Request Tracker, as far as the adapter speaks it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, str | int]
Matches: TypeAlias = Callable[[Row], bool]

TOKEN = re.compile(r"\s*(\(|\)|'[^']*'|[<>!=]+|[\w.:]+)")
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "<=": operator.le,
    ">=": operator.ge,
}


class UnknownError(Exception):
    """A field that searches do not know."""


def parsed(text: str, known: frozenset[str]) -> Matches:
    """Return what tells whether a row matches a query.

    Raises:
        UnknownError: It names a field that is none of those known.
    """
    return _either(TOKEN.findall(text)[::-1], known)


def _either(left: list[str], known: frozenset[str]) -> Matches:
    parts = [_both(left, known)]
    while left and left[-1] == "OR":
        left.pop()
        parts.append(_both(left, known))
    return lambda row: any(part(row) for part in parts)


def _both(left: list[str], known: frozenset[str]) -> Matches:
    parts = [_one(left, known)]
    while left and left[-1] == "AND":
        left.pop()
        parts.append(_one(left, known))
    return lambda row: all(part(row) for part in parts)


def _one(left: list[str], known: frozenset[str]) -> Matches:
    if left[-1] == "(":
        left.pop()
        inner = _either(left, known)
        left.pop()
        return inner
    name, compare, value = left.pop(), OPERATORS[left.pop()], left.pop().strip("'")
    if name not in known:
        raise UnknownError(f"Unknown field: {name}")

    def matches(row: Row) -> bool:
        held = row[name]
        return bool(compare(held, int(value) if isinstance(held, int) else value))

    return matches
