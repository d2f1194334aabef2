"""Metric events become the runs of Zendesk's own clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slarules.instants import MINUTE, SECOND, Instant, Interval, Micros, instant, total
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.wire import MetricEvent, Target

NAMES = {"resolution_time": "total_resolution_time"}
"""What policies call a metric that events call otherwise."""

STATES = {"activate": "running", "pause": "paused", "fulfill": "fulfilled"}

Key = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Cycle:
    """One run of a clock: what happened to it, in order, without what was taken back."""

    events: tuple[MetricEvent, ...]

    @property
    def moves(self) -> list[tuple[str, Instant]]:
        """When it started, stood still, went on and ended."""
        return [(each.type, _at(each)) for each in self.events if each.type in STATES]

    @property
    def state(self) -> str:
        """Where it stands."""
        return STATES[self.moves[-1][0]] if self.moves else "retracted"

    @property
    def started(self) -> Instant | None:
        """When it began."""
        return next((at for type_, at in self.moves if type_ == "activate"), None)

    @property
    def ended(self) -> Instant | None:
        """When it ended; None while it has not."""
        return self.moves[-1][1] if self.state == "fulfilled" else None

    @property
    def goal(self) -> Target | None:
        """What was allowed last."""
        goals = [each.sla or each.group_sla for each in self.events]
        return next((goal for goal in reversed(goals) if goal is not None), None)

    @property
    def breach(self) -> Instant | None:
        """The time of the event that says it was missed, or will be then."""
        return next((_at(each) for each in reversed(self.events) if each.type == "breach"), None)

    @property
    def paused(self) -> Micros:
        """How long it stood still between the times it ran."""
        return total(self._between("pause"))

    @property
    def elapsed(self) -> Micros | None:
        """How long it ran: as Zendesk counted, else by the wall clock where that is meant."""
        goal = self.goal
        by_hours = goal is not None and bool(goal.business_hours)
        counts = [each.status for each in self.events if each.status is not None]
        if counts:
            minutes = counts[-1].business if by_hours else counts[-1].calendar
            return None if minutes is None else Micros(minutes * MINUTE)
        return None if by_hours or self.ended is None else total(self._between("activate"))

    @property
    def due(self) -> Instant | None:
        """When it falls due; None where only Zendesk could say."""
        goal, started = allowed(self.goal), self.started
        if self.breach is not None or goal is None or started is None:
            return self.breach
        by_hours = self.goal is None or bool(self.goal.business_hours)
        return None if by_hours or self.state == "paused" else Instant(started + goal + self.paused)

    def breached(self, now: Instant) -> bool | None:
        """Return whether it was missed; None where nothing was promised."""
        if self.breach is None:
            return None if self.goal is None else False
        return self.breach <= (now if self.ended is None else self.ended)

    def _between(self, kind: str) -> list[Interval]:
        """Return the stretches that a kind of move begins and another one ends."""
        stretches = []
        since: Instant | None = None
        for type_, at in self.moves:
            if since is not None and type_ != kind:
                stretches.append(Interval(since, at))
                since = None
            elif since is None and type_ == kind:
                since = at
        return stretches


def allowed(goal: Target | None) -> Micros | None:
    """Return how long is allowed; seconds where Zendesk gives them, which are finer."""
    if goal is None:
        return None
    if goal.target_in_seconds is not None:
        return Micros(goal.target_in_seconds * SECOND)
    return None if goal.target is None else Micros(goal.target * MINUTE)


def add_cycles(
    events: Mapping[int, MetricEvent], only: Iterable[Key], now: Instant, gathered: Gathered
) -> None:
    """Add the runs of a ticket's clocks.

    Args:
        events: All metric events of the ticket by their number, as they are now.
        only: The runs that are wanted.
        now: The present instant, for what falls due later.
        gathered: Where they go.
    """
    for ticket, metric, run in sorted(only):
        of_run = [
            each
            for each in events.values()
            if (each.metric, each.instance_id) == (metric, run) and not each.deleted
        ]
        of_run.sort(key=lambda each: (each.time, each.id))
        cycle = Cycle(tuple(of_run))
        measure, number = named(metric, run)
        gathered.add(
            "native_sla",
            event_id=f"{ticket}:{metric}:{run}",
            ticket_id=str(ticket),
            measure=measure,
            cycle=number,
            started_at=cycle.started,
            due_at=cycle.due,
            ended_at=cycle.ended,
            elapsed_us=cycle.elapsed,
            paused_us=cycle.paused,
            goal_us=allowed(cycle.goal),
            breached=cycle.breached(now),
            state=cycle.state,
        )


def runs(events: Iterable[MetricEvent]) -> set[Key]:
    """Return the runs that events belong to; run 0 is none, it only says that one is measured."""
    return {
        (each.ticket_id, each.metric, each.instance_id) for each in events if each.instance_id > 0
    }


def named(metric: str, run: int) -> tuple[str, int]:
    """Return what policies call a run, and its number; the first reply is a measure of its own."""
    if metric == "reply_time":
        return ("first_reply_time", 1) if run == 1 else ("next_reply_time", run - 1)
    return NAMES.get(metric, metric), run


def _at(event: MetricEvent) -> Instant:
    return instant(event.time)
