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


ORIGIN_SHUT = "a start on a shut day counts from the next, or the last, working day"
MIDNIGHT = "a closing at midnight is a microsecond before it"
OPENING_SHUT = "going back, an opening instant is not open"

OTHERWISE = {
    "js_moment_business_time-x0004": "a closing instant is still open there",
    "js_moment_business_time-x0063": "a time in the midday break is open there",
    "ruby_business_time-x0061": "zero hours before a weekend is after it there",
    "ruby_working_hours-x0042": MIDNIGHT,
    "ruby_working_hours-x0044": MIDNIGHT,
    "ruby_working_hours-x0045": MIDNIGHT,
    "ruby_working_hours-x0059": ORIGIN_SHUT,
    "ruby_working_hours-x0060": ORIGIN_SHUT,
    "ruby_working_hours-x0062": ORIGIN_SHUT,
    "ruby_working_hours-x0063": ORIGIN_SHUT,
    "ruby_working_hours-x0077": OPENING_SHUT,
    "ruby_working_hours-x0086": OPENING_SHUT,
    "ruby_working_hours-x0119": ORIGIN_SHUT,
    "ruby_working_hours-x0120": ORIGIN_SHUT,
}
"""Recorded answers to further questions that follow another convention; may only get shorter."""

ASKED = {
    "sub": 99,
    "is_open": 78,
    "add_business_days": 46,
    "next_open_or_self": 38,
    "prev_close_or_self": 32,
    "next_close": 23,
    "elapsed": 18,
    "elapsed_hours_truncated": 11,
    "next_period_start": 11,
    "business_days_between": 6,
    "sub_business_days": 5,
}
"""How many of each further question there are."""


def further(*ops: str) -> dict[str, Case]:
    return {name: case for name, case in cases("business_time_extra").items() if case["op"] in ops}


def answer_agrees(case: Case) -> bool:
    shown, start = calendar(case), time_of(case["start"], case)
    match case["op"]:
        case "is_open":
            return shown.is_open(start) == bool(case["expected"])
        case "add_business_days":
            return days_agree(shown, start, int(case["arg"]), time_of(case["expected"], case))
        case "sub_business_days":
            return days_agree(shown, start, -int(case["arg"]), time_of(case["expected"], case))
        case "business_days_between":
            between = shown.working_days_between(start, time_of(case["arg"], case))
            return bool(between == case["expected"])
        case "elapsed":
            expected = timedelta(seconds=case["python_zoneinfo_fold0"])
            return shown.elapsed(start, time_of(case["end"], case)) == expected
        case "elapsed_hours_truncated":
            elapsed = shown.elapsed(start, time_of(case["end"], case))
            return bool(int(elapsed / timedelta(hours=1)) == case["expected"])
        case _:
            return instant_asked(shown, start, case) == time_of(case["expected"], case)


def instant_asked(shown: Calendar, start: datetime, case: Case) -> datetime:
    match case["op"]:
        case "next_open_or_self":
            return shown.next_opening(start)
        case "prev_close_or_self":
            return shown.previous_closing(start)
        case "next_close":
            return shown.next_closing(start)
        case "next_period_start":
            return shown.next_opening(shown.next_closing(start) if shown.is_open(start) else start)
        case _:
            budget = timedelta(seconds=case["duration_seconds"])
            if budget < timedelta():
                return shown.due(start, -budget)
            return shown.latest_start(start, budget)


def days_agree(shown: Calendar, start: datetime, n: int, expected: datetime) -> bool:
    """Tell whether a day agrees; those libraries leave a wall time that is shut as it is."""
    if n < 0:
        return shown.working_days_earlier(start, -n) == shown.previous_closing(expected)
    later = shown.working_days_later(start, n) if n else shown.next_opening(start)
    return later == shown.next_opening(expected)


@needs_shared
@pytest.mark.parametrize("op", ASKED)
def test_further_questions_agree_but_for_the_listed_ones(op: str) -> None:
    known = further(op)
    assert len(known) == ASKED[op]
    differing = {name for name, case in known.items() if not answer_agrees(case)}
    assert differing == set(OTHERWISE) & set(known)


@needs_shared
def test_no_further_question_is_left_out() -> None:
    assert sum(ASKED.values()) == len(cases("business_time_extra"))
    assert set(OTHERWISE) <= set(cases("business_time_extra"))


@needs_shared
def test_a_start_on_a_shut_day_may_count_from_the_next_opening() -> None:
    for name in ("ruby_working_hours-x0059", "ruby_working_hours-x0120"):
        case = cases("business_time_extra")[name]
        start, n = time_of(case["start"], case), int(case["arg"])
        found = calendar(case).working_days_later(start, n, count_from="next_opening")
        assert found.date() == time_of(case["expected"], case).date()


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


def test_closings_and_starts_are_found_backwards() -> None:
    assert DESK.next_closing(at("2026-03-02 09:00")) == at("2026-03-02 12:00")
    assert DESK.next_closing(at("2026-03-02 12:00")) == at("2026-03-02 18:00")
    assert DESK.previous_closing(at("2026-03-07 11:00")) == at("2026-03-06 18:00")
    assert DESK.latest_start(at("2026-03-09 09:00"), timedelta(hours=2)) == at("2026-03-06 17:00")
    assert DESK.latest_start(at("2026-03-09 09:00"), timedelta(hours=1)) == at("2026-03-09 08:00")
    assert DESK.working_days_earlier(at("2026-03-09 19:00"), 1) == at("2026-03-06 18:00")
    assert DESK.working_days_between(at("2026-03-06 19:00"), at("2026-03-09 00:00")) == 1


def test_what_never_comes_says_so_backwards_too() -> None:
    always = Calendar("Europe/Berlin", {day: [("00:00", "24:00")] for day in WEEKDAYS})
    shut = Calendar("Europe/Berlin", {})
    asked = at("2026-03-02 09:00")
    with pytest.raises(ValueError, match="does not close within a hundred years"):
        always.next_closing(asked)
    with pytest.raises(ValueError, match="within a hundred years"):
        shut.previous_closing(asked)
    with pytest.raises(ValueError, match="within a hundred years"):
        shut.latest_start(asked, timedelta(hours=1))
    with pytest.raises(ValueError, match="within a hundred years"):
        shut.working_days_earlier(asked, 1)
    with pytest.raises(ValueError, match="not negative"):
        DESK.latest_start(at("2026-03-02 09:00"), timedelta(hours=-1))
    with pytest.raises(ValueError, match="counted from 1"):
        DESK.working_days_earlier(at("2026-03-02 09:00"), 0)
