"""The few misses that are shown one by one are those of all that were latest, each run once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from slarules.engine.outcome import Verdict
from slarules.instants import HOUR, Micros
from slarules.report.misses import LATEST, WORST, latest, worst
from tests.made import audited

MISS = next(v for v in audited().outcome.verdicts if v.verdict == "missed")


def miss(item: int, table: str, late: int, goal: int) -> Verdict:
    length = Micros(late * HOUR)
    return replace(
        MISS, item=f"T-{item}", table=table, lateness=(length, length), goal=Micros(goal * HOUR)
    )


MISSES = st.lists(
    st.builds(
        miss, st.integers(0, 20), st.sampled_from(["a", "b"]), st.integers(0, 9), st.integers(1, 4)
    ),
    max_size=40,
)


@given(MISSES)
def test_a_run_that_two_tables_judge_is_shown_by_its_latest_miss(found: list[Verdict]) -> None:
    most: dict[str, int] = {}
    for each in found:
        late = each.lateness[0] if each.lateness else 0
        most[each.item] = max(most.get(each.item, 0), late)
    expected = sorted(most.items(), key=lambda run: (-run[1], run[0]))[:LATEST]
    shown = [(each.item, each.lateness[0]) for each in latest(found) if each.lateness]
    assert shown == expected


@given(MISSES, MISSES)
def test_the_misses_of_two_batches_are_those_of_both_together(
    first: list[Verdict], second: list[Verdict]
) -> None:
    # A run's verdicts all lie in one batch.
    others = [replace(each, item=f"U-{each.item}") for each in second]
    assert latest([*latest(first), *latest(others)]) == latest([*first, *others])
    assert worst([*worst(first), *worst(others)]) == worst([*first, *others])
    assert len(worst([*first, *others])) <= WORST
