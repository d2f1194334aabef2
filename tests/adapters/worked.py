"""The worked examples of the made-up Jira and the made-up Zendesk, pulled into stores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from slarules.adapters import Adapter, Asked, Profile
from slarules.adapters.catalogue import Catalogue
from slarules.instants import MINUTE, Micros
from slarules.pulling import LiveContext, pull
from slarules.store import open_store
from slarules.testing import CANARY, World
from slarules_jira.adapter import made as made_jira
from slarules_zendesk.adapter import made as made_zendesk
from tests.adapters.jira.fake.world import JiraWorld
from tests.adapters.jira.test_conformance import CLOUD
from tests.adapters.jira.test_end_to_end import worked_site
from tests.adapters.zendesk.fake.world import ZendeskWorld, profile
from tests.adapters.zendesk.test_audit import minute


@dataclass(frozen=True, slots=True)
class Worked:
    """A source with something in it.

    Attributes:
        name: As after `--source`.
    """

    name: str
    adapter: Adapter
    world: World

    def context(self) -> LiveContext:
        """Return what the adapter works with."""
        app: Any = self.world.app
        return LiveContext(
            self.name,
            clock=self.world.now,
            resolve=lambda _: CANARY,
            transport=lambda _: httpx2.WSGITransport(app),
            pause=self.world.pass_time,
        )

    def catalogue(self) -> Catalogue:
        """Return what the source has now."""
        context = self.context()
        try:
            return self.adapter.discover(context)
        finally:
            self.adapter.close()
            context.close()

    def pulled(self, folder: Path) -> str:
        """Pull it into a store, and return what `--source` says of it."""
        context = self.context()
        with open_store(folder) as store, store.writing(self.name, now=self.world.now) as sink:
            sink.catalogue(self.adapter.discover(context))
            outcome = pull(self.adapter, Asked(), context, sink, concurrency=1)
        self.adapter.close()
        context.close()
        assert outcome.whole == outcome.partitions
        return f"store:{folder}"


def jira(**settings: object) -> Worked:
    """Return two requests, one of which Service Management has counted, too."""
    world = JiraWorld()
    world.site = worked_site()
    world.jira.site = world.site
    table = {**CLOUD, "projects": ["HELP"], "service_management": True, **settings}
    return Worked("jira:acme", made_jira(Profile("jira", "acme", table, "slarules.toml")), world)


def zendesk() -> Worked:
    """Return three tickets: one waits for the customer, one is late, one is merged.

    | ticket | priority | what happens                                                |
    | 1      | normal   | answered 9:30; pending from 10:00 until 20:00; solved 22:00  |
    | 2      | urgent   | answered 9:40; solved 14:00, closed by a rule four days later |
    | 3      | normal   | never answered; merged into 1 at 15:00                       |
    """
    world = ZendeskWorld()
    account = world.account
    for priority in ("normal", "urgent", "normal"):
        account.create(priority=priority)
    for at, ticket in ((30, 1), (40, 2)):
        minute(world, at)
        account.comment(ticket)
    minute(world, 60)
    account.change(1, "status", "pending")
    minute(world, 300)
    account.change(2, "status", "solved")
    minute(world, 360)
    account.merge(3, 1)
    minute(world, 660)
    account.change(1, "status", "open")
    minute(world, 780)
    account.change(1, "status", "solved")
    minute(world, 300 + 4 * 1440)
    account.change(2, "status", "closed")
    world.pass_time(Micros(2880 * MINUTE))
    return Worked("zendesk:acme", made_zendesk(profile()), world)
