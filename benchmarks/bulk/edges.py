"""Tickets that stand on every edge that we know of, written by hand; all times are of Berlin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

SHORT = {
    "N": "New",
    "O": "Open",
    "W": "Waiting for customer",
    "A": "Answered",
    "H": "On hold",
    "S": "Solved",
    "R": "Reopened",
    "C": "Closed",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """A ticket: what is special about it, and its rows.

    Attributes:
        story: Words such as `2024-03-29T10:00 N1`: a time, then status and priority from it on.
    """

    what: str
    story: str

    def events(self) -> Iterator[tuple[int, str, str]]:
        """Yield time, status and priority; the second of two equal hours in autumn ends in `b`."""
        words = self.story.split()
        for time, now in zip(words[::2], words[1::2], strict=True):
            wall = datetime.fromisoformat(time.removesuffix("b"))
            local = wall.replace(tzinfo=BERLIN, fold=int(time.endswith("b")))
            yield int(local.timestamp()), SHORT[now[0]], now[1]


ROUNDS = 60


def asked_again_and_again() -> str:
    """Return a story of so many questions, an hour each, with half an hour of work between."""
    day = datetime(2024, 6, 3, 9, tzinfo=BERLIN)
    words = [f"{day:%Y-%m-%dT%H:%M} N3"]
    for number in range(ROUNDS):
        morning = day + timedelta(days=number)
        words += [f"{morning:%Y-%m-%dT}{hour} {now}3" for hour, now in A_ROUND]
    return " ".join([*words, "2024-09-02T10:00 S3"])


A_ROUND = (("10:00", "O"), ("10:30", "W"), ("11:30", "A"))

EDGES = (
    Edge("asked again and again", asked_again_and_again()),
    Edge(
        "reported in the first minute, on a holiday, when in UTC it is still the old year",
        "2024-01-01T00:00:30 N2 2024-01-02T09:00 O2 2024-01-02T15:00 S2",
    ),
    Edge(
        "solved at its goal to the second",
        "2024-01-03T09:00 N1 2024-01-03T09:30 O1 2024-01-03T13:00 S1",
    ),
    Edge(
        "solved a second late",
        "2024-01-03T09:00 N1 2024-01-03T09:30:01 O1 2024-01-03T13:00:01 S1",
    ),
    Edge(
        "reported as the desk opens, taken up as it closes",
        "2024-01-04T07:00 N4 2024-01-04T20:00 O4 2024-01-08T07:00 S4",
    ),
    Edge(
        "reported as the desk closes",
        "2024-01-05T20:00 N2 2024-01-06T09:00 O2 2024-01-06T16:00 S2",
    ),
    Edge(
        "all of it on a Sunday",
        "2024-01-07T10:00 N1 2024-01-07T11:00 O1 2024-01-07T23:00 S1",
    ),
    Edge(
        "over the four days of Easter and the change of the clock",
        "2024-03-28T19:00 N1 2024-03-28T19:45 O1 2024-04-02T10:00 S1",
    ),
    Edge(
        "elapsed hours over the short night",
        "2024-03-30T20:00 N1 2024-03-30T20:10 O1 2024-03-31T05:00 S1",
    ),
    Edge(
        "a second more than elapsed hours over the short night",
        "2024-03-30T20:00 N1 2024-03-30T20:10 O1 2024-03-31T05:00:01 S1",
    ),
    Edge(
        "elapsed hours over the long night",
        "2024-10-26T20:00 N1 2024-10-26T20:10 O1 2024-10-27T03:00 S1",
    ),
    Edge(
        "a second more than elapsed hours over the long night",
        "2024-10-26T20:00 N1 2024-10-26T20:10 O1 2024-10-27T03:00:01 S1",
    ),
    Edge(
        "the same hour twice",
        "2024-10-27T02:30 N1 2024-10-27T02:30b O1 2024-10-28T10:00 S1",
    ),
    Edge(
        "Christmas Eve closes at two",
        "2024-12-24T13:00 N1 2024-12-24T13:20 O1 2024-12-27T10:00 S1",
    ),
    Edge(
        "Christmas Eve, a second late",
        "2024-12-24T13:00 N1 2024-12-24T13:20 O1 2024-12-27T10:00:01 S1",
    ),
    Edge(
        "Christmas Eve on a Wednesday",
        "2025-12-24T12:00 N2 2025-12-24T16:00 O2 2025-12-27T15:00 S2",
    ),
    Edge("never taken up", "2024-02-05T09:00 N3"),
    Edge(
        "never solved, and open for years",
        "2024-02-05T09:00 N2 2024-02-05T09:20 O2",
    ),
    Edge(
        "never solved, waits for the customer for years",
        "2024-02-05T09:00 N2 2024-02-05T09:20 O2 2024-02-05T10:00 W2",
    ),
    Edge("reported on the last evening", "2026-02-27T19:00 N4 2026-02-27T19:30 O4"),
    Edge(
        "reported on the last evening and urgent",
        "2026-02-27T19:00 N1 2026-02-28T09:00 O1",
    ),
    Edge("new when the history ends", "2026-02-28T17:59 N1"),
    Edge("due as the history ends", "2026-02-28T14:00 N1 2026-02-28T14:10 O1"),
    Edge("solved without being taken up", "2024-02-06T09:00 N3 2024-02-06T15:00 S3"),
    Edge(
        "closed without being solved",
        "2024-02-06T09:00 N3 2024-02-06T09:30 O3 2024-02-06T15:00 C3",
    ),
    Edge(
        "solved, reopened, solved in time",
        "2024-02-07T09:00 N2 2024-02-07T09:30 O2 2024-02-07T12:00 S2 2024-02-09T12:00 R2 "
        "2024-02-09T12:30 O2 2024-02-09T16:00 S2",
    ),
    Edge(
        "solved, reopened, solved too late",
        "2024-02-07T09:00 N2 2024-02-07T09:30 O2 2024-02-07T12:00 S2 2024-02-09T12:00 R2 "
        "2024-02-09T12:30 O2 2024-02-09T18:00 S2",
    ),
    Edge(
        "reopened and left so",
        "2024-02-07T09:00 N2 2024-02-07T09:30 O2 2024-02-07T12:00 S2 2024-02-09T12:00 R2",
    ),
    Edge(
        "taken up only after it was solved, and not solved again",
        "2024-02-07T09:00 N2 2024-02-07T12:00 S2 2024-02-09T12:00 R2 2024-02-09T12:30 O2",
    ),
    Edge(
        "taken up only after it was solved",
        "2024-02-07T09:00 N2 2024-02-07T12:00 S2 2024-02-09T12:00 R2 2024-02-09T12:30 O2 "
        "2024-02-09T17:00 S2",
    ),
    Edge(
        "closed and reopened",
        "2024-02-08T09:00 N3 2024-02-08T09:30 O3 2024-02-08T12:00 S3 2024-02-09T12:00 C3 "
        "2024-03-09T12:00 R3 2024-03-09T13:00 O3 2024-03-12T12:00 S3",
    ),
    Edge(
        "closed after it was closed",
        "2024-02-08T09:00 N3 2024-02-08T12:00 S3 2024-02-09T12:00 C3 2024-02-10T12:00 C4",
    ),
    Edge(
        "solved three times",
        "2024-02-12T09:00 N1 2024-02-12T09:05 O1 2024-02-12T10:00 S1 2024-02-12T11:00 R1 "
        "2024-02-12T11:10 S1 2024-02-12T12:00 R1 2024-02-12T12:10 O1 2024-02-12T14:00 S1",
    ),
    Edge(
        "solved and solved again without being reopened",
        "2024-02-12T09:00 N3 2024-02-12T10:00 S3 2024-02-12T11:00 S2 2024-02-14T11:00 O2 "
        "2024-02-14T13:00 S2",
    ),
    Edge(
        "more urgent on the way",
        "2024-02-13T09:00 N4 2024-02-13T09:30 O4 2024-02-13T11:00 O1 2024-02-13T15:00 S1",
    ),
    Edge(
        "less urgent on the way",
        "2024-02-13T09:00 N1 2024-02-13T09:20 O1 2024-02-13T11:00 O4 2024-02-13T15:00 S4",
    ),
    Edge(
        "more urgent as it is solved",
        "2024-02-13T09:00 N4 2024-02-13T09:30 O4 2024-02-13T15:00 S1",
    ),
    Edge(
        "more urgent after it was solved",
        "2024-02-13T09:00 N4 2024-02-13T09:30 O4 2024-02-13T15:00 S4 2024-02-13T16:00 S1",
    ),
    Edge(
        "more urgent while the customer is asked",
        "2024-02-13T09:00 N3 2024-02-13T09:30 O3 2024-02-13T10:00 W3 2024-02-14T10:00 W1 "
        "2024-02-15T10:00 A1 2024-02-15T10:20 O1 2024-02-15T12:00 S1",
    ),
    Edge(
        "waits from the first to the last",
        "2024-02-14T09:00 N1 2024-02-14T09:10 W1 2024-02-16T09:00 S1",
    ),
    Edge(
        "waits at night",
        "2024-02-14T18:00 N1 2024-02-14T18:10 O1 2024-02-14T21:00 W1 2024-02-15T06:00 A1 "
        "2024-02-15T07:10 O1 2024-02-15T09:00 S1",
    ),
    Edge(
        "asked and answered twice before anybody works",
        "2024-02-14T09:00 N3 2024-02-14T10:00 W3 2024-02-14T11:00 A3 2024-02-14T11:30 W3 "
        "2024-02-14T12:00 A3 2024-02-14T17:00 O3 2024-02-14T18:00 S3",
    ),
    Edge(
        "answered and solved without work",
        "2024-02-14T09:00 N1 2024-02-14T10:00 O1 2024-02-14T10:10 W1 2024-02-14T11:00 A1 "
        "2024-02-14T11:31 S1",
    ),
    Edge(
        "answered and left so",
        "2024-02-14T09:00 N1 2024-02-14T10:00 O1 2024-02-14T10:10 W1 2024-02-14T11:00 A1",
    ),
    Edge(
        "reopened twice before it is solved",
        "2024-02-14T09:00 N2 2024-02-14T10:00 S2 2024-02-15T10:00 R2 2024-02-15T11:00 W2 "
        "2024-02-15T15:00 R2 2024-02-15T17:00 S2",
    ),
    Edge(
        "held for a week",
        "2024-02-15T09:00 N3 2024-02-15T10:00 O3 2024-02-15T11:00 H3 2024-02-22T11:00 O3 "
        "2024-02-22T13:00 S3",
    ),
    Edge(
        "over a month's end at midnight",
        "2024-04-30T23:59:59 N2 2024-05-02T08:00 O2 2024-05-02T12:00 S2",
    ),
    Edge(
        "reported at midnight of the first",
        "2024-05-01T00:00 N2 2024-05-02T08:00 O2 2024-05-02T12:00 S2",
    ),
    Edge(
        "reported in the old year, solved in the new one",
        "2024-12-31T19:00 N1 2024-12-31T19:20 O1 2025-01-02T10:00 S1",
    ),
    Edge(
        "reported in the last month and solved in the last hour",
        "2026-02-02T09:00 N4 2026-02-02T09:30 O4 2026-02-28T23:30 S4",
    ),
    Edge(
        "everything within a minute",
        "2024-05-06T12:00:00 N1 2024-05-06T12:00:10 O1 2024-05-06T12:00:20 W1 "
        "2024-05-06T12:00:30 A1 2024-05-06T12:00:40 O1 2024-05-06T12:00:50 S1",
    ),
)
