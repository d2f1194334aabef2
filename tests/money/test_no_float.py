"""No binary float is reachable from what a contract says or what becomes of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.engine.reference import evaluate
from slarules.scenarios.given import history
from tests.shared import ROOT

RULES = ROOT / "rules"
CONTRACT = re.compile(r"^contract ", re.MULTILINE)
FILES = sorted(p for p in RULES.rglob("*.sla") if CONTRACT.search(p.read_text("utf-8")))


def parts(value: object) -> Iterator[object]:
    """Yield what a value is made of."""
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list | tuple | AbstractSet):
        yield from value
    elif dataclasses.is_dataclass(value):
        yield from (getattr(value, each.name) for each in dataclasses.fields(value))


def floats(root: object) -> list[object]:
    """Return the binary floats that are reachable from a value, each with what holds it."""
    found: list[object] = []
    seen = {id(root): root}
    left = [root]
    while left:
        holder = left.pop()
        for part in parts(holder):
            if isinstance(part, float | complex):
                found.append((type(holder), part))
            if id(part) not in seen:
                seen[id(part)] = part
                left.append(part)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(RULES)))
def test_no_float_is_in_a_contract_nor_in_any_outcome(path: Path) -> None:
    contract = load(path).contract
    assert contract is not None
    assert floats(contract) == []
    for scenario in contract.scenarios:
        given = history(scenario, contract)
        assert floats(given) == []
        assert floats(evaluate(contract, given)) == []


@dataclasses.dataclass(frozen=True)
class Held:
    value: object


@pytest.mark.parametrize("value", [0.5, (1, [0.5]), {"a": {0.5}}, Held(Held((1j,)))])
def test_the_walk_finds_a_float_wherever_it_is(value: object) -> None:
    assert floats(Held(value))
