"""The help desk that pages talk of, over a real socket."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from slarules.instants import instant
from tests.adapters.jira.fake.app import JiraApp
from tests.adapters.jira.test_end_to_end import worked_site

SITE = "https://acme.atlassian.net"
"""What pages call it."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        pass


@contextmanager
def help_desk() -> Iterator[str]:
    """Give the address of a Jira whose clock is that of this machine."""
    site = worked_site()
    jira = JiraApp(site, is_cloud=True)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        site.now = instant(datetime.now(UTC))
        return jira(environ, start)

    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
