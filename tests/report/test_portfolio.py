"""The summary of a portfolio on a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slarules.report.portfolio import Money, Portfolio, Row, table

EURO = Money("EUR", "1000.00", "1000.00", "400.00", "400.00")
DONE = Row("Alster Stores GmbH", "alster", "made", 2, 0, EURO, "2026-04-01", findings=3)
LONG = replace(
    DONE,
    customer="Vereinigte Norddeutsche Verkehrsbetriebe und Hafenbahn GmbH & Co. KG",
    contract="verkehrsbetriebe_norddeutschland_rahmenvertrag",
    undetermined=2,
    money=Money("USD", "1234567.00", "2234567.00", "1234567.00", "2234567.00"),
    provisional=True,
    findings=12_345,
)
FAILED = Row("Broken Ltd", "broken", "failed", why="it has problems: E201 no clock is called desk")


def test_sums_are_told_by_currency_and_with_what_is_left_of_them() -> None:
    shown = table(Portfolio((DONE, replace(DONE, contract="second"), LONG)), 120)
    assert "  EUR 2,000.00, of it not expired EUR 800.00\n" in shown
    assert "  USD 1,234,567.00 to 2,234,567.00\n" in shown


def test_what_failed_says_why() -> None:
    shown = table(Portfolio((DONE, FAILED)), 120)
    assert "broken (Broken Ltd): it has problems: E201 no clock is called desk" in shown
    assert "2 contracts: 1 made, 1 failed" in shown


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_longer_than_the_screen(width: int) -> None:
    shown = table(Portfolio((DONE, LONG, FAILED), ("1 ticket nobody's: no row names one",)), width)
    assert max(map(len, shown.splitlines())) <= width
    assert "2 +2?" in shown


def test_with_no_run_at_all_there_is_no_table() -> None:
    assert "Missed" not in table(Portfolio((FAILED,)), 80)
