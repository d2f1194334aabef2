"""A support desk for tests of single items: a small contract, and tickets written in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from slarules.core.clocks import Clock, Conventions, Dates, WeeklyHours, WeeklySpan
from slarules.core.conditions import Happens, Missing, Value
from slarules.core.contract import Belongs, Contract, Terms, Version, Vocabulary
from slarules.core.promises import Bounds, Budget, Goal, Measure, OneOf, Promise, Row
from slarules.core.settling import Rounding, Settlement
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.instants import HOUR, Instant, Micros, instant

ZONE = "Europe/Berlin"


def at(text: str) -> Instant:
    """Return a wall time of Berlin, such as `2026-03-02 08:00`, as an instant."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)))


def hours(count: int) -> Micros:
    return Micros(count * HOUR)


def clock(name: str = "desk", conventions: Conventions | None = None) -> Clock:
    """Monday to Friday from 08:00 to 12:00 and from 13:00 to 18:00; shut on Good Friday."""
    spans = tuple(
        WeeklySpan(day, hours(opens), hours(closes))
        for day in range(5)
        for opens, closes in ((8, 12), (13, 18))
    )
    shut = (Dates(date(2026, 4, 3), date(2026, 4, 3)),)
    return Clock(name, ZONE, WeeklyHours(spans, shut), conventions or Conventions())


def promise(goals: Mapping[str, Goal | None], name: str = "resolve", **more: Any) -> Promise:  # noqa: ANN401 - the fields of a promise
    """Return a promise from `reported` until `resolved`, a goal for each level."""
    measure = Measure(name, "ticket", Bounds((Happens("reported"),), (Happens("resolved"),)))
    rows = tuple(
        Row((OneOf(frozenset({level})),), goal, str(goal)) for level, goal in goals.items()
    )
    return Promise(name, "desk", measure, ("level",), rows, **more)


NINE_HOURS = promise({"P1": Budget(hours(9), "desk"), "P2": Budget(hours(4), "elapsed")})


def terms(*promises: Promise, **more: Any) -> Terms:  # noqa: ANN401 - the fields of terms
    chosen = promises or (NINE_HOURS,)
    plain = Terms(
        clocks={"desk": clock()},
        levels={},
        promises={p.name: p for p in chosen},
        pauses=(),
        exclusions=(),
        removals=(),
        cancels=(),
        unknown=(),
        measures={},
        targets={},
        amounts={},
        credits={},
        pools={},
        multipliers={},
        caps={},
        earnbacks={},
        claims=(),
        settlement=Settlement(("base", "rounding")),
        always=(),
    )
    return replace(plain, **more)


def contract(text: Terms | None = None, *amended: Version, belongs: str = "due") -> Contract:
    start = at("2026-01-01 00:00")
    return Contract(
        name="desk",
        title="A desk",
        reference="",
        provider="Us",
        customer="Them",
        groups={},
        zone=ZONE,
        currency="EUR",
        every="calendar month",
        starts=start,
        ends=None,
        signed=None,
        before_start="met",
        belongs={"ticket": Belongs("ticket", belongs)},
        rounding=Rounding("half up", 2),
        mapping=None,
        vocabulary=Vocabulary({}, {}, {}),
        coverage=(),
        versions=(Version("signed", "", start, text or terms()), *amended),
        scenarios=(),
    )


def ticket(
    reported: str | None,
    resolved: str | None = None,
    facts: Mapping[str, Value | Missing | Sequence[tuple[str, Value | Missing]]] | None = None,
    unknown: Mapping[str, UnknownMoment] | None = None,
    **moments: str,
) -> Timeline:
    """Return a ticket; a fact is a value throughout, or a list of `(from, value)`."""
    named = {"reported": reported, "resolved": resolved, **moments}
    given = {"level": "P1", **(facts or {})}
    return Timeline(
        "A",
        "ticket",
        {name: _steps(value) for name, value in given.items()},
        {name: (Happening(at(when)),) for name, when in named.items() if when},
        dict(unknown or {}),
    )


def _steps(value: Value | Missing | Sequence[tuple[str, Value | Missing]]) -> tuple[Step, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(Step(at(when), held) for when, held in value)
    return (Step(BEGINNING, value),)


def judged(
    item: Timeline,
    by: Contract | None = None,
    *,
    as_of: str = "2026-12-31 00:00",
    spans: Sequence[WorldSpan] = (),
) -> Verdict:
    """Return the only verdict on an item."""
    now = at(as_of)
    (verdict,) = verdicts(by or contract(), History([item], now, now, spans))
    return verdict
