"""Violations by what the source says of items: the group and service at the end of the run."""

from __future__ import annotations

from dataclasses import replace

from slarules.core.conditions import UNKNOWN, Happens
from slarules.core.contract import Contract
from slarules.core.promises import Bounds, Measure, Promise
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


def _each_group(run: Audited) -> Contract:
    """Return the contract of a run with a promise of its measure separately for each group."""
    [version] = run.contract.versions
    bounds = Bounds((Happens("reported"),), (Happens("resolved"),))
    measure = Measure(verdict().measure, "ticket", bounds, each="group")
    promise = Promise(measure.name, "desk", measure, (), ())
    terms = replace(version.terms, promises={promise.name: promise})
    return replace(run.contract, versions=(replace(version, terms=terms),))


def test_each_group_has_a_run_of_its_own() -> None:
    """Whichever group held the item in the end, a run counts for the group that it is about."""
    run = with_group(Step(at("2026-03-03T16:00"), "first"), Step(at("2026-03-03T17:00"), "second"))
    held = [
        replace(verdict(), cycle_of="first", verdict="met", period="2026-03"),
        replace(verdict(), cycle_of="second", period="2026-03"),
    ]
    run = replace(
        run, contract=_each_group(run), outcome=replace(run.outcome, verdicts=tuple(held))
    )
    assert by_group(run) == {
        ("first", None): 1,
        ("first", "2026-03"): 1,
        ("second", None): 1,
        ("second", "2026-03"): 1,
    }


def test_a_group_that_is_never_known_makes_no_table() -> None:
    run = with_group(Step(at("2026-03-03T16:00"), UNKNOWN))
    assert [table.by for table in violations(run).tables if table.by == "group"] == []
    assert "service" not in {table.by for table in violations(run).tables}


def of_many(groups: int, periods: int) -> Audited:
    """Return a run with an item for each group and period; the last groups missed most."""
    run = audited()
    [item] = run.history.items
    names = [(g, p) for g in range(groups) for p in range(periods)]
    items = tuple(
        replace(item, item=f"T-{g}-{p}", facts={"group": (Step(at("2026-03-01"), f"G{g:04}"),)})
        for g, p in names
    )
    judged = tuple(
        replace(
            verdict(),
            item=f"T-{g}-{p}",
            ended_at=at("2026-03-04"),
            period=f"2026-{p:02}",
            verdict="missed" if g + p >= groups else "met",
        )
        for g, p in names
    )
    outcome = replace(run.outcome, verdicts=judged)
    return replace(run, history=replace(run.history, items=items), outcome=outcome)


def test_most_misses_come_first_and_ties_go_by_name() -> None:
    [table] = [t for t in violations(of_many(4, 4)).tables if t.by == "group"]
    told = [(row.value, row.missed) for row in table.rows if row.period is None]
    assert told == [("G0003", 3), ("G0002", 2), ("G0001", 1), ("G0000", 0)]
    last = [(row.value, row.missed) for row in table.rows if row.period == "2026-03"]
    assert last == [("G0001", 1), ("G0002", 1), ("G0003", 1), ("G0000", 0)]


def test_of_very_many_groups_the_worst_are_listed_and_the_number_of_all_is_told() -> None:
    [table] = [t for t in violations(of_many(1_100, 12)).tables if t.by == "group"]
    overall = [row for row in table.rows if row.period is None]
    by_period = [row for row in table.rows if row.period is not None]
    assert (table.left_out, len(overall)) == (100, 1_000)
    assert (overall[0].value, overall[0].missed) == ("G1099", 11)
    assert len(by_period) <= 10_000
    listed = {row.value for row in by_period}
    assert len(listed) == 1_000 - table.left_out_by_period
    assert listed <= {row.value for row in overall}
    # Each of them has all of its periods, so that they add up.
    assert len(by_period) == len(listed) * 12
