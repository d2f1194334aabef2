"""Reads Request Tracker queue by queue: histories by the numbers of their transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    Partition,
    Profile,
)
from slarules.adapters.settings import settings_of
from slarules.errors import SourceError, UsageError
from slarules.instants import Instant
from slarules_request_tracker.checking import checked
from slarules_request_tracker.history import Gathered, Names, batch
from slarules_request_tracker.options import Options
from slarules_request_tracker.people import People
from slarules_request_tracker.rest import Rest
from slarules_request_tracker.several import tell
from slarules_request_tracker.standing import Standing
from slarules_request_tracker.times import needed, told
from slarules_request_tracker.wire import Transaction

if TYPE_CHECKING:
    from slarules.adapters.catalogue import Catalogue

PAGES = 10
"""Pages of transactions between two checkpoints."""


class Cursor(msgspec.Struct, frozen=True):
    """Where a reading goes on: behind the last transaction that can have no late neighbour."""

    version: int = 1
    after: int = 0


def made(profile: Profile) -> RequestTracker:
    """Return the adapter for a profile.

    Raises:
        UsageError: Its settings are missing or wrong.
    """
    return RequestTracker(profile.name, settings_of(profile, Options))


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """Reads one Request Tracker. All state is in cursors."""

    name: str
    options: Options

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do."""
        can: tuple[Capability, ...] = ("incremental", "history", "comments", "deletions")
        return frozenset({*can, "census", "links", "native_sla"})

    def check(self, context: Context) -> CheckReport:
        """Return whether it can be read."""
        return checked(self.options, self._rest(context), context)

    def discover(self, context: Context) -> Catalogue:
        """Return what it has."""
        from slarules_request_tracker.finding import catalogue  # noqa: PLC0415  # rarely asked

        return catalogue(self.name, self._rest(context))

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:  # noqa: ARG002
        """Return the queues."""
        found = {queue.name: str(queue.id) for queue in self._rest(context).queues()}
        wanted = self.options.queues or tuple(found)
        if missing := [name for name in wanted if name not in found]:
            raise UsageError(f"{self.name}: no queue {', '.join(missing)} can be seen")
        return [Partition(f"queue:{found[name]}", name, {"id": found[name]}) for name in wanted]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """Yield the history of a queue from a cursor on; see `Adapter.read`."""
        yield from Reading(self, self._rest(context), partition, asked, context).delivered(cursor)

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:  # noqa: ARG002
        """Yield every ticket of a queue that is visible now."""
        rest = self._rest(context)
        standing = self.standing(rest, People(rest, self.options.automation))
        last = 0
        while found := rest.tickets_of(str(partition.facts["id"]), last):
            yield batch("tickets", [standing.ticket(each) for each in found])
            last = int(found[-1].id)

    def close(self) -> None:
        """Hold nothing, so let go of nothing."""

    def standing(self, rest: Rest, people: People) -> Standing:
        """Return what tells how tickets stand."""
        queues = {str(queue.id): queue.name for queue in rest.queues()}
        return Standing(rest, people, self.options.customer, queues)

    def _rest(self, context: Context) -> Rest:
        return Rest(context.http(self.options.site))


class Reading:
    """One reading of a queue."""

    def __init__(
        self,
        adapter: RequestTracker,
        rest: Rest,
        partition: Partition,
        asked: Asked,
        context: Context,
    ) -> None:
        self._rest, self._asked, self._context = rest, asked, context
        self._queue, self._shown = str(partition.facts["id"]), partition.shown
        people = People(rest, adapter.options.automation)
        self._standing = adapter.standing(rest, people)
        self._gathered = Gathered(Names(people, self._standing.queues, cache(self._is_single)))
        self._people = people
        self._overlap = adapter.options.overlap

    def delivered(self, cursor: bytes | None) -> Iterator[Delivered]:
        """Yield all from a cursor on, the last checkpoint behind it."""
        now = min(told(self._rest.version(), self._context.now()), self._context.now())
        settled = Instant(now - self._overlap)
        after = last = _read(cursor).after
        bound = self._bound()
        while last < bound and not self._context.is_stopping():
            gathered = list(self._pages(last, bound))
            if not gathered:
                break
            last = gathered[-1].number
            after = max([after, *(t.number for t in gathered if _at(t) <= settled)])
            yield from self._meant(gathered, now)
            if last < bound:
                yield Checkpoint(_written(after), None, last, bound)
            self._context.progress(f"queue {self._shown}", last, bound)
        through = settled if last >= bound else None
        yield Checkpoint(_written(after), through, bound, bound)

    def _bound(self) -> int:
        """Return the number of the newest transaction; none at all is believed of no tickets."""
        bound = self._rest.newest(f"TicketQueue = {self._queue}")
        if not bound and self._rest.tickets_of(self._queue, 0):
            raise SourceError(
                "request-tracker",
                f"no history of queue {self._shown} can be seen, though it has tickets",
            )
        return bound

    def _pages(self, last: int, bound: int) -> Iterator[Transaction]:
        """Yield what some pages hold."""
        for _ in range(PAGES):
            page = self._rest.after(f"TicketQueue = {self._queue}", last, bound)
            if page and page[-1].number <= last:
                raise SourceError("request-tracker", f"transactions behind {last} come again")
            yield from page
            if not page or page[-1].number >= bound:
                return
            last = page[-1].number

    def _meant(self, transactions: list[Transaction], now: Instant) -> Iterator[Delivered]:
        """Yield what transactions mean, and how their tickets stand."""
        known = {each.number for each in transactions}
        for each in transactions:
            self._gathered.take(each)
        for ticket in sorted({each.ticket for each in transactions if self._came(each)}):
            for each in self._rest.every(f"ObjectId = {ticket}"):
                if each.number not in known:
                    self._gathered.take(each)
        tell(self._gathered, self._standing)
        yield from self._gathered.batches()
        yield from self._standing.tables({each.ticket for each in transactions}, now)
        yield from self._people.actors()
        notices, self._gathered.notices = self._gathered.notices, []
        yield from notices

    def _came(self, of: Transaction) -> bool:
        """Tell whether a ticket came from another queue, whose cursor is not ours."""
        return of.type == "Set" and of.field == "Queue" and of.new_value == self._queue

    def _is_single(self, number: str) -> bool:
        found = self._rest.custom_field(number)
        return found is None or found.is_single


def _at(transaction: Transaction) -> Instant:
    return needed(transaction.created, f"transaction {transaction.id}")


def _read(cursor: bytes | None) -> Cursor:
    if cursor is None:
        return Cursor()
    try:
        return msgspec.json.decode(cursor, type=Cursor)
    except msgspec.DecodeError:
        raise SourceError("request-tracker", "the cursor is of another adapter") from None


def _written(after: int) -> bytes:
    return msgspec.json.encode(Cursor(after=after))
