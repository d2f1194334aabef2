"""A made-up help desk behind a socket, pulled by the command, and what its store then has."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slarules.instants import HOUR, MINUTE, Instant
from slarules.store import open_store
from slarules.testing import CANARY
from tests.adapters.jira.fake.world import JiraWorld
from tests.adapters.zendesk.fake.world import ZendeskWorld
from tests.reliability.child import Ended
from tests.reliability.server import Way, served
from tests.reliability.starter import starter

JIRA = """\
[jira.acme]
site = "{address}"
account = "sla@acme.example"
token = {{ env = "TOKEN" }}
projects = ["HELP"]
"""

ZENDESK = """\
[zendesk.acme]
site = "{address}"
client_id = "reader"
client_secret = {{ env = "TOKEN" }}
"""

NEWEST = """(SELECT * FROM read_parquet($files)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY snapshot DESC) = 1)"""

TICKETS = 8
MANY = 10_000
"""Exports that a made-up Zendesk allows a minute, where that is not what is tested."""
DAYS = 3 * 24 * HOUR


class Desk:
    """A world whose past is some days long, a store, and the command between them.

    Attributes:
        world: What truly happens.
        way: What happens to answers.
        unseen: Tickets that were gone before anybody could read them.
    """

    world: JiraWorld | ZendeskWorld

    def __init__(self, folder: Path, kind: str = "jira") -> None:
        self.kind, self.folder, self.store = kind, folder, folder / "store"
        self.world = JiraWorld() if kind == "jira" else ZendeskWorld()
        if isinstance(self.world, ZendeskWorld):
            self.world.fake.exports = MANY
        app = self.world.app
        assert app is not None
        self.way = Way(app)
        self.unseen: set[str] = set()
        self.set_clock(Instant(now() - DAYS))
        for _ in range(TICKETS):
            self.happen()
        self.set_clock(now())

    def set_clock(self, at: Instant) -> None:
        """Set the clock of the server, back too."""
        place: Any = self.world.site if isinstance(self.world, JiraWorld) else self.world.account
        place.now = Instant(at // 1_000_000 * 1_000_000)

    def happen(self) -> str:
        """Let a ticket be raised, changed and answered."""
        ticket = self.world.create()
        self.world.pass_time(MINUTE)
        self.touch(ticket)
        return ticket

    def touch(self, ticket: str) -> None:
        """Let something happen to a ticket."""
        self.world.change(ticket)
        self.world.pass_time(MINUTE)
        self.world.comment(ticket)
        self.world.pass_time(MINUTE)

    def run(self, *words: str) -> Ended:
        """Run `slarules` with some words."""
        environ = {"SLARULES_PROFILES": str(self.folder / "slarules.toml"), "TOKEN": CANARY}
        ended = starter().run(words, self.folder, environ)
        if CANARY in ended.said:
            return Ended(99, f"tells the secret: {ended.said}")
        return ended

    def pull(self) -> Ended:
        """Pull the desk."""
        return self.run("pull", f"{self.kind}:acme", "--store", str(self.store))

    def pulled(self, code: int = 0, *words: str) -> Iterator[str]:
        """Pull, and yield what is otherwise than promised."""
        ended = self.pull()
        if ended.code != code or not all(word in ended.said for word in words):
            yield f"not {code} with {words}: {ended}"

    def refused(self, *words: str) -> Iterator[str]:
        """Pull, which fails; then undisturbed, when all has to be there."""
        yield from self.pulled(3, *words, "the same command goes on there")
        self.way.honest()
        self.world.play(None)
        yield from self.recovered()

    def recovered(self) -> Iterator[str]:
        """Pull undisturbed; yield what is not in the store, or twice, or never was."""
        yield from self.pulled()
        yield from self.amiss()

    def amiss(self) -> Iterator[str]:
        """Yield how what the store has differs from what truly happened."""
        truth = self.world.truth()
        seen = [each for each in truth.tickets if each.ticket_id not in self.unseen]
        yield from _differing("tickets", {e.ticket_id for e in seen}, set(self._tickets()))
        changes = ((e.ticket_id, e.at, e.old, e.new) for e in truth.changes)
        query = f"""SELECT ticket_id, epoch_us("at"), nullif("old", ''), "new" FROM {NEWEST}
            WHERE field_id = 'status' AND origin = 'recorded'"""  # noqa: S608
        yield from _differing("changes", self._true(changes), self._rows("changes", query))
        comments = ((e.ticket_id, e.at) for e in truth.comments)
        query = f'SELECT ticket_id, epoch_us("at") FROM {NEWEST}'  # noqa: S608
        yield from _differing("comments", self._true(comments), self._rows("comments", query))

    def _true(self, rows: Iterator[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
        return Counter(row for row in rows if row[0] not in self.unseen)

    def _rows(self, table: str, query: str) -> Counter[tuple[Any, ...]]:
        import duckdb  # its threads begin when it is used

        with open_store(self.store) as store:
            files = [str(each) for each in store.snapshot().files.get(table, ())]  # type: ignore[call-overload]
        if not files:
            return Counter()
        return Counter(duckdb.connect().execute(query, {"files": files}).fetchall())

    def _tickets(self) -> dict[str, str]:
        query = """SELECT ticket_id, arg_max(visibility, snapshot) FROM read_parquet($files)
            GROUP BY ticket_id"""
        return dict(self._rows("tickets", query).elements())

    def lost(self) -> set[str]:
        """Return the tickets that the store takes for gone."""
        return {ticket for ticket, visibility in self._tickets().items() if visibility != "visible"}


def _differing(what: str, true: Any, held: Any) -> Iterator[str]:  # noqa: ANN401  # sets or counters
    if true - held:
        yield f"{what} that are not there: {sorted(true - held)}"
    if held - true:
        yield f"{what} that are there twice or never were: {sorted(held - true)}"


def now() -> Instant:
    """Return the time of this machine, which commands go by."""
    return Instant(time.time_ns() // 1000)


@contextmanager
def desk(folder: Path, kind: str = "jira", certificate: Path | None = None) -> Iterator[Desk]:
    """Serve a desk."""
    starter()
    folder.mkdir(parents=True, exist_ok=True)
    made = Desk(folder, kind)
    site = served(made.way, certificate)
    profile = (JIRA if kind == "jira" else ZENDESK).format(address=site.address)
    (folder / "slarules.toml").write_text(profile, encoding="utf-8")
    try:
        yield made
    finally:
        site.close()


Act = Callable[[Desk], Iterator[str]]


def on(act: Act, kind: str = "jira") -> Callable[[Path], Iterator[str]]:
    """Return what does something to a desk of its own."""

    def breaches(folder: Path) -> Iterator[str]:
        with desk(folder, kind) as made:
            yield from act(made)

    return breaches
