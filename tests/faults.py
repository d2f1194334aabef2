"""Faults of sites, for tests: a WSGI app that stands before another and answers worse.

```python
site = Faulty(fake)
site.plan(RateLimited(seconds=30), Reset(), OK)      # the next three answers
site.always(Unauthorized(), path="/rest/api/3/search", after=10)
```
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from threading import Lock
from typing import Any, TypeAlias

from slarules.instants import SECOND, Instant, Micros, iso

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
App: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]
"""A WSGI app."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of an app, whole."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def without(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the headers but some."""
        return tuple(each for each in self.headers if each[0].lower() not in names)


@dataclass(frozen=True, slots=True)
class Fault:
    """Nothing is wrong; what derives from it makes an answer worse."""

    @property
    def is_asked(self) -> bool:
        """Whether the app behind sees the request."""
        return True

    def spoilt(self, reply: Reply) -> Iterable[bytes] | Reply:
        """Return another answer, or pieces of a body that may break off."""
        return reply


OK = Fault()
"""Leaves an answer as it is."""


@dataclass(frozen=True, slots=True)
class Refused(Fault):
    """A status, and what is said of it; the app behind is not asked."""

    status: str = "403 Forbidden"
    said: str = "not for you"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_asked(self) -> bool:
        """See `Fault.is_asked`."""
        return False

    def spoilt(self, reply: Reply) -> Reply:
        """See `Fault.spoilt`."""
        del reply
        body = json.dumps({"message": self.said}).encode()
        return Reply(self.status, (*self.headers, ("Content-Type", "application/json")), body)


def RateLimited(  # noqa: N802  # reads as the others do
    seconds: int | None = None,
    *,
    date: Instant | None = None,
    reason: str = "",
    reset: Instant | None = None,
) -> Refused:
    """Return 429 with how it is told when to come again.

    Args:
        seconds: `Retry-After` as a number.
        date: `Retry-After` as a date of HTTP.
        reason: `RateLimit-Reason`, as Jira has it.
        reset: `X-RateLimit-Reset` to the minute, nothing remaining.
    """
    told: list[tuple[str, str]] = []
    if seconds is not None:
        told.append(("Retry-After", str(seconds)))
    if date is not None:
        told.append(("Retry-After", formatdate(date // SECOND, usegmt=True)))
    if reason:
        told.append(("RateLimit-Reason", reason))
    if reset is not None:
        told += [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", f"{iso(reset)[:16]}Z")]
    return Refused("429 Too Many Requests", "slow down", tuple(told))


def Unavailable(seconds: int | None = None) -> Refused:  # noqa: N802
    """Return 503, with or without `Retry-After`."""
    told = () if seconds is None else (("Retry-After", str(seconds)),)
    return Refused("503 Service Unavailable", "down", told)


def Unauthorized() -> Refused:  # noqa: N802
    """Return 401."""
    return Refused("401 Unauthorized", "sign in")


def Gone() -> Refused:  # noqa: N802
    """Return 410."""
    return Refused("410 Gone", "removed")


@dataclass(frozen=True, slots=True)
class Reset(Fault):
    """The connection breaks after so many bytes of the body."""

    after: int = 20

    def spoilt(self, reply: Reply) -> Iterator[bytes]:
        """See `Fault.spoilt`."""
        yield reply.body[: self.after]
        raise _broken()


def _broken() -> Exception:
    import httpx2

    return httpx2.ReadError("connection reset by peer")


@dataclass(frozen=True, slots=True)
class Truncated(Fault):
    """The body is shorter than its length says, or ends where JSON does not."""

    after: int = 20
    has_length: bool = True

    def spoilt(self, reply: Reply) -> Reply:
        """See `Fault.spoilt`."""
        kept = reply.without("content-length")
        if self.has_length:
            kept = (*kept, ("Content-Length", str(len(reply.body))))
        return Reply(reply.status, kept, reply.body[: self.after])


@dataclass(frozen=True, slots=True)
class Packed(Fault):
    """The body is packed with gzip, and may hold so many bytes more: a bomb."""

    more: int = 0

    def spoilt(self, reply: Reply) -> Reply:
        """See `Fault.spoilt`."""
        headers = (*reply.without("content-length"), ("Content-Encoding", "gzip"))
        return Reply(reply.status, headers, gzip.compress(reply.body + b" " * self.more))


@dataclass(frozen=True, slots=True)
class Slow(Fault):
    """The answer takes its time.

    Attributes:
        pass_time: Lets it pass, such as that of a clock of the test.
    """

    length: Micros
    pass_time: Callable[[Micros], None]

    def spoilt(self, reply: Reply) -> Iterator[bytes]:
        """See `Fault.spoilt`."""
        half = len(reply.body) // 2
        yield reply.body[:half]
        self.pass_time(self.length)
        yield reply.body[half:]


@dataclass(frozen=True, slots=True)
class Changed(Fault):
    """The JSON of the answer is another: a token again, an empty page that has one."""

    change: Callable[[Any], Any]

    def spoilt(self, reply: Reply) -> Reply:
        """See `Fault.spoilt`."""
        body = json.dumps(self.change(json.loads(reply.body))).encode()
        return Reply(reply.status, reply.without("content-length"), body)


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came."""

    method: str
    path: str
    query: str
    authorization: str | None
    at: Instant | None = None


@dataclass(slots=True)
class _Rule:
    fault: Fault
    path: str
    after: int
    until: int | None
    met: int = 0

    def takes(self, path: str) -> bool:
        if self.path not in path:
            return False
        self.met += 1
        return self.met > self.after and (self.until is None or self.met <= self.until)


@dataclass(slots=True)
class Faulty:
    """A WSGI app that hands requests on to another, and spoils answers as planned.

    Attributes:
        app: The app behind.
        now: Stamps what is seen.
        seen: Every request, in order.
    """

    app: App
    now: Callable[[], Instant] | None = None
    seen: list[Seen] = field(default_factory=list)
    _planned: list[Fault] = field(default_factory=list)
    _rules: list[_Rule] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def plan(self, *faults: Fault) -> None:
        """Spoil the next answers, one after the other; `OK` leaves one as it is."""
        with self._lock:
            self._planned.extend(faults)

    def always(
        self, fault: Fault, path: str = "", *, after: int = 0, until: int | None = None
    ) -> None:
        """Spoil every answer of a path, from one request on and up to another.

        Args:
            path: What stands in the path; everywhere when left out.
            after: How many are left as they are first.
            until: The number of the last that is spoilt; None for no end.
        """
        with self._lock:
            self._rules.append(_Rule(fault, path, after, until))

    def mend(self) -> None:
        """Spoil nothing any more."""
        with self._lock:
            self._planned.clear()
            self._rules.clear()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        fault = self._fault(environ)
        reply = _reply(self.app, environ) if fault.is_asked else Reply("200 OK", (), b"")
        spoilt = fault.spoilt(reply)
        if isinstance(spoilt, Reply):
            start_response(spoilt.status, list(spoilt.headers))
            return [spoilt.body]
        start_response(reply.status, list(reply.headers))
        return spoilt

    def _fault(self, environ: Environ) -> Fault:
        path = environ["PATH_INFO"]
        with self._lock:
            self.seen.append(
                Seen(
                    environ["REQUEST_METHOD"],
                    path,
                    environ.get("QUERY_STRING", ""),
                    environ.get("HTTP_AUTHORIZATION"),
                    self.now() if self.now else None,
                )
            )
            if self._planned:
                return self._planned.pop(0)
            taken = [rule.fault for rule in self._rules if rule.takes(path)]
            return taken[0] if taken else OK


def _reply(app: App, environ: Environ) -> Reply:
    begun: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[..., None]:
        begun.append((status, tuple(headers)))
        return lambda _: None

    pieces = app(environ, start)
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    status, headers = begun[-1]
    return Reply(status, headers, body)
