"""What adapters of files are given: a clock, and nothing of the network."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from slarules.errors import UsageError
from slarules.instants import Instant

if TYPE_CHECKING:
    from slarules.http import Http, Site
    from slarules.secrets import Secret


def present() -> Instant:
    """Return the present instant by the clock of this machine."""
    return Instant(time.time_ns() // 1000)


class FilesContext:
    """A `Context` for who reads files."""

    def __init__(self, now: Callable[[], Instant] = present) -> None:
        self._now = now

    def now(self) -> Instant:
        """See `Context.now`."""
        return self._now()

    def secret(self, reference: Secret) -> str:
        """See `Context.secret`."""
        raise UsageError(f"{reference}: whoever reads files is given no secrets")

    def http(self, site: Site) -> Http:
        """See `Context.http`."""
        raise UsageError(f"{site.base}: whoever reads files talks to nobody")

    def progress(
        self, stage: str, done: int, total: int | None = None, waiting: str | None = None
    ) -> None:
        """See `Context.progress`; who reads is shown by what was read."""

    def is_stopping(self) -> bool:
        """See `Context.is_stopping`: whoever reads closes the iterator."""
        return False
