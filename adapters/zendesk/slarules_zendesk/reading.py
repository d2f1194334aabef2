"""Reads one part of an account, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from slarules.adapters import (
    Asked,
    Checkpoint,
    Context,
    Delivered,
    Notice,
)
from slarules.http import Http, RefusedError
from slarules.instants import Instant, Micros, in_words
from slarules_zendesk.audits import updates
from slarules_zendesk.checking import SKEW
from slarules_zendesk.clocks import MetricEvents
from slarules_zendesk.exports import Export
from slarules_zendesk.gathered import Gathered
from slarules_zendesk.history import History
from slarules_zendesk.organizations import Names
from slarules_zendesk.people import add_user
from slarules_zendesk.recent import recent
from slarules_zendesk.schedules import add_calendars
from slarules_zendesk.settings import LAG, TOKEN_WARNING, ZendeskSettings
from slarules_zendesk.sweep import resumed
from slarules_zendesk.tickets import DELETED, add_deleted, add_ticket
from slarules_zendesk.wire import DeletedPage, Ticket, TicketsPage, UsersPage, decoded, moment


@dataclass(slots=True)
class Reading:
    """Reads one part of an account.

    Attributes:
        gathered: What the page gave that is being read.
        gone: When tickets were deleted, once that was looked up.
        names: Of the organizations whose tickets they are.
        read_through: Up to when earlier sweeps have read everything.
    """

    settings: ZendeskSettings
    http: Http
    context: Context
    asked: Asked
    gathered: Gathered = field(default_factory=Gathered)
    gone: dict[int, Instant] | None = None
    names: Names = field(default_factory=Names)
    read_through: Instant | None = None

    def tickets(self, cursor: bytes | None) -> Iterator[Delivered]:
        """Yield tickets that changed, each with its whole history."""
        if self.settings.has_token:
            yield Notice("deprecated", TOKEN_WARNING)
        export = Export(
            self.http,
            self.context,
            "/api/v2/incremental/tickets/cursor",
            TicketsPage,
            self.settings.page,
            resumed(cursor, self.asked),
        )
        through = export.sweep.through
        self.read_through = None if through is None else Instant(through)
        done = 0
        read: dict[int, object] = {}
        for page in export.pages():
            read = {each.id: each.updated_at for each in page.tickets}
            self._look_up(page.tickets)
            for ticket in page.tickets:
                done += 1
                yield from self._ticket(ticket, done)
            yield from self.gathered.taken()
            yield from self._skewed(export)
            if not page.end_of_stream:
                yield export.sweep.checkpoint(done)
        for ticket in recent(self.http, Instant(export.asked_at - 2 * LAG)):
            if read.get(ticket.id) == ticket.updated_at:
                continue
            self._look_up([ticket])
            done += 1
            yield from self._ticket(ticket, done)
        yield from self.gathered.taken()
        yield export.sweep.end(self.settings.overlapping, done)

    def _ticket(self, ticket: Ticket, done: int) -> Iterator[Delivered]:
        """Gather a ticket with its history, and yield what is gathered where that is much."""
        self._gather(ticket)
        self.context.progress("tickets", done)
        if self.gathered.is_full:
            yield from self.gathered.taken()

    def _gather(self, ticket: Ticket) -> None:
        if ticket.status == DELETED:
            gone = (self.gone or {}).get(ticket.id)
            known = self.read_through
            add_deleted(ticket, self._customer(ticket), gone, known, self.gathered)
            return
        try:
            read = updates(self.http, ticket.id)
        except RefusedError as error:
            if error.status != 404:
                raise
            text = "the export lists it, and Zendesk does not show its history any more"
            self.gathered.notice(Notice("lost access", text, ticket_id=str(ticket.id)))
            add_ticket(ticket, self._customer(ticket), None, self.gathered)
            return
        roles = {**read.roles, **dict.fromkeys(self.settings.bots, "automation")}
        history = History(self.gathered, roles)
        history.add(read.audits)
        add_ticket(ticket, self._customer(ticket), history.merged_into, self.gathered)

    def _customer(self, ticket: Ticket) -> str | None:
        return self.names.of(ticket.organization_id)

    def _look_up(self, tickets: Sequence[Ticket]) -> None:
        """Look up what tickets name by a number only."""
        self._look_up_deletions(tickets)
        if self.settings.customer == "organization":
            self.names.look_up(self.http, (each.organization_id for each in tickets))

    def _look_up_deletions(self, tickets: Sequence[Ticket]) -> None:
        """Look up, once, when tickets were deleted; Zendesk lists those of the last 30 days."""
        if self.gone is not None or all(each.status != DELETED for each in tickets):
            return
        self.gone = {}
        where: str | None = "/api/v2/deleted_tickets"
        seen: set[str] = set()
        while where is not None and where not in seen:
            seen.add(where)
            page = decoded(self.http.get(where), DeletedPage)
            told = ((each.id, moment(each.deleted_at)) for each in page.deleted_tickets)
            self.gone |= {ticket: at for ticket, at in told if at is not None}
            where = page.next_page

    def _skewed(self, export: Export[TicketsPage]) -> Iterator[Notice]:
        """Yield that our clock and Zendesk's are apart, once."""
        apart, export.apart = export.apart, 0
        if abs(apart) > SKEW:
            ahead = "ahead of" if apart > 0 else "behind"
            text = f"the clock of this machine is {in_words(Micros(apart))} {ahead} Zendesk's"
            yield Notice("clock skew", text)

    def people(self, cursor: bytes | None) -> Iterator[Delivered]:
        """Yield what users are, for those that changed."""
        # Whoever wrote a comment may not have changed since what is asked for.
        everybody = Asked(since=None)
        export = Export(
            self.http,
            self.context,
            "/api/v2/incremental/users/cursor",
            UsersPage,
            1000,
            resumed(cursor, everybody),
        )
        done = 0
        for page in export.pages():
            for user in page.users:
                add_user(user, self.gathered)
            done += len(page.users)
            self.context.progress("users", done)
            yield from self.gathered.taken()
            if not page.end_of_stream:
                yield export.sweep.checkpoint(done)
        yield export.sweep.end(self.settings.overlapping, done)

    def clocks(self, cursor: bytes | None) -> Iterator[Delivered]:
        """Yield the runs of Zendesk's own clocks, for those to which something happened."""
        events = MetricEvents(self.http, self.context, resumed(cursor, self.asked))
        done = 0
        for page in events.pages():
            events.add(page, self.context.now(), self.gathered)
            done += len(page)
            self.context.progress("events of clocks", done)
            yield from self.gathered.taken()
            yield events.sweep.checkpoint(done)
        yield events.sweep.end(self.settings.overlapping, done)

    def calendars(self) -> Iterator[Delivered]:
        """Yield all opening hours; there are few, so they are read anew each time."""
        now = self.context.now()
        add_calendars(self.http, self.gathered)
        yield from self.gathered.taken()
        yield Checkpoint(b'{"v":1}', now)
