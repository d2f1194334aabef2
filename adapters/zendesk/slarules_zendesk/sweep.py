"""How far a reading is: where it began, and where it goes on."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import msgspec

from slarules.adapters import Asked, Checkpoint
from slarules.errors import SourceError
from slarules.http import Answer
from slarules.instants import SECOND, Instant, Micros, instant
from slarules_zendesk.settings import LAG


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of an export from a time up to the present, over as many runs as it takes.

    Zendesk shows some records minutes after their own time. So each sweep begins some minutes
    before the one before it *began*, and not where that ended; within a sweep its cursor leads on,
    which is kept as it is and never worked out.

    Attributes:
        start: The second from which on it reads.
        began: When it began, in microseconds; None before the first answer.
        cursor: Where it goes on, in Zendesk's own words; None at its start.
        through: Up to which instant the sweeps before it have read everything.
        floor: From which second on was asked when reading began; 0 for from the beginning.
        behind: How far Zendesk's clock was behind ours when it began.
    """

    v: int = 1
    start: int = 0
    began: int | None = None
    cursor: str | None = None
    through: int | None = None
    floor: int = 0
    behind: int = 0

    def checkpoint(self, done: int) -> Checkpoint:
        """Return what may be kept in the middle of the sweep."""
        through = None if self.through is None else Instant(self.through)
        return Checkpoint(msgspec.json.encode(self), through, done)

    def end(self, overlap: Micros, done: int) -> Checkpoint:
        """Return what may be kept at the end of the sweep, from which the next one begins."""
        through = max((self.began or 0) - LAG - overlap, 0)
        following = Sweep(
            start=through // SECOND, through=through, floor=self.floor, behind=self.behind
        )
        return Checkpoint(msgspec.json.encode(following), Instant(through), done)


def resumed(cursor: bytes | None, asked: Asked) -> Sweep:
    """Return the sweep that a cursor stands for; one from the beginning where more is asked for.

    Raises:
        SourceError: It is none of this adapter.
    """
    floor = max(0, (asked.since or 0) // SECOND)
    if cursor is None:
        return Sweep(start=floor, floor=floor)
    try:
        sweep = msgspec.json.decode(cursor, type=Sweep)
    except msgspec.MsgspecError:
        raise SourceError("zendesk", "the cursor that was kept is not one of Zendesk's") from None
    if sweep.v != 1:
        raise SourceError("zendesk", "the cursor was kept by a later version of slarules")
    return Sweep(start=floor, floor=floor) if floor < sweep.floor else sweep


def served_at(answer: Answer) -> Instant | None:
    """Return the time that the server says it is."""
    return told_by(answer.headers.get("date", ""))


def told_by(date: str) -> Instant | None:
    """Return the time that a header tells."""
    try:
        return instant(parsedate_to_datetime(date))
    except (ValueError, OverflowError):
        return None
