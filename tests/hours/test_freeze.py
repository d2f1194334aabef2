"""Holidays written down once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.core.clocks import HolidayDay, Holidays
from slarules.hours.freeze import from_icalendar, from_library, written
from tests.hours.clocks import HARBOUR_DAYS, RULES, part

HARBOUR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:harbour
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20200508
DTEND;VALUE=DATE:20200510
RRULE:FREQ=YEARLY
SUMMARY:Harbour "days"
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:20261224T120000
DTEND;TZID=Europe/Berlin:20261225T000000
SUMMARY:Christmas Eve
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260601
STATUS:CANCELLED
SUMMARY:Called off
END:VEVENT
END:VCALENDAR
"""


def test_holidays_are_written_in_the_language() -> None:
    assert written(HARBOUR_DAYS, "the harbour master") == (
        "language slarules 1\n"
        "\n"
        'holidays "harbour_days" version "2026"\n'
        '  source "the harbour master"\n'
        '  on 2026-05-08 "Harbour anniversary"\n'
        '  on 2026-12-24 from 12:00 to 24:00 "Christmas Eve, afternoon"\n'
    )


def test_quotes_and_line_ends_cannot_break_out_of_a_label() -> None:
    odd = Holidays("x", "1", (HolidayDay(date(2026, 1, 1), 'A "day"\n  on 2026-01-02 "B'),))
    assert written(odd, "s").endswith("  on 2026-01-01 \"A 'day' on 2026-01-02 'B\"\n")


def test_the_library_answers_in_the_language_of_the_area() -> None:
    days, source = from_library("DE-HH", range(2026, 2027))
    assert HolidayDay(date(2026, 10, 31), "Reformationstag") in days
    assert source.startswith("python-holidays ")
    assert source.endswith(", country DE, part HH, year 2026")


@pytest.mark.parametrize("area", ["XX", "DE-XX", "HolidayBase", ""])
def test_an_area_that_is_none_is_named(area: str) -> None:
    with pytest.raises(ValueError, match=f"no area '{area}'"):
        from_library(area, range(2026, 2027))


def test_an_icalendar_file_gives_every_date_and_part_of_a_date(tmp_path: Path) -> None:
    file = tmp_path / "harbour.ics"
    file.write_text(HARBOUR, "utf-8")
    days, source = from_icalendar(file, range(2026, 2028))
    assert days == (
        HolidayDay(date(2026, 5, 8), 'Harbour "days"'),
        HolidayDay(date(2026, 5, 9), 'Harbour "days"'),
        HolidayDay(date(2026, 12, 24), "Christmas Eve", part(12, 24)),
        HolidayDay(date(2027, 5, 8), 'Harbour "days"'),
        HolidayDay(date(2027, 5, 9), 'Harbour "days"'),
    )
    assert source == "iCalendar file harbour.ics, years 2026 to 2027"


@pytest.mark.parametrize("file", sorted(RULES.glob("*.sla")), ids=lambda file: file.stem)
def test_shipped_files_cover_every_year_in_order(file: Path) -> None:
    lines = [line for line in file.read_text("utf-8").splitlines() if line.startswith("  on ")]
    days = [line.split()[1] for line in lines]
    assert days == sorted(set(days))
    assert {day[:4] for day in days} == {str(year) for year in range(2024, 2030)}


def test_the_command_writes_a_file_and_never_another_over_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "IE-2026.1.sla"
    assert run(["calendar", "freeze", "IE", "2026..2027", "--out", str(file)]) == 0
    text = file.read_text("utf-8")
    assert text.startswith('language slarules 1\n\nholidays "IE" version "2026.1"\n  source "')
    assert '  on 2027-03-17 "Saint Patrick\'s Day"\n' in text
    assert run(["calendar", "freeze", "IE", "2026..2027", "--out", str(file)]) == 0
    assert run(["calendar", "freeze", "IE", "2026", "--out", str(file)]) == 2
    assert "is frozen and holds other dates" in capsys.readouterr().err
    assert file.read_text("utf-8") == text


def test_the_command_takes_an_icalendar_file_and_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "harbour.ics"
    file.write_text(HARBOUR, "utf-8")
    given = ["calendar", "freeze", "harbour_days", "2026", "--version", "7", "--out", "-"]
    assert run([*given, "--from-ics", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[2:5] == [
        'holidays "harbour_days" version "7"',
        '  source "iCalendar file harbour.ics, year 2026"',
        "  on 2026-05-08 \"Harbour 'days'\"",
    ]


@pytest.mark.parametrize("years", ["26", "2027..2026", "2026-2027", "0000"])
def test_years_that_are_none_are_wrong_use(years: str) -> None:
    assert run(["calendar", "freeze", "IE", years]) == 2


def test_a_file_that_is_no_calendar_is_wrong_use(tmp_path: Path) -> None:
    file = tmp_path / "no.ics"
    file.write_text("no calendar", "utf-8")
    assert run(["calendar", "freeze", "x", "2026", "--from-ics", str(file), "--out", "-"]) == 2
