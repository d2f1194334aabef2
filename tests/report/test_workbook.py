"""The workbook: numbers as numbers, times as times, and text never a formula."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from slarules.instants import Instant
from slarules.register.bodies import Claimed
from slarules.register.entry import Draft
from slarules.report.evidence import Evidence
from slarules.report.evidence.run import Finding
from slarules.report.sheets import workbook
from slarules.runs.evidence import read_evidence
from tests.pipeline.desk import INTERNAL
from tests.reports import demo, meridian

Book = openpyxl.Workbook


def opened(evidence: Evidence, **options: int) -> Book:
    return openpyxl.load_workbook(BytesIO(workbook(evidence, **options)))


@pytest.fixture(scope="module")
def book() -> Book:
    return opened(read_evidence(demo()))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_a_table_is_a_sheet(book: Book) -> None:
    assert book.sheetnames == [
        "Run", "Promises", "Words", "Targets", "Statement", "Lines", "Steps", "Ledger",
        "Register", "Violations", "Worst misses", "Clock of misses", "Findings", "Read", "Verdicts",
    ]  # fmt: skip


def test_what_the_parties_entered_is_a_sheet() -> None:
    claim = Claimed(credit="tills_down", period="2025-07", state="expired", run="a" * 64)
    draft = Draft("alster", Instant(1_743_580_800_000_000), "=Anna", "late", claim)
    [row] = rows(opened(replace(read_evidence(demo()), entries=((7, draft),)))["Register"])
    assert (row["entry"], row["kind"], row["about"], row["by"]) == (
        7,
        "claim",
        "tills_down",
        "=Anna",
    )
    assert row["said (UTC)"] == datetime(2025, 4, 2, 8)  # noqa: DTZ001
    assert row["state"] == "expired"


def test_a_file_manager_finds_who_made_it_and_of_when(book: Book) -> None:
    assert book.properties.title == "Alster Stores service desk agreement, 2025-01 to 2025-12"
    assert book.properties.creator == "Kontor Support GmbH"


def test_every_sheet_can_be_filtered_and_keeps_its_head_in_sight(book: Book) -> None:
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(column.width for column in sheet.column_dimensions.values())


def test_the_same_run_gives_the_same_bytes_and_the_date_of_the_run() -> None:
    evidence = read_evidence(meridian("customer"))
    first = workbook(evidence)
    assert first == workbook(read_evidence(meridian("customer")))
    book = openpyxl.load_workbook(BytesIO(first))
    as_of = datetime.fromisoformat(evidence.manifest.as_of).astimezone(UTC).replace(tzinfo=None)
    assert book.properties.created == book.properties.modified == as_of
    with zipfile.ZipFile(BytesIO(first)) as parts:
        assert {each.date_time[0] for each in parts.infolist()} == {1980}


def test_amounts_are_numbers_as_they_are_shown(book: Book) -> None:
    evidence = read_evidence(demo())
    for row, statement in zip(rows(book["Statement"]), evidence.statements.statements, strict=True):
        assert row["period"] == statement.period
        assert Decimal(repr(row["total, least"])) == Decimal(statement.total.least.shown)
        assert Decimal(repr(row["payable, most"])) == Decimal(statement.payable.most)
        assert row["final"] is statement.final
    assert book["Statement"]["E2"].number_format == "#,##0.00"


def test_the_amounts_of_the_lines_add_up_to_the_statements(book: Book) -> None:
    of_lines: dict[object, Decimal] = {}
    for row in rows(book["Lines"]):
        amount = Decimal(repr(row["amount, least"]))
        of_lines[row["period"]] = of_lines.get(row["period"], Decimal(0)) + amount
    for row in rows(book["Statement"]):
        assert of_lines.get(row["period"], Decimal(0)) == Decimal(repr(row["total, least"]))


def test_shares_are_percentages_with_the_decimals_that_are_shown(book: Book) -> None:
    evidence = read_evidence(demo())
    number = [c.value for c in book["Targets"][1]].index("achieved, least") + 1
    for line, target in enumerate(evidence.targets.targets, 2):
        cell = book["Targets"].cell(line, number)
        assert target.achieved is not None
        shown = target.achieved.least.shown
        assert Decimal(repr(cell.value)) * 100 == Decimal(shown.removesuffix("%"))
        assert cell.number_format == "0.00%" or shown.count(".") == 0 or "%" in cell.number_format


def test_times_are_times_in_utc(book: Book) -> None:
    first = rows(book["Verdicts"])[0]
    with (demo() / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        told = next(csv.DictReader(file))
    for name in ("started_at", "due_at", "ended_at"):
        assert first[f"{name} (UTC)"] == datetime.fromisoformat(told[name]).replace(tzinfo=None)
    assert first["elapsed_s"] == int(told["elapsed_s"])


def test_every_verdict_is_there(book: Book) -> None:
    assert len(rows(book["Verdicts"])) == sum(read_evidence(demo()).counts.verdicts.values())


HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "{=1}", "http://x.example",
    "1e5", "0123", "TRUE", "\x01\x02", "a\x00b", "_x0041_", "<b>&amp;</b>", "\u202egnp",
    "x" * 40_000, "\ufffe", "line\nline",
)  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_text_is_text_whatever_it_says(what: str) -> None:
    evidence = read_evidence(meridian("customer"))
    finding = Finding(file=what, row=1, column=what, kind="unmapped", count=1, what=what)
    book = opened(replace(evidence, findings=(finding,)))
    for place in ("A2", "C2", "F2"):
        cell = book["Findings"][place]
        assert cell.data_type in {"s", "inlineStr"}
        assert cell.hyperlink is None
        # XlsxWriter escapes what looks like an escape of a sheet, as the standard wants it.
        said = unescape(str(cell.value))
        assert said[:100] == "".join(
            c if c.isprintable() or c == "\n" else "\ufffd" for c in what[:100]
        )
    assert not any(
        cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_what_is_longer_than_a_sheet_goes_on_in_another() -> None:
    evidence = read_evidence(meridian("customer"))
    book = opened(evidence, most_rows=4)
    names = [name for name in book.sheetnames if name.startswith("Verdicts")]
    assert names[:2] == ["Verdicts", "Verdicts 2"]
    assert max(sheet.max_row for sheet in book) == 4
    assert book["Verdicts"]["A4"].value == "more rows in sheet 'Verdicts 2'"
    told = [str(row[0].value) for name in names for row in book[name].iter_rows(min_row=2)]
    items = [item for item in told if not item.startswith("more rows")]
    assert items == [verdict.item for verdict in evidence.verdicts()]


def test_an_exact_fit_needs_no_further_sheet() -> None:
    evidence = read_evidence(meridian("customer"))
    number = sum(1 for _ in evidence.verdicts())
    book = opened(evidence, most_rows=max(60, number + 2))
    assert "Verdicts 2" not in book.sheetnames


def test_a_number_that_excel_would_round_is_text() -> None:
    evidence = read_evidence(meridian("customer"))
    finding = Finding(file="f", row=1234567890123456789, column=None, kind="k", count=7, what="w")
    book = opened(replace(evidence, findings=(finding,)))
    assert book["Findings"]["B2"].value == "1234567890123456789"
    assert book["Findings"]["E2"].value == 7


def test_the_customers_workbook_holds_nothing_internal() -> None:
    with zipfile.ZipFile(BytesIO(workbook(read_evidence(meridian("customer"))))) as parts:
        text = "\n".join(parts.read(name).decode() for name in parts.namelist())
    assert [word for word in INTERNAL if word in text] == []
    with zipfile.ZipFile(BytesIO(workbook(read_evidence(meridian("provider"))))) as parts:
        text = "\n".join(parts.read(name).decode() for name in parts.namelist())
    assert "incidents_ops" in text
