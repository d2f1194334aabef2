"""The engine against the judge that walks minute by minute, and every case that ever parted them.

`WALK_EXAMPLES=5000 pytest tests/walk` looks for longer.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slarules.core.contract import Contract
from slarules.facts.history import Happening, History, Step, Timeline
from slarules.instants import MINUTE, SECOND, Instant, Micros
from tests.walk.compared import differences, ends_before_it_starts
from tests.walk.grid import Grid
from tests.walk.saved import FOUND, read, text_of
from tests.walk.strategies import Season, contracts, histories

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

EXAMPLES = int(os.environ.get("WALK_EXAMPLES", "100"))
FACTOR = 15 * SECOND
"""A quarter of a minute, the tick of histories that are not of whole minutes."""

long_walk = settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _agree(contract: Contract, told: History, grid: Grid | None = None) -> None:
    assume(not ends_before_it_starts(contract, told))
    parted = differences(contract, told, grid)
    assert not parted, "\n".join([*parted, text_of(contract.versions[0].terms, told)])


@long_walk
@given(contracts(), histories())
def test_the_engine_says_what_the_judge_says(
    contract: Contract, told: tuple[Season, History]
) -> None:
    season, history = told
    _agree(contract, history, season.grid)


@settings(parent=long_walk, max_examples=max(1, EXAMPLES // 4))
@given(
    contracts(),
    histories(),
    st.sampled_from([Micros(MINUTE), Micros(5 * MINUTE)]),
    st.lists(st.integers(0, 3), min_size=16, max_size=16),
)
def test_both_cut_down_to_whole_units_alike(
    contract: Contract, told: tuple[Season, History], unit: Micros, late: list[int]
) -> None:
    season, history = told
    terms = contract.versions[0].terms
    (promise,) = terms.promises.values()
    counted = replace(promise, measure=replace(promise.measure, unit=unit))
    text = replace(terms, promises={promise.name: counted})
    versions = (replace(contract.versions[0], terms=text),)
    grid = Grid(season.grid.origin, FACTOR, season.grid.size * 4)
    _agree(replace(contract, versions=versions), _uneven(history, late), grid)


def _uneven(history: History, late: list[int]) -> History:
    """Move every row by less than a minute, and the evaluation to the next whole one."""
    (item,) = history.items
    until = Instant(history.until + 5 * MINUTE - history.until % (5 * MINUTE))
    moved = Timeline(
        item.item,
        item.kind,
        {f: tuple(_later_step(s, late) for s in steps) for f, steps in item.facts.items()},
        {n: tuple(_later(h, late) for h in found) for n, found in item.happened.items()},
    )
    return replace(history, items=[moved], as_of=until, complete_through=until)


def _later(happening: Happening, late: list[int]) -> Happening:
    return replace(happening, at=_moved(happening.at, late))


def _later_step(step: Step, late: list[int]) -> Step:
    return replace(step, at=_moved(step.at, late))


def _moved(at: Instant, late: list[int]) -> Instant:
    return Instant(at + late[at // MINUTE % len(late)] * FACTOR)


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.json")), ids=lambda path: path.stem)
def test_what_once_parted_them_parts_them_no_more(path: Path) -> None:
    assert not differences(*read(path))
