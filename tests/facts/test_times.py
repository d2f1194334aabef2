"""Times as exports write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.mapping import DatePattern
from slarules.facts.times import Times, UnreadableTimeError
from slarules.facts.values import as_name, number
from slarules.instants import instant, iso, utc


def read(text: str, dates: DatePattern | None = None, zone: str = "Europe/Dublin") -> str | None:
    at = Times(dates, zone).read(text)
    return None if at is None else iso(at)


@pytest.mark.parametrize(
    ("text", "dates", "expected"),
    [
        ("2026-01-05", None, "2026-01-05T00:00:00Z"),
        (" 2026-07-05 10:00 ", None, "2026-07-05T09:00:00Z"),
        ("2026-07-05T10:00:30.25+02:00", None, "2026-07-05T08:00:30.250000Z"),
        ("2026-07-05T10:00Z", None, "2026-07-05T10:00:00Z"),
        ("2026-01-05 24:00", None, "2026-01-06T00:00:00Z"),
        ("2026/1/5 9:05", None, "2026-01-05T09:05:00Z"),
        ("5/1/2026 09:05", "day/month/year", "2026-01-05T09:05:00Z"),
        ("5/1/2026 1:05 PM", "month/day/year", "2026-05-01T12:05:00Z"),
        ("5/1/2026 12:05 am", "day/month/year", "2026-01-05T00:05:00Z"),
        ("05.01.2026, 09:05:07", "day.month.year", "2026-01-05T09:05:07Z"),
        ("05.01.2026 09:05 +0100", "day.month.year", "2026-01-05T08:05:00Z"),
        ("2026-01-05 09:05", "day.month.year", "2026-01-05T09:05:00Z"),
        ("05/05/2026", None, "2026-05-04T23:00:00Z"),
        ("31/12/2026", None, "2026-12-31T00:00:00Z"),
        ("05/01/2026", "day.month.year", None),
        ("05.01.26", "day.month.year", None),
        ("31.02.2026", "day.month.year", None),
        ("05.01.2026 25:00", "day.month.year", None),
        ("45123.5", None, None),
        ("soon", None, None),
        ("", None, None),
    ],
)
def test_a_time_is_read_as_it_is_declared(
    text: str, dates: DatePattern | None, expected: str | None
) -> None:
    assert read(text, dates) == expected


@pytest.mark.parametrize("text", ["03/04/2026", "03.04.2026 10:00", "12-11-2026"])
def test_a_date_that_may_be_two_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTimeError, match="dates are written"):
        read(text)


def test_undeclared_dates_that_contradict_each_other_are_refused() -> None:
    times = Times(None, "UTC")
    times.read("13/01/2026")
    with pytest.raises(UnreadableTimeError, match="in another"):
        times.read("01/13/2026")


def test_a_wall_time_without_a_zone_is_refused_and_a_rule_can_give_one() -> None:
    times = Times(None, None)
    with pytest.raises(UnreadableTimeError, match="no offset"):
        times.read("2026-03-04 10:00")
    at = times.read("2026-03-04 10:00", "Asia/Tokyo")
    assert at is not None
    assert iso(at) == "2026-03-04T01:00:00Z"


def test_wall_times_at_a_clock_change_move_later_or_are_the_first() -> None:
    assert read("2026-03-29 01:30") == "2026-03-29T01:30:00Z"
    assert read("2026-10-25 01:30") == "2026-10-25T00:30:00Z"


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_what_is_written_is_read_to_the_microsecond(wall: datetime) -> None:
    at = instant(wall.replace(tzinfo=UTC))
    assert Times(None, None).read(utc(at).isoformat()) == at
    assert Times("day.month.year", "UTC").read(f"{wall:%d.%m.%Y %H:%M:%S.%f}") == at


@given(st.text(max_size=30))
def test_no_text_makes_reading_fail(text: str) -> None:
    number(text, "point")
    as_name(text)
    with suppress(UnreadableTimeError):
        Times(None, "UTC").read(text)


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("12", "point", "12"),
        ("-1,234.50", "point", "-2469/2"),
        ("1.234,5", "comma", "2469/2"),
        ("99.95%", "point", "1999/2000"),
        ("1e-3", "point", "1/1000"),
        ("1,5", "point", None),
        ("12,34.5", "point", None),
        ("0x10", "point", None),
        ("1e999999", "point", None),
        ("nan", "point", None),
        ("٣", "point", None),
    ],
)
def test_a_number_is_exact_or_none(text: str, mark: str, expected: str | None) -> None:
    found = number(text, "comma" if mark == "comma" else "point")
    assert (None if found is None else str(found)) == expected
