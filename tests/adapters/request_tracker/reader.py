"""The adapter, as it is set up to read the Request Tracker of the tests."""

from __future__ import annotations

from typing import Any

from slarules.adapters import Profile
from slarules.pulling import LiveContext
from slarules_request_tracker.adapter import RequestTracker, made
from tests.adapters.request_tracker.server import Tracker

SOURCE = "request-tracker:desk"


def adapter(tracker: Tracker, **table: Any) -> RequestTracker:  # noqa: ANN401  # settings
    """Return the adapter for a login by token, unless the table says otherwise."""
    login: dict[str, Any] = {} if "user" in table else {"token": {"env": "RT_TOKEN"}}
    settings = {"url": tracker.url, "automation": ["robot"]} | login | table
    return made(Profile("request-tracker", "desk", settings, "slarules.toml"))


def context(tracker: Tracker, secret: str = "") -> LiveContext:
    """Return what it works with: the clock of the server, and its token or another secret."""
    given = secret or tracker.token
    return LiveContext(SOURCE, clock=tracker.now, resolve=lambda _: given)
