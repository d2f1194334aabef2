"""What happens to answers on their way: between an adapter and a fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from typing import Literal, TypeAlias

import httpx2

from slarules.instants import EPOCH, SECOND, Instant, Micros

Trouble: TypeAlias = Literal[
    "429 seconds", "429 date", "503", "reset", "truncated", "401", "403", "410"
]

WAITING: tuple[Trouble, ...] = ("429 seconds", "429 date")
PAUSE = Micros(30 * SECOND)
"""How long a site asks to be left alone."""

STATUS: Mapping[Trouble, int] = {
    "429 seconds": 429,
    "429 date": 429,
    "503": 503,
    "401": 401,
    "403": 403,
    "410": 410,
}


FOREVER_AGO = Instant(0)


class _Broken(httpx2.SyncByteStream):
    """A body that breaks off in its middle."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body[: len(self._body) // 2]
        raise httpx2.ReadError("the connection was reset")


@dataclass(slots=True)
class Troubled(httpx2.BaseTransport):
    """Carries requests to a fake, and brings the troubles that are planned.

    Attributes:
        under: Carries requests where there is no trouble.
        now: The time in the world.
        plan: The trouble of each coming request; None for none.
        lasting: The trouble of all requests behind the plan.
        met: How many troubles there were.
        early: Requests that came before the site wanted to be asked again.
    """

    under: httpx2.BaseTransport
    now: Callable[[], Instant]
    plan: list[Trouble | None] = field(default_factory=list)
    lasting: Trouble | None = None
    met: int = 0
    early: int = 0
    closed_until: Instant = FOREVER_AGO

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer as the fake does, or as the trouble is."""
        if self.now() < self.closed_until:
            self.early += 1
        trouble = self.plan.pop(0) if self.plan else self.lasting
        if trouble is None:
            return self.under.handle_request(request)
        self.met += 1
        if trouble in ("reset", "truncated"):
            return self._cut(request, trouble)
        return httpx2.Response(
            STATUS[trouble], headers=self._headers(trouble), stream=httpx2.ByteStream(b"no")
        )

    def _cut(self, request: httpx2.Request, trouble: Trouble) -> httpx2.Response:
        answer = self.under.handle_request(request)
        body = answer.read()
        if trouble == "reset":
            return httpx2.Response(200, headers=answer.headers, stream=_Broken(body))
        headers = {"content-type": "application/json"}
        half = httpx2.ByteStream(body[: len(body) // 2])
        return httpx2.Response(200, headers=headers, stream=half)

    def _headers(self, trouble: Trouble) -> dict[str, str]:
        if trouble not in WAITING:
            return {}
        self.closed_until = Instant(self.now() + PAUSE)
        if trouble == "429 seconds":
            return {"Retry-After": str(PAUSE // SECOND)}
        until = EPOCH + timedelta(microseconds=self.closed_until + SECOND - 1)
        return {"Retry-After": format_datetime(until, usegmt=True)}
