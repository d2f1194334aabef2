"""Talks to a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from slarules.http.answers import Answer


class Http(Protocol):
    """Talks to one site, with all that this takes: login, limits, patience, proxies."""

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, bucket: str = ""
    ) -> Answer:
        """Ask for something.

        Args:
            path: Behind the base of the site; a link in an answer may be given too, and is followed
                on this site only.
            params: The query; None leaves one out.
            bucket: Which limit it counts against.

        Raises:
            RefusedError: The site refuses, for good.
            SourceError: The site cannot be reached, or not in the time that there is.
        """
        ...

    def post(
        self,
        path: str,
        body: object,
        params: Mapping[str, Any] | None = None,
        *,
        is_safe: bool,
        bucket: str = "",
    ) -> Answer:
        """Send JSON; raises as `get` does.

        Args:
            path: Behind the base of the site.
            body: What is sent.
            params: The query.
            is_safe: Whether it changes nothing, so that it may be sent again.
            bucket: Which limit it counts against.
        """
        ...
