"""A whole audit comes to the same outcome, findings and bytes by columns as by objects."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.engine.bulk.audits.both import Case, Paths, parted
from tests.engine.bulk.audits.drawn import case

FOUND = sorted(path for path in (Path(__file__).parent / "found").iterdir() if path.is_dir())
FIRST = int(os.environ.get("AUDIT_SEED", "0"))
EXAMPLES = int(os.environ.get("AUDIT_EXAMPLES", "40"))


@pytest.mark.parametrize("folder", FOUND, ids=lambda path: path.name)
def test_what_once_parted_agrees(folder: Path) -> None:
    assert not parted(Case.found(folder))


def test_drawn_audits_agree() -> None:
    paths: Paths = Counter()
    for seed in range(FIRST, FIRST + EXAMPLES):
        drawn = case(Random(seed))  # noqa: S311 - chance for a test
        found = parted(drawn, paths)
        assert not found, f"seed {seed}: {found[:3]}"
    assert paths["by columns"] > EXAMPLES // 4
    assert paths["outlined"] + paths["walked"] > EXAMPLES // 4
