"""A Prometheus with samples that a test lays down; it knows queries by their text."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from slarules.instants import SECOND, Instant

MOST = 11_000
LOOKBACK = Decimal(300)


@dataclass
class FakeSeries:
    """Samples by their instant; None is a staleness marker, which ends the series."""

    labels: Mapping[str, str]
    samples: dict[Instant, str | None] = field(default_factory=dict)

    def told(self, times: list[Decimal], back: Decimal) -> list[tuple[Decimal, str]]:
        """Return at each time the newest sample that is not older than the lookback."""
        laid, found = sorted(self.samples), []
        for when in times:
            place = bisect_right(laid, int(when * SECOND))
            newest = laid[place - 1] if place else None
            if newest is not None and newest > (when - back) * SECOND:
                value = self.samples[newest]
                found += [] if value is None else [(when, value)]
        return found


@dataclass
class FakePrometheus:
    """Answers `/api/v1/query_range`.

    Attributes:
        queries: What each query yields.
        warnings: What is said beside the next answers.
        asked: The parameters of every request.
    """

    queries: dict[str, list[FakeSeries]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        said = {name: each[0] for name, each in parse_qs(environ["QUERY_STRING"]).items()}
        self.asked.append(said)
        status, document = self._answer(environ["PATH_INFO"], said)
        self.answers.append(document)
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(document, default=_number).encode()]

    def _answer(self, path: str, said: Mapping[str, str]) -> tuple[str, Any]:
        if path != "/api/v1/query_range":
            return "404 Not Found", "404 page not found"
        first, last, step = (Decimal(said[name]) for name in ("start", "end", "step"))
        if (last - first) / step > MOST:
            error = "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing"
            return "400 Bad Request", {"status": "error", "errorType": "bad_data", "error": error}
        back = Decimal(said.get("lookback_delta", LOOKBACK))
        times = [first + n * step for n in range(int((last - first) / step) + 1)]
        result = [
            {"metric": dict(series.labels), "values": found}
            for series in self.queries.get(said["query"], [])
            if (found := series.told(times, back))
        ]
        document = {"status": "success", "data": {"resultType": "matrix", "result": result}}
        return "200 OK", document | ({"warnings": self.warnings} if self.warnings else {})


def _number(value: Decimal) -> float | int:
    return int(value) if value == int(value) else float(value)
