"""The worst misses: the clock of each, drawn and told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice

from markupsafe import Markup

from slarules.hours.local import dates, local, local_date, midnight
from slarules.instants import DAY, MINUTE, Instant
from slarules.report.evidence import Evidence
from slarules.report.evidence.misses import Stretch, Timeline
from slarules.report.html.drawn import Clock, Moment, Piece, State, Tick, clock
from slarules.report.html.shown import at, badge, name, on_the_wall, with_clause
from slarules.report.html.tables import Row, Table, columns, table
from slarules.report.runs_named import reason, run_named

MOST_STRETCHES = 24
MOST_TICKS = 4
MOST_CHANGES = 3
"""A drawing marks so many changes of the row; the table has all."""

STEPS = (5, 15, 30, 60, 120, 180, 360, 720)
"""Minutes between two times of day that an axis shows."""

STATES: Mapping[State, str] = {
    "open": "counted",
    "closed": "clock closed",
    "paused": "paused",
    "excluded": "excluded",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """A miss, told."""

    title: Markup
    internal: bool
    facts: tuple[tuple[str, Markup | str], ...]
    drawing: Markup
    rows: Table | None
    stretches: Table
    delays: Table | None
    marks: Table | None


def misses(evidence: Evidence) -> tuple[Miss, ...]:
    """Return the worst misses, the worst first."""
    zone = evidence.timelines.zone
    return tuple(_miss(each, zone) for each in evidence.timelines.timelines)


def _miss(line: Timeline, zone: str) -> Miss:
    return Miss(
        _title(line),
        line.internal,
        tuple(_facts(line, zone)),
        clock(_drawn(line, zone)),
        _rows(line, zone),
        _stretches(line, zone),
        _delays(line, zone),
        _marks(line, zone),
    )


def _title(line: Timeline) -> Markup:
    item = f"{line.item} {line.level}" if line.level else line.item
    promise = with_clause(run_named(line.measure, line.cycle, line.cycle_of), line.clause)
    return Markup("{}, {}: {} late").format(name(item), promise, line.lateness)


def _facts(line: Timeline, zone: str) -> Iterator[tuple[str, Markup | str]]:
    wall = on_the_wall(zone)
    yield "Verdict", badge(line.verdict)
    yield "Late by", line.lateness
    yield "Goal", line.goal
    yield "Counted", f"{line.elapsed} of {line.clock} time"
    yield "Started", wall(line.started_at) or "not known"
    if line.due_at:
        latest = line.due_latest not in (None, line.due_at)
        yield (
            "Due",
            wall(line.due_at) + (f", or as late as {wall(line.due_latest)}" if latest else ""),
        )
    if line.missed_at:
        yield "Missed", wall(line.missed_at)
    yield "Ended", wall(line.ended_at) or "not yet"
    if line.customer:
        yield "Customer", name(line.customer)
    if line.period:
        yield "Period", line.period


def _drawn(line: Timeline, zone: str) -> Clock:
    wall = on_the_wall(zone)
    times = _times(line)
    told = "; ".join(f"{what} {wall(time)}" for what, time in times.items())
    drawn = Clock(
        f"The clock of {line.item}, {run_named(line.measure, line.cycle, line.cycle_of)}",
        f"Late by {line.lateness}. {told}. The table below has every stretch of time.",
        [Piece(at(s.start), at(s.end), s.state, _told(s, zone)) for s in line.stretches],
        [_moment(what, at(time), zone) for what, time in times.items()],
    )
    return replace(drawn, ticks=tuple(_ticks(*drawn.reach, zone)))


def _times(line: Timeline) -> Mapping[str, str]:
    """Return what a drawing marks, in the order of its rows."""
    times = {
        "started": line.started_at,
        **{f"changed to {held.row}": held.start for held in line.rows[1 : MOST_CHANGES + 1]},
        "due": line.due_at,
        "due at latest": line.due_latest if line.due_latest != line.due_at else None,
        "missed": line.missed_at,
        "ended": line.ended_at,
    }
    return {what: time for what, time in times.items() if time}


def _moment(what: str, moment: Instant, zone: str) -> Moment:
    return Moment(moment, what.split(maxsplit=1)[0], f"{what} {_short(moment, zone)}")


def _short(moment: Instant, zone: str) -> str:
    return f"{local(moment, zone):%a %m-%d %H:%M}"


def _ticks(first: int, last: int, zone: str) -> Iterator[Tick]:
    """Yield midnights, or times of day when all lies within a day or two."""
    days = (last - first) // DAY + 1
    if days > 2:
        yield from _midnights(first, last, zone, -(-days // MOST_TICKS))
        return
    step = next((n for n in STEPS if (last - first) // (n * MINUTE) < MOST_TICKS), STEPS[-1])
    begins = midnight(local_date(Instant(first), zone), zone)
    for number in range(
        (first - begins) // (step * MINUTE), (last - begins) // (step * MINUTE) + 1
    ):
        moment = Instant(begins + number * step * MINUTE)
        if moment >= first:
            yield Tick(moment, f"{local(moment, zone):%H:%M}")


def _midnights(first: int, last: int, zone: str, step: int) -> Iterator[Tick]:
    begins, ends = (local_date(Instant(at), zone) for at in (first, last))
    for day in islice(dates(begins, ends), 0, None, step):
        moment = midnight(day, zone)
        if moment >= first:
            yield Tick(moment, f"{day:%a %m-%d}")


def _told(stretch: Stretch, zone: str) -> str:
    wall = on_the_wall(zone)
    said = reason(stretch.why)
    why = f": {said}" if said else f" by {stretch.why}" if stretch.why else ""
    clause = f" (clause {stretch.clause})" if stretch.clause else ""
    state = STATES[stretch.state]
    return f"{wall(stretch.start)} to {wall(stretch.end)}: {state}{why}{clause}, {stretch.length}"


def _stretches(line: Timeline, zone: str) -> Table:
    wall = on_the_wall(zone)
    rows = [Row((wall(s.start), wall(s.end), _state(s), s.length)) for s in line.stretches]
    return table(
        f"How the time of {line.item} was counted",
        columns("=From", "=Until", "Clock", ">Lasted"),
        rows,
        MOST_STRETCHES,
        "timelines.json has every stretch, and slarules explain tells it",
    )


def _state(stretch: Stretch) -> Markup | str:
    said = STATES[stretch.state]
    if not stretch.why:
        return said
    if why := reason(stretch.why):
        return Markup("{}: {}").format(said, with_clause(why, stretch.clause))
    return Markup("{} by {}").format(said, with_clause(stretch.why, stretch.clause))


def _rows(line: Timeline, zone: str) -> Table | None:
    if not line.rows:
        return None
    wall = on_the_wall(zone)
    rows = [
        Row(
            (
                wall(each.start),
                each.row,
                f"{each.goal} (decides)" if each.decides else each.goal,
                each.used,
                wall(each.due_at) or "",
            )
        )
        for each in line.rows
    ]
    heads = columns("=From", "Row", "Allows", ">Used before", "=Due by it")
    return table("Which row held", heads, rows, MOST_STRETCHES, "timelines.json has every row")


def _delays(line: Timeline, zone: str) -> Table | None:
    if not line.delays:
        return None
    wall = on_the_wall(zone)
    rows = [
        Row((wall(d.start), wall(d.end), with_clause(d.why, d.clause), d.length))
        for d in line.delays
    ]
    heads = columns("=From", "=Until", "By", ">Moved by")
    return table("What moved the due time", heads, rows, MOST_STRETCHES, "timelines.json has all")


def _marks(line: Timeline, zone: str) -> Table | None:
    if not line.marks:
        return None
    wall = on_the_wall(zone)
    rows = [
        Row((wall(when), "; ".join(each.what for each in marks)))
        for when, marks in groupby(line.marks, lambda each: each.at)
    ]
    caption = f"What happened to {line.item}"
    rest = "timelines.json has all of it"
    return table(caption, columns("=When", "What"), rows, MOST_STRETCHES, rest)
