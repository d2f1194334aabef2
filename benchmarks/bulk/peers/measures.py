"""What the peers with data frames measure; the same texts as in `loop`, as rows see them."""

from __future__ import annotations

from typing import Literal, NamedTuple

WAITS = ("Waiting for customer",)
RESTS = (*WAITS, "Solved", "Closed")
STANDS = (*RESTS, "On hold")


class Measure(NamedTuple):
    """How a measure is taken.

    Attributes:
        clock: The column of stays; of desk time or of elapsed time.
        still: In which statuses it stands still.
        ends: The column of the rows that end it.
        which: The first or the last of them, or of each round that `starts` begins.
        starts: The column of the rows that begin a round.
    """

    clock: str
    still: tuple[str, ...]
    ends: str
    which: Literal["first", "last"] = "first"
    starts: str | None = None


MEASURES = {
    "respond": Measure("stays", (), "opened"),
    "resolve": Measure("stays", RESTS, "solved", "last"),
    "restore": Measure("lasts", WAITS, "solved"),
    "work_time": Measure("stays", STANDS, "solved", "last"),
    "next_reply": Measure("stays", (), "replied", starts="answered"),
    "rework": Measure("stays", WAITS, "solved", starts="reopened"),
}
