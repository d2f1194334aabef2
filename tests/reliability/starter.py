"""Starts commands for a process that has threads, which must not fork."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from slarules.http import waiting
from tests.reliability.child import Ended, run

WARM = (
    "deltalake",
    "duckdb",
    "httpx2",
    "slarules.http.live",
    "slarules.pulling",
    "slarules.register.upgrade",
    "slarules.report.html",
    "slarules.sources",
    "slarules.store.sink",
    "slarules_jira.adapter",
    "slarules_zendesk.adapter",
)

PAUSE = 0.02
"""Seconds before the second try, where a second is usual."""


class Starter:
    """A process without threads, from which commands are forked; make it before any thread."""

    def __init__(self) -> None:
        for module in WARM:
            import_module(module)
        context = get_context("fork")
        self._pipe, other = context.Pipe()
        context.Process(target=_serve, args=(other,), daemon=True).start()

    def run(self, words: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Ended:
        """Run a command to its end."""
        self._pipe.send((list(words), folder, dict(environ)))
        code, said = self._pipe.recv()
        return Ended(code, said)


def _serve(pipe: Connection) -> None:
    waiting.FIRST_PAUSE = PAUSE
    while True:
        words, folder, environ = pipe.recv()
        ended = run(words, folder, lambda: os.environ.update(environ))  # noqa: B023  # called at once
        pipe.send((ended.code, ended.said))


@cache
def starter() -> Starter:
    """Return the one of this process."""
    return Starter()
