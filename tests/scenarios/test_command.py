"""What a contract owner sees of `slarules test`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from slarules.cli import run

HEAD = """\
language slarules 1

contract small "Small contract"
  reference "S-1"
  provider "Provider Ltd"
  customer "Customer Ltd"
  effective from 2026-01-01
  timezone "Europe/Dublin"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of resolved, or of due while unresolved
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

amount monthly_fee clause "6"
  is EUR 1,000.00 every calendar month

level P1 clause "3" means "Nobody can work"
level P2 clause "3" means "Somebody can work"

targets desk "Response" clause "4.1"
  measures resolve from reported until resolved
  table
  | level | resolve         |
  | P1    | 4 elapsed hours |
  | P2    | 8 elapsed hours |

pause waiting clause "4.5"
  suspends resolve
  while status is waiting_on_customer

target nine_in_ten "Nine in ten" clause "4.3"
  needs at least 90% of tickets to meet resolve
  every calendar month
  with no tickets counts as met

"""

CREDIT = """\
credit shortfall clause "7"
  each period that misses nine_in_ten
  by achieved share of nine_in_ten
  table
  | achieved share             | amount             |
  | at least 80% and below 90% | 10% of monthly_fee |
  | below 80%                  | 20% of monthly_fee |

settlement clause "8"
  order base, rounding

"""

WAITING = """\
scenario "Waiting does not count"
  given ticket A
    with level P1
    with reported 2026-03-03 09:00
    with status waiting_on_customer from 2026-03-03 10:00 until 2026-03-03 11:00
    with resolved 2026-03-03 13:30
  expect A resolve due at 2026-03-03 14:00
  expect A resolve met

scenario "A bad month"
  given period 2026-03 with nine_in_ten 85%
  expect credit shortfall EUR 100.00
"""

Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str) -> Path:
        path = tmp_path / "small.sla"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def place(path: Path, line: str) -> str:
    number = path.read_text("utf-8").splitlines().index(line) + 1
    return f"{path}:{number}:3"


def test_what_holds_is_said_in_one_line(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + CREDIT + WAITING)
    assert run(["test", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: 2 scenarios, 3 expectations: all hold\n"


def test_a_failure_names_place_expected_actual_and_the_clause_to_blame(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = WAITING.replace("due at 2026-03-03 14:00", "due at 2026-03-03 13:00")
    path = written(HEAD + CREDIT + wrong)
    assert run(["test", str(path)]) == 1
    shown = capsys.readouterr().out
    where = place(path, "  expect A resolve due at 2026-03-03 13:00")
    assert shown.startswith(
        f'{where}: scenario "Waiting does not count": '
        "expected A resolve due at 2026-03-03 13:00, got 2026-03-03 14:00 (clause 4.5)\n"
        "  first differs: pause waiting (clause 4.5)"
    )
    assert shown.endswith(f"{path}: 2 scenarios, 3 expectations: 1 failed\n")


def test_what_was_counted_by_the_expected_time_is_shown(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = WAITING.replace("due at 2026-03-03 14:00", "due at 2026-03-03 13:15")
    assert run(["test", str(written(HEAD + CREDIT + wrong))]) == 1
    assert (
        "first differs: by 2026-03-03 13:15 195 elapsed minutes of 4 elapsed hours were counted; "
        "paused from 2026-03-03 10:00 until 2026-03-03 11:00 by waiting (clause 4.5); "
    ) in capsys.readouterr().out


def test_the_reckoning_of_a_credit_is_shown_when_no_single_clause_is_to_blame(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + CREDIT + WAITING.replace("EUR 100.00", "EUR 150.00"))
    assert run(["test", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "expected credit shortfall EUR 150.00, got EUR 100.00 (clause 7)" in shown
    assert "10% of monthly_fee" in shown


def test_json_and_junit_say_the_same(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(HEAD + CREDIT + WAITING.replace("resolve met\n", "resolve missed\n"))
    assert run(["test", str(path), "--format", "json"]) == 1
    body = json.loads(capsys.readouterr().out)
    assert body["schema_version"] == 1
    [first, second] = body["files"][0]["scenarios"]
    assert (first["passed"], second["passed"]) == (False, True)
    assert first["failures"][0]["actual"] == "A resolve met"
    assert run(["test", str(path), "--format", "junit"]) == 1
    [suite] = fromstring(capsys.readouterr().out)  # noqa: S314
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_accepting_rewrites_what_failed_shows_it_and_warns(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    right = HEAD + CREDIT + WAITING
    wrong = (
        right.replace("due at 2026-03-03 14:00", "due at 2026-03-03 13:00")
        .replace("expect A resolve met", "expect A resolve missed at 2026-03-03 13:00")
        .replace("EUR 100.00", "EUR 150.00")
    )
    path = written(wrong)
    assert run(["test", str(path), "--accept"]) == 0
    assert path.read_text("utf-8") == right
    told = capsys.readouterr()
    assert (
        "-  expect credit shortfall EUR 150.00\n+  expect credit shortfall EUR 100.00" in told.out
    )
    assert "answers for it" in told.err


def test_accepting_touches_nothing_that_holds(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + CREDIT + WAITING)
    before = path.stat().st_mtime_ns
    assert run(["test", str(path), "--accept"]) == 0
    assert path.stat().st_mtime_ns == before
    assert "answers for it" not in capsys.readouterr().err


def test_coverage_counts_and_names_what_no_scenario_exercises(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + CREDIT + WAITING)
    assert run(["test", str(path), "--coverage", "--format", "json"]) == 0
    covered = json.loads(capsys.readouterr().out)["files"][0]["coverage"]
    assert covered["counts"]["pause"] == {"exercised": 1, "of": 1}
    assert covered["counts"]["row"] == {"exercised": 1, "of": 2}
    assert covered["counts"]["band"] == {"exercised": 1, "of": 2}
    assert covered["counts"]["band edge"] == {"exercised": 0, "of": 4}
    left = {(gap["kind"], gap["name"]) for gap in covered["not_exercised"]}
    assert ("row", "resolve: 8 elapsed hours") in left
    assert ("band", "shortfall: below 80%") in left


def test_a_band_edge_is_exercised_just_in_and_just_out(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    edges = """
scenario "Just in"
  given period 2026-03 with nine_in_ten 80%
  expect credit shortfall EUR 100.00

scenario "Just out"
  given period 2026-03 with nine_in_ten 79.999%
  expect credit shortfall EUR 200.00
"""
    path = written(HEAD + CREDIT + WAITING + edges)
    assert run(["test", str(path), "--coverage", "--format", "json"]) == 0
    covered = json.loads(capsys.readouterr().out)["files"][0]["coverage"]
    assert covered["counts"]["band edge"] == {"exercised": 2, "of": 4}


ALWAYS = """\
always "Worse service never costs less"
  worse nine_in_ten never earns provider more

always "Never more than a tenth"
  total credit is at most 10% of monthly_fee every calendar month

"""


def test_promises_that_do_not_hold_are_failures_with_the_smallest_case(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    perverse = CREDIT.replace("20% of monthly_fee", "5% of monthly_fee")
    path = written(HEAD + perverse + ALWAYS + WAITING)
    assert run(["test", str(path)]) == 1
    shown = capsys.readouterr().out
    assert 'always "Worse service never costs less" does not hold' in shown
    assert 'scenario "A bad month", then 2026-03 with nine_in_ten 79.9999%' in shown
    assert "from EUR 100.00 to EUR 50.00" in shown
    assert 'always "Never more than a tenth": tested, not proved' in shown


def test_a_ceiling_that_neighbours_break_is_a_failure(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + CREDIT + ALWAYS + WAITING)
    assert run(["test", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "the total credit of 2026-03 is EUR 200.00, above EUR 100.00" in shown
    assert 'always "Worse service never costs less": tested, not proved' in shown


def test_a_file_with_problems_is_not_run(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + CREDIT + WAITING.replace("credit shortfall", "credit shortfal"))
    assert run(["test", str(path)]) == 1
    assert "did you mean" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", "nowhere.sla"]) == 2
    assert "nowhere.sla" in capsys.readouterr().err


UNKNOWN = """
credit late clause "7.1"
  each ticket where level is P1 that misses resolve
  pays EUR 500.00

settlement clause "8"
  order base, rounding

scenario "Not known when it was resolved"
  given ticket A
    with level P1
    with reported 2026-03-03 09:00
    with resolved unknown between 2026-03-03 12:00 and 2026-03-03 14:00
  given period 2026-03
  expect A resolve undetermined
  expect credit late between EUR 0.00 and EUR 500.00
  expect total credit EUR 0.00
"""


def test_what_is_unknown_leaves_a_range_of_money(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(HEAD + UNKNOWN)
    assert run(["test", str(path)]) == 1
    assert capsys.readouterr().out.startswith(
        f"{place(path, '  expect total credit EUR 0.00')}: "
        'scenario "Not known when it was resolved": expected total credit EUR 0.00, '
        "got between EUR 0.00 and EUR 500.00 (clause 7.1)"
    )
    assert run(["test", str(path), "--accept"]) == 0
    assert "expect total credit between EUR 0.00 and EUR 500.00" in path.read_text("utf-8")


UPTIME = """\
measure up clause "5"
  service "shop"
  a minute is bad when error_rate is at least 5%
  a minute with no data is good
  is the share of good minutes in all minutes not excluded

scenario "Ten bad minutes"
  given outage O with minutes bad from 2026-03-04 09:00 until 2026-03-04 09:10
  expect up 44,570 of 44,580 minutes
"""


def test_a_share_of_a_period_asks_for_the_period(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    head = HEAD.replace("version 2\n", 'version 2\nuse vocabulary "availability" version 1\n')
    path = written(head + UPTIME)
    assert run(["test", str(path)]) == 1
    assert "2026-03 is not over at the last time given; give period" in capsys.readouterr().out
    asked = "  given period 2026-03\n  given outage"
    path.write_text(path.read_text("utf-8").replace("  given outage", asked), "utf-8")
    assert run(["test", str(path)]) == 0


def test_a_row_counts_once_whoever_judges_it(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    first = WAITING.split('scenario "A bad', maxsplit=1)[0]
    assert run(["test", "--coverage", str(written(HEAD + first))]) == 0
    shown = capsys.readouterr().out
    assert "row     1 of 2" in shown
    assert shown.count("8 elapsed hours") == 1
