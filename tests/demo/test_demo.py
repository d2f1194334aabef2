from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from slarules import audit, check
from slarules.demo import DemoFiles, write
from slarules.engine.outcome import Change, Outcome
from slarules.report.audited import Audited

pytestmark = pytest.mark.xdist_group("demo")  # one run serves all

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def audited(files: DemoFiles) -> Audited:
    return audit(files.contract, files.mapping, f"csv:{files.source}")


@pytest.fixture(scope="module")
def outcome(audited: Audited) -> Outcome:
    return audited.outcome


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def changes(outcome: Outcome, step: str) -> Iterator[tuple[str, Change]]:
    """Yield what a step of the settlement did, with the period of its statement."""
    for statement in outcome.statements:
        for line in statement.lines:
            yield from ((statement.period, c) for c in line.changes if c.step == step)


# --- what is written -----------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a", seed=7)
    write(tmp_path / "b", seed=7)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_seed_gives_another_year(tmp_path: Path) -> None:
    write(tmp_path / "a", seed=7)
    write(tmp_path / "b", seed=8)
    assert contents(tmp_path / "a") != contents(tmp_path / "b")


def test_some_three_thousand_tickets_go_through_a_whole_life(files: DemoFiles) -> None:
    events = rows(files.source / "events.csv")
    created = [row["ticket"] for row in events if row["kind"] == "created"]
    assert 2_500 < len(created) == len(set(created)) < 3_500
    values = {row["value"] for row in events if row["field"] == "status"}
    assert values == {"New", "Open", "Waiting for customer", "Solved", "Reopened", "Closed"}


def test_rows_are_in_order_of_time_and_none_lies_before_its_ticket(files: DemoFiles) -> None:
    events = rows(files.source / "events.csv")
    times = [datetime.fromisoformat(row["at"]) for row in events]
    assert times == sorted(times)
    seen: set[str] = set()
    for row in events:
        assert row["kind"] == "created" or row["ticket"] in seen
        seen.add(row["ticket"])


def test_the_texts_have_no_problem(files: DemoFiles) -> None:
    assert [str(problem) for problem in check(files.contract)] == []
    assert [str(problem) for problem in check(files.mapping)] == []


# --- what the audit tells ------------------------------------------------------------------------


def missed(outcome: Outcome, target: str) -> list[str]:
    return [r.period for r in outcome.targets if r.target == target and r.outcome == "missed"]


def test_every_month_of_the_year_has_a_statement(outcome: Outcome) -> None:
    assert [statement.period for statement in outcome.statements] == MONTHS


def test_march_and_the_autumn_are_bad(outcome: Outcome) -> None:
    assert missed(outcome, "solved") == ["2025-03", "2025-08", "2025-09", "2025-10"]
    assert missed(outcome, "answered") == ["2025-09", "2025-10"]


def test_works_announced_too_late_and_an_outage_count_against_the_tills(outcome: Outcome) -> None:
    assert missed(outcome, "tills_up") == ["2025-07", "2025-10"]


def test_the_cap_bites_in_october(outcome: Outcome) -> None:
    cut = {period for period, change in changes(outcome, "monthly_cap") if change.most < 0}
    assert cut == {"2025-10"}
    assert outcome.statements[9].shown_most == Fraction(39_140, 5)


def test_the_third_bad_month_counts_half_as_much_again(outcome: Outcome) -> None:
    assert {period for period, _ in changes(outcome, "again_and_again")} == {"2025-10"}


def test_the_credit_of_march_is_earned_back_in_june_and_no_other(outcome: Outcome) -> None:
    earned = [line for s in outcome.statements for line in s.lines if line.most < 0]
    assert [(line.statement, line.period, line.most) for line in earned] == [
        ("good_quarter", "2025-06", -4 * Fraction(38_000, 100))
    ]


def test_october_waits_for_the_next_quarter(outcome: Outcome) -> None:
    waiting = [s.period for s in outcome.statements if s.why_provisional and not s.needs]
    assert waiting == ["2025-10"]


def test_a_priority_that_no_rule_maps_leaves_money_open_in_may_alone(outcome: Outcome) -> None:
    assert {v.period for v in outcome.verdicts if v.verdict == "undetermined"} == {"2025-05"}
    unsettled = [s.period for s in outcome.statements if s.total_least < s.total_most]
    assert unsettled == ["2025-05"]


def test_the_findings_name_the_odd_priority_the_pop_up_shop_and_the_missing_field(
    audited: Audited,
) -> None:
    said = " ".join(f"{finding.column} {finding.what}" for finding in audited.findings)
    assert "As soon as possible" in said
    assert "Pop-up Jungfernstieg" in said
    assert "workaround" in said
