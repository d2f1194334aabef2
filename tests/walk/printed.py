"""A drawn contract as text, so that the way from the text to the engine is walked too."""

from __future__ import annotations

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
)
from slarules.core.contract import Terms
from slarules.core.promises import (
    Bounds,
    Budget,
    Cancel,
    CloseOfDay,
    Earliest,
    Goal,
    Latest,
    Measure,
    Pause,
    Promise,
    Restart,
    SameTimeLater,
    TimeExclusion,
    WallTimeOnDay,
)
from slarules.instants import MINUTE, Micros

HEAD = """language slarules 1

contract walked "Walked"
  provider "Us"
  customer "Them"
  group service_desk of provider "Service desk"
  group networks of provider "Networks"
  effective from 2026-01-01
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

holidays harbour_days version "2026"
  on 2026-04-03 "Good Friday"
  on 2026-03-03 from 12:00 to 24:00 "Half"
  on 2026-10-26 "Monday"

fact site one of quay, pier

fact group one of service_desk, networks

level P1 means "One"
level P2 means "Two"
level P3 means "Three"
level P4 means "Four"

clock desk
  open Monday to Friday from 08:00 to 12:00 and from 13:00 to 18:00
  closed on holidays harbour_days

clock night
  open Friday to Sunday from 22:00 to 06:00
  closed on holidays harbour_days

clock odd
  open every day from 01:30 to 02:30 and from 02:45 to 09:00
  closed on 2026-03-28 from 03:00 to 05:00
  also open on 2026-03-29 from 20:00 to 21:00
  also open on 2026-03-30 from 20:00 to 21:00

clock lisbon in "Europe/Lisbon"
  open Monday to Friday from 09:00 to 17:00

clock watch
  open every day from 06:00 to 24:00
  a budget ending at closing falls due at the next opening

clock orders
  open Monday to Thursday from 09:00 to 17:00
  open Friday from 09:00 to 14:00
  closed on holidays harbour_days
  days count from the next opening
  deadlines outside hours move back to closing
  starts after 15:00 count from the next open day

clock both
  open while desk is open and lisbon is open

clock either
  open while night is open or lisbon is open

clock away
  open while desk is shut
"""


def printed(terms: Terms) -> str:
    (promise,) = terms.promises.values()
    parts = [HEAD, _targets(promise)]
    parts += [_pause(p) for p in terms.pauses]
    parts += [_exclusion(e) for e in terms.exclusions]
    parts += [f"exclude {r.name}\n  removes tickets{_where(r.where)}\n" for r in terms.removals]
    parts += [_cancel(c, n) for n, c in enumerate(terms.cancels)]
    parts += [_restart(r) for r in terms.restarts]
    return "\n".join(parts)


def _targets(promise: Promise) -> str:
    lines = ["targets kept"]
    if promise.applies != ALWAYS:
        lines.append(f"  for tickets{_where(promise.applies)}")
    lines += [f"  measures care {_run(promise.measure)}"]
    lines += [f"    {phrase}" for phrase in _run_phrases(promise.measure)]
    lines += [f"  judged by {fact} {reading}" for fact, reading in promise.readings]
    lines += ["  table", f"  | {' | '.join(promise.columns)} | care |"]
    for row in promise.rows:
        (cell,) = row.cells
        values = getattr(cell, "values", None)
        shown = "any other" if values is None else ", ".join(sorted(values))
        assert row.goal is not None
        lines.append(f"  | {shown} | {_goal(row.goal)} |")
    return "\n".join(lines) + "\n"


def _run(measure: Measure) -> str:
    how = "each time " if measure.repeats else ""
    if measure.each:
        how = f"separately for each {measure.each} "
    return how + "from " + _bounds(measure.bounds)


def _run_phrases(measure: Measure) -> list[str]:
    found = []
    if measure.counts_while != ALWAYS:
        found.append(f"counts while {_condition(measure.counts_while)}")
    if measure.unit:
        found.append("counted in whole minutes")
    words = {
        "without the time between": "and goes on without the time between",
        "with the time between": "and goes on with the time between",
        "starting again": "and starts again",
        "as a new cycle": "as a new cycle",
    }
    for one in measure.reopenings:
        when = _occurrences(one.when) + _where(one.where)
        found.append(f"reopens when {when} {words[one.resuming]}")
    return found


def _bounds(bounds: Bounds) -> str:
    ends = " or ".join(
        ("next " if end in bounds.next_ends else "") + _occurrence(end) for end in bounds.ends
    )
    starts = _occurrences(bounds.starts) + _where(bounds.where)
    return f"{starts} until {ends}{_where(bounds.until)}"


def _occurrences(found: tuple[Occurrence, ...]) -> str:
    return " or ".join(map(_occurrence, found))


def _occurrence(what: Occurrence) -> str:
    match what:
        case Happens(name):
            return name
        case Becomes(state, values):
            return f"{state} becomes {_values(values)}"
        case StopsBeing(state, values):
            return f"{state} stops being {_values(values)}"
        case Changes(fact):
            return f"{fact} changes"


def _values(values: tuple[object, ...]) -> str:
    return str(values[0]) if len(values) == 1 else "one of " + ", ".join(map(str, values))


def _where(what: Condition) -> str:
    return "" if what == ALWAYS else f" where {_condition(what)}"


def _condition(what: Condition) -> str:
    match what:
        case Is(fact, values):
            return f"{fact} is {_values(values)}"
        case Known(moment):
            return f"{moment} is known"
        case Not(part):
            return f"not ({_condition(part)})"
        case Every(parts):
            return " and ".join(map(_condition, parts))
        case Some(parts):
            return " or ".join(map(_condition, parts))
        case Notice(moment, relation, count, side, anchor):
            return f"{moment} {relation} {count} calendar days {side} {anchor}"
        case _:
            raise AssertionError(f"not printed: {what}")


def _goal(goal: Goal) -> str:
    match goal:
        case Budget(length, clock):
            return _length(length, clock)
        case Earliest(goals):
            return "the earlier of " + " and ".join(map(_goal, goals))
        case Latest(goals):
            return "the later of " + " and ".join(map(_goal, goals))
        case SameTimeLater() | CloseOfDay() | WallTimeOnDay():
            return _deadline(goal)
        case _:
            raise AssertionError(f"not printed: {goal}")


def _deadline(goal: SameTimeLater | CloseOfDay | WallTimeOnDay) -> str:
    match goal:
        case SameTimeLater(days, clock):
            return f"by the same time {days} {clock} {'day' if days == 1 else 'days'} later"
        case CloseOfDay(0, clock):
            return f"by close of the same {clock} day"
        case CloseOfDay(days, clock):
            return f"by close of the {('1st', '2nd')[days - 1]} {clock} day after"
        case WallTimeOnDay(wall, days, clock):
            time = f"{wall // MINUTE // 60:02}:{wall // MINUTE % 60:02}"
            which = f"next {clock} day" if days == 1 else f"2nd {clock} day after"
            return f"by {time} on the {which}"


def _length(length: Micros, clock: str) -> str:
    return f"{length // MINUTE} {clock} minutes"


def _pause(pause: Pause) -> str:
    verb = {
        "suspends": "suspends care",
        "extends": "extends care",
        "excludes": "removes time from care",
    }
    lines = [f"{'exclude' if pause.effect == 'excludes' else 'pause'} {pause.name}"]
    lines.append(f"  {verb[pause.effect]}")
    if pause.between:
        lines.append(f"  from {_bounds(pause.between)}")
    if pause.while_ != ALWAYS:
        lines.append(f"  while {_condition(pause.while_)}")
    if pause.provided != ALWAYS:
        lines.append(f"  provided {_condition(pause.provided)}")
    if pause.allowance:
        length = _length(pause.allowance.length, pause.allowance.clock)
        lines.append(f"  up to {length} for each ticket")
    return "\n".join(lines) + "\n"


def _exclusion(exclusion: TimeExclusion) -> str:
    lines = [f"exclude {exclusion.name}", "  removes time from care"]
    lines.append(f"  during {exclusion.span_kind}{_where(exclusion.where)}")
    if exclusion.provided != ALWAYS:
        lines.append(f"  provided {_condition(exclusion.provided)}")
    if exclusion.allowance:
        length = _length(exclusion.allowance.length, exclusion.allowance.clock)
        lines.append(f"  up to {length} every {exclusion.allowance.every}")
    return "\n".join(lines) + "\n"


def _cancel(cancel: Cancel, number: int) -> str:
    whose = "all measures" if cancel.measures is None else "care"
    even = " even if missed" if cancel.even_if_missed else ""
    when = _occurrences(cancel.when) + _where(cancel.where)
    return f"cancel {cancel.name}_{number}\n  ends {whose} when {when}{even}\n"


def _restart(restart: Restart) -> str:
    whose = "all measures" if restart.measures is None else "care"
    when = _occurrences(restart.when) + _where(restart.where)
    return f"restart {restart.name}\n  starts {whose} again when {when}\n"
