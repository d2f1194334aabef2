"""One request and its answer, over the wire; nothing is tried again here."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import httpx2

from slarules.errors import UsageError
from slarules.http.bodies import BodyError, TooLargeError, body_of, refuse_half
from slarules.http.site import Site
from slarules.instants import SECOND, Instant, Micros

CONNECT = 20.0
"""Seconds until a site has to take a connection."""

LONGEST = 10
"""How many times the timeout a whole answer may take, drip by drip."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    Attributes:
        url: The whole address, on the site.
        is_safe: Whether it may be sent again.
    """

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str]
    content: bytes | None = None
    bucket: str = ""
    is_safe: bool = True


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came, whatever it says; headers by name in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class FaultError(Exception):
    """It did not work, and may work at another try."""


class NoAnswerError(Exception):
    """It did not work, and will not."""


class Wire:
    """Sends requests to a site."""

    def __init__(
        self, site: Site, now: Callable[[], Instant], transport: httpx2.BaseTransport | None
    ) -> None:
        self._site, self._now = site, now
        try:
            self._client = httpx2.Client(
                transport=transport,
                proxy=site.proxy,
                verify=ssl.create_default_context(cafile=site.ca) if site.ca else True,
                timeout=httpx2.Timeout(site.timeout, connect=min(CONNECT, site.timeout)),
                limits=httpx2.Limits(max_connections=max(1, site.concurrency)),
                follow_redirects=False,
            )
        except (OSError, ssl.SSLError):
            raise UsageError(f"{site.ca} holds no certificates that can be read") from None
        except (ValueError, httpx2.InvalidURL):
            raise UsageError("the address of the proxy cannot be read") from None

    def exchange(self, request: Request, headers: Mapping[str, str]) -> Raw:
        """Return what is answered.

        Raises:
            FaultError: There is no whole answer.
            NoAnswerError: There will be none.
        """
        try:
            return self._exchanged(request, headers)
        except httpx2.TimeoutException as error:
            raise FaultError(_slow(error)) from None
        except httpx2.ConnectError as error:
            raise _unconnected(error) from None
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise FaultError(f"the connection broke: {_reason(error)}") from None
        except BodyError as error:
            raise FaultError(f"the answer broke off: {error}") from None
        except TooLargeError:
            most = f"{self._site.size_limit // (1024 * 1024)} MiB"
            raise NoAnswerError(f"an answer of more than {most} is refused") from None
        except httpx2.InvalidURL:
            raise NoAnswerError("an address that cannot be read") from None

    def _exchanged(self, request: Request, headers: Mapping[str, str]) -> Raw:
        sent = {"Accept-Encoding": "gzip", "Accept": "application/json", **headers}
        with self._client.stream(
            request.method, request.url, headers=sent, content=request.content
        ) as response:
            heard = {name.lower(): value for name, value in response.headers.items()}
            pieces = self._in_time(response.iter_raw())
            body = body_of(heard, pieces, self._site.size_limit)
            # A site that refuses often says so in HTML, whatever it calls it.
            if response.status_code < 300:
                refuse_half(heard, body)
            return Raw(response.status_code, heard, body)

    def _in_time(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        end = self._now() + Micros(int(self._site.timeout * LONGEST) * SECOND)
        for piece in pieces:
            if self._now() > end:
                raise FaultError("the answer comes too slowly")
            yield piece

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()


def _slow(error: httpx2.TimeoutException) -> str:
    what = "connection" if isinstance(error, httpx2.ConnectTimeout) else "answer"
    return f"no {what} in time"


def _unconnected(error: httpx2.ConnectError) -> Exception:
    reason = _reason(error)
    if "WRONG_VERSION_NUMBER" in reason:
        return NoAnswerError(
            "what answers there speaks no TLS; is the port right, and should it be http:// and not "
            "https://?"
        )
    if "CERTIFICATE_VERIFY_FAILED" not in reason:
        return FaultError(f"no connection: {reason}")
    why = reason.partition("certificate verify failed: ")[2].partition(" (_ssl")[0]
    mend = "where your company has certificates of its own, http.ca names their file"
    return NoAnswerError(f"its certificate is not trusted ({why}); {mend}")


def _reason(error: Exception) -> str:
    text = re.sub(r"^\[Errno -?\d+\] ", "", " ".join(str(error).split()))
    return text[:200] or type(error).__name__
