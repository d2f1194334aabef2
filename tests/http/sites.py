"""Sites for tests: a WSGI app, a clock that only sleeping moves, and what was said meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx2

from slarules.http import Redaction, Site, open_http
from slarules.http.live import LiveHttp
from slarules.instants import SECOND, Instant, Micros
from tests.faults import Environ, Faulty, StartResponse

CANARY = "hunter2/canary+x"
START = Instant(1_780_000_000_000_000)
BASE = "https://acme.example/jira"


def fake(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Answer with what was asked; `/token` issues one."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    said = environ["wsgi.input"].read(length).decode()
    answer: Any = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "query": parse_qs(environ["QUERY_STRING"]),
        "host": environ["SERVER_NAME"],
        "said": said,
        "long": "x" * 200,
    }
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]


@dataclass
class World:
    """A site, and how it is talked to."""

    app: Any = fake
    now: Instant = START
    slept: list[Micros] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    redaction: Redaction = field(default_factory=Redaction)
    site: Faulty = field(init=False)

    def __post_init__(self) -> None:
        self.site = Faulty(self.app, lambda: self.now)

    def sleep(self, length: Micros) -> None:
        """Move the clock."""
        assert length > 0
        self.slept.append(length)
        self.now = Instant(self.now + length)

    def http(self, site: Site | None = None) -> LiveHttp:
        """Open the site."""
        return open_http(
            site or Site(BASE),
            secret=lambda _: CANARY,
            now=lambda: self.now,
            sleep=self.sleep,
            waiting=lambda what, _until: self.said.append(what),
            source="jira:acme",
            redaction=self.redaction,
            transport=httpx2.WSGITransport(self.site),
        )

    @property
    def seconds(self) -> list[int]:
        """How long was slept, in whole seconds."""
        return [length // SECOND for length in self.slept]
