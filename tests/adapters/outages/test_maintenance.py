"""Maintenance windows: repeated, moved, cancelled, over clock changes, and called off later."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.adapters import Profile
from slarules.errors import SourceError
from slarules_outages.maintenance import Maintenance, made
from tests.adapters.outages.reading import Kept, at, context, pull

NOW = "2026-03-20T00:00:00"

EVENT = """BEGIN:VEVENT
UID:works@acme
DTSTAMP:20260301T080000Z
CREATED:20260210T080000Z
{lines}
SUMMARY:Works
END:VEVENT"""


def calendar(*events: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//acme//works//EN", *events]
    return "\r\n".join([*"\n".join(lines).splitlines(), "END:VCALENDAR", ""])


def adapter(folder: Path, **more: object) -> Maintenance:
    table = {"file": "works.ics", "service": "shop", **more}
    return made(Profile("maintenance", "acme", table, str(folder / "slarules.toml")))


def windows(folder: Path, *events: str, **more: object) -> list[tuple[str, str]]:
    (folder / "works.ics").write_text(calendar(*events))
    kept = pull(adapter(folder, **more), Kept(), context(NOW))
    return [(shown(a), shown(b or a)) for _, a, b in kept.there("maintenance")]


def shown(instant: int) -> str:
    from datetime import UTC, datetime, timedelta

    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant):%m-%dT%H:%M}"


WEEKLY = EVENT.format(
    lines="DTSTART;TZID=Europe/Berlin:20260315T010000\n"
    "DTEND;TZID=Europe/Berlin:20260315T050000\n"
    "RRULE:FREQ=WEEKLY;COUNT=4\n"
    "EXDATE;TZID=Europe/Berlin:20260322T010000"
)


def test_a_weekly_window_keeps_its_wall_time_and_its_gaps(tmp_path: Path) -> None:
    """On 2026-03-29 the clocks in Berlin go from 02:00 to 03:00: three hours are left of four."""
    assert windows(tmp_path, WEEKLY) == [
        ("03-15T00:00", "03-15T04:00"),
        ("03-29T00:00", "03-29T03:00"),
        ("04-04T23:00", "04-05T03:00"),
    ]


def test_one_of_a_series_is_moved_and_one_is_cancelled(tmp_path: Path) -> None:
    moved = EVENT.format(
        lines="RECURRENCE-ID;TZID=Europe/Berlin:20260329T010000\n"
        "DTSTART;TZID=Europe/Berlin:20260330T010000\nDTEND;TZID=Europe/Berlin:20260330T020000"
    )
    off = EVENT.format(
        lines="RECURRENCE-ID;TZID=Europe/Berlin:20260405T010000\nSTATUS:CANCELLED\n"
        "DTSTART;TZID=Europe/Berlin:20260405T010000\nDTEND;TZID=Europe/Berlin:20260405T050000"
    )
    assert windows(tmp_path, WEEKLY, moved, off) == [
        ("03-15T00:00", "03-15T04:00"),
        ("03-29T23:00", "03-30T00:00"),
    ]


def test_a_whole_day_is_one_in_the_zone_of_the_settings(tmp_path: Path) -> None:
    day = EVENT.format(lines="DTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260330")
    assert windows(tmp_path, day, zone="Europe/Berlin") == [("03-28T23:00", "03-29T22:00")]
    with pytest.raises(SourceError, match="a time without a zone"):
        windows(tmp_path, day)


def test_a_series_without_an_end_is_told_as_far_ahead_as_asked(tmp_path: Path) -> None:
    daily = EVENT.format(lines="DTSTART:20260301T010000Z\nDTEND:20260301T020000Z\nRRULE:FREQ=DAILY")
    assert windows(tmp_path, daily, ahead=10)[-1] == ("03-29T01:00", "03-29T02:00")


def test_when_a_window_was_told_of(tmp_path: Path) -> None:
    (tmp_path / "works.ics").write_text(calendar(WEEKLY))
    told = {
        how: {row["announced_at"] for row in pull(
            adapter(tmp_path, announced=how), Kept(), context(NOW)
        ).table("outages")}
        for how in ("created", "stamp", "never")
    }  # fmt: skip
    assert told == {
        "created": {at("2026-02-10T08:00:00")},
        "stamp": {at("2026-03-01T08:00:00")},
        "never": {None},
    }


def test_what_lay_ahead_and_vanished_is_called_off_and_what_is_past_is_kept(tmp_path: Path) -> None:
    (tmp_path / "works.ics").write_text(calendar(WEEKLY))
    kept = pull(adapter(tmp_path), Kept(), context(NOW))
    assert len(kept.there("maintenance")) == 3
    (tmp_path / "works.ics").write_text(calendar())
    kept = pull(adapter(tmp_path), kept, context("2026-04-01T00:00:00"))
    assert [shown(a) for _, a, _ in kept.there("maintenance")] == ["03-15T00:00", "03-29T00:00"]


def test_a_category_names_the_service(tmp_path: Path) -> None:
    named = EVENT.format(lines="DTSTART:20260301T01Z\nDTEND:20260301T02Z\nCATEGORIES:mail,night")
    named = named.replace("T01Z", "T010000Z").replace("T02Z", "T020000Z")
    (tmp_path / "works.ics").write_text(calendar(named))
    kept = pull(adapter(tmp_path, service=None), Kept(), context(NOW))
    assert [service for service, _, _ in kept.there("maintenance")] == ["mail"]
    (tmp_path / "works.ics").write_text(calendar(WEEKLY))
    with pytest.raises(SourceError, match="Works: names no service"):
        pull(adapter(tmp_path, service=None), Kept(), context(NOW))


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"PK\x03\x04", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nX\r\n"]
)
def test_what_is_no_calendar_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "works.ics").write_bytes(content)
    with pytest.raises(SourceError):
        pull(adapter(tmp_path), Kept(), context(NOW))


def test_a_window_every_second_is_refused(tmp_path: Path) -> None:
    mad = EVENT.format(
        lines="DTSTART:20260301T010000Z\nDTEND:20260301T010001Z\nRRULE:FREQ=SECONDLY"
    )
    with pytest.raises(SourceError, match="more often than once an hour"):
        windows(tmp_path, mad)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    report = adapter(tmp_path).check(context(NOW))
    assert not report.is_well
    assert "cannot be read" in report.checks[0].what
