"""Each defect is seen by the check that is made for it."""

from __future__ import annotations

import pytest

from slarules.testing import CHECKS, Outcome, judge
from tests.testing.mutants import MUTANTS, Mutant
from tests.testing.skeleton import bench, changed

# The import of the plugin's module is not what mutants change; it has a test of its own.
LOOKED_AT = [check for check in CHECKS if check.name != "shape.light"]


@pytest.fixture(autouse=True)
def _soon_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever goes round in circles is told so sooner; no reading here asks for so much.
    monkeypatch.setattr("slarules.testing.bench.MOST_REQUESTS", 2_000)


def judged(*changes: tuple[str, str]) -> list[Outcome]:
    module = changed(*changes)
    # What is checked of a live source leaves the world as it is, and may share one reading.
    shared = bench(module)
    return [judge(each, shared if each.is_live else bench(module)) for each in LOOKED_AT]


def test_the_skeleton_keeps_everything() -> None:
    assert [each for each in judged() if each.state != "holds"] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_defect_is_seen_by_its_check_and_by_no_other(mutant: Mutant) -> None:
    failed = {each.check.name for each in judged(*mutant.changes) if each.state == "fails"}
    assert mutant.check in failed
    assert failed == {mutant.check, *mutant.besides}


def test_mutants_are_not_few() -> None:
    assert len(MUTANTS) >= 15
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
