"""What a site says about when it may be asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slarules.instants import MINUTE, SECOND, Instant, Micros, instant, utc

LIMITED = frozenset({429, 503})
"""Too many requests; cannot serve now."""

REMAINING = (
    "x-ratelimit-remaining",
    "ratelimit-remaining",
    "x-rate-limit-remaining",
    "rate-limit-remaining",
)
RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", "rate-limit-reset")

FURTHEST = Micros(400 * 24 * 3600 * SECOND)
"""What is told further ahead is cut to this, which no patience reaches."""


@dataclass(frozen=True, slots=True)
class Told:
    """The site wants not to be asked before an instant.

    Attributes:
        reason: As the site names the limit; empty where it does not.
    """

    until: Instant
    reason: str = ""

    @property
    def is_of_endpoint(self) -> bool:
        """Whether only the endpoint is meant that was asked."""
        return "burst" in self.reason or "per-issue" in self.reason

    @property
    def is_of_site(self) -> bool:
        """Whether all that is asked of the site is meant."""
        return "quota" in self.reason


def told(status: int, headers: Mapping[str, str], now: Instant) -> Told | None:
    """Return until when to wait; None where the site says nothing.

    `Retry-After` counts wherever it stands; a reset counts where nothing remains.

    Args:
        headers: By name in lower case.
    """
    after = _retry_after(headers, now)
    spent = _first(headers, REMAINING)
    is_spent = spent is not None and re.fullmatch("0+", spent) is not None
    reset = None
    if is_spent or (status in LIMITED and after is None):
        reset = _reset(_first(headers, RESET), now)
    until = [each for each in (after, reset) if each is not None and each > now]
    if not until:
        return None
    reason = re.sub(r"[^\w-]", "", headers.get("ratelimit-reason", ""))[:60]
    return Told(Instant(min(max(until), now + FURTHEST)), reason)


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((headers[name].strip() for name in names if name in headers), None)


def _retry_after(headers: Mapping[str, str], now: Instant) -> Instant | None:
    text = headers.get("retry-after", "").strip()
    if (seconds := _number(text)) is not None:
        return Instant(now + seconds)
    until = _http_date(text)
    if until is None:
        return None
    # Their clock may differ from ours: what counts is how far the date lies behind their now.
    theirs = _http_date(headers.get("date", ""))
    return until if theirs is None else Instant(now + until - theirs)


def _number(text: str) -> Micros | None:
    """Return seconds as microseconds, a fraction taken as one whole more."""
    found = re.fullmatch(r"([0-9]{1,15})(\.[0-9]*)?", text)
    if found is None:
        return None
    return Micros((int(found[1]) + bool(found[2] and found[2].strip(".0"))) * SECOND)


def _http_date(text: str) -> Instant | None:
    try:
        read = parsedate_to_datetime(text)
        return instant(read if read.tzinfo else read.replace(tzinfo=UTC))
    except (ValueError, TypeError, OverflowError):
        return None


def _reset(text: str | None, now: Instant) -> Instant | None:
    if not text:
        return None
    if (number := _number(text)) is not None:
        seconds = number // SECOND
        if seconds > 100_000_000_000:
            return Instant(seconds * 1000)
        return Instant(number) if seconds > 1_000_000_000 else Instant(now + number)
    return _iso(text)


def _iso(text: str) -> Instant | None:
    try:
        read = datetime.fromisoformat(text)
        at = instant(read if read.tzinfo else read.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    # To the minute: it may be any instant of it.
    return at if re.search(r"T\d\d:?\d\d:?\d\d", text) else Instant(at + MINUTE)


def until_shown(at: Instant) -> str:
    """Return an instant as people on any clock read it."""
    return f"{utc(Instant(at + SECOND - 1)):%H:%M:%S} UTC"
