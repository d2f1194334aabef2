"""Says which scope a token lacks, where Atlassian's gateway refuses a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from slarules.http import Answer, Http, RefusedError

WORK = "read:jira-work"

SCOPES = (
    ("/rest/servicedeskapi/", "read:servicedesk-request"),
    ("/group/member", "manage:jira-configuration or read:group:jira and read:user:jira"),
    ("/myself", "read:jira-user"),
)
"""What a path needs, by a part of it; all others need `WORK`."""


def scope_of(path: str) -> str:
    """Return the scope that a path needs."""
    return next((scope for part, scope in SCOPES if part in path), WORK)


@dataclass(frozen=True, slots=True)
class Scoped:
    """Talks to a site behind the gateway; see `Http`."""

    http: Http

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, bucket: str = ""
    ) -> Answer:
        """See `Http.get`."""
        try:
            return self.http.get(path, params, bucket=bucket)
        except RefusedError as refused:
            _explain(path, refused)

    def post(
        self,
        path: str,
        body: object,
        params: Mapping[str, Any] | None = None,
        *,
        is_safe: bool,
        bucket: str = "",
    ) -> Answer:
        """See `Http.post`."""
        try:
            return self.http.post(path, body, params, is_safe=is_safe, bucket=bucket)
        except RefusedError as refused:
            _explain(path, refused)


def _explain(path: str, refused: RefusedError) -> NoReturn:
    # The gateway says 401 both for a token that ended and for one that may not.
    is_scope = "scope" in refused.said.casefold() and refused.status in (401, 403)
    if not is_scope and refused.status != 403:
        raise refused
    said = str(refused).removeprefix(f"{refused.source}: ")
    message = (
        f"{said}; the token lacks the scope {scope_of(path)}, or its account the permission: "
        "give the scope to the service account or make a token that has it"
    )
    raise RefusedError(refused.source, message, status=refused.status, said=refused.said) from None
