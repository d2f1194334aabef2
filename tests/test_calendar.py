"""Business time as other systems count it: every recorded case, by its own convention."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from slarules.calendar import WEEKDAYS, Calendar
from tests.shared import SHARED, needs_shared

ORACLES = SHARED / "oracles"

Case: TypeAlias = dict[str, Any]
Side: TypeAlias = Literal["closing", "next_opening"]
SIDES: tuple[Side, ...] = ("closing", "next_opening")

DIFFERS = {
    "misc_libraries-0017": "adds zero hours outside hours without moving to the next opening",
    "php_business_time-0153": "adds zero hours at closing without moving to the next opening",
    "misc_libraries-0036": "a yearly holiday of its own that it forgets in the next year",
    "misc_libraries-0047": "gives zero where the end lies before the start",
    "ruby_working_hours-0011": "counts the day of 25 hours as 24, by the wall clock",
}
"""Recorded answers that are another product's own; the list may only get shorter."""


@cache
def cases(folder: str) -> dict[str, Case]:
    files = sorted((ORACLES / folder).glob("*.jsonl"))
    found = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return {case["id"]: case for case in found}


def time_of(text: str, case: Case) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(case["timezone"]))


def yearly(text: str, case: Case) -> Iterator[date]:
    """Yield a holiday; one without a year in every year the case can reach."""
    if not text.startswith("--"):
        yield date.fromisoformat(text)
        return
    first = time_of(case["start"], case).year
    for year in range(first - 1, first + 3):
        yield date.fromisoformat(f"{year}-{text[2:]}")


def walls(day: date, spans: list[list[str]]) -> list[tuple[datetime, datetime]]:
    """Return spans of a date as naive wall times."""

    def wall(text: str) -> datetime:
        hours, minutes = (int(part) for part in text.split(":"))
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time
        return midnight + timedelta(hours=hours, minutes=minutes)

    return [(wall(start), wall(end)) for start, end in spans]


def calendar(case: Case, at_closing: Side = "closing") -> Calendar:
    zone = case["timezone"]
    replaced = {date.fromisoformat(day): spans for day, spans in case.get("overrides", {}).items()}
    breaks = {date.fromisoformat(day): spans for day, spans in case.get("breaks", {}).items()}
    absolute = case.get("absolute_breaks", [])
    return Calendar(
        zone=zone,
        weekly={day: [(a, b) for a, b in spans] for day, spans in case["schedule"].items()},
        holidays=[day for text in case["holidays"] for day in yearly(text, case)] + list(replaced),
        closed=[pair for day, spans in breaks.items() for pair in walls(day, spans)]
        + [(time_of(start, case), time_of(end, case)) for start, end in absolute],
        extra=[pair for day, spans in replaced.items() for pair in walls(day, spans)],
        at_closing=at_closing,
    )


def due(case: Case, at_closing: Side) -> datetime:
    budget = timedelta(seconds=case["duration_seconds"])
    return calendar(case, at_closing).due(time_of(case["start"], case), budget)


def near(found: datetime, case: Case) -> bool:
    off = found.astimezone(UTC) - time_of(case["expected"], case).astimezone(UTC)
    return abs(off) <= timedelta(seconds=case.get("tolerance_seconds", 0))


def agrees(case: Case) -> bool:
    """Tell whether the recorded answer is given, and at closing only by its own setting."""
    if case["op"] == "elapsed":
        start, end = time_of(case["start"], case), time_of(case["end"], case)
        expected = timedelta(seconds=case["expected"])
        off = abs(calendar(case).elapsed(start, end) - expected)
        return off <= timedelta(seconds=case.get("tolerance_seconds", 0))
    closing, opening = (near(due(case, side), case) for side in SIDES)
    match case.get("boundary"):
        case "closing":
            return closing and not opening
        case "next_open":
            return opening and not closing
        case _:
            return closing and opening


@needs_shared
def test_every_recorded_case_agrees_but_for_the_listed_ones() -> None:
    known = cases("business_time")
    assert len(known) == 823
    assert {name for name, case in known.items() if not agrees(case)} == set(DIFFERS)


@needs_shared
def test_the_listed_exceptions_are_those_that_the_recorder_marked() -> None:
    marked = {name for name, case in cases("business_time").items() if case["check"] == "differs"}
    assert set(DIFFERS) <= marked


OTHERWISE = {
    "js_moment_business_time-x0004": "a closing instant is still open there",
    "js_moment_business_time-x0063": "a time in the midday break is open there",
    "ruby_working_hours-x0059": "a start on a shut day counts from the next working day",
    "ruby_working_hours-x0062": "a start on a shut day counts from the next working day",
    "ruby_working_hours-x0120": "a start on a shut day counts from the next working day",
}
"""Recorded answers to further questions that follow another convention."""


def further(*ops: str) -> dict[str, Case]:
    return {name: case for name, case in cases("business_time_extra").items() if case["op"] in ops}


def forward(case: Case) -> bool:
    return case["op"] != "add_business_days" or int(case["arg"]) >= 1


def answer_agrees(case: Case) -> bool:
    shown, start = calendar(case), time_of(case["start"], case)
    match case["op"]:
        case "is_open":
            return shown.is_open(start) == bool(case["expected"])
        case "next_open_or_self":
            return shown.next_opening(start) == time_of(case["expected"], case)
        case _:
            # Those libraries leave a wall time that is shut as it is.
            found = shown.working_days_later(start, int(case["arg"]))
            return found == shown.next_opening(time_of(case["expected"], case))


@needs_shared
def test_openings_and_working_days_agree_but_for_the_listed_ones() -> None:
    asked = further("is_open", "next_open_or_self", "add_business_days")
    known = {name: case for name, case in asked.items() if forward(case)}
    assert len(known) == 154
    assert {name for name, case in known.items() if not answer_agrees(case)} == set(OTHERWISE)


@needs_shared
def test_a_start_on_a_shut_day_may_count_from_the_next_opening() -> None:
    for name in ("ruby_working_hours-x0059", "ruby_working_hours-x0120"):
        case = cases("business_time_extra")[name]
        start, n = time_of(case["start"], case), int(case["arg"])
        found = calendar(case).working_days_later(start, n, count_from="next_opening")
        assert found.date() == time_of(case["expected"], case).date()


@needs_shared
def test_windows_at_a_clock_change_follow_our_rule() -> None:
    edges = {name: case for name, case in further("elapsed").items() if name.startswith("dst_edge")}
    assert len(edges) == 18
    for name, case in edges.items():
        start, end = time_of(case["start"], case), time_of(case["end"], case)
        expected = timedelta(seconds=case["python_zoneinfo_fold0"])
        assert calendar(case).elapsed(start, end) == expected, name


BERLIN = ZoneInfo("Europe/Berlin")
DESK = Calendar(
    zone="Europe/Berlin",
    weekly={day: [("08:00", "12:00"), ("13:00", "18:00")] for day in WEEKDAYS[:5]},
    holidays=[date(2026, 1, 1)],
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_a_budget_of_zero_gives_the_start_or_the_next_opening() -> None:
    assert DESK.due(at("2026-03-02 09:00"), timedelta()) == at("2026-03-02 09:00")
    assert DESK.due(at("2026-03-02 12:30"), timedelta()) == at("2026-03-02 13:00")


def test_times_come_back_in_the_zone_of_the_calendar() -> None:
    shown = DESK.due(datetime(2026, 3, 2, 8, tzinfo=UTC), timedelta(hours=1))
    assert shown.isoformat() == "2026-03-02T10:00:00+01:00"
    assert shown.tzinfo is BERLIN


def test_a_budget_ending_at_closing_falls_due_where_the_calendar_says() -> None:
    weekly = {day: [("08:00", "18:00")] for day in WEEKDAYS[:5]}
    closing, opening = (Calendar("Europe/Berlin", weekly, at_closing=side) for side in SIDES)
    start, budget = at("2026-03-06 09:00"), timedelta(hours=9)
    assert closing.due(start, budget) == at("2026-03-06 18:00")
    assert opening.due(start, budget) == at("2026-03-09 08:00")


def test_working_days_keep_the_wall_time() -> None:
    saturday = at("2026-03-07 11:00")
    assert DESK.working_days_later(saturday, 1) == at("2026-03-09 11:00")
    assert DESK.working_days_later(saturday, 1, count_from="next_opening") == at("2026-03-10 08:00")
    evening = at("2026-03-02 19:00")
    assert DESK.working_days_later(evening, 1) == at("2026-03-04 08:00")
    assert DESK.working_days_later(evening, 1, when_shut="closing") == at("2026-03-03 18:00")


def test_extra_openings_are_added_after_closures() -> None:
    morning = (at("2026-01-01 09:00"), at("2026-01-01 11:00"))
    shown = Calendar("Europe/Berlin", {}, holidays=[date(2026, 1, 1)], extra=[morning])
    assert shown.elapsed(at("2025-12-31 00:00"), at("2026-01-02 00:00")) == timedelta(hours=2)
    assert shown.working_days_later(at("2025-12-01 09:30"), 1) == at("2026-01-01 09:30")


def test_a_closure_may_name_the_second_of_two_equal_wall_times() -> None:
    weekly = {"sun": [("00:00", "24:00")]}
    second = (at("2026-10-25 02:00").replace(fold=1), at("2026-10-25 03:00"))
    shown = Calendar("Europe/Berlin", weekly, closed=[second])
    assert shown.is_open(at("2026-10-25 02:30"))
    assert not shown.is_open(at("2026-10-25 02:30").replace(fold=1))


def test_a_calendar_that_never_opens_says_so() -> None:
    shut = Calendar("Europe/Berlin", {})
    assert shut.elapsed(at("2026-01-01 00:00"), at("2027-01-01 00:00")) == timedelta()
    with pytest.raises(ValueError, match="within a hundred years"):
        shut.next_opening(at("2026-01-01 00:00"))
    with pytest.raises(ValueError, match="within a hundred years"):
        shut.due(at("2026-01-01 00:00"), timedelta(hours=1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"zone": "Europe/Berln"}, "no time zone is called 'Europe/Berln'"),
        ({"weekly": {"Monday": [("09:00", "17:00")]}}, "a weekday is one of mon"),
        ({"weekly": {"mon": [("9 am", "17:00")]}}, "a wall time is written like 09:00"),
        ({"weekly": {"mon": [("09:00", "24:30")]}}, "from 00:00 to 24:00, not '24:30'"),
        ({"holidays": [at("2026-01-01 00:00")]}, "a holiday is a date without a time"),
        ({"closed": [(at("2026-01-02 00:00"), at("2026-01-01 00:00"))]}, "ends before it starts"),
        ({"at_closing": "opening"}, "at_closing is 'closing' or 'next_opening'"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, Any], said: str) -> None:
    right: dict[str, Any] = {"zone": "Europe/Berlin", "weekly": {"mon": [("09:00", "17:00")]}}
    with pytest.raises(ValueError, match=said):
        Calendar(**{**right, **wrong})


def test_wrong_questions_are_named() -> None:
    start = at("2026-03-02 09:00")
    with pytest.raises(ValueError, match="without a zone"):
        DESK.is_open(start.replace(tzinfo=None))
    with pytest.raises(ValueError, match="not negative"):
        DESK.due(start, timedelta(hours=-1))
    with pytest.raises(ValueError, match="counted from 1"):
        DESK.working_days_later(start, 0)
    with pytest.raises(ValueError, match="count_from is 'start' or 'next_opening'"):
        DESK.working_days_later(start, 1, count_from="report")  # type: ignore[arg-type]


def test_a_notebook_shows_the_hours() -> None:
    shown = DESK._repr_html_()
    assert "Europe/Berlin" in shown
    assert "<tr><th>mon</th><td>08:00-12:00, 13:00-18:00</td></tr>" in shown
