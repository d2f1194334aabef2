from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.bulk import kept, once, report
from benchmarks.bulk.contenders import CONTENDERS
from benchmarks.bulk.goals import Goal, Measured, goals, main_size
from benchmarks.bulk.question import Answer
from benchmarks.bulk.runner import Call, Times

ANSWER = Answer({"resolve 2024-01": (1, 0)}, Decimal(0))
OTHER = Answer({"resolve 2024-01": (0, 1)}, Decimal(800))
SHARED = 1_000_000


def took(label: str, first: float, *again: float, events: int = 1_000, read: int = 0) -> Times:
    contender = next(each for each in CONTENDERS if each.label == label)
    calls = [Call(each, 2 * each) for each in again]
    return Times(contender, events, [Call(first, 2 * first)], calls, 500_000_000, read)


def size(*times: Times, events: int = 1_000) -> Measured:
    return Measured(events, 2, {each.contender.label: each for each in times}, SHARED)


def goal(what: str, *sizes: Measured) -> Goal:
    return next(each for each in goals(sizes) if each.what.startswith(what))


SCAN = took("scan: DuckDB scans and groups", 2, 1, 1.5)
OURS = took("one: slarules, bulk", 20, 3, 4)


# --- calls ----------------------------------------------------------------------------------------


def test_a_process_asks_as_often_as_it_may() -> None:
    said = once.called(lambda: ANSWER, 3)
    assert len(said["calls"]) == 3
    assert Answer.of(said["answer"]) == ANSWER


def test_what_takes_long_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "LONG", 0)
    assert len(once.called(lambda: None, 3)["calls"]) == 1


def test_answers_that_differ_from_call_to_call_are_refused() -> None:
    answers: Iterator[Answer] = iter([ANSWER, ANSWER, OTHER])
    assert "differ" in once.called(lambda: next(answers), 3)["why_not"]


def test_what_a_call_reads_is_counted(tmp_path: Path) -> None:
    counts = Path("/proc/self/io")
    if not counts.is_file():
        pytest.skip("this system does not count what a process reads")
    file = tmp_path / "file"
    file.write_bytes(bytes(SHARED))

    def work() -> None:
        file.read_bytes()

    read = once.called(work, 3)["read"]
    assert SHARED <= read < SHARED * 1.1


def test_again_is_the_best_of_further_calls_and_first_where_there_is_none() -> None:
    assert (OURS.best("first").seconds, OURS.best("again").seconds) == (20, 3)
    assert took("one: slarules, bulk", 20).best("again").seconds == 20


def test_what_a_first_call_takes_longer_is_not_multiplied() -> None:
    loop = took("one: naive loop in Python", 7, 5, events=100)
    assert loop.scaled("again", 1_000).seconds == 50
    assert loop.scaled("first", 1_000).seconds == 52


# --- goals ----------------------------------------------------------------------------------------


def test_a_goal_is_met_by_further_calls_and_tells_first_ones_beside() -> None:
    found = goal("slarules ÷ scan, one", size(SCAN, OURS))
    assert found.is_met
    assert found.found == {"first": 10, "again": 3}
    assert found.is_met_by("first") is False
    assert "**1 of 1 goals are met**; by first calls it would be 0." in report.summary([found])
    assert not goal("slarules ÷ scan, one", size(SCAN, took("one: slarules, bulk", 20, 5))).is_met


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    found = goal("slarules ÷ scan, six", size(SCAN, OURS))
    assert (found.is_met, found.found) == (None, None)
    assert "not measured" in report.summary([found]).lower()


def test_each_size_counts_for_growth_and_memory() -> None:
    longer = took("one: slarules, bulk", 40, 45, events=10_000)
    small, large = size(SCAN, OURS), size(longer, events=10_000)
    growth = goal("time per event, 10,000 ÷ 1,000", small, large)
    assert growth.found is not None
    assert growth.found["again"] == pytest.approx(1.5)
    assert not growth.is_met
    assert goal("most memory in GB, called from Python", small, large).is_met


def test_no_answer_at_one_size_misses_the_goal_of_memory() -> None:
    lost = took("six: slarules, bulk", 1)
    lost.why_not = "ended with -9"
    found = goal("most memory in GB, called from Python", size(SCAN, OURS, lost))
    assert found.is_met is False
    assert "six" in found.note


def test_the_history_of_a_portfolio_is_what_is_read_besides_the_rest() -> None:
    many = took("portfolio: slarules, 1,000 contracts", 50, read=1_500_000)
    nothing = took("portfolio: slarules, 1,000 contracts over no history", 40, read=500_000)
    found = goal("how often 1,000 contracts read", size(many, nothing))
    assert found.found == {"first": 1, "again": 1}
    assert found.is_met


# --- the page -------------------------------------------------------------------------------------


def test_measurements_survive_their_way_to_a_file(tmp_path: Path) -> None:
    sizes = [size(SCAN, OURS), size(took("one: slarules, bulk", 40, 45), events=10_000)]
    kept.keep(tmp_path / "measured.json", sizes)
    assert kept.kept(tmp_path / "measured.json") == sizes
    assert main_size(sizes) is sizes[0]


def test_the_page_and_the_chart_tell_what_is_met_and_what_is_missed(tmp_path: Path) -> None:
    pytest.importorskip("polars", reason="the page tells its version")
    pytest.importorskip("matplotlib")
    from benchmarks.bulk import chart

    stream = took("one: DuckDB, day lists + stream", 6, 6)
    sizes = [size(SCAN, OURS, stream, took("command one: slarules audit", 30))]
    page = report.page(sizes)
    assert "| slarules ÷ scan, one measure | at most 4 | 3.00 | ✓ met | 10.00 |" in page
    assert "| best SQL ÷ slarules, one measure | at least 4 | 2.00 | ✗ **missed** | 0.30 |" in page
    assert "| one measure | 1,000 | 30.00 | 15.0 | 60.00 | 500 |" in page
    chart.draw(tmp_path / "chart.svg", sizes)
    drawn = (tmp_path / "chart.svg").read_text("utf-8")
    assert "met: 3.00, at most 4" in drawn
    assert "missed: 2.00, at least 4" in drawn
