"""Atlassian's gateway before the made-up site, and where it issues tokens that end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from slarules.instants import HOUR, Instant, Micros
from tests.adapters.jira.fake.app import JiraApp

CLOUD_ID = "11223344-a1b2"
NO_TIME = Micros(0)
CLIENT = ("client-1", "the secret of client 1")
EVERY = frozenset(
    ["read:jira-work", "read:jira-user", "read:servicedesk-request", "manage:jira-configuration"]
)


@dataclass(slots=True)
class Gateway:
    """Lets in who has a token that holds and the scope of the path.

    Attributes:
        scopes: Of every token.
        step: How much time passes with each request.
        status: With which it refuses a scope.
        issued: The tokens, with when they end.
        refused: How many requests came with a token that had ended.
        hosts: Who was asked.
    """

    app: JiraApp
    scopes: frozenset[str] = EVERY
    step: Micros = NO_TIME
    status: int = 401
    issued: dict[str, Instant] = field(default_factory=dict)
    refused: int = 0
    hosts: set[str] = field(default_factory=set)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer, or hand on."""
        self.app.site.pass_time(self.step)
        self.hosts.add(environ["HTTP_HOST"])
        path, base = environ["PATH_INFO"], f"/ex/jira/{CLOUD_ID}"
        if path == "/oauth/token":
            return _said(start_response, *self._issue(environ))
        if not path.startswith(f"{base}/"):
            return _said(start_response, 404, {"code": 404, "message": "No such site"})
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if self.issued.get(token, Instant(0)) <= self.app.site.now:
            self.refused += 1
            return _said(start_response, 401, {"code": 401, "message": "Unauthorized"})
        if _scope(path) not in self.scopes:
            told = {"code": self.status, "message": "Unauthorized; scope does not match"}
            return _said(start_response, self.status, told)
        environ = {**environ, "PATH_INFO": path.removeprefix(base)}
        return self.app(environ, start_response)

    def _issue(self, environ: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        wanted = dict(zip(("client_id", "client_secret"), CLIENT, strict=True))
        wanted |= {"grant_type": "client_credentials", "audience": "api.atlassian.com"}
        if asked != wanted:
            return 401, {"error": "access_denied", "error_description": "Unauthorized"}
        token = f"issued-{len(self.issued)}"
        self.issued[token] = Instant(self.app.site.now + HOUR)
        return 200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"}


def _scope(path: str) -> str:
    if "/rest/servicedeskapi/" in path:
        return "read:servicedesk-request"
    if path.endswith("/group/member"):
        return "manage:jira-configuration"
    return "read:jira-user" if path.endswith("/myself") else "read:jira-work"


def _said(start_response: Callable[..., Any], status: int, told: dict[str, Any]) -> list[bytes]:
    start_response(f"{status} Said", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]
