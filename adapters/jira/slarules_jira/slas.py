"""What Service Management itself counted: a comparison, no truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from slarules.instants import Instant
from slarules_jira.rows import Rows
from slarules_jira.times import MICROSECONDS_A_MILLISECOND, micros

Json = Mapping[str, Any]


def goals_of(sla: Any) -> set[int]:  # noqa: ANN401  # whatever a field holds
    """Return the goals of the cycles that a field shows, in microseconds."""
    if not isinstance(sla, dict):
        return set()
    cycles = [sla.get("ongoingCycle"), *(sla.get("completedCycles") or ())]
    goals = (_length(each, "goalDuration", "goalTime") for each in cycles if isinstance(each, dict))
    return {goal for goal in goals if goal is not None}


def add_slas(rows: Rows, ticket: str, slas: Iterable[Json]) -> None:
    """Add each cycle of each measure of an issue, in the new shape or the old."""
    for sla in slas:
        done = sla.get("completedCycles") or sla.get("completeCycles") or ()
        cycles = [(each, "completed") for each in done if isinstance(each, dict)]
        running = sla.get("ongoingCycle")
        if isinstance(running, dict):
            cycles.append((running, "paused" if running.get("paused") else "ongoing"))
        cycles.sort(key=lambda each: _started(each[0]) or 0)
        for number, (cycle, state) in enumerate(cycles, 1):
            _add_cycle(rows, (ticket, sla, number), cycle, state)


def _add_cycle(rows: Rows, place: tuple[str, Json, int], cycle: Json, state: str) -> None:
    ticket, sla, number = place
    started = _started(cycle)
    rows.add(
        "native_sla",
        event_id=f"sla:{ticket}:{sla.get('id')}:{started or number}",
        ticket_id=ticket,
        measure=str(sla.get("name") or sla.get("id")),
        cycle=number,
        started_at=started,
        due_at=_time(cycle, "breachTime", "breachedDate"),
        ended_at=_time(cycle, "stopTime", "stopDate"),
        elapsed_us=_length(cycle, "elapsedTime"),
        goal_us=_length(cycle, "goalDuration", "goalTime"),
        breached=cycle.get("breached"),
        state=state,
    )


def _started(cycle: Json) -> Instant | None:
    return _time(cycle, "startTime", "startDate")


def _time(cycle: Json, *names: str) -> Instant | None:
    found = _first(cycle, names)
    if isinstance(found, dict):
        found = found.get("epochMillis")
    return micros(found) if isinstance(found, int) and found is not True else None


def _length(cycle: Json, *names: str) -> int | None:
    found = _first(cycle, names)
    if isinstance(found, dict):
        found = found.get("millis")
    return found * MICROSECONDS_A_MILLISECOND if isinstance(found, int) else None


def _first(cycle: Json, names: Iterable[str]) -> Any:  # noqa: ANN401  # one of two shapes
    return next((cycle[name] for name in names if cycle.get(name) is not None), None)
