"""The shapes of money that the language must say: each contract is right, and all it expects holds.

Every number in them was recomputed separately, with exact fractions.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.scenarios.run import run
from slarules.source import SourceText
from slarules.syntax import format_text

ROOT = Path(__file__).resolve().parents[2]
SHAPES = sorted((ROOT / "rules" / "shapes").glob("*.sla"))

NOT_YET: frozenset[str] = frozenset()
"""Shapes that do not hold yet; this list only shrinks."""


def expected() -> list[object]:
    mark = pytest.mark.xfail(strict=True, reason="in the making")
    return [
        pytest.param(path, id=path.stem, marks=mark if path.stem in NOT_YET else ())
        for path in SHAPES
    ]


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_a_shape_is_in_its_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_text(SourceText(path.name, text)) == text


@pytest.mark.parametrize("path", expected())
def test_all_that_a_shape_expects_holds(path: Path) -> None:
    loaded = load(path)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    results = run(loaded.contract)
    assert results
    assert [str(failure) for result in results for failure in result.failures] == []


def test_the_shapes_are_there() -> None:
    assert len(SHAPES) == 35
