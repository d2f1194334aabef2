"""Reads the export of metric events, and gives whole runs however they are spread over it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from slarules.adapters import Context, Notice
from slarules.errors import SourceError
from slarules.http import Answer, Http, RefusedError
from slarules.instants import Instant
from slarules_zendesk.beginning import begun
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.metrics import add_cycles, runs
from slarules_zendesk.settings import EXPORT
from slarules_zendesk.sweep import Sweep, served_at
from slarules_zendesk.wire import CIRCLE, MetricEvent, MetricsPage, decoded

PATH = "/api/v2/incremental/ticket_metric_events"
FULL = 1000
"""Events of a page by time; one with fewer is the last where Zendesk does not say so."""

KEPT = 5_000
"""Tickets whose events are kept in memory; those of others are asked for again."""


class WithEvents(msgspec.Struct, frozen=True):
    """A ticket with its metric events, by metric."""

    metric_events: dict[str, list[MetricEvent]] | list[MetricEvent] | None = None


class OneTicket(msgspec.Struct, frozen=True):
    """The answer about one ticket."""

    ticket: WithEvents


@dataclass(slots=True)
class MetricEvents:
    """The export of metric events, by time; by cursor where many share one second.

    A page by time begins where the one before it ended and repeats that second. Where more events
    than a page holds share a second it would come again for ever, so the sweep goes on by cursor,
    which is slower and has no such seconds.

    Attributes:
        sweep: How far it is.
        from_beginning: Whether this run has seen all events since the first.
        kept: The events of the tickets that were seen last.
        dropped: Tickets that were seen and are kept no more.
    """

    http: Http
    context: Context
    sweep: Sweep
    from_beginning: bool = False
    kept: OrderedDict[int, dict[int, MetricEvent]] = field(default_factory=OrderedDict)
    dropped: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.from_beginning = self.sweep == Sweep()

    def pages(self) -> Iterator[list[MetricEvent]]:
        """Yield the events of each page.

        Raises:
            SourceError: Zendesk leads in a circle.
        """
        is_last = False
        while not is_last:
            answer = self._asked()
            page = decoded(answer, MetricsPage)
            is_last = self._step(answer, page)
            yield page.ticket_metric_events

    def _asked(self) -> Answer:
        now = self.context.now()
        self.sweep, answer = begun(self.sweep, now, self._from)
        if self.sweep.began is None:
            began = min(now, served_at(answer) or now)
            self.sweep = msgspec.structs.replace(self.sweep, began=began)
        return answer

    def _from(self, start: int) -> Answer:
        where = {"start_time": start, "include_changes": "true"}
        if self.sweep.cursor is not None and start == self.sweep.start:
            where |= {"page[size]": 100, "page[after]": self.sweep.cursor or None}
        return self.http.get(PATH, where, bucket=EXPORT)

    def _step(self, answer: Answer, page: MetricsPage) -> bool:
        """Go on behind a page, and return whether it was the last one."""
        if self.sweep.cursor is not None:
            return self._step_by_cursor(answer, page)
        is_last = page.end_of_stream
        if is_last is None:
            is_last = len(page.ticket_metric_events) < FULL
        if is_last:
            return True
        stuck = page.end_time is None or page.end_time <= self.sweep.start
        start = self.sweep.start if stuck else page.end_time
        cursor = "" if stuck else None
        self.sweep = msgspec.structs.replace(self.sweep, start=start, cursor=cursor)
        return False

    def _step_by_cursor(self, answer: Answer, page: MetricsPage) -> bool:
        if page.meta is None:
            raise SourceError(answer.url, "the answer does not say whether there is more")
        if not page.meta.has_more:
            return True
        if page.meta.after_cursor in {None, "", self.sweep.cursor}:
            raise SourceError(answer.url, CIRCLE)
        self.sweep = msgspec.structs.replace(self.sweep, cursor=page.meta.after_cursor)
        return False

    def add(self, events: Iterable[MetricEvent], now: Instant, gathered: Gathered) -> None:
        """Add every run that some events belong to, with all that happened to it."""
        by_ticket: dict[int, list[MetricEvent]] = {}
        for each in events:
            by_ticket.setdefault(each.ticket_id, []).append(each)
        for ticket, new in by_ticket.items():
            held = self._held(ticket, gathered)
            held.update({each.id: each for each in new})
            add_cycles(held, runs(new), now, gathered)
        while len(self.kept) > KEPT:
            self.dropped.add(self.kept.popitem(last=False)[0])

    def _held(self, ticket: int, gathered: Gathered) -> dict[int, MetricEvent]:
        if ticket in self.kept:
            self.kept.move_to_end(ticket)
        elif self.from_beginning and ticket not in self.dropped:
            self.kept[ticket] = {}
        else:
            self.kept[ticket] = {each.id: each for each in self._asked_again(ticket, gathered)}
        return self.kept[ticket]

    def _asked_again(self, ticket: int, gathered: Gathered) -> Iterable[MetricEvent]:
        """Return the events that the sweeps before this one have read."""
        try:
            answer = self.http.get(f"/api/v2/tickets/{ticket}", {"include": "metric_events"})
        except RefusedError as error:
            if error.status != 404:
                raise
            text = "Zendesk's own clocks of it are known only in part: it is no longer shown"
            gathered.notice(Notice("no history", text, ticket_id=str(ticket)))
            return ()
        told = decoded(answer, OneTicket).ticket.metric_events or []
        return told if isinstance(told, list) else [e for each in told.values() for e in each]
