"""violations.json and timelines.json, against the verdicts that they are about."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from slarules.report.evidence.misses import Timeline, Timelines, Violated, Violations
from slarules.runs.evidence import document
from tests.reports import demo, meridian

Row = dict[str, str]


def verdicts() -> list[Row]:
    with (demo() / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def violated(by: str) -> Violated:
    [table] = [t for t in document(demo() / "violations.json", Violations).tables if t.by == by]
    return table


def timelines() -> tuple[Timeline, ...]:
    return document(demo() / "timelines.json", Timelines).timelines


def runs() -> dict[tuple[str, str], list[Row]]:
    """Return the verdicts of each run; the demo has one cycle a measure."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in verdicts():
        found.setdefault((row["item"], row["measure"]), []).append(row)
    return found


@pytest.mark.parametrize(("by", "column"), [("measure", "measure"), ("level", "level")])
def test_each_run_counts_once_and_as_missed_if_one_table_says_so(by: str, column: str) -> None:
    missed: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for rows in runs().values():
        judged = next((row for row in rows if row["verdict"] == "missed"), rows[0])
        every[judged[column]] += 1
        missed[judged[column]] += judged["verdict"] == "missed"
    overall = [row for row in violated(by).rows if row.period is None]
    assert {row.value: sum(row.counts.values()) for row in overall} == every
    assert {row.value: row.missed for row in overall} == {word: missed[word] for word in every}


def test_the_periods_add_up_to_the_whole() -> None:
    table = violated("level")
    for value in {row.value for row in table.rows}:
        [whole] = [row for row in table.rows if row.value == value and row.period is None]
        parts = [row for row in table.rows if row.value == value and row.period is not None]
        assert sum(row.missed for row in parts) == whole.missed
        assert sum(row.judged for row in parts) == whole.judged
        if whole.missed_share is not None:
            assert Fraction(whole.missed_share.exact) == Fraction(whole.missed, whole.judged)


def test_a_dimension_that_the_source_never_gives_is_left_out() -> None:
    tables = document(demo() / "violations.json", Violations).tables
    assert {table.by for table in tables} == {"measure", "level"}


def test_internal_promises_are_counted_apart() -> None:
    provider = document(meridian("provider") / "violations.json", Violations).tables
    customer = document(meridian("customer") / "violations.json", Violations).tables
    assert {table.internal for table in provider} == {False, True}
    assert [table for table in provider if not table.internal] == list(customer)


def test_the_worst_are_a_dozen_misses_and_the_worst_come_first() -> None:
    beyond = [Fraction(each.beyond.exact) for each in timelines()]
    assert len(beyond) == 12
    assert beyond == sorted(beyond, reverse=True)
    told = {(each.item, each.measure) for each in timelines()}
    assert len(told) == 12
    # Nobody else was late by more of what was allowed.
    rest = [
        (Fraction(row["elapsed_s"]) - Fraction(row["goal_s"])) / Fraction(row["goal_s"])
        for run, rows in runs().items()
        for row in rows
        if row["verdict"] == "missed" and row["goal_s"] and run not in told
    ]
    assert max(rest) <= beyond[-1]


def at(time: str) -> datetime:
    return datetime.fromisoformat(time)


@pytest.mark.parametrize("number", range(12))
def test_a_clock_is_drawn_from_start_to_end_without_a_gap(number: int) -> None:
    line = timelines()[number]
    assert line.stretches[0].start == line.started_at
    assert line.stretches[-1].end == line.ended_at
    for one, other in zip(line.stretches, line.stretches[1:], strict=False):
        assert one.end == other.start
        assert (one.state, one.why) != (other.state, other.why)
    for each in line.stretches:
        length = at(each.end) - at(each.start)
        assert Decimal(each.length_s) == int(length.total_seconds())


@pytest.mark.parametrize("number", range(12))
def test_what_was_counted_is_the_open_time_and_lateness_is_what_is_beyond_the_goal(
    number: int,
) -> None:
    line = timelines()[number]
    opened = sum(Decimal(each.length_s) for each in line.stretches if each.state == "open")
    assert opened == Decimal(line.elapsed_s)
    [row] = [r for r in runs()[line.item, line.measure] if r["table"] == line.table]
    assert Decimal(line.lateness_s) == Decimal(row["elapsed_s"]) - Decimal(row["goal_s"])
    for ours, theirs in (("started_at", line.started_at), ("due_at", line.due_at)):
        assert row[ours] == theirs


def test_what_stopped_a_clock_is_named_with_its_clause() -> None:
    stopped = {
        (each.state, each.why, each.clause)
        for line in timelines()
        for each in line.stretches
        if each.state not in {"open", "closed"}
    }
    assert stopped
    assert stopped <= {
        ("paused", "waiting_on_customer", "5.1"),
        ("paused", "thought_to_be_done", "5.2"),
    }
