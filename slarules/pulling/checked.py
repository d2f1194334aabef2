"""What an adapter delivers, held against what it has to keep to."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from slarules.adapters import (
    SCHEMAS,
    Adapter,
    ArrowStream,
    Asked,
    Batch,
    Checkpoint,
    Delivered,
    FileEnd,
    Notice,
    Partition,
)
from slarules.adapters.delivery import CURSOR_LIMIT
from slarules.errors import SlarulesError, SourceError
from slarules.instants import SECOND, Instant, Micros, iso
from slarules.pulling.context import LiveContext

REPEATS = 100
"""How many checkpoints in a row may have a cursor that was there before."""

SKEW = Micros(SECOND)
"""How far ahead of our clock a source may vouch before it is told."""


def delivered(
    adapter: Adapter, partition: Partition, cursor: bytes | None, asked: Asked, context: LiveContext
) -> Generator[Delivered, None, None]:
    """Yield what an adapter delivers of a partition.

    Raises:
        SourceError: It cannot be read to its end, or the adapter does not keep to what it has to;
            the message names the partition.
    """
    where = shown(context.source, partition)
    held = _Held(where, context)
    reading = None
    try:
        with guarded(where, context):
            reading = adapter.read(partition, cursor, asked, context)
            for thing in reading:
                yield from held.passed(thing)
            held.refuse_loose_end()
    finally:
        close = getattr(reading, "close", None)
        if close is not None:
            close()


def shown(source: str, partition: Partition) -> str:
    """Return how a partition stands in messages."""
    return f"{source}, {partition.shown or partition.name}"


@contextmanager
def guarded(where: str, context: LiveContext) -> Iterator[None]:
    """Turn whatever an adapter fails with into a sentence that holds no secret.

    Args:
        where: The source, and the part of it.

    Raises:
        SourceError: It failed.
    """
    try:
        yield
    except SlarulesError as error:
        if context.redaction.has_secret(str(error)):
            raise SourceError(where, context.redaction.clean(str(error))) from None
        raise
    except Exception as error:
        text = " ".join(context.redaction.clean(str(error)).split())[:300]
        raise SourceError(where, f"the adapter failed: {type(error).__name__}: {text}") from error


@dataclass(slots=True)
class _Held:
    """What was delivered so far, as much of it as matters."""

    where: str
    context: LiveContext
    is_loose: bool = False
    is_empty: bool = True
    repeats: int = 0
    seen: set[bytes] = field(default_factory=set)

    def passed(self, thing: object) -> Iterator[Delivered]:
        """Yield a thing if it is as it should be."""
        self.is_empty = False
        match thing:
            case Batch(table, data):
                self._refuse_batch(table, data)
                self.is_loose = True
                yield thing
            case Checkpoint():
                self._refuse_cursor(thing.cursor)
                self.is_loose = False
                yield from self._not_ahead(thing)
            case Notice():
                self.is_loose = True
                yield self._without_secret(thing)
            case FileEnd():
                self.is_loose = True
                yield thing
            case _:
                raise self._wrong(f"it delivered {_a(thing)}, which is nothing that is asked for")

    def _without_secret(self, notice: Notice) -> Notice:
        # It may repeat what a site says, and is kept; half a pair of surrogates has no bytes.
        redaction, text = self.context.redaction, notice.text
        if redaction.has_secret(text):
            text = redaction.clean(text)
        if text.isascii():
            return replace(notice, text=text)
        return replace(notice, text=text.encode(errors="replace").decode())

    def refuse_loose_end(self) -> None:
        """Refuse an end that is no checkpoint."""
        if self.is_empty:
            raise self._wrong("it delivered nothing, not even a checkpoint")
        if self.is_loose:
            raise self._wrong("its last rows have no checkpoint behind them, and are not kept")

    def _refuse_batch(self, table: object, data: object) -> None:
        if table not in SCHEMAS:
            raise self._wrong(f"there is no table '{table}'")
        if not isinstance(data, ArrowStream):
            raise self._wrong(f"its rows of {table} are {_a(data)}, which is no Arrow")

    def _refuse_cursor(self, cursor: object) -> None:
        if not isinstance(cursor, bytes):
            raise self._wrong(f"its cursor is {_a(cursor)} and has to be bytes")
        if len(cursor) > CURSOR_LIMIT:
            raise self._wrong(f"its cursor has {len(cursor)} bytes of {CURSOR_LIMIT} at most")
        if self.context.redaction.has_secret(cursor.decode("utf-8", "replace")):
            raise self._wrong("its cursor holds a secret")
        digest = hashlib.sha256(cursor).digest()[:16]
        self.repeats = self.repeats + 1 if digest in self.seen else 0
        self.seen.add(digest)
        if self.repeats >= REPEATS:
            raise self._wrong(f"it goes in a circle: {REPEATS} cursors in a row were there before")

    def _not_ahead(self, checkpoint: Checkpoint) -> Iterator[Delivered]:
        through, now = checkpoint.complete_through, self.context.now()
        if type(through) not in (int, type(None)):
            raise self._wrong(f"its complete_through is {_a(through)} and has to be microseconds")
        if through is None or through <= now:
            yield replace(checkpoint, complete_through=_whole_seconds(through))
            return
        if through > now + SKEW:
            text = f"vouches through {_at(through)}, which is not yet; cut to {_at(now)}"
            yield Notice("clock skew", f"{self.where.partition(', ')[2]} {text}", at=now)
        yield replace(checkpoint, complete_through=_whole_seconds(now))

    def _wrong(self, what: str) -> SourceError:
        return SourceError(self.where, f"the adapter does not keep to its part: {what}")


def _whole_seconds(through: Instant | None) -> Instant | None:
    # To vouch for less is always true, and people read it: it is the as-of of audits.
    return None if through is None else Instant(through - through % SECOND)


def _a(thing: object) -> str:
    return f"a {type(thing).__name__}"


def _at(at: Instant) -> str:
    try:
        return iso(at)
    except OverflowError:
        return "a time beyond all dates"
