"""From a line of a statement back to facts."""

from __future__ import annotations

import json

import pytest

from slarules.cli import run
from slarules.cli.exits import WELL, WRONG_USE
from slarules.pipeline import explain_money
from slarules.report.money_explained import MoneyExplanation
from tests.report.test_all_kinds_of_money import rich
from tests.reports import demo


@pytest.mark.parametrize(
    "said",
    [
        "tills_down (7.4), 2025-07: EUR 1,957.00",
        "There is one credit for each period that misses tills_up.",
        "at least 99% and below 99.8%: 5% of monthly_fee",
        "tills_up 99.76%, missed",
        "uptime 99.76%",
        "monthly_fee of 2025-07 EUR 39,140.00 by billing",
        "claim expired, through 2025-10-29",
    ],
)
def test_a_line_is_told_with_all_that_it_rests_on(said: str) -> None:
    told = explain_money(demo(), "2025-07", "tills_down")
    assert told is not None
    assert said in " ".join(told.text(160).split())


def test_every_line_of_a_period_is_told_and_the_contract_once() -> None:
    told = explain_money(demo(), "2025-10", None)
    assert told is not None
    text = told.text()
    assert text.count("for each ticket where level is P1 that misses resolve") == 1
    assert text.count("late_p1 (7.1) for AL-") == 9
    assert max(map(len, text.splitlines())) <= 100


def test_outages_stand_below_their_measure() -> None:
    audited = rich()
    (statement,) = audited.statements
    document = MoneyExplanation(audited, statement, statement.lines).document()
    assert document["lines"][0]["rests_on"][0] == "in_time of p1: 89.47%, missed"


def test_the_command_takes_a_period_in_place_of_an_item(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["explain", str(demo()), "2025-07", "tills_down", "--format", "json"]) == WELL
    document = json.loads(capsys.readouterr().out)
    assert document["lines"][0]["amount"]["least"]["shown"] == "1957.00"
    assert "monthly_fee of 2025-07: EUR 39,140.00 by billing" in document["lines"][0]["rests_on"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["2025-07", "tills_dwn"], "did you mean tills_down?"),
        (["2025-07", "bread"], "it has tills_down"),
        (["2025-01"], "nothing is earned in 2025-01"),
    ],
)
def test_a_line_that_is_not_there_is_told(
    asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(demo()), *asked]) == WRONG_USE
    assert said in capsys.readouterr().err
