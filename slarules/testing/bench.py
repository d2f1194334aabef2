"""Where an adapter is put to the test: how it is made, in which world, and what it lets out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from slarules.adapters import Adapter, Asked, Capability, Context
from slarules.http import Answer, Http, Redaction, Site
from slarules.instants import HOUR, Instant, Micros
from slarules.secrets import Secret
from slarules.testing.reading import EndlessError, Reading, Until, read
from slarules.testing.world import CANARY, World

MOST_REQUESTS = 20_000
"""Requests of one reading; an adapter that asks for more is taken to go round in circles."""


@dataclass(slots=True)
class _Counted:
    """Talks to a site, and does not do so for ever."""

    http: Http
    count: int = 0

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, bucket: str = ""
    ) -> Answer:
        self._count()
        return self.http.get(path, params, bucket=bucket)

    def post(
        self,
        path: str,
        body: object,
        params: Mapping[str, Any] | None = None,
        *,
        is_safe: bool,
        bucket: str = "",
    ) -> Answer:
        self._count()
        return self.http.post(path, body, params, is_safe=is_safe, bucket=bucket)

    def _count(self) -> None:
        self.count += 1
        if self.count > MOST_REQUESTS:
            raise EndlessError(f"more than {MOST_REQUESTS:,} requests and no end")


@dataclass(slots=True)
class Watched:
    """A context that notes what was told through it."""

    context: Context
    told: list[str] = field(default_factory=list)

    def now(self) -> Instant:
        """See `Context.now`."""
        return self.context.now()

    def secret(self, reference: Secret) -> str:
        """See `Context.secret`."""
        return self.context.secret(reference)

    def http(self, site: Site) -> Http:
        """See `Context.http`."""
        return _Counted(self.context.http(site))

    def progress(
        self, stage: str, done: int, total: int | None = None, waiting: str | None = None
    ) -> None:
        """See `Context.progress`."""
        self.told.append(f"{stage} {done} {total} {waiting or ''}")
        self.context.progress(stage, done, total, waiting)

    def is_stopping(self) -> bool:
        """See `Context.is_stopping`."""
        return self.context.is_stopping()


def _canary() -> Redaction:
    known = Redaction()
    known.remember(CANARY)
    return known


@dataclass(slots=True)
class Bench:
    """Where an adapter is put to the test.

    Attributes:
        make: Makes the adapter anew, as a new process would.
        open: Makes the context that it works with.
        world: The world that it reads; None where that cannot be steered.
        plugin: The module that its entry point names.
        stop_after: Checkpoints after which a reading of a live source is ended.
        most_partitions: Partitions of it that are read.
        has_secret: Tells whether a secret stands in a text.
    """

    make: Callable[[], Adapter]
    open: Callable[[], Context]
    world: World | None = None
    plugin: str | None = None
    stop_after: int | None = None
    most_partitions: int | None = None
    asked: Asked = field(default_factory=Asked)
    has_secret: Callable[[str], bool] = field(default_factory=lambda: _canary().has_secret)
    _filled: Reading | None = None
    _is_full: bool = False

    @property
    def steered(self) -> World:
        """The world, for checks that are made only where there is one."""
        if self.world is None:
            raise LookupError("there is no world to steer")
        return self.world

    def watched(self) -> Watched:
        """Return a context that notes what it is used for."""
        return Watched(self.open())

    def read(
        self,
        cursors: Mapping[str, bytes] | None = None,
        *,
        stop_after: int | None = None,
        stop_before: int | None = None,
    ) -> Reading:
        """Read with an adapter made anew, from cursors on; stop at a checkpoint or before it."""
        after = stop_after if stop_after or stop_before else self.stop_after
        until = Until(after, stop_before, self.most_partitions)
        return read(self.make(), self.watched(), cursors=cursors, asked=self.asked, until=until)

    def go_on(self, part: Reading, done: int) -> Reading:
        """Read on after so many checkpoints, as far as a reading goes."""
        left = None if self.stop_after is None else max(1, self.stop_after - done)
        return self.read(part.cursors, stop_after=left)

    def filled(self) -> Reading:
        """Return what is read of a world with something in it; it is read once."""
        if self._filled is None:
            self.fill()
            self._filled = self.read()
        return self._filled

    def can(self, *parts: str) -> bool:
        """Tell whether there is a world that can do all of these."""
        return self.world is not None and all(self.world.can(part) for part in parts)

    def settle(self) -> None:
        """Let so much time pass that the source shows all that happened."""
        if self.world is not None and self.world.can("pass_time"):
            self.world.pass_time(Micros(HOUR + 2 * self.world.lateness))

    def fill(self) -> None:
        """Make more tickets than two pages hold, with changes and comments, as far as it can."""
        if self._is_full or self.world is None or not self.can("create", "pass_time"):
            return
        self._is_full = True
        for number in range(2 * self.world.page + 1):
            ticket = self.world.create()
            self.world.pass_time(self.world.resolution)
            for turn in range(number % 4):
                self._happen(ticket, turn)
        self.settle()

    def _happen(self, ticket: str, turn: int) -> None:
        world = self.steered
        if world.can("change"):
            world.change(ticket)
            # Two changes in one moment: only `seq` tells which came first.
            world.change(ticket)
        if world.can("comment"):
            world.comment(ticket, public=turn % 2 == 0)
        world.pass_time(Micros(3 * world.resolution))


Findings: TypeAlias = Iterator[str]
Look: TypeAlias = Callable[[Bench], Findings]
State: TypeAlias = Literal["holds", "fails", "not checked"]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that an adapter has to keep.

    Attributes:
        name: Group and name.
        protects: What it protects from, a sentence.
        look: Yields what is wrong.
        parts: What the world has to be able to do.
        capabilities: What the adapter has to be able to do.
        is_live: Whether it can be made with a source that nobody steers.
        needs_plugin: Whether it looks at the module that the entry point names.
    """

    name: str
    protects: str
    look: Look
    parts: tuple[str, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    is_live: bool = False
    needs_plugin: bool = False

    @property
    def group(self) -> str:
        """The part of the name before the full stop."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check went.

    Attributes:
        told: What is wrong, or why it was not made.
    """

    check: Check
    state: State
    told: tuple[str, ...] = ()


SHOWN = 10
"""How many findings of one check are told."""


def judge(check: Check, bench: Bench) -> Outcome:
    """Make a check."""
    try:
        if reason := why_not(check, bench):
            return Outcome(check, "not checked", (reason,))
        found = list(check.look(bench))
    # An adapter under test may raise anything; that is what is found.
    except Exception as error:  # noqa: BLE001
        found = [f"it raised {type(error).__name__}: {error}"]
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return Outcome(check, "fails" if found else "holds", (*found[:SHOWN], *more))


def why_not(check: Check, bench: Bench) -> str:
    """Return why a check cannot be made; empty where it can."""
    if bench.world is None and not check.is_live:
        return "needs a world that can be steered"
    if check.needs_plugin and bench.plugin is None:
        return "is not told which module the entry point names"
    if bench.world is not None:
        lacking = [part for part in check.parts if not _has(bench.world, part)]
        if lacking:
            return f"needs what the world cannot do: {', '.join(lacking)}"
    missing = sorted(set(check.capabilities) - bench.make().capabilities)
    return f"needs an adapter that offers {' and '.join(missing)}" if missing else ""


def _has(world: World, part: str) -> bool:
    return world.app is not None if part == "app" else world.can(part)
