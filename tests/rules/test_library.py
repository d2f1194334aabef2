"""Every agreement of the library and every starting point holds to its own scenarios, all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import Loaded, load
from slarules.core.contract import Contract
from slarules.scenarios.coverage import coverage
from slarules.scenarios.run import run
from slarules.source import SourceText
from slarules.syntax import format_text
from tests.rules.index import RULES

SECTORS = sorted((RULES / "library").glob("*/*.sla"))
STARTS = sorted((RULES / "templates").glob("*.sla"))
FILES = [pytest.param(path, id=path.stem) for path in (*SECTORS, *STARTS)]

LEAST = 25
"""So many real agreements the library has at least."""


def loaded(path: Path) -> Loaded:
    return load(path)


def contract(path: Path) -> Contract:
    found = loaded(path)
    assert found.contract is not None, [str(problem) for problem in found.problems]
    return found.contract


def test_the_library_is_large_enough() -> None:
    assert len(SECTORS) >= LEAST
    assert len(STARTS) == 10


@pytest.mark.parametrize("path", FILES)
def test_it_checks(path: Path) -> None:
    assert [p for p in loaded(path).problems if p.tier == "error"] == []


@pytest.mark.parametrize("path", FILES)
def test_it_is_laid_out(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_text(SourceText(path.name, text)) == text


@pytest.mark.parametrize("path", FILES)
def test_its_scenarios_hold(path: Path) -> None:
    results = run(contract(path))
    assert results
    assert [result.scenario.title for result in results if result.failures] == []


@pytest.mark.parametrize("path", FILES)
def test_its_scenarios_exercise_all_of_it(path: Path) -> None:
    untried = coverage(contract(path)).untried
    assert [f"{exercise.kind} {exercise.name}" for exercise in untried] == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in SECTORS])
def test_it_names_its_source_and_its_choices(path: Path) -> None:
    head = path.read_text("utf-8").partition("\ncontract ")[0]
    assert "Source" in head
    assert "Choices" in head


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in STARTS])
def test_a_starting_point_opens_with_questions(path: Path) -> None:
    head = path.read_text("utf-8").partition("\ncontract ")[0]
    assert head.count("?") >= 5
