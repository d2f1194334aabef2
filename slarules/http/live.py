"""Talks to a site: with its login, within its limits, again where that helps."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import stamina

from slarules.errors import SourceError
from slarules.http.answers import Answer, RefusedError
from slarules.http.limits import LIMITED, Told, told, until_shown
from slarules.http.links import address, is_same_site
from slarules.http.pacing import Lane, Pacing, Turn, lane
from slarules.http.redaction import Redaction
from slarules.http.refusals import said, sentence
from slarules.http.signing_in import SignedIn
from slarules.http.wire import FaultError, Raw, Request, Wire
from slarules.instants import SECOND, Instant, Micros

TRIES = 6
"""How often a request is sent before it is given up; waiting for limits is not counted."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before the second try and at most between two; each up to half as long again."""

FAULTY = frozenset({408, 429, 500, 502, 503, 504})
"""Another try may be answered otherwise."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
HOPS = 5

NONE = Micros(0)

# A program that set up no logging would print its lines between ours.
logging.getLogger("stamina").addHandler(logging.NullHandler())


@dataclass(slots=True, repr=False)
class Clock:
    """The time, and how to let it pass.

    Attributes:
        now: The present instant.
        sleep: Lets so much time pass; it may raise to end the work.
        waiting: Is told in a sentence for what is waited.
    """

    now: Callable[[], Instant]
    sleep: Callable[[Micros], None]
    waiting: Callable[[str], None]


@dataclass(slots=True)
class LiveHttp:
    """Talks to one site for any number of threads; see `slarules.http.Http`.

    Attributes:
        name: The source, as it stands in messages.
        patience: How long a request may wait in all because the site says so.
    """

    name: str
    base: SplitResult
    headers: Mapping[str, str] = field(repr=False)
    patience: Micros
    wire: Wire
    pacing: Pacing
    clock: Clock
    redaction: Redaction
    slots: BoundedSemaphore
    login: SignedIn = field(init=False)

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, bucket: str = ""
    ) -> Answer:
        """See `Http.get`."""
        return self._answer(Request("GET", self._address(path, params), {}, None, bucket))

    def post(
        self,
        path: str,
        body: object,
        params: Mapping[str, Any] | None = None,
        *,
        is_safe: bool,
        bucket: str = "",
    ) -> Answer:
        """See `Http.post`."""
        headers = {"Content-Type": "application/json"}
        url, content = self._address(path, params), json.dumps(body).encode()
        return self._answer(Request("POST", url, headers, content, bucket, is_safe))

    def ask_for_token(self, request: Request) -> Raw:
        """Return the answer to a request that itself lets in."""
        return self._patient(request, None)

    def close(self) -> None:
        """Let go of all connections."""
        self.wire.close()

    def _address(self, path: str, params: Mapping[str, Any] | None) -> str:
        return address(self.base, path, params)

    def _answer(self, request: Request) -> Answer:
        raw = self._patient(request, self.login)
        return Answer(raw.status, raw.headers, raw.body, self.redaction.clean(request.url))

    def _patient(self, request: Request, login: SignedIn | None) -> Raw:
        waited = _Waited(self)
        try:
            for attempt in waited.tries(request):
                with attempt:
                    return self._followed(request, login, waited)
        except FaultError as fault:
            raise self._given_up(request, fault, waited) from None
        except SourceError as error:
            if isinstance(error, RefusedError) or error.source:
                raise
            raise self._failed(request, str(error).removeprefix(": ")) from None
        raise AssertionError  # the last try returns or raises

    def _followed(self, request: Request, login: SignedIn | None, waited: _Waited) -> Raw:
        for _ in range(HOPS):
            raw = self._let_in(request, login, waited)
            if raw.status not in REDIRECTS:
                return raw
            request = self._redirected(request, raw)
        raise self._failed(request, f"the site redirects more than {HOPS} times")

    def _let_in(self, request: Request, login: SignedIn | None, waited: _Waited) -> Raw:
        used = login.header() if login else None
        raw = self._unlimited(request, used, waited)
        if raw.status == 401 and login is not None and login.is_renewed(used):
            raw = self._unlimited(request, login.header(), waited)
        if raw.status in FAULTY and request.is_safe:
            raise FaultError(sentence(raw.status))
        if raw.status >= 400:
            raise self._refused(request, raw)
        return raw

    def _unlimited(self, request: Request, used: str | None, waited: _Waited) -> Raw:
        where = lane(request.bucket, request.method, urlsplit(request.url).path)
        while True:
            self._take_turn(where, request, waited)
            try:
                raw = self.wire.exchange(request, self._said(request, used))
            finally:
                self.slots.release()
            limit = told(raw.status, raw.headers, self.clock.now())
            if limit is not None:
                self.pacing.heed(where, limit)
            if raw.status not in LIMITED or limit is None or not request.is_safe:
                return raw

    def _said(self, request: Request, used: str | None) -> Mapping[str, str]:
        login = {} if used is None else {"Authorization": used}
        return {**self.headers, **request.headers, **login}

    def _take_turn(self, where: Lane, request: Request, waited: _Waited) -> None:
        """Return with a slot taken, when the request may begin."""
        while True:
            self.slots.acquire()
            turn = self.pacing.begin(where, self.clock.now())
            if turn is None:
                return
            self.slots.release()
            waited.for_turn(turn, request)

    def _redirected(self, request: Request, raw: Raw) -> Request:
        target = urljoin(request.url, raw.headers.get("location", ""))
        parts = urlsplit(target)
        if not is_same_site(urlsplit(request.url), parts):
            host = self.redaction.clean(f"{parts.scheme}://{parts.hostname}")
            raise self._failed(request, f"the site redirects to {host}; is its address right?")
        if request.method == "POST" and raw.status not in {307, 308}:
            raise self._failed(request, "the site redirects what was sent; is its address right?")
        if not request.is_safe:
            raise self._failed(request, "the site redirects what may be sent only once")
        return replace(request, url=target)

    def _given_up(self, request: Request, fault: FaultError, waited: _Waited) -> SourceError:
        if not request.is_safe:
            return self._failed(request, f"{fault}; it was not sent again, as it changes something")
        return self._failed(request, f"{fault}; given up after {waited.number} tries")

    def _refused(self, request: Request, raw: Raw) -> RefusedError:
        words = self.redaction.clean(said(raw.body, raw.headers.get("content-type", "")))
        message = f"{_shown(request)}: {sentence(raw.status)}{f': {words}' if words else ''}"
        return RefusedError(self.name, self.redaction.clean(message), status=raw.status, said=words)

    def _failed(self, request: Request, message: str) -> SourceError:
        return SourceError(self.name, self.redaction.clean(f"{_shown(request)}: {message}"))


@dataclass(slots=True)
class _Waited:
    """What one request waited for, and how often it was sent."""

    http: LiveHttp
    number: int = 0
    spent: Micros = NONE

    def tries(self, request: Request) -> Iterator[stamina.Attempt]:
        """Yield the tries of a request, with growing pauses between them."""
        most = TRIES if request.is_safe else 1
        current: stamina.Attempt | None = None

        def pause(error: Exception) -> bool | float:
            if not isinstance(error, FaultError):
                return False
            if current is not None and current.num < most:
                self._pause(current.next_wait, f"try {current.num + 1} of {most}", f"{error}")
            return 0.0  # waited already, with the clock that was given

        for current in stamina.retry_context(
            on=pause,
            attempts=most,
            timeout=None,
            wait_initial=FIRST_PAUSE,
            wait_max=LONGEST_PAUSE,
            wait_jitter=0,
        ):
            self.number = current.num
            yield current

    def _pause(self, seconds: float, what: str, why: str) -> None:
        length = Micros(int(seconds * SECOND))
        length = Micros(length + secrets.randbelow(length // 2 + 1))
        now = self.http.clock.now()
        self._tell(f"until {until_shown(Instant(now + length))} for {what} ({why})")
        self.http.clock.sleep(length)

    def for_turn(self, turn: Turn, request: Request) -> None:
        """Wait until a request may begin, or say that it would be too long."""
        now = self.http.clock.now()
        length = Micros(max(1, turn.at - now))
        if turn.told is not None:
            self._spend(length, turn, request)
        self._tell(f"for the site until {until_shown(turn.at)} ({_why(turn.told)})")
        self.http.clock.sleep(length)

    def _spend(self, length: Micros, turn: Turn, request: Request) -> None:
        self.spent = Micros(self.spent + length)
        if self.spent > self.http.patience:
            wants = f"the site wants to be asked again at {until_shown(turn.at)}"
            most = f"longer than the {self.http.patience // SECOND} s"
            raise self.http._failed(  # noqa: SLF001  # one thing in two classes
                request, f"{wants} ({_why(turn.told)}), {most} that http.patience allows; run again"
            )

    def _tell(self, what: str) -> None:
        self.http.clock.waiting(self.http.redaction.clean(f"{self.http.name} waits {what}"))


def _why(told: Told | None) -> str:
    if told is None:
        return "as many a minute as it allows"
    return f"rate limit {told.reason}".strip()


def _shown(request: Request) -> str:
    parts = urlsplit(request.url)
    port = f":{parts.port}" if parts.port else ""
    return f"{request.method} {parts.hostname}{port}{parts.path}"
