"""Laws that hold for every history, whatever the contract says."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from slarules.core.clocks import WeeklyHours
from slarules.core.conditions import Is
from slarules.core.promises import Budget, Pause, TimeExclusion
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import ledgers
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import Happening, History, Step, Timeline, WorldSpan
from slarules.instants import DAY, HOUR, MINUTE, Instant, Micros, total
from tests.engine.desk import at, clock, contract, hours, promise, terms

WEEK = 7 * DAY
START = at("2026-02-02 00:00")
LATER = Instant(START + 20 * DAY)
"""No clock change and no holiday lies between the two."""

WAITING = Pause("waiting", None, Is("status", ("waiting",)))
WORKS = TimeExclusion("works", None, "maintenance")
TEXT = contract(
    terms(
        promise({"P1": Budget(hours(9), "desk"), "P2": Budget(hours(30), "elapsed")}),
        pauses=(WAITING,),
        exclusions=(WORKS,),
    )
)

instants = st.integers(0, 20 * 24 * 60).map(lambda minutes: Instant(START + minutes * MINUTE))
levels = st.sampled_from(["P1", "P2"])
statuses = st.lists(
    st.tuples(instants, st.sampled_from(["open", "waiting"])), max_size=6, unique_by=lambda s: s[0]
)
works = st.lists(st.tuples(instants, st.integers(1, 3000)), max_size=3)


@st.composite
def tickets(draw: st.DrawFn) -> Timeline:
    reported, resolved = sorted((draw(instants), draw(instants)))
    steps = tuple(Step(when, value) for when, value in sorted(draw(statuses)))
    happened = {"reported": (Happening(reported),)}
    if draw(st.booleans()):
        happened["resolved"] = (Happening(resolved),)
    facts = {"level": (Step(START, draw(levels)),), "status": steps}
    return Timeline("A", "ticket", facts, happened)


@st.composite
def maintenance(draw: st.DrawFn) -> list[WorldSpan]:
    return [
        WorldSpan("maintenance", f"M{i}", start, Instant(start + minutes * MINUTE), {}, {})
        for i, (start, minutes) in enumerate(draw(works))
    ]


def verdict(item: Timeline, spans: list[WorldSpan], now: Instant = LATER) -> Verdict:
    (found,) = verdicts(TEXT, History([item], now, now, spans))
    return found


def shifted(item: Timeline, by: int) -> Timeline:
    return replace(
        item,
        facts={
            name: tuple(replace(s, at=Instant(s.at + by)) for s in steps)
            for name, steps in item.facts.items()
        },
        happened={
            name: tuple(replace(h, at=Instant(h.at + by)) for h in found)
            for name, found in item.happened.items()
        },
    )


@given(tickets(), maintenance())
def test_a_shift_by_whole_weeks_changes_nothing(item: Timeline, spans: list[WorldSpan]) -> None:
    before = verdict(item, spans)
    moved = [
        replace(s, start=Instant(s.start + WEEK), end=Instant((s.end or 0) + WEEK)) for s in spans
    ]
    after = verdict(shifted(item, WEEK), moved, Instant(LATER + WEEK))
    assert after.verdict == before.verdict
    assert (after.elapsed, after.paused, after.excluded) == (
        before.elapsed,
        before.paused,
        before.excluded,
    )
    assert after.due_at == (before.due_at and before.due_at + WEEK)


@given(tickets(), maintenance(), st.randoms(use_true_random=False))
def test_the_order_of_spans_changes_nothing(
    item: Timeline, spans: list[WorldSpan], random: Random
) -> None:
    mixed = list(spans)
    random.shuffle(mixed)
    assert verdict(item, mixed) == verdict(item, spans)


@given(tickets(), instants, st.integers(1, 600))
def test_an_exclusion_never_makes_a_due_time_earlier(
    item: Timeline, start: Instant, minutes: int
) -> None:
    span = WorldSpan("maintenance", "M", start, Instant(start + minutes * MINUTE), {}, {})
    without, with_it = verdict(item, []), verdict(item, [span])
    assert without.due_at is not None
    assert with_it.due_at is not None
    assert with_it.due_at >= without.due_at


@given(tickets())
def test_a_pause_never_makes_a_due_time_earlier(item: Timeline) -> None:
    running = replace(item, facts={**item.facts, "status": ()})
    paused, unpaused = verdict(item, []).due_at, verdict(running, []).due_at
    assert paused is not None
    assert unpaused is not None
    assert paused >= unpaused


@given(tickets(), instants, st.integers(2, 600), st.integers(1, 599))
def test_splitting_an_exclusion_in_two_changes_nothing(
    item: Timeline, start: Instant, minutes: int, cut: int
) -> None:
    end = Instant(start + minutes * MINUTE)
    middle = Instant(start + min(cut, minutes - 1) * MINUTE)
    whole = [WorldSpan("maintenance", "M", start, end, {}, {})]
    halves = [
        WorldSpan("maintenance", "M1", start, middle, {}, {}),
        WorldSpan("maintenance", "M2", middle, end, {}, {}),
    ]
    assert verdict(item, halves) == verdict(item, whole)


@given(tickets(), maintenance())
def test_every_microsecond_of_a_run_is_one_thing(item: Timeline, spans: list[WorldSpan]) -> None:
    (ledger,) = ledgers(TEXT, History([item], LATER, LATER, spans), "A")
    found = ledger.verdict
    assert found.started_at is not None
    pieces = [stretch.during for stretch in ledger.stretches]
    assert total(pieces) == (found.ended_at or LATER) - found.started_at
    by_kind = {
        kind: total(s.during for s in ledger.stretches if s.activity == kind)
        for kind in ("counted", "paused", "excluded")
    }
    assert by_kind == {
        "counted": found.elapsed,
        "paused": found.paused,
        "excluded": found.excluded,
    }


@given(tickets(), maintenance())
def test_in_time_means_counted_time_within_the_goal(item: Timeline, spans: list[WorldSpan]) -> None:
    found = verdict(item, spans)
    assert found.goal is not None
    late = found.elapsed > found.goal
    assert (found.verdict == "missed") == late


@given(st.integers(1, 40), instants)
def test_phrases_of_a_clock_stand_in_any_order(count: int, start: Instant) -> None:
    plain = clock()
    assert isinstance(plain.hours, WeeklyHours)
    turned = replace(plain, hours=replace(plain.hours, spans=plain.hours.spans[::-1]))
    item = Timeline(
        "A", "ticket", {"level": (Step(START, "P1"),)}, {"reported": (Happening(start),)}
    )
    goals = promise({"P1": Budget(Micros(count * HOUR), "desk")})
    texts = [contract(terms(goals, clocks={"desk": c})) for c in (plain, turned)]
    (one,), (other,) = (verdicts(t, History([item], LATER, LATER)) for t in texts)
    assert one == other
