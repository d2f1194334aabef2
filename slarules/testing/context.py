"""What an adapter works with in a world: its clock, its network, and one secret for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from slarules.errors import SourceError
from slarules.http import Http, Site
from slarules.http.opening import open_http
from slarules.instants import Instant, Micros
from slarules.secrets import Secret
from slarules.testing.world import CANARY, World

if TYPE_CHECKING:
    from slarules.testing.troubles import Trouble, Troubled


@dataclass(slots=True)
class WorldContext:
    """What an adapter works with in a world.

    Attributes:
        plan: Troubles of the first requests, one each.
        lasting: The trouble of all behind them.
        slept: How long the adapter was made to wait, in microseconds.
    """

    world: World
    plan: tuple[Trouble | None, ...] = ()
    lasting: Trouble | None = None
    slept: int = 0
    carriers: list[Troubled] = field(default_factory=list)
    opened: list[tuple[Site, Http]] = field(default_factory=list)

    def now(self) -> Instant:
        """See `Context.now`."""
        return self.world.now()

    def secret(self, reference: Secret) -> str:
        """Return the canary, whatever is asked for."""
        del reference
        return CANARY

    def http(self, site: Site) -> Http:
        """Return what talks to the world's application, whatever address the site has.

        Raises:
            SourceError: The world has no application.
        """
        if self.world.app is None:
            raise SourceError("world", "it has no application to talk to")
        for known, http in self.opened:
            if known == site:
                return http
        self.opened.append((site, self._open(site)))
        return self.opened[-1][1]

    def progress(
        self, stage: str, done: int, total: int | None = None, waiting: str | None = None
    ) -> None:
        """Hear it, and say nothing."""

    def is_stopping(self) -> bool:
        """Return that nobody wants it to stop."""
        return False

    def _open(self, site: Site) -> Http:
        # Adapters without a network are tested without its packages.
        import httpx2  # noqa: PLC0415

        from slarules.testing.troubles import Troubled  # noqa: PLC0415

        under = httpx2.WSGITransport(cast("Any", self.world.app))
        carrier = Troubled(under, self.now, list(self.plan), self.lasting)
        self.carriers.append(carrier)
        return open_http(
            site, secret=self.secret, now=self.now, sleep=self._sleep, transport=carrier
        )

    def _sleep(self, length: Micros) -> None:
        self.slept += length
        self.world.pass_time(length)
