"""Spans of the world that are taken out, and allowances used in order of time."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given as examples
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN, Is, Missing
from slarules.core.promises import PeriodAllowance, TimeExclusion
from slarules.engine.reference.exclusions import Excluded, Scope, excluded_time, granted
from slarules.engine.reference.periods import Clocks
from slarules.facts.history import WorldSpan
from slarules.instants import (
    HOUR,
    Instant,
    Interval,
    Micros,
    difference,
    intersection,
    total,
    union,
)
from tests.engine import desk
from tests.engine.desk import at

SCOPE = Scope(desk.ZONE, Clocks(desk.terms(), desk.ZONE), at("2026-12-31 00:00"))
AGREED = Is("agreed", ("yes",))


def allowance(hours: int, clock: str = "elapsed") -> PeriodAllowance:
    return PeriodAllowance(Micros(hours * HOUR), clock, "calendar month")


def rule(hours: int | None = None, clock: str = "elapsed") -> TimeExclusion:
    allowed = None if hours is None else allowance(hours, clock)
    return TimeExclusion("works", None, "maintenance", where=AGREED, allowance=allowed)


def works(start: str, end: str | None, agreed: str | Missing = "yes", name: str = "M") -> WorldSpan:
    stop = None if end is None else at(end)
    return WorldSpan("maintenance", name, at(start), stop, {"agreed": agreed}, {})


def out(found: Sequence[Interval]) -> list[tuple[Instant, Instant]]:
    return [(piece.start, piece.end) for piece in found]


def taken(exclusion: TimeExclusion, *spans: WorldSpan) -> Excluded:
    return excluded_time(exclusion, spans, SCOPE)


def test_without_an_allowance_all_agreed_time_is_out() -> None:
    found = taken(rule(), works("2026-03-02 09:00", "2026-03-02 11:00"))
    assert out(found.certain) == [(at("2026-03-02 09:00"), at("2026-03-02 11:00"))]
    assert found.certain == found.possible


def test_spans_of_another_kind_or_not_agreed_stay_in() -> None:
    other = WorldSpan("outage", "O", at("2026-03-02 09:00"), None, {"agreed": "yes"}, {})
    refused = works("2026-03-02 09:00", "2026-03-02 11:00", "no")
    found = taken(rule(), other, refused)
    assert found.possible == ()
    assert [part.holds for part in found.spans] == [False]


def test_a_span_that_goes_on_is_cut_at_the_evaluation_instant() -> None:
    found = taken(rule(), works("2026-12-30 09:00", None))
    assert out(found.certain) == [(at("2026-12-30 09:00"), at("2026-12-31 00:00"))]


def test_an_allowance_on_a_desks_hours_is_not_used_by_its_nights() -> None:
    """From 17:00 over the night to 09:00 the desk is open for two hours; the third is beyond."""
    span = works("2026-03-02 17:00", "2026-03-03 10:00")
    found = taken(rule(2, "desk"), span)
    assert out(found.certain) == [(at("2026-03-02 17:00"), at("2026-03-03 09:00"))]
    (part,) = found.spans
    assert out(part.beyond) == [(at("2026-03-03 09:00"), at("2026-03-03 10:00"))]


def test_an_unknown_span_may_use_the_allowance_of_a_later_one() -> None:
    unsure = works("2026-03-02 00:00", "2026-03-02 03:00", UNKNOWN, "M1")
    sure = works("2026-03-05 00:00", "2026-03-05 03:00", name="M2")
    found = taken(rule(4), unsure, sure)
    assert out(found.certain) == [(at("2026-03-05 00:00"), at("2026-03-05 01:00"))]
    assert out(found.possible) == [
        (at("2026-03-02 00:00"), at("2026-03-02 03:00")),
        (at("2026-03-05 00:00"), at("2026-03-05 03:00")),
    ]


starts = st.lists(
    st.tuples(st.integers(0, 1500), st.integers(1, 30), st.sampled_from(["yes", "no", UNKNOWN])),
    max_size=5,
)


@examples(starts, st.integers(0, 40))
def test_every_way_that_evidence_turns_out_lies_between_certain_and_possible(
    told: list[tuple[int, int, str | Missing]], hours: int
) -> None:
    spans = [hourly(f"M{i}", *one) for i, one in enumerate(told)]
    found = taken(rule(hours), *spans)
    for answer in ("yes", "no"):
        known = [
            hourly(s.name, *one[:2], _or(one[2], answer))
            for s, one in zip(spans, told, strict=True)
        ]
        exact = taken(rule(hours), *known).certain
        assert difference(found.certain, exact) == []
        assert difference(exact, found.possible) == []


def _or(agreed: str | Missing, answer: str) -> str:
    return answer if isinstance(agreed, Missing) else agreed


def hourly(name: str, start: int, length: int, agreed: str | Missing) -> WorldSpan:
    first = at("2026-01-01 00:00")
    begins = Instant(first + start * HOUR)
    ends = Instant(begins + length * HOUR)
    return WorldSpan("maintenance", name, begins, ends, {"agreed": agreed}, {})


@examples(starts, st.integers(0, 40))
def test_no_month_grants_more_than_its_allowance(
    told: list[tuple[int, int, str | Missing]], hours: int
) -> None:
    pieces = union(
        Interval(s.start, s.end) for i, one in enumerate(told) if (s := hourly(f"M{i}", *one)).end
    )
    kept = granted(allowance(hours), pieces, SCOPE)
    assert difference(kept, pieces) == []
    for first, last in (("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01")):
        month = [Interval(at(f"{first} 00:00"), at(f"{last} 00:00"))]
        inside = total(intersection(kept, month))
        assert inside == min(hours * HOUR, total(intersection(pieces, month)))


def test_an_allowance_that_is_used_up_takes_out_no_closed_time_either() -> None:
    night = works("2026-03-02 19:00", "2026-03-02 20:00", name="N")
    evening = works("2026-03-02 17:00", "2026-03-02 18:30", name="M")
    found = taken(rule(1, "desk"), evening, night)
    assert out(found.certain) == [(at("2026-03-02 17:00"), at("2026-03-02 18:00"))]
