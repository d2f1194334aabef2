"""What happens to a store while sources are pulled into it, and it is read."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.pipeline.desk import arguments, desk
from tests.reliability.child import (
    Child,
    Ended,
    Prepare,
    at_change,
    interrupted,
    killed,
    run,
    small_files,
)
from tests.reliability.fault import Fault
from tests.servers import running

MOMENTS = 6
"""At how many moments a pull is killed by the clock."""

KILLED = (3, 16, 15)
"""Steps of a commit: before a table is made, behind and before the snapshot."""

LEAST = 16
"""How many steps a commit has at least."""

SEED, SAMPLED, OTHERS = 1, 4, 13
"""How many of the other changes to the disk a pull is killed at, and of how many."""

WARM = ("deltalake", "duckdb", "slarules.store", "slarules.store.sink", "slarules.register.upgrade")

STEPS = (
    ("slarules.store.delta", ("created", "at_version", "append", "settled")),
    ("slarules.store.ledger", ("Ledger.add_source", "Ledger.enter")),
)
"""What changes the disk inside of libraries, which tell nobody of it."""


class Kept:
    """A folder with an export, and a store that holds the first half of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.store = folder, folder / "store"
        self.address = str(self.store)
        self.texts = desk(folder)
        for module in WARM:
            import_module(module)
        events = self.texts / "export" / "events.csv"
        lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
        events.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
        self.first = self.pull()
        events.write_text("".join(lines), encoding="utf-8")
        shutil.copytree(self.store, folder / "before")
        self.pull()
        self.rows = self.held()

    @property
    def words(self) -> list[str]:
        """The pull on the command line."""
        mapping = self.texts / "meridian-csv.sla"
        source = f"csv:{self.texts / 'export'}"
        return ["pull", source, "--store", self.address, "--mapping", str(mapping)]

    @property
    def audit(self) -> list[str]:
        """An audit of what is kept."""
        words = arguments(self.texts)
        words[words.index("--source") + 1] = f"store:{self.store}"
        return [*words, "--register", "none"]

    def as_before(self) -> None:
        """Put the store back that holds half of the export."""
        shutil.rmtree(self.store)
        shutil.copytree(self.folder / "before", self.store)

    def pull(self, prepare: Prepare | None = None) -> Ended:
        """Pull the export."""
        return run(self.words, self.folder, prepare)

    def held(self) -> dict[str, Any]:
        """Return how many rows each table has, older ones of a key too."""
        ended = run(["store", "list", self.address, "--format", "json"], self.folder)
        found: dict[str, Any] = json.loads(ended.said)["sources"][0]["snapshots"][-1]["rows"]
        return found

    def broken(self) -> Iterator[str]:
        """Yield what must never be: a store that is not whole."""
        ended = run(["store", "verify", self.address], self.folder)
        if ended.code:
            yield str(ended)

    def goes_on(self) -> Iterator[str]:
        """Pull again, and yield where that does not end as if nothing had happened."""
        ended = self.pull()
        if ended.code:
            yield f"pulled again: {ended}"
        yield from self.broken()
        if self.held() != self.rows:
            yield f"pulled again, and there is {self.held()}, not {self.rows}"


def at_commit(number: int, act: Callable[[], None]) -> Prepare:
    """Do something just before or behind the `number`th step of a commit."""

    def prepare() -> None:
        left = number

        def step() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                act()

        for module, names in STEPS:
            for name in names:
                owner, _, last = f"{module}.{name}".rpartition(".")
                _wrap(_found(owner), last, step)

    return prepare


def _found(name: str) -> Any:  # noqa: ANN401
    module, _, owner = name.rpartition(".")
    return getattr(import_module(module), owner) if owner[0].isupper() else import_module(name)


def _wrap(owner: Any, name: str, step: Callable[[], None]) -> None:  # noqa: ANN401
    inner = getattr(owner, name)

    def wrapped(*words: Any, **more: Any) -> Any:  # noqa: ANN401
        step()
        outcome = inner(*words, **more)
        step()
        return outcome

    setattr(owner, name, wrapped)


def pull_killed_at_steps(folder: Path) -> Iterator[str]:
    """Kill a pull at steps that change the disk, a store of an earlier one in its place."""
    kept = Kept(folder / "place")
    for number in count(1):
        kept.as_before()
        if kept.pull(at_commit(number, killed)).code != -signal.SIGKILL:
            break
        yield from kept.goes_on()
    if number < LEAST:
        yield f"a commit has {number - 1} steps only"
    for number in Random(SEED).sample(range(1, OTHERS), SAMPLED):  # noqa: S311  # always the same
        kept.as_before()
        kept.pull(at_change(number, killed))
        yield from kept.goes_on()


def pull_killed_at_any_moment(folder: Path) -> Iterator[str]:
    """Kill pulls by the clock, one after the other, into one store."""
    kept = Kept(folder / "place")
    kept.as_before()
    began = time.monotonic()
    kept.pull()
    took = time.monotonic() - began
    kept.as_before()
    for part in range(1, MOMENTS):
        child = Child(kept.words, kept.folder)
        time.sleep(took * part / MOMENTS)
        child.signalled(signal.SIGKILL)
        child.ended()
        yield from kept.broken()
    yield from kept.goes_on()


def pull_stopped_by_hand(folder: Path) -> Iterator[str]:
    """Press Ctrl-C at every third step of a pull."""
    kept = Kept(folder / "place")
    ends = [at_commit(number, interrupted) for number in range(1, LEAST, 5)]
    for prepare in (at_change(2, interrupted), *ends):
        kept.as_before()
        ended = kept.pull(prepare)
        yield from kept.goes_on()
        if ended.code not in {0, 130}:
            yield str(ended)


def pull_disk_full(folder: Path) -> Iterator[str]:
    """Let no file of the store grow beyond a size."""
    kept = Kept(folder / "place")
    for size in (1_000, 3_000, 30_000):
        kept.as_before()
        ended = kept.pull(small_files(size))
        said = (os.strerror(errno.EFBIG), "disk", "full")
        if ended.code != 2 or not any(word in ended.said for word in said):
            yield f"{size} bytes: {ended}"
        yield from kept.broken()
        yield from kept.goes_on()


def store_cut_short(folder: Path) -> Iterator[str]:
    """Cut each file of a store short, and check, read and pull into it."""
    kept = Kept(folder / "place")
    shutil.copytree(kept.store, folder / "whole")
    for file in sorted(each for each in (folder / "whole").rglob("*") if each.is_file()):
        if file.suffix == ".lock":
            continue
        shutil.rmtree(kept.store)
        shutil.copytree(folder / "whole", kept.store)
        name = kept.store / file.relative_to(folder / "whole")
        content = name.read_bytes()
        name.write_bytes(content[: len(content) // 2])
        for words in (["store", "verify", str(kept.store)], kept.audit):
            ended = run(words, kept.folder)
            table = name.parent.parent if name.suffix == ".json" else name
            if ended.code not in {1, 2} or str(table if table != name else name) not in ended.said:
                yield f"{name.relative_to(kept.store)}, {words[0]}: {ended}"


def pulls_and_audits_at_once(folder: Path) -> Iterator[str]:
    """Pull two sources into one store while it is audited, again and again."""
    kept = Kept(folder / "place")
    kept.as_before()
    other = kept.folder / "other"
    shutil.copytree(kept.texts / "export", other)
    second = ["pull", f"csv:{other}", *kept.words[2:]]
    first = f"store:{kept.store}?source={kept.words[1]}"
    audit = [first if word == f"store:{kept.store}" else word for word in kept.audit]
    children = [Child(words, kept.folder) for words in (kept.words, second, audit, audit)]
    for ended in [child.ended() for child in children]:
        if ended.code:
            yield str(ended)
    yield from kept.broken()
    same = [Child(kept.words, kept.folder) for _ in range(3)]
    for ended in [child.ended() for child in same]:
        if ended.code and not (ended.code == 2 and "is being written by" in ended.said):
            yield str(ended)
    yield from kept.broken()


def in_postgresql(folder: Path) -> Iterator[str]:
    """Kill pulls of an export that grows into a store in PostgreSQL; then pull at once."""
    with running() as server:
        kept = Kept(folder / "place")
        uri = server.get_uri()
        address = f"{uri}{'&' if '?' in uri else '?'}history={folder / 'history'}"
        events = kept.texts / "export" / "events.csv"
        lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
        for part, number in enumerate(KILLED, 1):
            some = lines[: len(lines) * part // len(KILLED)]
            events.write_text("".join(some), encoding="utf-8")
            kept.address = str(folder / "undisturbed")
            kept.pull()
            kept.rows = kept.held()
            kept.address = address
            ended = kept.pull(at_commit(number, killed))
            if ended.code != -signal.SIGKILL:
                yield f"step {number}: {ended}"
            ended = kept.pull()
            if ended.code:
                yield f"pulled again: {ended}"
        yield from kept.goes_on()
        children = [Child(kept.words, kept.folder) for _ in range(3)]
        for ended in [child.ended() for child in children]:
            if ended.code and not (ended.code == 2 and "is being written by" in ended.said):
                yield str(ended)
        yield from kept.goes_on()


STORE = "the store is whole, with what was committed"
PULLED_AGAIN = "pulling again ends as if nothing had happened, with every row once"

STORE_FAULTS = (
    Fault(
        "the machine dies while a source is pulled",
        "`kill -9` before and behind each step of a commit, also inside Delta and SQLite, and at "
        "some other changes to the disk",
        f"{STORE}; {PULLED_AGAIN}",
        pull_killed_at_steps,
    ),
    Fault(
        "the machine dies at any moment of a pull",
        "`kill -9` by the clock, one pull after the other into one store",
        f"{STORE}; {PULLED_AGAIN}",
        pull_killed_at_any_moment,
    ),
    Fault(
        "the machine dies while a store in PostgreSQL is written",
        "`kill -9` at steps of a commit, then three pulls at once, into a store in PostgreSQL",
        f"{STORE}; {PULLED_AGAIN}; only one at a time pulls a source",
        in_postgresql,
    ),
    Fault(
        "somebody presses Ctrl-C during a pull",
        "the signal at some steps of a commit",
        f"exit 130; {STORE}; {PULLED_AGAIN}",
        pull_stopped_by_hand,
    ),
    Fault(
        "the disk is full during a pull",
        "the kernel refuses what is written beyond a size, in Delta, DuckDB and SQLite",
        f"exit 2 and a sentence that names what cannot be written; {STORE}; {PULLED_AGAIN}",
        pull_disk_full,
    ),
    Fault(
        "a file of a store is cut short",
        "each Parquet file, each log of Delta and the SQLite file lose their second half",
        "`store verify` and `audit` refuse it, and name the file or the table whose log it is",
        store_cut_short,
    ),
    Fault(
        "pulls and audits at once",
        "two sources pulled into one store and two audits of it; then three pulls of one source",
        "all end well, but that only one at a time pulls a source: the others end with 2 and say "
        "who does; the store is whole",
        pulls_and_audits_at_once,
    ),
)
