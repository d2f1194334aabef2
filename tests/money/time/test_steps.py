"""Each step of a measure of time, by numbers worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slarules.core.clocks import calendar_days
from slarules.core.conditions import ABSENT, UNKNOWN, Is, Notice
from slarules.core.measures import (
    BadTime,
    CountedIn,
    Deductible,
    GoodShare,
    ShareOfFixed,
    Spans,
    ThatOf,
    TotalBad,
    Weighing,
)
from slarules.core.promises import PeriodAllowance, TimeExclusion
from slarules.engine.reference.measures import Monitored
from slarules.facts.history import BEGINNING, Happening, Step, Timeline, WorldSpan
from slarules.instants import HOUR, MINUTE, Instant, Interval, Micros
from tests.money.time.lab import (
    ALL_JUNE,
    OUTAGES,
    at,
    down,
    measure,
    minutes,
    month,
    of_minutes,
    outage,
    paper,
    period,
    result,
    up,
    value,
)

FIFTEEN = of_minutes(15)
MAINTENANCE = TimeExclusion("works", None, "maintenance")


def known(count: int) -> tuple[Fraction, Fraction]:
    return between(count, count)


def between(least: int, most: int) -> tuple[Fraction, Fraction]:
    return Fraction(least), Fraction(most)


def works(name: str, start: str, end: str, announced: str) -> WorldSpan:
    return outage(name, start, end, kind="maintenance", moments={"announced": announced})


# --- steps 1 to 5: of what, whose word, which time, from when, once -------------------------------


def test_each_port_has_its_own_time_and_no_other() -> None:
    history = month(
        outage("O1", "2026-06-02 01:00", "2026-06-02 01:25", {"port": "p1"}),
        outage("O2", "2026-06-02 01:10", "2026-06-02 01:40", {"port": "p2"}),
    )
    contract = paper(down("port"))
    assert Monitored(contract, history).things(down("port")) == ("p1", "p2")
    assert minutes(contract, history, of="p1") == known(25)
    assert minutes(contract, history, of="p2") == known(30)


def test_overlapping_outages_count_once() -> None:
    history = month(
        outage("O1", "2026-06-02 01:00", "2026-06-02 01:25"),
        outage("O2", "2026-06-02 01:10", "2026-06-02 01:40"),
    )
    assert minutes(paper(down()), history) == known(40)


def test_the_first_source_is_believed_where_it_has_data_or_watched() -> None:
    ours = outage("O1", "2026-06-10 12:00", "2026-06-10 12:42", {"source": "provider"})
    theirs = outage("O2", "2026-06-10 12:10", "2026-06-10 12:30", {"source": "third party"})
    watch = outage("W1", "2026-06-10", "2026-06-11", {"source": "third party"}, "watch")
    contract = paper(down(sources=("third party", "provider")))
    assert minutes(contract, month(ours)) == known(42)
    assert minutes(contract, month(ours, theirs)) == known(42)
    assert minutes(contract, month(ours, theirs, watch)) == known(20)


def test_bad_time_runs_between_named_moments() -> None:
    """W-row of the carriers: reported 08:00, ticketed 08:10, restored 11:42: 212 minutes."""
    bad = Spans("outage", starts=("reported", "ticketed"), ends=("restored",))
    told = {
        "reported": "2026-06-03 08:00",
        "ticketed": "2026-06-03 08:10",
        "restored": "2026-06-03 11:42",
    }
    history = month(outage("O1", "2026-06-03 07:30", "2026-06-03 12:00", moments=told))
    assert minutes(paper(down(bad=bad)), history) == known(212)


def test_a_missing_moment_is_unknown() -> None:
    bad = Spans("outage", starts=("reported",))
    span = outage("O1", "2026-06-03 08:00", "2026-06-03 09:00", moments={"reported": UNKNOWN})
    found = result(paper(down(bad=bad)), month(span))
    assert minutes(paper(down(bad=bad)), month(span)) == between(0, 60)
    assert found.needs == ("reported of outage O1",)


def test_an_outage_that_goes_on_is_bad_as_far_as_spans_are_told() -> None:
    span = outage("O1", "2026-06-29 00:00", None)
    assert minutes(paper(down()), month(span)) == known(2 * 1440)
    told = month(span, spans_through="2026-06-30 00:00")
    assert minutes(paper(down()), told) == between(1440, 2 * 1440)


def test_what_a_span_is_may_be_unknown() -> None:
    bad = Spans("outage", Is("kind", ("hard",)))
    history = month(
        outage("O1", "2026-06-02 01:00", "2026-06-02 01:30", {"kind": "hard"}),
        outage("O2", "2026-06-03 01:00", "2026-06-03 01:20", {"kind": UNKNOWN}),
        outage("O3", "2026-06-04 01:00", "2026-06-04 01:10", {"kind": "soft"}),
    )
    found = result(paper(down(bad=bad)), history)
    assert minutes(paper(down(bad=bad)), history) == between(30, 50)
    assert found.needs == ("kind of outage O2",)


def test_more_unknown_spans_than_are_tried_leave_outer_bounds() -> None:
    bad = Spans("outage", Is("kind", ("hard",)))
    spans = [
        outage(f"O{day}", f"2026-06-{day:02} 01:00", f"2026-06-{day:02} 01:10", {"kind": UNKNOWN})
        for day in range(1, 13)
    ]
    counted = CountedIn("started", FIFTEEN, "each")
    least, most = minutes(paper(down(bad=bad, counted_in=counted)), month(*spans))
    assert least == 0
    assert most >= 12 * 15


# --- steps 6 and 7: what leaves, and what is too short --------------------------------------------

X6 = (
    outage("M1", "2026-06-03 00:00", "2026-06-04 09:20", kind="maintenance"),
    outage("O1", "2026-06-10 12:00", "2026-06-10 12:42"),
)
"""2,000 of 43,200 minutes excluded, 42 bad."""


@pytest.mark.parametrize(
    ("excluded", "good", "whole"),
    [("added back", 43_158, 43_200), ("both sides", 41_158, 41_200)],
)
def test_excluded_time_is_added_back_or_leaves_both_sides(
    excluded: str, good: int, whole: int
) -> None:
    contract = paper(up(excluded), exclusions=[MAINTENANCE])
    found = value(contract, month(*X6))
    assert found.least == found.most == Fraction(good, whole)


def test_what_exceeds_the_budget_of_an_exclusion_is_bad_time() -> None:
    notice = Notice("announced", "at least", 2, "before", "start", calendar_days("UTC"))
    allowed = PeriodAllowance(Micros(10 * HOUR), "elapsed", "calendar year")
    rule = TimeExclusion("works", None, "maintenance", provided=notice, allowance=allowed)
    contract = paper(down(), exclusions=[rule])
    spans = (
        outage(
            "M1",
            "2026-06-10 00:00",
            "2026-06-10 07:00",
            kind="maintenance",
            moments={"announced": "2026-06-01"},
        ),
        outage(
            "M2",
            "2026-06-12 00:00",
            "2026-06-12 05:00",
            kind="maintenance",
            moments={"announced": "2026-06-01"},
        ),
        outage(
            "M3",
            "2026-06-20 00:00",
            "2026-06-20 01:00",
            kind="maintenance",
            moments={"announced": "2026-06-19"},
        ),
        outage("O1", "2026-06-10 00:00", "2026-06-10 07:00"),
        outage("O2", "2026-06-12 00:00", "2026-06-12 05:00"),
        outage("O3", "2026-06-20 00:00", "2026-06-20 01:00"),
    )
    assert minutes(contract, month(*spans)) == known(120 + 60)


def test_evidence_that_is_unknown_leaves_a_range() -> None:
    works = TimeExclusion("works", None, "maintenance", where=Is("agreed", ("yes",)))
    span = outage("M1", "2026-06-10 00:00", "2026-06-10 01:00", {"agreed": UNKNOWN}, "maintenance")
    bad = outage("O1", "2026-06-10 00:30", "2026-06-10 01:30")
    contract = paper(down(), exclusions=[works])
    found = result(contract, month(span, bad))
    assert minutes(contract, month(span, bad)) == between(30, 60)
    assert found.needs == ("whether maintenance M1 is excluded",)


def test_time_before_the_subscription_leaves_or_is_good() -> None:
    """16 of 31 days; half of the users for twelve hours: 98.4375%."""
    users = Step(BEGINNING, Fraction(250))
    began = at("2026-10-16 00:00")
    facts = Timeline("2026-10", "period", {"users": (users,)}, {"subscribed": (Happening(began),)})
    span = outage("O1", "2026-10-20 00:00", "2026-10-20 12:00", {"users_affected": Fraction(125)})
    weighing = Weighing("users_affected", "users", "add up")
    contract = paper(up(before=("subscribed", "excluded"), weighing=weighing))
    history = month(span, label="2026-10", items=[facts])
    assert value(contract, history, "2026-10").least == Fraction(984_375, 1_000_000)
    good = paper(up(before=("subscribed", "good"), weighing=weighing))
    whole = 31 * 1440
    assert value(good, history, "2026-10").least == Fraction(whole - 360, whole)


@pytest.mark.parametrize(("length", "counted"), [(9, 0), (10, 10)])
def test_a_short_piece_vanishes_and_a_longer_one_counts_whole(length: int, counted: int) -> None:
    span = outage("O1", "2026-06-03 10:00", f"2026-06-03 10:{length:02}")
    assert minutes(paper(down(at_least=of_minutes(10))), month(span)) == known(counted)


def test_the_threshold_looks_at_a_piece_before_the_end_of_the_period_cuts_it() -> None:
    span = outage("O1", "2026-05-31 23:55", "2026-06-01 00:06")
    assert minutes(paper(down(at_least=of_minutes(10))), month(span)) == known(6)


# --- step 8: split or attributed ------------------------------------------------------------------

ACROSS = outage("O1", "2026-05-31 23:40", "2026-06-01 06:00")


def test_a_split_outage_is_cut_at_the_end_of_the_period() -> None:
    assert minutes(paper(down()), month(ACROSS)) == known(360)
    assert minutes(paper(down()), month(ACROSS), "2026-05") == known(20)


def test_an_outage_that_belongs_to_the_period_of_its_end_counts_there_whole() -> None:
    contract = paper(down(), split=False, belongs="end")
    assert minutes(contract, month(ACROSS)) == known(380)
    assert minutes(contract, month(ACROSS), "2026-05") == known(0)


UNTIL_RESTORED = Spans("outage", ends=("restored",))


@pytest.mark.parametrize(
    ("restored", "may", "june"),
    [
        ("2026-06-01 06:00", 0, 380),
        ("2026-05-31 23:50", 10, 0),
    ],
)
def test_where_an_outage_has_no_end_the_end_that_the_measure_takes_decides(
    restored: str, may: int, june: int
) -> None:
    """It begins at 23:40, twenty minutes before June."""
    span = outage("O1", "2026-05-31 23:40", None, moments={"restored": restored})
    contract = paper(down(bad=UNTIL_RESTORED), split=False, belongs="end")
    assert minutes(contract, month(span)) == known(june)
    assert minutes(contract, month(span), "2026-05") == known(may)


def test_an_outage_whose_end_nobody_knows_may_belong_to_any_period_from_its_start() -> None:
    span = outage("O1", "2026-05-31 23:40", None, moments={"restored": UNKNOWN})
    contract = paper(down(bad=UNTIL_RESTORED), split=False, belongs="end")
    least, most = minutes(contract, month(span))
    assert least == 0 < most
    assert minutes(contract, month(span), "2026-04") == known(0)


def test_an_outage_that_goes_on_belongs_to_no_period_that_is_over() -> None:
    span = outage("O1", "2026-05-31 23:40", None)
    for bad in (OUTAGES, UNTIL_RESTORED):
        contract = paper(down(bad=bad), split=False, belongs="end")
        assert minutes(contract, month(span)) == known(0)


def test_a_line_of_an_outage_has_its_whole_length_though_totals_are_split() -> None:
    found = result(paper(down(), belongs="end"), month(ACROSS))
    assert found.achieved is not None
    assert found.achieved.least == 360 * MINUTE
    (piece,) = found.pieces
    assert (piece.span, piece.least, piece.most) == ("O1", *known(380 * MINUTE))


def test_a_length_without_times_belongs_to_its_period() -> None:
    span = WorldSpan(
        "outage", "O1", period().start, None, {}, {}, length=of_minutes(50), period="2026-06"
    )
    assert minutes(paper(down()), month(span)) == known(50)
    assert minutes(paper(down()), month(span, label="2026-07"), "2026-07") == known(0)


# --- steps 9 to 11: units, what is free, weights --------------------------------------------------

TWO = (
    outage("O1", "2026-06-02 01:00", "2026-06-02 01:16"),
    outage("O2", "2026-06-09 01:00", "2026-06-09 01:44"),
)


@pytest.mark.parametrize(
    ("how", "of", "counted"),
    [
        ("started", "each", 30 + 45),
        ("full", "each", 15 + 30),
        ("nearest", "each", 15 + 45),
        ("started", "total", 60),
        ("full", "total", 60),
    ],
)
def test_time_counts_in_units_of_each_outage_or_of_the_total(
    how: str, of: str, counted: int
) -> None:
    contract = paper(down(counted_in=CountedIn(how, FIFTEEN, of)))  # type: ignore[arg-type]
    assert minutes(contract, month(*TWO)) == known(counted)


def test_half_a_unit_goes_up() -> None:
    contract = paper(down(counted_in=CountedIn("nearest", of_minutes(32), "each")))
    assert minutes(contract, month(TWO[0])) == known(32)


def test_the_first_time_of_each_outage_or_of_the_month_does_not_count() -> None:
    each = paper(down(deductibles=(Deductible(of_minutes(20), "each"),)))
    assert minutes(each, month(*TWO)) == known(24)
    whole = paper(
        down(
            counted_in=CountedIn("started", FIFTEEN, "each"),
            deductibles=(Deductible(of_minutes(30), "calendar month"),),
        )
    )
    assert minutes(whole, month(*TWO)) == known(45)


def test_what_is_free_every_year_is_used_in_order_of_time() -> None:
    contract = paper(down(deductibles=(Deductible(of_minutes(50), "calendar year"),)))
    earlier = outage("O0", "2026-03-02 01:00", "2026-03-02 01:30")
    assert minutes(contract, month(earlier, *TWO), "2026-03") == known(0)
    assert minutes(contract, month(earlier, *TWO)) == known(60 - 20)


@pytest.mark.parametrize(("overlaps", "counted"), [("highest", 42), ("add up", 48), ("once", 24)])
def test_weighed_outages_that_overlap_count_as_is_said(overlaps: str, counted: int) -> None:
    """A fifth of the customers for two hours, four fifths for thirty minutes in between."""
    weighing = Weighing("hit", "customers", overlaps)  # type: ignore[arg-type]
    facts = Timeline("2026-06", "period", {"customers": (Step(BEGINNING, Fraction(5000)),)}, {})
    history = month(
        outage("O1", "2026-06-02 08:00", "2026-06-02 10:00", {"hit": Fraction(1000)}),
        outage("O2", "2026-06-02 09:00", "2026-06-02 09:30", {"hit": Fraction(4000)}),
        items=[facts],
    )
    assert minutes(paper(down(weighing=weighing)), history) == known(counted)


def test_an_outage_of_which_nobody_knows_how_many_were_hit() -> None:
    weighing = Weighing("hit", "customers", "highest")
    facts = Timeline("2026-06", "period", {"customers": (Step(BEGINNING, Fraction(10)),)}, {})
    span = outage("O1", "2026-06-02 08:00", "2026-06-02 09:00")
    found = result(paper(down(weighing=weighing)), month(span, items=[facts]))
    assert found.achieved is not None
    assert [found.achieved.least, found.achieved.most] == [0, 60 * MINUTE]
    assert found.needs == ("hit of outage O1",)


# --- the value ------------------------------------------------------------------------------------


def test_bad_time_of_another_measure_counts_as_it_does_there() -> None:
    base = down(counted_in=CountedIn("started", of_minutes(60), "each"))
    share = measure(GoodShare(BadTime(ThatOf("down")), "nothing"))
    found = value(paper(base, share), month(*TWO), name="uptime")
    assert found.least == Fraction(ALL_JUNE - 120, ALL_JUNE)


@pytest.mark.parametrize(
    ("bad_minutes", "share"), [(60, Fraction(719, 720)), (44_640, Fraction(-1440, 43_200))]
)
def test_a_fixed_month_of_43200_minutes(bad_minutes: int, share: Fraction) -> None:
    """W4: sixty of 43,200 minutes. X7: a whole month of 31 days is more than the denominator."""
    start = period("2026-07").start
    end = Instant(start + bad_minutes * MINUTE)
    span = WorldSpan("outage", "O1", start, end, {}, {})
    fixed = measure(ShareOfFixed(BadTime(OUTAGES), of_minutes(43_200)))
    assert value(paper(fixed), month(span, label="2026-07"), "2026-07").least == share


@pytest.mark.parametrize(
    ("label", "level", "allowed"),
    [("2026-06", "99.9", "43.2"), ("2026-07", "99.5", "223.2")],
)
def test_what_a_level_allows(label: str, level: str, allowed: str) -> None:
    """W33: 99.9% of 30 days is 43.2 minutes, 99.5% of 744 hours 3.72 hours."""
    start = period(label).start
    end = Instant(start + int(Fraction(allowed) * MINUTE))
    span = WorldSpan("outage", "O1", start, end, {}, {})
    assert value(paper(up()), month(span, label=label), label).least == Fraction(level) / 100


def test_any_stretch_has_a_value() -> None:
    contract = paper(down())
    window = Interval(at("2026-06-02 01:10"), at("2026-06-09 01:30"))
    found = Monitored(contract, month(*TWO)).value_over(down(), window)
    assert found.achieved is not None
    assert found.achieved.least == (6 + 30) * MINUTE


def test_a_month_that_is_all_excluded_has_no_value() -> None:
    span = outage("M1", "2026-05-01", "2026-07-01", kind="maintenance")
    found = result(paper(up(), exclusions=[MAINTENANCE]), month(span))
    assert found.achieved is None


def test_a_span_without_the_named_moment_and_without_an_end_goes_on() -> None:
    bad = Spans("outage", ends=("restored",))
    span = outage("O1", "2026-06-30 00:00", None, moments={"restored": ABSENT})
    assert minutes(paper(down(bad=bad)), month(span)) == known(1440)


def test_a_total_of_nothing_is_nothing() -> None:
    assert minutes(paper(measure(TotalBad(BadTime(OUTAGES)), "down")), month()) == known(0)
