"""A whole audit comes to the same outcome, findings and bytes by columns as by objects."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.engine.bulk.audits import walkable
from tests.engine.bulk.audits.both import Case, Paths, parted
from tests.engine.bulk.audits.drawn import case

FOUND = sorted(path for path in (Path(__file__).parent / "found").iterdir() if path.is_dir())
FIRST = int(os.environ.get("AUDIT_SEED", "0"))
EXAMPLES = int(os.environ.get("AUDIT_EXAMPLES", "40"))
WALKED = int(os.environ.get("AUDIT_WALKED", "12"))


@pytest.mark.parametrize("folder", FOUND, ids=lambda path: path.name)
def test_what_once_parted_agrees(folder: Path) -> None:
    assert not parted(Case.found(folder))


def looked_at(drawn: Callable[[Random], Case], examples: int) -> Paths:
    """Compare drawn audits; return how their items were judged."""
    paths: Paths = Counter()
    for seed in range(FIRST, FIRST + examples):
        found = parted(drawn(Random(seed)), paths)  # noqa: S311 - chance for a test
        assert not found, f"seed {seed}: {found[:3]}"
    return paths


def test_drawn_audits_agree() -> None:
    paths = looked_at(case, EXAMPLES)
    assert paths["by columns"] > EXAMPLES // 4
    assert paths["outlined"] + paths["walked"] > EXAMPLES // 4


def test_drawn_audits_of_items_that_are_walked_agree() -> None:
    paths = looked_at(walkable.case, WALKED)
    assert paths["by columns"] == 3 * WALKED
    assert 4 * paths["walked"] > paths["items"], paths
    assert 10 * paths["unremarkable"] > paths["items"], paths


def test_drawn_audits_of_items_made_and_set_at_one_instant_agree() -> None:
    paths = looked_at(partial(walkable.case, shape="events"), WALKED // 2)
    assert paths["by columns"] == 3 * (WALKED // 2)
    assert 20 * paths["unremarkable"] > paths["items"], paths
