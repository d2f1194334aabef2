"""Contracts and histories in which everything happens at once, around changes of the clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from slarules.core.clocks import (
    AllOpen,
    AnyOpen,
    Clock,
    Conventions,
    Dates,
    DayPart,
    HolidayDay,
    Holidays,
    HoursOf,
    OnHolidays,
    Shut,
    WeeklyHours,
    WeeklySpan,
    calendar_days,
)
from slarules.core.conditions import (
    ALWAYS,
    Becomes,
    Changes,
    Condition,
    Every,
    Happens,
    Is,
    Known,
    Not,
    Notice,
    Occurrence,
    Some,
    StopsBeing,
    Value,
)
from slarules.core.contract import Contract, Fact, Kind, Terms, Vocabulary
from slarules.core.promises import (
    AnyOther,
    Bounds,
    Budget,
    Cancel,
    CloseOfDay,
    Earliest,
    Goal,
    ItemAllowance,
    Latest,
    Measure,
    OneOf,
    Pause,
    PeriodAllowance,
    Promise,
    Reading,
    Removal,
    Reopening,
    Restart,
    Row,
    SameTimeLater,
    TimeExclusion,
    WallTimeOnDay,
)
from slarules.facts.history import Happening, History, Step, Timeline, WorldSpan
from slarules.instants import HOUR, MINUTE, Instant, Interval, Micros, instant
from tests.engine import desk
from tests.walk.grid import ONE_DAY, Grid

ZONE = "Europe/Berlin"
LEVELS: tuple[Value, ...] = ("P1", "P2", "P3")
STATUSES = ("open", "waiting_on_customer", "solved", "closed")
GROUPS = ("service_desk", "networks")
SITES = ("quay", "pier")
MOMENTS = ("first_reply", "resolved", "withdrawn", "deleted", "question_to_customer")
EVENTS = ("customer_message", "agent_message", "reopened")


@dataclass(frozen=True)
class Season:
    """Some days in which items live."""

    first: date

    @property
    def start(self) -> int:
        local = datetime(self.first.year, self.first.month, self.first.day, tzinfo=ZoneInfo(ZONE))
        return instant(local)

    @property
    def grid(self) -> Grid:
        return Grid(self.start - 8 * ONE_DAY, MINUTE, 32 * 24 * 60)


SPRING, EASTER = Season(date(2026, 3, 27)), Season(date(2026, 4, 1))
AUTUMN, PLAIN = Season(date(2026, 10, 23)), Season(date(2026, 3, 2))
MONTH_END = Season(date(2026, 4, 29))
SEASONS = (SPRING, EASTER, AUTUMN, PLAIN, MONTH_END)

# --- clocks ------------------------------------------------------------------------------------


def _weekly(weekdays: Sequence[int], *parts: tuple[float, float]) -> tuple[WeeklySpan, ...]:
    return tuple(
        WeeklySpan(day, Micros(int(opens * HOUR)), Micros(int(closes * HOUR)))
        for day in weekdays
        for opens, closes in parts
    )


HOLIDAYS = Holidays(
    "harbour_days",
    "2026",
    (
        HolidayDay(date(2026, 4, 3), "Good Friday"),
        HolidayDay(date(2026, 3, 3), "Half", DayPart(Micros(12 * HOUR), Micros(24 * HOUR))),
        HolidayDay(date(2026, 10, 26), "Monday"),
    ),
)
DESK = Clock(
    "desk", ZONE, WeeklyHours(_weekly(range(5), (8, 12), (13, 18)), (OnHolidays((HOLIDAYS,)),))
)
NIGHT = Clock("night", ZONE, WeeklyHours(_weekly((4, 5, 6), (22, 6)), (OnHolidays((HOLIDAYS,)),)))
ODD = Clock(
    "odd",
    ZONE,
    WeeklyHours(
        _weekly(range(7), (1.5, 2.5), (2.75, 9)),
        (Dates(date(2026, 3, 28), date(2026, 3, 28), DayPart(Micros(3 * HOUR), Micros(5 * HOUR))),),
        (
            Dates(
                date(2026, 3, 29), date(2026, 3, 30), DayPart(Micros(20 * HOUR), Micros(21 * HOUR))
            ),
        ),
    ),
)
LISBON = Clock("lisbon", "Europe/Lisbon", WeeklyHours(_weekly(range(5), (9, 17))))
WATCH = Clock(
    "watch",
    ZONE,
    WeeklyHours(_weekly(range(7), (6, 24))),
    Conventions(budget_at_closing_due_next_opening=True),
)
ORDERS = Clock(
    "orders",
    ZONE,
    WeeklyHours(_weekly(range(4), (9, 17)) + _weekly((4,), (9, 14)), (OnHolidays((HOLIDAYS,)),)),
    Conventions(
        days_count_from_next_opening=True,
        deadlines_move_back_to_closing=True,
        cutoff=Micros(15 * HOUR),
    ),
)
BOTH = Clock("both", ZONE, AllOpen((HoursOf(DESK), HoursOf(LISBON))))
EITHER = Clock("either", ZONE, AnyOpen((HoursOf(NIGHT), HoursOf(LISBON))))
AWAY = Clock("away", ZONE, Shut(HoursOf(DESK)))
CLOCKS = (DESK, NIGHT, ODD, LISBON, WATCH, ORDERS, BOTH, EITHER, AWAY)
clock_names = st.sampled_from(["elapsed", "elapsed", "desk", *(c.name for c in CLOCKS)])
day_clocks = st.sampled_from(["calendar", *(c.name for c in CLOCKS)])

# --- goals -------------------------------------------------------------------------------------

lengths = st.sampled_from([30, 60, 90, 120, 180, 240, 360, 540, 1440]).map(
    lambda n: Micros(n * MINUTE)
)
budgets = st.builds(Budget, lengths, clock_names)
walls = st.integers(0, 47).map(lambda n: Micros(n * 30 * MINUTE))
deadlines = st.one_of(
    st.builds(SameTimeLater, st.integers(1, 3), day_clocks),
    st.builds(CloseOfDay, st.integers(0, 2), day_clocks),
    st.builds(WallTimeOnDay, walls, st.integers(1, 2), day_clocks),
)
single_goals = budgets | budgets | deadlines
pairs = st.tuples(single_goals, single_goals)
goals: st.SearchStrategy[Goal] = st.one_of(
    single_goals, single_goals, pairs.map(Earliest), pairs.map(Latest)
)

# --- measures ----------------------------------------------------------------------------------

statuses = st.sampled_from(STATUSES)
status_sets = st.lists(statuses, min_size=1, max_size=2, unique=True).map(tuple)
events = st.sampled_from([Happens(name) for name in EVENTS])
occurrences: st.SearchStrategy[Occurrence] = st.one_of(
    events,
    events,
    st.sampled_from([Happens("first_reply"), Happens("resolved")]),
    st.builds(Becomes, st.just("status"), status_sets),
    st.builds(Becomes, st.just("status"), status_sets),
    st.builds(StopsBeing, st.just("status"), status_sets),
    st.sampled_from([Changes("group"), Changes("site")]),
)
atoms: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Is, st.just("status"), status_sets),
    st.just(Is("site", ("quay",))),
    st.builds(Known, st.sampled_from(["first_reply", "question_to_customer"])),
    st.builds(lambda s: Not(Is("status", s)), status_sets),
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    atoms, st.tuples(atoms, atoms).map(Every), st.tuples(atoms, atoms).map(Some)
)
maybe_conditions = st.just(ALWAYS) | conditions


def lists(of: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def bounds(draw: st.DrawFn, starts: st.SearchStrategy[Any] = occurrences) -> Bounds:
    ends = draw(lists(occurrences))
    following = frozenset(end for end in ends if draw(st.booleans()))
    where = draw(maybe_conditions) if draw(st.integers(0, 3)) == 0 else ALWAYS
    until = draw(maybe_conditions) if draw(st.integers(0, 5)) == 0 else ALWAYS
    return Bounds(draw(lists(starts, 3)), ends, where, until, following)


reopenings = st.builds(
    Reopening,
    lists(st.just(Happens("reopened")) | occurrences, 1),
    st.sampled_from(
        ["without the time between", "with the time between", "starting again", "as a new cycle"]
    ),
    st.just(ALWAYS) | maybe_conditions,
)


@st.composite
def measures(draw: st.DrawFn, name: str = "care") -> Measure:
    repeats = draw(st.booleans())
    from_report = st.just(Happens("reported")) | st.just(Happens("reported")) | occurrences
    return Measure(
        name,
        "ticket",
        draw(bounds(occurrences if repeats and draw(st.booleans()) else from_report)),
        repeats=repeats,
        each="group" if draw(st.integers(0, 5)) == 0 else None,
        counts_while=draw(conditions) if draw(st.integers(0, 4)) == 0 else ALWAYS,
        reopenings=draw(st.just(()) | lists(reopenings, 1)),
    )


# --- what stops, moves, removes ----------------------------------------------------------------

maybe_named = st.sampled_from([None, frozenset({"care"})])


@st.composite
def pauses(draw: st.DrawFn, name: str = "waiting") -> Pause:
    effect = draw(st.sampled_from(["suspends", "suspends", "suspends", "extends", "excludes"]))
    between = draw(st.none() | bounds(events)) if effect != "excludes" else None
    allowed = draw(st.booleans()) and effect != "extends"
    return Pause(
        name,
        draw(maybe_named),
        draw(maybe_conditions if between else conditions),
        draw(st.just(ALWAYS) | st.just(Known("question_to_customer")))
        if effect != "excludes"
        else ALWAYS,
        draw(st.builds(ItemAllowance, lengths, clock_names)) if allowed else None,
        effect,  # type: ignore[arg-type]
        between,
    )


cancels = st.builds(
    Cancel,
    st.just("cancelled"),
    maybe_named,
    lists(st.sampled_from([Happens("withdrawn"), Happens("deleted")]) | occurrences),
    st.booleans(),
    st.just(ALWAYS) | maybe_conditions,
)
restarts = st.builds(
    Restart, st.just("again"), maybe_named, lists(occurrences), st.just(ALWAYS) | maybe_conditions
)
notices = st.just(ALWAYS) | st.just(
    Notice("announced", "at least", 2, "before", "start", calendar_days(ZONE))
)
exclusions = st.builds(
    TimeExclusion,
    st.just("works"),
    maybe_named,
    st.just("maintenance"),
    where=st.just(ALWAYS) | st.just(Is("planned", ("yes",))),
    provided=notices,
    allowance=st.none()
    | st.builds(PeriodAllowance, lengths, clock_names, st.just("calendar month")),
)

# --- promises and contracts --------------------------------------------------------------------

READINGS: tuple[Reading, ...] = (
    "as reported",
    "at the start",
    "at the end",
    "as closed",
    "at its highest",
    "as it changes keeping time used",
    "as it changes starting again",
)
VOCABULARY = Vocabulary(
    {
        "ticket": Kind(
            "ticket",
            "tickets",
            {
                "level": Fact("level", "one of", LEVELS, is_ordered=True),
                "site": Fact("site", "one of", SITES),
                "group": Fact("group", "one of", GROUPS),
                "status": Fact("status", "one of", STATUSES, is_state=True),
            },
            dict.fromkeys(("reported", *MOMENTS), ""),
            dict.fromkeys(EVENTS, ""),
        )
    },
    {"maintenance": Kind("maintenance", "maintenance", {}, {"announced": ""}, {})},
    {},
)


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    measure = draw(measures())
    by_group = measure.each is not None and draw(st.booleans())
    column, values = ("group", GROUPS) if by_group else ("level", LEVELS)
    reading = "at the start" if by_group else draw(st.sampled_from(READINGS))
    rows = [
        Row((OneOf(frozenset({value})),), draw(goals), f"goal of {value}") for value in values[:-1]
    ]
    rows.append(Row((AnyOther(),), draw(goals), "goal of others"))
    choices: list[Condition] = [ALWAYS, ALWAYS, ALWAYS, Is("site", ("quay",))]
    applies = draw(st.sampled_from(choices))
    readings: tuple[tuple[str, Reading], ...] = ((column, reading),)
    if applies != ALWAYS:
        readings += (("site", draw(st.sampled_from(READINGS[:4]))),)
    return Promise("care", "care", measure, (column,), tuple(rows), readings, applies)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    promise = draw(promises())
    count = draw(st.integers(0, 2))
    terms = desk.terms(
        promise,
        clocks={clock.name: clock for clock in CLOCKS},
        levels=dict.fromkeys(LEVELS, ""),
        pauses=tuple(draw(pauses(f"waiting_{n}")) for n in range(count)),
        cancels=draw(st.just(()) | lists(cancels)),
        restarts=draw(st.just(()) | st.just(()) | restarts.map(lambda r: (r,))),
        exclusions=draw(st.just(()) | st.just(()) | exclusions.map(lambda e: (e,))),
        removals=draw(
            st.sampled_from([(), (), (), (Removal("gone", "ticket", Is("site", ("pier",))),)])
        ),
    )
    return of_terms(terms)


def of_terms(terms: Terms) -> Contract:
    return replace(desk.contract(terms), vocabulary=VOCABULARY)


# --- histories ---------------------------------------------------------------------------------

STEP = 15
SPAN = 4 * 24 * 60
times = st.one_of(
    st.integers(0, 24).map(lambda n: 8 * 60 + n * 30),
    st.integers(0, SPAN // STEP).map(lambda n: n * STEP),
    st.integers(0, SPAN),
)
changes = st.one_of(
    st.tuples(st.just("status"), statuses),
    st.tuples(st.just("status"), statuses),
    st.tuples(st.just("level"), st.sampled_from(LEVELS)),
    st.tuples(st.just("group"), st.sampled_from(GROUPS)),
    st.tuples(st.just("site"), st.sampled_from(SITES)),
    st.tuples(st.just(""), st.sampled_from(EVENTS)),
    st.tuples(st.just(""), st.sampled_from(EVENTS)),
    st.tuples(st.just(""), st.sampled_from(MOMENTS)),
)


@st.composite
def timelines(draw: st.DrawFn, season: Season) -> Timeline:
    """Draw an item: rows in order of time, some of which share an instant, some a position."""
    drawn = draw(st.lists(st.tuples(times, changes), min_size=draw(st.integers(0, 9)), max_size=14))
    reported = min([draw(times), *(when for when, _ in drawn)])
    first: list[tuple[int, tuple[str, Any]]] = [(reported, ("", "reported"))]
    first += [
        (reported, (fact, draw(st.sampled_from(values))))
        for fact, values in (
            ("level", LEVELS),
            ("status", STATUSES),
            ("group", GROUPS),
            ("site", SITES),
        )
        if fact == "level" or draw(st.booleans())
    ]
    return placed(season, [*first, *sorted(drawn, key=lambda row: row[0])], draw(st.booleans()))


def placed(season: Season, rows: list[tuple[int, tuple[str, Any]]], together: bool) -> Timeline:  # noqa: FBT001
    """Give rows their positions: one each, or one for all of an instant."""
    facts: dict[str, dict[tuple[int, int], str]] = {}
    happened: dict[str, list[tuple[int, int]]] = {}
    count: dict[int, int] = {}
    for minutes, (fact, value) in rows:
        at = season.start + minutes * MINUTE
        starts = (fact, value) == ("", "reported") or minutes == rows[0][0]
        place = (at, 0 if together or (starts and not count) else count.get(at, 0))
        count[at] = place[1] + 1
        if fact:
            facts.setdefault(fact, {})[place] = value
        elif not (value in MOMENTS and happened.get(value)) and place not in happened.get(
            value, []
        ):
            happened.setdefault(value, []).append(place)
    return Timeline(
        "A",
        "ticket",
        {
            fact: tuple(
                Step(Instant(at), value, position) for (at, position), value in steps.items()
            )
            for fact, steps in facts.items()
        },
        {
            name: tuple(Happening(Instant(at), position) for at, position in places)
            for name, places in happened.items()
        },
    )


@st.composite
def works(draw: st.DrawFn, season: Season) -> list[WorldSpan]:
    """Draw maintenance that was announced before anything is judged."""
    spans = []
    for n in range(draw(st.integers(0, 3))):
        start = Instant(season.start + draw(times) * MINUTE)
        end = Instant(start + draw(st.integers(1, 600)) * MINUTE)
        announced = Instant(season.start - draw(st.integers(0, 5)) * ONE_DAY + 60 * MINUTE)
        planned = draw(st.sampled_from(["yes", "no"]))
        spans.append(
            WorldSpan(
                "maintenance", f"M{n}", start, end, {"planned": planned}, {"announced": announced}
            )
        )
    return spans


@st.composite
def histories(draw: st.DrawFn) -> tuple[Season, History]:
    season = draw(st.sampled_from(SEASONS))
    item = draw(timelines(season))
    latest = max(h.at for found in item.happened.values() for h in found)
    offset = draw(st.integers(0, 5 * 24 * 4)) * 15
    ends = [latest, latest + offset * MINUTE, season.start + offset * MINUTE]
    until = Instant(draw(st.sampled_from(ends)))
    until = Instant(max(until, item.happened["reported"][0].at))
    return season, History([item], until, until, draw(works(season)))


__all__ = ["Interval", "contracts", "histories", "timedelta"]
