"""Opens a site; only then is what talks over the network imported."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from slarules.errors import UsageError
from slarules.http.links import base_of
from slarules.http.pacing import Pacing
from slarules.http.redaction import Redaction
from slarules.http.site import Site
from slarules.instants import Instant, Micros
from slarules.secrets import Secret

if TYPE_CHECKING:
    import httpx2

    from slarules.http.live import LiveHttp

MISSING = 'sources behind a network need more packages: pip install "slarules[store]"'


def open_http(  # noqa: PLR0913  # a site, what it is told in words, and stand-ins for tests
    site: Site,
    *,
    secret: Callable[[Secret], str],
    now: Callable[[], Instant],
    sleep: Callable[[Micros], None],
    waiting: Callable[[str, Instant], None] = lambda _what, _until: None,
    source: str = "",
    redaction: Redaction | None = None,
    transport: httpx2.BaseTransport | None = None,
) -> LiveHttp:
    """Return what talks to a site; nothing is sent yet.

    Args:
        secret: Resolves a reference.
        now: The present instant.
        sleep: Lets time pass; it may raise to end the work.
        waiting: Is told in a sentence for what is waited, and until when.
        source: As after `--source`, for messages.
        redaction: Remembers secrets; shared where several sites are talked to.
        transport: Carries requests in place of the network, such as `httpx2.WSGITransport(app)`.

    Raises:
        UsageError: The address, the proxy or the certificates are wrong, a secret cannot be had,
            or packages are missing.
    """
    try:
        from slarules.http.live import LiveHttp  # noqa: PLC0415  # an extra
        from slarules.http.signing_in import signed_in  # noqa: PLC0415
        from slarules.http.waiting import Clock  # noqa: PLC0415
        from slarules.http.wire import Wire  # noqa: PLC0415
    except ImportError:
        raise UsageError(MISSING) from None
    base = base_of(site.base, allow_plain=site.allow_plain)
    known = redaction or Redaction()
    http = LiveHttp(
        name=source or (base.hostname or ""),
        base=base,
        headers=site.headers,
        patience=site.patience,
        wire=Wire(site, now, transport),
        pacing=Pacing(site.per_minute),
        clock=Clock(now, sleep, waiting),
        redaction=known,
        slots=BoundedSemaphore(max(1, site.concurrency)),
    )
    ask = http.ask_for_token
    http.login = signed_in(site.login, base, known, secret=secret, ask=ask, now=now)
    return http
