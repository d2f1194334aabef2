"""Violations by what the source says of items: the group and service at the end of the run."""

from __future__ import annotations

from dataclasses import replace

from slarules.core.conditions import UNKNOWN
from slarules.facts.history import Step
from slarules.report.audited import Audited
from slarules.report.violations import violations
from tests.made import at, audited, verdict


def with_group(*steps: Step) -> Audited:
    run = audited()
    [item] = run.history.items
    items = (replace(item, facts={**item.facts, "group": steps}),)
    return replace(run, history=replace(run.history, items=items))


def by_group(run: Audited) -> dict[tuple[str, str | None], int]:
    [table] = [table for table in violations(run).tables if table.by == "group"]
    return {(row.value, row.period): sum(row.counts.values()) for row in table.rows}


def test_the_group_is_the_one_that_held_the_item_when_its_run_ended() -> None:
    ended = at("2026-03-04T12:00")
    before, after = at("2026-03-04T11:59"), at("2026-03-04T12:01")
    run = with_group(
        Step(at("2026-03-03T16:00"), "first"), Step(before, "second"), Step(after, "third")
    )
    judged = replace(verdict(), ended_at=ended, period="2026-03")
    run = replace(run, outcome=replace(run.outcome, verdicts=(judged,)))
    assert by_group(run) == {("second", None): 1, ("second", "2026-03"): 1}


def test_what_goes_on_counts_for_the_group_that_holds_it_now() -> None:
    run = with_group(Step(at("2026-03-03T16:00"), "first"), Step(at("2026-04-01"), "last"))
    judged = replace(verdict(), ended_at=None, period=None)
    run = replace(run, outcome=replace(run.outcome, verdicts=(judged,)))
    assert by_group(run) == {("last", None): 1}


def test_a_group_that_is_never_known_makes_no_table() -> None:
    run = with_group(Step(at("2026-03-03T16:00"), UNKNOWN))
    assert [table.by for table in violations(run).tables if table.by == "group"] == []
    assert "service" not in {table.by for table in violations(run).tables}
