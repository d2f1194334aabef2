"""Talks to a site: with its login, within its limits, again where that helps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from slarules.errors import SourceError
from slarules.http.answers import Answer, RefusedError
from slarules.http.limits import LIMITED, told
from slarules.http.links import address, is_same_site
from slarules.http.pacing import Lane, Pacing, lane
from slarules.http.redaction import Redaction
from slarules.http.refusals import said, sentence
from slarules.http.signing_in import SignedIn
from slarules.http.waiting import Clock, Waiting
from slarules.http.wire import FaultError, NoAnswerError, Raw, Request, Wire
from slarules.instants import Micros

TRIES = 6
"""How often a request is sent before it is given up; waiting for limits is not counted."""

FAULTY = frozenset({408, 429, 500, 502, 503, 504})
"""Another try may be answered otherwise."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
HOPS = 5


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
        waited = Waiting(self.name, self.clock, self.redaction, self.patience)
        try:
            for attempt in waited.tries(TRIES if request.is_safe else 1):
                with attempt:
                    return self._followed(request, login, waited)
        except FaultError as fault:
            raise self._given_up(request, fault, waited) from None
        except NoAnswerError as error:
            raise self._failed(request, str(error)) from None
        raise AssertionError  # the last try returns or raises

    def _followed(self, request: Request, login: SignedIn | None, waited: Waiting) -> Raw:
        for _ in range(HOPS):
            raw = self._let_in(request, login, waited)
            if raw.status not in REDIRECTS:
                return raw
            request = self._redirected(request, raw)
        raise self._failed(request, f"the site redirects more than {HOPS} times")

    def _let_in(self, request: Request, login: SignedIn | None, waited: Waiting) -> Raw:
        used = login.header() if login else None
        raw = self._unlimited(request, used, waited)
        if raw.status == 401 and login is not None and login.is_renewed(used):
            raw = self._unlimited(request, login.header(), waited)
        if raw.status in FAULTY and request.is_safe:
            raise FaultError(sentence(raw.status))
        if raw.status >= 400:
            raise self._refused(request, raw)
        return raw

    def _unlimited(self, request: Request, used: str | None, waited: Waiting) -> Raw:
        where = lane(request.bucket, request.method, urlsplit(request.url).path)
        while True:
            self._take_turn(where, waited)
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

    def _take_turn(self, where: Lane, waited: Waiting) -> None:
        """Return with a slot taken, when the request may begin."""
        while True:
            self.slots.acquire()
            turn = self.pacing.begin(where, self.clock.now())
            if turn is None:
                return
            self.slots.release()
            waited.for_turn(turn)

    def _redirected(self, request: Request, raw: Raw) -> Request:
        try:
            target = urljoin(request.url, raw.headers.get("location", ""))
            parts = urlsplit(target)
            is_away = not is_same_site(urlsplit(request.url), parts)
        except ValueError:
            raise self._failed(request, "the site redirects to what is no address") from None
        if is_away:
            host = self.redaction.clean(f"{parts.scheme}://{parts.hostname}")
            raise self._failed(request, f"the site redirects to {host}; is its address right?")
        if request.method == "POST" and raw.status not in {307, 308}:
            raise self._failed(request, "the site redirects what was sent; is its address right?")
        if not request.is_safe:
            raise self._failed(request, "the site redirects what may be sent only once")
        return replace(request, url=target)

    def _given_up(self, request: Request, fault: FaultError, waited: Waiting) -> SourceError:
        if not request.is_safe:
            return self._failed(request, f"{fault}; it was not sent again, as it changes something")
        return self._failed(request, f"{fault}; given up after {waited.number} tries")

    def _refused(self, request: Request, raw: Raw) -> RefusedError:
        words = said(raw.body, raw.headers.get("content-type", ""), self.redaction.clean)
        message = f"{_shown(request)}: {sentence(raw.status)}{f': {words}' if words else ''}"
        return RefusedError(
            self.name,
            self.redaction.clean(message),
            status=raw.status,
            said=words,
            date=raw.headers.get("date", ""),
        )

    def _failed(self, request: Request, message: str) -> SourceError:
        return SourceError(self.name, self.redaction.clean(f"{_shown(request)}: {message}"))


def _shown(request: Request) -> str:
    parts = urlsplit(request.url)
    port = f":{parts.port}" if parts.port else ""
    return f"{request.method} {parts.hostname}{port}{parts.path}"
