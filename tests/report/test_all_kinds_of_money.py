"""Everything that an engine says beside credits reaches every file and every page."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from slarules.core.periods import Periods
from slarules.core.promises import Origin
from slarules.core.quantities import TargetIs
from slarules.core.rights import Deadline, Duty, Right
from slarules.engine.following import DutyResult, RightResult
from slarules.engine.outcome import (
    Achieved,
    BadPiece,
    Booking,
    Combined,
    ConditionResult,
    Line,
    MeasureResult,
    Statement,
)
from slarules.instants import HOUR, Interval
from slarules.report.audited import Audited
from slarules.report.evidence import Evidence
from slarules.report.html import page
from slarules.report.sheets import workbook
from slarules.report.summary import summary
from slarules.runs.evidence import read_evidence
from slarules.runs.folder import write
from tests.made import at, audited, contract, line, statement, target
from tests.reports import made

HUNDRED = Fraction(100)


def flat(of: Line, value: Fraction) -> Line:
    """Return a line that comes to a sum, whatever happened to it."""
    return replace(
        of,
        base_least=value,
        base_most=value,
        earned_least=value,
        earned_most=value,
        least=value,
        most=value,
        shown_least=value,
        shown_most=value,
        changes=(),
        claimable_until=None,
        state="automatic",
    )


def lines() -> tuple[Line, ...]:
    plain = flat(line(), HUNDRED)
    earned = Booking("earned", "2026-03", "shortfall", HUNDRED, HUNDRED)
    carried = Booking("carried", "2026-03", "lid", -HUNDRED / 4, -HUNDRED / 4)
    return (
        replace(plain, booked=(earned, carried), of="p1"),
        flat(replace(plain, kind="carried", earned_in="2026-02"), Fraction(20)),
        replace(flat(plain, Fraction(7)), statement="strikes", kind="points", unit="points"),
        replace(flat(plain, Fraction(3)), statement="lost_days", unit="days"),
        replace(flat(plain, Fraction(250)), statement="award", kind="bonus", title="Award fee"),
        replace(
            flat(plain, Fraction(40)),
            statement="late",
            subject="T-1",
            most=Fraction(60),
            shown_most=Fraction(60),
            needs=("level of T-1", "cause of T-1"),
            worst_fact="level of T-1",
        ),
    )


def bill() -> Statement:
    group = Combined(
        "one_event", "One event", "2026-03", "E-7", ("late",), HUNDRED, HUNDRED, (), Origin("7.4")
    )
    return replace(
        statement(),
        lines=lines(),
        total_least=Fraction(160),
        total_most=Fraction(180),
        shown_least=Fraction(160),
        shown_most=Fraction(180),
        payable_least=Fraction(160),
        payable_most=Fraction(180),
        needs=("level of T-1", "cause of T-1"),
        narrows_most="level of T-1",
        bonus_least=Fraction(250),
        bonus_most=Fraction(250),
        points_least=Fraction(7),
        points_most=Fraction(7),
        beside_least=Fraction(25),
        beside_most=Fraction(25),
        paid_in="USD",
        paid_least=Fraction(17408, 100),
        paid_most=Fraction(19584, 100),
        pay_by=at("2026-05-01"),
        combined=(group,),
    )


def rich() -> Audited:
    """Return an audit in which everything has a result."""
    agreed = contract()
    version = agreed.versions[0]
    bad = TargetIs("in_time", "missed", Periods("last", 3))
    leave = Right("leave", "Terminate", "customer", bad, None, Origin("9"))
    report = Duty(
        "report", "Root cause", "provider", "a report", Deadline("period end"), bad,
        origin=Origin("8"),
    )  # fmt: skip
    terms = replace(version.terms, rights={"leave": leave}, duties={"report": report})
    told = audited()
    hour = Fraction(HOUR)
    piece = BadPiece("O-1", "E-7", (Interval(at("2026-03-02"), at("2026-03-03")),), hour, hour)
    share = Achieved(Fraction(995, 1000), Fraction(995, 1000))
    exact = Achieved(Fraction(2986, 3000), Fraction(2986, 3000))
    right = RightResult(
        "leave", "Terminate", "customer", "2026-03", "p1", "open", at("2026-04-01"),
        at("2026-06-01"), "in_time missed three times", (), Origin("9"),
    )  # fmt: skip
    duty = DutyResult(
        "report", "Root cause", "provider", "a report", "2026-03", None, at("2026-04-11"),
        "late", None, "server_default is yes", (), Origin("8"),
    )  # fmt: skip
    return replace(
        told,
        contract=replace(agreed, versions=(replace(version, terms=terms),)),
        outcome=replace(
            told.outcome,
            measures=(
                MeasureResult(
                    "uptime", "Uptime", "2026-03", share, (), Origin("4"), "p1", exact, (piece,)
                ),
            ),
            targets=(replace(target(), of="p1"), replace(target(), of="p2", outcome="met")),
            statements=(bill(),),
            conditions=(
                ConditionResult(
                    "default", "Default", "2026-03", "p1", holds=True, needs=(), origin=Origin("5")
                ),
                ConditionResult(
                    "chronic", "Chronic", "2026-03", None, None, ("cause of T-1",), Origin("6")
                ),
            ),
            rights=(right, replace(right, of="p2", state="closed", until=None)),
            duties=(duty,),
        ),
    )


@cache
def folder() -> Path:
    run = made("rich") / "run"
    write(run, rich(), {})
    return run


@cache
def evidence() -> Evidence:
    return read_evidence(folder())


# --- files ----------------------------------------------------------------------------------------


def test_a_statement_tells_lines_by_kind_and_unit() -> None:
    (bill_,) = json.loads((folder() / "statement.json").read_text("utf-8"))["statements"]
    told = [(each["statement"], each["kind"], each["unit"]) for each in bill_["lines"]]
    assert told[:4] == [
        ("shortfall", "credit", "money"),
        ("shortfall", "carried", "money"),
        ("strikes", "points", "points"),
        ("lost_days", "credit", "days"),
    ]
    points = bill_["lines"][2]["amount"]["least"]
    assert points == {"exact": "7", "shown": "7"}
    assert bill_["bonus"]["least"]["shown"] == "250.00"
    assert (bill_["paid_in"], bill_["paid"]["least"]) == ("USD", "174.08")
    assert bill_["pay_through"] == "2026-05-01"
    assert bill_["combined"][0]["kept"] == ["late"]
    assert bill_["narrows_most"] == "level of T-1"


def test_the_ledger_is_a_table_of_its_own() -> None:
    with (folder() / "ledger.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["what"], row["in_period"], row["least"]) for row in rows] == [
        ("earned", "2026-03", "100"),
        ("carried", "2026-03", "-25"),
    ]


def test_rights_and_duties_have_their_last_days() -> None:
    document = json.loads((folder() / "rights.json").read_text("utf-8"))
    assert [each["state"] for each in document["rights"]] == ["open", "closed"]
    assert document["rights"][0]["through"] == "2026-06-01"
    assert document["duties"][0]["state"] == "late"


def test_measures_tell_each_outage_and_conditions_their_truth() -> None:
    document = json.loads((folder() / "targets.json").read_text("utf-8"))
    (measure,) = document["measures"]
    assert measure["of"] == "p1"
    assert measure["pieces"][0]["least_s"] == "3600"
    assert measure["unrounded"]["least"]["exact"] == "1493/1500"
    assert [each["holds"] for each in document["conditions"]] == [True, None]


# --- for people -----------------------------------------------------------------------------------

SAID = [
    "7 points",
    "3 days",
    "bonus",
    "carried",
    "leave of p1",
    "through 2026-06-01",
    "the provider owes a report",
    "default of p1",
    "one_event of E-7: late kept",
    "paid as USD",
    "what would narrow it most: level of T-1",
]


@pytest.mark.parametrize("said", SAID)
def test_the_summary_tells_it(said: str) -> None:
    assert said in " ".join(summary(rich(), 160).split())


@pytest.mark.parametrize(
    "said",
    [
        "Rights and duties",
        "Terminate",
        "2026-06-01",
        "a report",
        "Chronic",
        "Bonus for the provider",
        "7 points",
        "3 days",
        "carried from 2026-02",
        "Ledger of 2026-03",
        "Kept by one_event",
        "USD 174.08",
        "Nine in ten in time, p1",
        "Uptime, p1",
        "would narrow it most: level of T-1",
    ],
)
def test_the_page_tells_it(said: str) -> None:
    text = page(evidence())
    assert said in text


def test_the_workbook_has_a_sheet_for_each() -> None:
    book = load_workbook(BytesIO(workbook(evidence())))
    assert {"Ledger", "Rights", "Duties", "Conditions"} <= set(book.sheetnames)
    assert [row[6].value for row in book["Rights"].iter_rows(min_row=2)] == ["open", "closed"]
    assert [row[5].value for row in book["Ledger"].iter_rows(min_row=2)] == ["earned", "carried"]
