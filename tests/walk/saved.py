"""Counterexamples as files: what a contract promises and what an item's history says, as JSON.

An object is written as `{"Name": {field: value}}`, without the fields that hold their default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from slarules.core import clocks, conditions, contract, promises
from slarules.core.conditions import Missing
from slarules.core.contract import Contract
from slarules.facts import history
from slarules.facts.history import History
from tests.engine import desk
from tests.walk.strategies import CLOCKS, LEVELS, of_terms

FOUND = Path(__file__).parent / "found"
PARTS = ("promises", "pauses", "cancels", "restarts", "exclusions", "removals", "unknown")
_KNOWN = {
    name: kind
    for module in (clocks, conditions, contract, promises, history)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and is_dataclass(kind)
}


def text_of(terms: contract.Terms, told: History) -> str:
    """Write a case down; the clocks are those of the strategies."""
    case = {part: written(getattr(terms, part)) for part in PARTS if getattr(terms, part)}
    return json.dumps(case | {"history": written(told)}, indent=1) + "\n"


def read(path: Path) -> tuple[Contract, History]:
    """Read a case that was written down."""
    case = json.loads(path.read_text("utf-8"))
    told = made(case.pop("history"))
    promised = made(case.pop("promises"))
    return of_parts(*promised.values(), **{name: made(part) for name, part in case.items()}), told


def of_parts(*promised: promises.Promise, **more: Any) -> Contract:  # noqa: ANN401 - parts of the terms
    """Return a contract on the clocks and words of the strategies."""
    terms = desk.terms(
        *promised,
        clocks={clock.name: clock for clock in CLOCKS},
        levels=dict.fromkeys(map(str, LEVELS), ""),
        **more,
    )
    return of_terms(terms)


def written(value: Any) -> Any:  # noqa: ANN401 - any field of a core object
    match value:
        case Missing() | Fraction() | date():
            return {type(value).__name__: value.value if isinstance(value, Missing) else str(value)}
        case str() | int() | None:
            return value
        case frozenset():
            return {"frozenset": sorted(map(written, value), key=str)}
        case Mapping():
            return {"dict": {key: written(held) for key, held in value.items()}}
        case tuple() | list():
            return [written(part) for part in value]
        case _:
            held = {f.name: getattr(value, f.name) for f in fields(value)}
            kept = {f.name for f in fields(value) if held[f.name] != _default(f)}
            return {
                type(value).__name__: {name: written(held[name]) for name in held if name in kept}
            }


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def made(value: Any) -> Any:  # noqa: ANN401 - what `written` wrote
    match value:
        case list():
            return tuple(map(made, value))
        case dict():
            ((name, held),) = value.items()
            return _made(name, held)
        case _:
            return value


def _made(name: str, held: Any) -> Any:  # noqa: ANN401 - as `made`
    match name:
        case "frozenset":
            return frozenset(map(made, held))
        case "dict":
            return {key: made(one) for key, one in held.items()}
        case "Missing":
            return Missing(held)
        case "Fraction":
            return Fraction(held)
        case "date":
            return date.fromisoformat(held)
        case _:
            return _KNOWN[name](**{field: made(one) for field, one in held.items()})
