"""Puts the login into requests; tokens of some minutes are fetched and renewed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

from slarules.errors import UsageError
from slarules.http.links import address
from slarules.http.redaction import Redaction
from slarules.http.site import Basic, Bearer, ClientCredentials, Login
from slarules.http.wire import NoAnswerError, Raw, Request
from slarules.instants import MINUTE, SECOND, Instant
from slarules.secrets import Secret

SHORTEST = 30
"""Seconds that a token is taken to hold where the site says less, or nothing that makes sense."""

USUAL = 600
"""Seconds that a token is taken to hold where the site does not say."""


LONG_AGO = Instant(0)


class SignedIn(Protocol):
    """What knows how to be let in."""

    def header(self) -> str | None:
        """Return what stands in `Authorization`; None for nothing."""
        ...

    def is_renewed(self, used: str | None) -> bool:
        """Return whether there is another login to try, now that `used` was refused."""
        ...


@dataclass(frozen=True, slots=True)
class Lasting:
    """A login that stays as it is."""

    text: str | None = field(default=None, repr=False)

    def header(self) -> str | None:
        """See `SignedIn.header`."""
        return self.text

    def is_renewed(self, used: str | None) -> bool:
        """See `SignedIn.is_renewed`."""
        return self.text != used


@dataclass(slots=True)
class Renewed:
    """A token that ends; one thread fetches the next and the others wait for it.

    Attributes:
        ask: Sends the request for a token, with patience.
        secret: Of the client.
    """

    login: ClientCredentials
    url: str
    secret: str = field(repr=False)
    ask: Callable[[Request], Raw]
    now: Callable[[], Instant]
    redaction: Redaction
    _token: str | None = field(default=None, repr=False)
    _renew_at: Instant = LONG_AGO
    _lock: Lock = field(default_factory=Lock, repr=False)

    def header(self) -> str | None:
        """See `SignedIn.header`."""
        with self._lock:
            if self._token is None or self.now() >= self._renew_at:
                self._fetch()
            return f"Bearer {self._token}"

    def is_renewed(self, used: str | None) -> bool:
        """See `SignedIn.is_renewed`."""
        with self._lock:
            if used == f"Bearer {self._token}":
                self._token = None
        return True

    def _fetch(self) -> None:
        begun = self.now()
        raw = self.ask(_request(self.login, self.url, self.secret))
        answer = _read(raw)
        self._token = str(answer["access_token"])
        self.redaction.remember(self._token)
        lasts = _seconds(answer.get("expires_in"))
        early = min(MINUTE, lasts * SECOND // 5)
        self._renew_at = Instant(begun + lasts * SECOND - early)


def _seconds(told: object) -> int:
    if told is None:
        return USUAL
    try:
        return max(SHORTEST, int(str(told)))
    except ValueError:
        return USUAL


def _request(login: ClientCredentials, url: str, secret: str) -> Request:
    said = {
        "grant_type": "client_credentials",
        "client_id": login.client_id,
        "client_secret": secret,
        **({"scope": login.scope} if login.scope else {}),
        **login.extra,
    }
    if login.as_json:
        headers = {"Content-Type": "application/json"}
        return Request("POST", url, headers, json.dumps(said).encode(), bucket="login")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return Request("POST", url, headers, urlencode(said).encode(), bucket="login")


def _read(raw: Raw) -> Mapping[str, Any]:
    try:
        answer = json.loads(raw.body)
        if isinstance(answer, dict) and isinstance(answer.get("access_token"), str):
            return answer
    except (ValueError, RecursionError):
        pass
    raise NoAnswerError("the site was asked for a token, and its answer holds none")


def signed_in(
    login: Login,
    base: SplitResult,
    redaction: Redaction,
    *,
    secret: Callable[[Secret], str],
    ask: Callable[[Request], Raw],
    now: Callable[[], Instant],
) -> SignedIn:
    """Return what lets requests in; secrets are fetched, and taken out of all texts."""
    if login is None:
        return Lasting()
    word = secret(login.secret)
    redaction.remember(word)
    match login:
        case Basic(user):
            pair = base64.b64encode(f"{user}:{word}".encode()).decode()
            redaction.remember(pair)
            return Lasting(f"Basic {pair}")
        case Bearer(_, scheme):
            return Lasting(f"{scheme} {_in_header(word, login.secret)}".strip())
        case ClientCredentials(path):
            return Renewed(login, _token_address(base, path), word, ask, now, redaction)


def _in_header(word: str, reference: Secret) -> str:
    if not (word.isascii() and word.isprintable()):
        raise UsageError(f"the secret of {reference} has characters that no token has")
    return word


def _token_address(base: SplitResult, path: str) -> str:
    parts = urlsplit(path)
    if parts.scheme:
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise UsageError("tokens are asked for over https only; mend the address of the login")
        return path
    return address(base, path)
