"""Contracts and histories in which more happens at once than the walk draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from slarules.core.clocks import calendar_days
from slarules.core.conditions import (
    ALWAYS,
    UNKNOWN,
    Condition,
    Every,
    Is,
    Missing,
    Not,
    Notice,
    OnDay,
    Some,
    TimedNotice,
    Value,
    WithinHours,
)
from slarules.core.contract import Applies, Belongs, Contract, Terms, Version
from slarules.core.periods import Lasting, PeriodKind, Stretch
from slarules.core.promises import (
    AtMoment,
    Earliest,
    Exceptional,
    Goal,
    Latest,
    OneOf,
    PeriodAllowance,
    Promise,
    Removal,
    Row,
    TimeExclusion,
    UnknownRule,
)
from slarules.facts.history import Happening, History, Step, Timeline, UnknownMoment, WorldSpan
from slarules.instants import DAY, HOUR, MINUTE, Instant, Micros
from tests.engine import desk
from tests.walk import strategies as walk
from tests.walk.strategies import CLOCKS, MOMENTS, SEASONS, VOCABULARY, ZONE, Season

SERVICES = ("mail", "files")
moments = st.sampled_from(["reported", *MOMENTS])
clocks = st.sampled_from([*CLOCKS, calendar_days(ZONE)])
relations = st.sampled_from(["at least", "at most"])
sides = st.sampled_from(["before", "after"])
timings: st.SearchStrategy[Condition] = st.one_of(
    st.builds(OnDay, moments, clocks),
    st.builds(WithinHours, moments, clocks),
    st.builds(Notice, moments, relations, st.integers(0, 2), sides, moments, clocks),
    st.builds(TimedNotice, moments, relations, walk.lengths, sides, moments, clocks),
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    timings,
    timings.map(Not),
    st.tuples(timings, walk.atoms).map(Every),
    st.tuples(timings, walk.atoms).map(Some),
)
at_moments = st.builds(AtMoment, moments, st.none() | st.sampled_from([c.name for c in CLOCKS]))
goals: st.SearchStrategy[Goal] = st.recursive(
    walk.single_goals | at_moments,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(Earliest), st.tuples(inner, inner).map(Latest)
    ),
    max_leaves=4,
)
units = st.sampled_from([None, None, Micros(MINUTE), Micros(5 * MINUTE), Micros(HOUR), Micros(DAY)])


@st.composite
def promises(draw: st.DrawFn, name: str) -> Promise:
    promise = draw(walk.promises())
    measure = replace(promise.measure, name=name, unit=draw(units))
    if draw(st.integers(0, 3)) == 0:
        measure = replace(measure, bounds=replace(measure.bounds, where=draw(conditions)))
    if draw(st.integers(0, 3)) == 0:
        measure = replace(measure, counts_while=draw(conditions))
    rows = promise.rows
    if draw(st.booleans()):
        rows = tuple(
            replace(row, goal=draw(st.none() | goals | goals | goals)) for row in promise.rows
        )
    exceptions: tuple[Exceptional, ...] = ()
    if draw(st.integers(0, 3)) == 0:
        cell = OneOf(frozenset({"quay"}))
        row = Row((cell,), draw(st.none() | goals), "an exception")
        exceptions = (Exceptional("other", draw(conditions | st.just(ALWAYS)), ("site",), (row,)),)
    readings = dict(promise.readings)
    readings.setdefault("site", draw(st.sampled_from(walk.READINGS)))
    return replace(
        promise,
        name=name,
        table=name,
        measure=measure,
        rows=rows,
        exceptions=exceptions,
        readings=tuple(readings.items()),
        applies=draw(conditions) if draw(st.integers(0, 5)) == 0 else promise.applies,
    )


exclusions = st.builds(
    TimeExclusion,
    st.sampled_from(["works", "storms"]),
    st.sampled_from([None, frozenset({"care"})]),
    st.just("maintenance"),
    st.booleans(),
    st.just(ALWAYS) | st.just(Is("planned", ("yes",))),
    walk.notices,
    st.none()
    | st.builds(
        PeriodAllowance,
        walk.lengths,
        walk.clock_names,
        st.sampled_from(["calendar month", "calendar day", "calendar week"]),
    ),
)
removals = st.builds(Removal, st.just("gone"), st.just("ticket"), conditions | walk.atoms)
unknown_rules = st.builds(
    UnknownRule,
    st.sampled_from(["care", "help", "ticket"]),
    st.sampled_from(MOMENTS),
    st.sampled_from(["met", "missed", "undetermined", "kept", "removed"]),
)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    pauses = tuple(draw(walk.pauses(f"waiting_{n}")) for n in range(draw(st.integers(0, 3))))
    if draw(st.integers(0, 2)) == 0:
        pauses = tuple(replace(pause, provided=draw(conditions)) for pause in pauses)
    return desk.terms(
        *(draw(promises(name)) for name in ("care", "help")[: draw(st.integers(1, 2))]),
        clocks={clock.name: clock for clock in CLOCKS},
        levels=dict.fromkeys(map(str, walk.LEVELS), ""),
        pauses=pauses,
        cancels=tuple(draw(st.lists(walk.cancels, max_size=1))),
        restarts=tuple(draw(st.lists(walk.restarts, max_size=1))),
        exclusions=tuple(draw(st.lists(exclusions, max_size=2, unique_by=lambda e: e.name))),
        removals=tuple(draw(st.lists(removals, max_size=1))) if draw(st.booleans()) else (),
        unknown=tuple(draw(st.lists(unknown_rules, max_size=1))),
    )


kinds: st.SearchStrategy[PeriodKind] = st.sampled_from(
    [
        "calendar day",
        "calendar week",
        "calendar month",
        "calendar quarter",
        Stretch("contract month", date(2026, 1, 15), months=1),
        Lasting("thirty", "calendar month", Micros(30 * DAY)),
    ]
)


@st.composite
def contracts(draw: st.DrawFn, season: Season) -> Contract:
    amended = []
    for number in range(draw(st.integers(0, 2))):
        since = Instant(season.start + draw(walk.times) * MINUTE)
        applies = (Applies("ticket", draw(moments), since),)
        amended.append(
            Version(f"change {number}", "", since, draw(terms()), draw(st.just(applies)))
        )
    belongs = draw(st.sampled_from(["due", "started", "ended", "missed", "resolved", "reported"]))
    contract = desk.contract(draw(terms()), *amended)
    return replace(
        contract,
        every=draw(kinds),
        vocabulary=VOCABULARY,
        belongs=draw(st.sampled_from([{}, {"ticket": Belongs("ticket", belongs)}])),
    )


@st.composite
def items(draw: st.DrawFn, season: Season, number: int) -> Timeline:
    item = replace(draw(walk.timelines(season)), item=f"T{number}", customer=None)
    facts = dict(item.facts)
    if draw(st.booleans()):
        steps = draw(st.lists(st.tuples(walk.times, st.sampled_from(SERVICES)), max_size=2))
        named: list[tuple[int, Value | Missing]] = sorted(dict(steps).items())
        facts["service"] = tuple(
            Step(Instant(season.start + minutes * MINUTE), service) for minutes, service in named
        ) or (Step(Instant(season.start), UNKNOWN),)
    happened = item.happened
    return replace(item, facts=facts, unsettled=frozenset(happened) & {"resolved"})


@st.composite
def spans(draw: st.DrawFn, season: Season, *, is_sure: bool) -> WorldSpan:
    span = draw(walk.works(season).filter(bool))[0]
    ends = [span.end] if is_sure else [span.end, span.end, None]
    return replace(
        span,
        end=draw(st.sampled_from(ends)),
        service=draw(st.sampled_from([None, *SERVICES])),
        is_sure=is_sure or draw(st.booleans()),
        facts=span.facts if is_sure else draw(st.sampled_from([span.facts, {"planned": UNKNOWN}])),
    )


def stretched(item: Timeline, season: Season, until: Instant, by: int) -> Timeline:
    """Return an item whose times lie further from the start; those of its outline often stay."""

    def moved(at: Instant) -> Instant:
        return Instant(season.start + (at - season.start) * by // 7) if at != until else at

    return replace(
        item,
        item=f"{item.item} by {by}",
        facts={n: tuple(replace(s, at=moved(s.at)) for s in ss) for n, ss in item.facts.items()},
        happened={
            n: tuple(replace(h, at=moved(h.at)) for h in hh) for n, hh in item.happened.items()
        },
    )


@st.composite
def cases(draw: st.DrawFn, *, is_sure: bool = True) -> tuple[Contract, History]:
    season = draw(st.sampled_from(SEASONS))
    own = [draw(items(season, n)) for n in range(draw(st.integers(1, 3)))]
    latest = max(h.at for item in own for found in item.happened.values() for h in found)
    offset = draw(st.integers(0, 5 * 24 * 4)) * 15 * MINUTE
    until = Instant(draw(st.sampled_from([latest, latest + offset, season.start + offset])))
    own += [stretched(item, season, until, by) for item in own for by in (5, 6, 9)]
    world = [
        replace(draw(spans(season, is_sure=is_sure)), name=f"M{n}")
        for n in range(draw(st.integers(0, 3)))
    ]
    if not is_sure:
        name = draw(st.sampled_from(MOMENTS))
        own = [
            replace(
                item,
                happened={n: found for n, found in item.happened.items() if n != name},
                unknown={name: UnknownMoment(is_told=draw(st.booleans()))},
            )
            if draw(st.booleans())
            else item
            for item in own
        ]
    seen = None if is_sure else Instant(until - draw(st.integers(0, 3)) * DAY)
    history = History(own, until, until, world, spans_complete_through=seen)
    return draw(contracts(season)), history


__all__ = ["Happening", "cases"]
