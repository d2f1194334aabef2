"""What an adapter is given to work with."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from typing import TYPE_CHECKING

from slarules.errors import SlarulesError
from slarules.http import Http, Redaction, Site, open_http
from slarules.instants import SECOND, Instant, Micros
from slarules.profiles.common import HttpSettings
from slarules.pulling.progress import Ear, Progress
from slarules.secrets import Secret

if TYPE_CHECKING:
    import httpx2

    from slarules.http.live import LiveHttp


class StoppedError(SlarulesError):
    """Somebody asked to stop while something was waited for."""


@dataclass(slots=True)
class Talking:
    """The sites that are talked to, one client for each."""

    opened: list[tuple[Site, LiveHttp]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class LiveContext:
    """The clock, the network, secrets, an ear; see `slarules.adapters.Context`.

    Attributes:
        source: As after `--source`, for messages.
        clock: Returns the present instant.
        resolve: Returns what a reference to a secret stands for.
        ear: Hears how far it is.
        settings: What `slarules.toml` says of the network of this source.
        pause: Lets time pass; None for really waiting.
        transport: Carries requests to a site in place of the network, for tests.
        part: What is being read.
        stopping: Set to end the work.
    """

    source: str
    clock: Callable[[], Instant]
    resolve: Callable[[Secret], str]
    ear: Ear = field(default=lambda _: None)
    settings: HttpSettings = field(default_factory=HttpSettings)
    pause: Callable[[Micros], None] | None = None
    transport: Callable[[Site], httpx2.BaseTransport | None] = field(default=lambda _: None)
    part: str = ""
    redaction: Redaction = field(default_factory=Redaction)
    stopping: Event = field(default_factory=Event)
    talking: Talking = field(default_factory=Talking)

    def now(self) -> Instant:
        """See `Context.now`."""
        return self.clock()

    def secret(self, reference: Secret) -> str:
        """See `Context.secret`; what is told from now on does not hold it."""
        secret = self.resolve(reference)
        self.redaction.remember(secret)
        return secret

    def http(self, site: Site) -> Http:
        """See `Context.http`."""
        with self.talking.lock:
            for known, http in self.talking.opened:
                if known == site:
                    return http
            made = open_http(
                self.settings.applied(site),
                secret=self.secret,
                now=self.now,
                sleep=self.sleep,
                waiting=self._waiting,
                source=self.source,
                redaction=self.redaction,
                transport=self.transport(site),
            )
            self.talking.opened.append((site, made))
            return made

    def progress(
        self, stage: str, done: int, total: int | None = None, waiting: str | None = None
    ) -> None:
        """See `Context.progress`."""
        self.ear(Progress(self.source, self.part, stage, done, total, waiting))

    def is_stopping(self) -> bool:
        """See `Context.is_stopping`."""
        return self.stopping.is_set()

    def stop(self) -> None:
        """Ask everybody to end at the next opportunity; who waits ends at once."""
        self.stopping.set()

    def sleep(self, length: Micros) -> None:
        """Let time pass.

        Raises:
            StoppedError: Somebody asked to stop.
        """
        if self.pause is None:
            self.stopping.wait(length / SECOND)
        else:
            self.pause(length)
        if self.is_stopping():
            raise StoppedError("stopped while waiting")

    def of(self, part: str) -> LiveContext:
        """Return the context with which a part is read; all else is shared."""
        return replace(self, part=part)

    def close(self) -> None:
        """Let go of all connections."""
        with self.talking.lock:
            for _, http in self.talking.opened:
                http.close()
            self.talking.opened.clear()

    def _waiting(self, sentence: str, until: Instant) -> None:
        self.ear(Progress(self.source, self.part, "waiting", 0, None, sentence, until))


@contextmanager
def stopped_by_keyboard(context: LiveContext) -> Iterator[None]:
    """Take the first Ctrl-C as a wish to stop; the second ends the program as usual."""
    before = signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        context.stop()

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
