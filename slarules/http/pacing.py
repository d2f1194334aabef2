"""When the next request may begin: as the site told, and as many a minute as it allows."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from slarules.http.limits import Told
from slarules.instants import MINUTE, Instant


@dataclass(frozen=True, slots=True)
class Lane:
    """What a request counts against.

    Attributes:
        bucket: The limit that the adapter names.
        endpoint: Method and path, identifiers left out.
    """

    bucket: str
    endpoint: str


def lane(bucket: str, method: str, path: str) -> Lane:
    """Return what a request counts against."""
    parts = ("*" if re.search(r"\d", part) else part for part in path.split("/"))
    return Lane(bucket, f"{method} {'/'.join(parts)}")


@dataclass(frozen=True, slots=True)
class Turn:
    """When a request may begin.

    Attributes:
        told: What the site said that makes it wait; None where it is our own count a minute.
    """

    at: Instant
    told: Told | None = None


@dataclass(slots=True)
class Pacing:
    """Keeps the limits of one site for all threads.

    Attributes:
        per_minute: How many requests may begin in a minute, by bucket; "" for all others.
    """

    per_minute: Mapping[str, int]
    _holds: dict[Lane | str | None, Told] = field(default_factory=dict)
    _begun: dict[str, deque[Instant]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def heed(self, where: Lane, told: Told) -> None:
        """Hold back all that a site's word is about; a later word never shortens an earlier."""
        place = _place(where, told)
        with self._lock:
            before = self._holds.get(place)
            if before is None or before.until < told.until:
                self._holds[place] = told

    def begin(self, where: Lane, now: Instant) -> Turn | None:
        """Count a request that begins now and return None, or return when it may begin."""
        with self._lock:
            places = (where, where.bucket, None)
            held = [self._holds[place] for place in places if place in self._holds]
            longest = max(held, key=lambda each: each.until, default=None)
            if longest is not None and longest.until > now:
                return Turn(longest.until, longest)
            return self._counted(where.bucket, now)

    def _counted(self, bucket: str, now: Instant) -> Turn | None:
        counted = bucket if bucket in self.per_minute else ""
        limit = self.per_minute.get(counted)
        if not limit:
            return None
        begun = self._begun.setdefault(counted, deque())
        while begun and begun[0] + MINUTE <= now:
            begun.popleft()
        if len(begun) >= limit:
            return Turn(Instant(begun[0] + MINUTE))
        begun.append(now)
        return None


def _place(where: Lane, told: Told) -> Lane | str | None:
    """Return what is held back: an endpoint, a bucket, or with None the whole site."""
    if told.is_of_site:
        return None
    return where if told.is_of_endpoint else where.bucket
