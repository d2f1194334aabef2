"""A year of a clock as its owner reads it."""

from __future__ import annotations

from datetime import date

from slarules.core.clocks import ELAPSED, Clock, HoursOf, Shut
from slarules.hours.opentime import OpenTime
from slarules.report.year import holiday_labels, opening_hours, year_of
from tests.hours.clocks import BERLIN, BOTH_SITES, DESK, JOINT, NIGHT


def test_the_usual_week_stands_first_and_each_month_names_what_differs() -> None:
    shown = year_of(DESK, 2026)
    assert "Clock desk in 2026, wall times of Europe/Berlin" in shown
    assert "  Monday     08:00-12:00, 13:00-18:00\n" in shown
    assert "April: 20 days, 180 h\n  Fri  3  shut  Karfreitag\n  Mon  6  shut  Ostermontag" in shown
    assert "  Thu 12  13:00-18:00\n  Sat 28  09:00-13:00\n" in shown
    assert "  Thu 24  08:00-12:00  Christmas Eve, afternoon\n" in shown


def test_a_month_without_exceptions_is_one_line() -> None:
    assert "\n\nJune: 22 days, 198 h\n\n" in year_of(DESK, 2026)


def test_a_night_is_shown_on_both_its_dates() -> None:
    assert opening_hours(OpenTime(NIGHT), date(2026, 3, 7)) == "00:00-06:00, 22:00-24:00"
    assert opening_hours(OpenTime(ELAPSED), date(2026, 3, 7)) == "00:00-24:00"


def test_holidays_are_named_only_where_they_shut_the_clock() -> None:
    portugal = date(2026, 6, 10)
    assert list(holiday_labels(JOINT.hours, portugal)) == []
    assert len(list(holiday_labels(JOINT.hours, date(2026, 5, 1)))) == 2
    assert len(list(holiday_labels(BOTH_SITES.hours, portugal))) == 1
    away = Clock("away", BERLIN, Shut(HoursOf(DESK)))
    assert list(holiday_labels(away.hours, date(2026, 5, 8))) == ["Harbour anniversary"]
    assert list(holiday_labels(ELAPSED.hours, portugal)) == []
