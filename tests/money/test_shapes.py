"""The shapes of money that the language must say: each contract is right, and all it expects holds.

Every number in them was recomputed separately, with exact fractions.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.promises import UNWRITTEN
from slarules.problems import Edit
from slarules.scenarios.accept import edited
from slarules.scenarios.engines import REFERENCE
from slarules.scenarios.expect import holds
from slarules.scenarios.mutants import mutants
from slarules.scenarios.phrases import Words
from slarules.scenarios.run import run
from slarules.source import SourceText
from slarules.syntax import format_text

ROOT = Path(__file__).resolve().parents[2]
SHAPES = sorted((ROOT / "rules" / "shapes").glob("*.sla"))


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_a_shape_is_in_its_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_text(SourceText(path.name, text)) == text


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_all_that_a_shape_expects_holds(path: Path) -> None:
    loaded = load(path)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    results = run(loaded.contract)
    assert results
    assert [str(failure) for result in results for failure in result.failures] == []


def test_the_shapes_are_there() -> None:
    assert len(SHAPES) == 35


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_no_expectation_but_the_right_one_holds(path: Path) -> None:
    contract = load(path).contract
    assert contract is not None
    for scenario in contract.scenarios:
        told = REFERENCE.tell(contract, scenario)
        for expectation in scenario.expectations:
            wrong = list(mutants(expectation, contract))
            assert wrong
            assert [each for each in wrong if holds(each, told)] == []


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_expectations_are_said_in_the_words_that_they_are_written_in(
    path: Path, tmp_path: Path
) -> None:
    contract = load(path).contract
    assert contract is not None
    words = Words(contract)
    every = [e for scenario in contract.scenarios for e in scenario.expectations]
    edits = [Edit(e.origin.span, f"expect {words.phrase(e)}") for e in every]
    text = SourceText(str(path), path.read_text("utf-8"))
    again = tmp_path / path.name
    again.write_text(edited(text, edits).text, "utf-8")
    read = load(again, [ROOT / "rules" / "vocabulary"]).contract
    assert read is not None
    found = [e for scenario in read.scenarios for e in scenario.expectations]
    assert [replace(e, origin=UNWRITTEN) for e in found] == [
        replace(e, origin=UNWRITTEN) for e in every
    ]
