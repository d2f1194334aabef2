"""A Statuspage: its API by pages, and its public page, over the incidents that a test has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

KEY = "canary-key-of-statuspage"
LATEST = 50


@dataclass
class FakeStatuspage:
    """Tells incidents, the newest first.

    Attributes:
        incidents: As the API tells them; one with `scheduled_for` is maintenance.
        first_page: The number of the first page.
        size: How many a page holds at most, whatever is asked.
        repeats: Whether it tells its second page again and again.
        key: Who does not show it gets nothing of the API.
    """

    incidents: list[dict[str, Any]] = field(default_factory=list)
    first_page: int = 1
    size: int = 100
    repeats: bool = False
    key: str = KEY

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, document = self._answer(environ)
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, Any]:
        newest = sorted(self.incidents, key=lambda each: each["created_at"], reverse=True)
        planned = [each for each in newest if each.get("scheduled_for")]
        sudden = [each for each in newest if not each.get("scheduled_for")]
        match environ["PATH_INFO"]:
            case "/api/v2/incidents.json":
                return "200 OK", {"page": {"id": "kctbh9vrtdwd"}, "incidents": sudden[:LATEST]}
            case "/api/v2/scheduled-maintenances.json":
                return "200 OK", {"page": {}, "scheduled_maintenances": planned[:LATEST]}
            case "/v1/pages/kctbh9vrtdwd/incidents":
                if environ.get("HTTP_AUTHORIZATION") != f"OAuth {self.key}":
                    return "401 Unauthorized", {"error": "Could not authenticate"}
                return "200 OK", self._page(newest, environ["QUERY_STRING"])
            case _:
                return "404 Not Found", {"error": "not found"}

    def _page(self, newest: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
        said = parse_qs(query)
        size = min(self.size, int(said.get("limit", ["100"])[0]))
        place = int(said.get("page", [str(self.first_page)])[0]) - self.first_page
        place = min(place, 1) if self.repeats else max(place, 0)
        return newest[place * size : (place + 1) * size]


def incident(name: str, created: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """Return an incident as the model Incident of developer.statuspage.io has it."""
    return {
        "id": name,
        "name": f"Trouble {name}",
        "status": "resolved" if more.get("resolved_at") else "investigating",
        "impact": "minor",
        "created_at": created,
        "updated_at": created,
        "started_at": created,
        "resolved_at": None,
        "scheduled_for": None,
        "scheduled_until": None,
        "shortlink": f"https://stspg.io/{name}",
        "components": [],
        "incident_updates": [],
        **more,
    }


def update(name: str, at: str, **statuses: str) -> dict[str, Any]:
    """Return an update that gives components a status, as in `api="major_outage"`."""
    affected = [
        {"code": code, "name": code.title(), "old_status": "operational", "new_status": status}
        for code, status in statuses.items()
    ]
    return {
        "id": name,
        "status": "investigating",
        "body": "We are looking into it.",
        "created_at": at,
        "display_at": at,
        "affected_components": affected or None,
    }
