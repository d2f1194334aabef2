"""The share of good time, worked by hand, and against a walk over single minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from slarules.core.clocks import calendar_days
from slarules.core.conditions import ALWAYS, UNKNOWN, Is, Missing, Notice
from slarules.core.contract import Contract
from slarules.core.measures import BadTime, Empty, GoodShare, Intervals, PeriodMeasure, ReadingIs
from slarules.core.money import Named
from slarules.core.promises import PeriodAllowance, TimeExclusion
from slarules.core.quantities import ValueOf
from slarules.engine.outcome import Achieved, MeasureResult
from slarules.engine.reference.measures import measures
from slarules.engine.reference.periods import assessed
from slarules.facts.history import History, Reading, WorldSpan
from slarules.instants import HOUR, MINUTE, Instant, Interval, Micros, instant
from tests.engine import desk
from tests.engine.build import (
    band,
    billed,
    cap,
    end_of,
    eur,
    evaluated,
    given,
    money_terms,
    of,
    one,
    percent,
    period_credit,
    reading,
    reading_measure,
    scenario,
    start_of,
    until,
    value_target,
)

ERRORS = Intervals(MINUTE, ReadingIs("error_rate", "at least", percent("5")), "good")
UPTIME = GoodShare(BadTime(ERRORS, service="storage-eu"), "both sides")
WORKS = TimeExclusion(
    "announced",
    None,
    "maintenance",
    provided=Notice("announced", "at least", 7, "before", "start", calendar_days(desk.ZONE)),
    allowance=PeriodAllowance(Micros(4 * HOUR), "elapsed", "calendar month"),
)
CHARGES = Named("service_charges")

CIRRUS = money_terms(
    PeriodMeasure("uptime", "uptime", UPTIME),
    value_target("monthly_uptime", "99.95", "uptime"),
    billed("service_charges"),
    period_credit(
        "uptime_credit",
        "monthly_uptime",
        band("99.00", "99.95", of("10", CHARGES)),
        band("95.00", "99.00", of("25", CHARGES)),
        band(None, "95.00", of("100", CHARGES)),
        by=ValueOf("uptime"),
    ),
    cap("whole_bill", of("100", CHARGES), "in order"),
    exclusions=(WORKS,),
    order=("base", "whole_bill"),
)


def cirrus(
    no_data: Empty = "good", excluded: Literal["both sides", "added back"] = "both sides"
) -> Contract:
    bad = replace(UPTIME.time, bad=replace(ERRORS, no_data=no_data))
    share = replace(UPTIME, time=bad, excluded=excluded)
    terms = replace(CIRRUS, measures={"uptime": PeriodMeasure("uptime", "uptime", share)})
    return replace(desk.contract(terms), zone="UTC")


def utc(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def between(start: str, end: str) -> Interval:
    return Interval(utc(start), utc(end))


def works(start: str, end: str, announced: Instant | Missing, name: str = "M1") -> WorldSpan:
    return WorldSpan("maintenance", name, utc(start), utc(end), {}, {"announced": announced})


def uptime(contract: Contract, history: History, label: str = "2026-03") -> MeasureResult:
    results = measures(contract, history, assessed(contract, history))
    return next(result for result in results if result.period == label)


def achieved(contract: Contract, history: History) -> Achieved:
    found = uptime(contract, history).achieved
    assert found is not None
    return found


def minutes(found: Achieved) -> tuple[int, int]:
    assert found.good is not None
    assert found.whole is not None
    return int(found.good // MINUTE), int(found.whole // MINUTE)


def month(**more: Any) -> History:  # noqa: ANN401
    """Return the history of a March in UTC."""
    end = utc("2026-04-01")
    return until("2026-03", **{"as_of": end, "complete_through": end, **more})


def test_forty_five_bad_minutes_in_march() -> None:
    """An hour of announced works leaves both sides; 45 of the 75 bad minutes lie after it."""
    told = scenario(
        given("2026-03", service_charges=eur("1,284.37")),
        zone="UTC",
        spans=(works("2026-03-08 02:00", "2026-03-08 03:00", utc("2026-02-20 09:00")),),
        bad=((None, between("2026-03-08 02:30", "2026-03-08 03:45")),),
    )
    owed = evaluated(cirrus(), told)
    (value,) = (m.achieved for m in owed.outcome.measures if m.period == "2026-03")
    assert value is not None
    assert value.good == 44_535 * MINUTE
    assert value.whole == 44_580 * MINUTE
    assert owed.target("monthly_uptime", "2026-03").outcome == "missed"
    assert owed.earned("uptime_credit", "2026-03") == (Fraction("128.437"),) * 2
    assert owed.total("2026-03") == one("128.44")


def test_excluded_time_that_is_added_back_stays_in_the_whole() -> None:
    history = month(
        spans=(works("2026-03-08 02:00", "2026-03-08 03:00", utc("2026-02-20 09:00")),),
        bad=((None, between("2026-03-08 02:30", "2026-03-08 03:45")),),
    )
    found = achieved(cirrus(excluded="added back"), history)
    assert minutes(found) == (44_595, 44_640)


def test_works_announced_six_days_before_are_not_excluded() -> None:
    history = month(
        spans=(works("2026-03-08 02:00", "2026-03-08 03:00", utc("2026-03-02 00:00")),),
        bad=((None, between("2026-03-08 02:30", "2026-03-08 03:45")),),
    )
    found = achieved(cirrus(), history)
    assert minutes(found) == (44_565, 44_640)


def test_what_exceeds_the_allowance_of_a_month_counts_again() -> None:
    """Three hours, then three: two of the last are beyond the four that a month allows."""
    told = utc("2026-01-01 00:00")
    history = month(
        spans=(
            works("2026-03-20 00:00", "2026-03-20 03:00", told, "M2"),
            works("2026-03-08 00:00", "2026-03-08 03:00", told, "M1"),
        ),
        bad=((None, between("2026-03-20 00:00", "2026-03-20 03:00")),),
    )
    found = achieved(cirrus(), history)
    assert minutes(found) == (44_640 - 240 - 120, 44_640 - 240)


def test_an_allowance_is_every_months_own() -> None:
    """Works over midnight of the first of April use each month's own four hours."""
    told = utc("2026-01-01 00:00")
    span = works("2026-03-31 20:00", "2026-04-01 06:00", told)
    history = replace(
        month(spans=(span,)), as_of=utc("2026-05-01"), complete_through=utc("2026-05-01")
    )
    march, april = (uptime(cirrus(), history, label).achieved for label in ("2026-03", "2026-04"))
    assert march
    assert march.whole == (44_640 - 240) * MINUTE
    assert april
    assert april.whole == (43_200 - 240) * MINUTE


def test_unknown_notice_gives_both_ends() -> None:
    history = month(
        spans=(works("2026-03-08 02:00", "2026-03-08 03:00", UNKNOWN),),
        bad=((None, between("2026-03-08 02:30", "2026-03-08 03:45")),),
    )
    result = uptime(cirrus(), history)
    assert result.achieved is not None
    assert result.achieved.least == Fraction(44_565, 44_640)
    assert result.achieved.most == Fraction(44_535, 44_580)
    assert result.needs == ("whether maintenance M1 is excluded",)


@pytest.mark.parametrize(
    ("no_data", "least", "most"),
    [
        ("good", Fraction(44_639, 44_640), Fraction(44_639, 44_640)),
        ("bad", Fraction(1, 44_640), Fraction(1, 44_640)),
        ("skipped", Fraction(1, 2), Fraction(1, 2)),
        ("unknown", Fraction(1, 44_640), Fraction(44_639, 44_640)),
    ],
)
def test_a_minute_without_data_counts_as_the_contract_says(
    no_data: Empty, least: Fraction, most: Fraction
) -> None:
    first = utc("2026-03-01 00:00")
    history = month(readings=(minute(first, 0, "4.9"), minute(first, 1, "5")))
    found = achieved(cirrus(no_data=no_data), history)
    assert (found.least, found.most) == (least, most)


def minute(first: Instant, number: int, value: str | Missing) -> Reading:
    start = Instant(first + number * MINUTE)
    during = Interval(start, Instant(start + MINUTE))
    known = value if isinstance(value, Missing) else percent(value)
    return Reading("error_rate", during, known, "storage-eu")


def test_readings_of_another_service_say_nothing() -> None:
    first = utc("2026-03-01 00:00")
    other = replace(minute(first, 0, "100"), of="storage-us")
    assert achieved(cirrus(), month(readings=(other,))).least == 1


def test_two_values_of_a_measurement_leave_it_open() -> None:
    terms = money_terms(reading_measure("patched", "patched_share"))
    readings = tuple(reading("patched_share", "2026-03", percent(v)) for v in ("97", "99"))
    result = uptime(desk.contract(terms), until("2026-03", readings=readings))
    assert result.achieved == Achieved(percent("97"), percent("99"))
    assert result.needs == ("which of 2 values of patched_share counts in 2026-03",)


def test_a_month_without_the_measurement_has_no_value() -> None:
    terms = money_terms(reading_measure("patched", "patched_share"))
    result = uptime(desk.contract(terms), until("2026-03"))
    assert (result.achieved, result.needs) == (None, ())


WALKED = 120
"""Minutes at the start of the month that the walk below looks at one by one."""

states = st.sampled_from(["good", "bad", "unknown", "none"])
stretches = st.tuples(st.integers(0, WALKED), st.integers(1, 40), st.sampled_from([True, False]))


def walked(
    told: Sequence[str], spans: Sequence[tuple[int, int, bool]], no_data: Empty, budget: int
) -> tuple[int, int, int, int]:
    """Return worst good and whole, best good and whole, minute by minute."""
    out = {m for start, length, ok in spans if ok for m in range(start, start + length)}
    out = set(sorted(out)[:budget])
    kinds = [
        no_data if word == "none" else word for word in [*told, *["none"] * (44_640 - len(told))]
    ]
    counted = [kind for m, kind in enumerate(kinds) if m not in out and kind != "skipped"]
    good, unknown = counted.count("good"), counted.count("unknown")
    return good, len(counted), good + unknown, len(counted)


@examples(
    st.lists(states, max_size=WALKED),
    st.lists(stretches, max_size=4),
    st.sampled_from(["good", "bad", "skipped", "unknown"]),
    st.integers(0, 60),
)
def test_agrees_with_a_walk_over_single_minutes(
    told: list[str], spans: list[tuple[int, int, bool]], no_data: Empty, budget: int
) -> None:
    first = utc("2026-03-01 00:00")
    values: dict[str, str | Missing] = {"good": "1", "bad": "9", "unknown": UNKNOWN}
    readings = [minute(first, m, values[word]) for m, word in enumerate(told) if word in values]
    allowed = PeriodAllowance(Micros(budget * MINUTE), "elapsed", "calendar month")
    rule = TimeExclusion(
        "works",
        None,
        "maintenance",
        where=Is("agreed", ("yes",)),
        provided=ALWAYS,
        allowance=allowed,
    )
    contract = cirrus(no_data=no_data)
    (version,) = contract.versions
    terms = replace(version.terms, exclusions=(rule,))
    contract = replace(contract, versions=(replace(version, terms=terms),))
    world = [
        WorldSpan(
            "maintenance",
            f"M{i}",
            Instant(first + start * MINUTE),
            Instant(first + (start + length) * MINUTE),
            {"agreed": "yes" if ok else "no"},
            {},
        )
        for i, (start, length, ok) in enumerate(spans)
    ]
    found = uptime(contract, month(readings=readings[::-1], spans=world)).achieved
    least_good, least_whole, most_good, most_whole = walked(told, spans, no_data, budget)
    if not least_whole:
        assert found is None
    else:
        assert found is not None
        assert found.least == Fraction(least_good, least_whole)
        assert found.most == Fraction(most_good, most_whole)


def test_the_clock_change_makes_march_an_hour_shorter_in_berlin() -> None:
    terms = replace(CIRRUS, exclusions=())
    history = until(
        "2026-03", bad=((None, Interval(start_of("2026-03"), Instant(start_of("2026-03") + HOUR))),)
    )
    found = achieved(desk.contract(terms), history)
    assert found.whole == 743 * HOUR
    assert end_of("2026-03") - start_of("2026-03") == 743 * HOUR
