"""The simulator is held to the tour of clocks, whose numbers somebody else computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slarules.contract.load import load
from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectDue,
    ExpectDueTime,
    ExpectLength,
    ExpectOpen,
    ExpectVerdict,
    Scenario,
)
from slarules.facts.history import History, Timeline
from slarules.instants import DAY, Instant
from slarules.scenarios.given import history
from tests.walk.grid import Grid, open_ticks
from tests.walk.simulator import MINUTE, Judged, simulate

FILE = Path(__file__).parents[2] / "rules" / "contracts" / "lighthouse.sla"


def _loaded() -> Contract:
    found = load(FILE).contract
    assert found is not None
    return found


TEXT = _loaded()


@pytest.mark.parametrize("scenario", TEXT.scenarios, ids=lambda s: s.title)
def test_the_judge_agrees_with_every_expectation_of_the_tour(scenario: Scenario) -> None:
    told = history(scenario, TEXT)
    for expected in scenario.expectations:
        _check(expected, told)


def _check(expected: Expectation, told: History) -> None:
    match expected:
        case ExpectOpen(length=length, clock=clock, start=start, end=end):
            grid = Grid(start, MINUTE, (end - start) // MINUTE)
            assert sum(open_ticks(TEXT.versions[0].terms.clocks[clock], grid)) * MINUTE == length
        case ExpectDueTime(length=length, clock=clock, start=start, due=due):
            grid = Grid(start, MINUTE, (due - start) // MINUTE)
            ticks = open_ticks(TEXT.versions[0].terms.clocks[clock], grid)
            assert sum(ticks) * MINUTE == length
            assert ticks[-1]
        case ExpectVerdict() | ExpectDue() | ExpectLength():
            found = _judged(expected, told)
            if found is not None:
                _compare(expected, found)
        case ExpectBelongs():
            pass  # periods are no matter of clocks
        case _:
            raise AssertionError(f"not walked: {expected}")


def _judged(expected: ExpectVerdict | ExpectDue | ExpectLength, told: History) -> Judged | None:
    (item,) = (item for item in told.items if item.item == expected.item)
    if _has_unknowns(item):
        return None
    alone = replace(told, items=[item])
    if told.until % MINUTE:
        odd = bool((told.until - 1) % MINUTE) or any(at % MINUTE for at in _instants(item))
        until = Instant(told.until // DAY * DAY + 2 * DAY if odd else told.until - 1)
        alone = replace(alone, as_of=until, complete_through=until)
    (promise,) = (
        p for p in TEXT.versions[0].terms.promises.values() if p.measure.name == expected.measure
    )
    (found,) = (
        judged
        for judged in simulate(TEXT, alone, promise)
        if expected.cycle_of == judged.cycle_of and expected.cycle == judged.cycle
    )
    return found


def _has_unknowns(item: Timeline) -> bool:
    steps = (step for steps in item.facts.values() for step in steps)
    return bool(item.unknown) or any(step.value is UNKNOWN for step in steps)


def _instants(item: Timeline) -> list[int]:
    return [h.at for found in item.happened.values() for h in found]


def _compare(expected: ExpectVerdict | ExpectDue | ExpectLength, found: Judged) -> None:
    match expected:
        case ExpectVerdict():
            assert found.verdict == expected.verdict
            assert expected.missed_at in {None, found.missed_at}
        case ExpectDue():
            assert expected.earliest == found.due_at == expected.latest
        case ExpectLength(what=what):
            length = {"used": found.elapsed, "paused": found.paused, "excluded": found.excluded}
            assert length[what] == expected.length
