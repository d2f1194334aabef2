"""Each fault: how it is injected, what is promised then, and what breaks the promise."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.reliability.child import (
    Child,
    Ended,
    at_change,
    interrupted,
    killed,
    run,
    small_files,
    stopped,
    unprivileged,
)
from tests.reliability.columns import COLUMN_FAULTS
from tests.reliability.fault import Fault
from tests.reliability.lies import LIES
from tests.reliability.limits import LIMITS
from tests.reliability.place import Place, results
from tests.reliability.stores import STORE_FAULTS
from tests.servers import running

MOMENTS = 12
"""At how many moments a run is killed by the clock."""
AT_ONCE = 4
BEFORE_THE_END = 20
"""A change to the disk while the folder of the run is written, before the run is entered."""


def killed_at_each_step(folder: Path) -> Iterator[str]:
    """Kill a run before each of its changes to the disk, an older run in its place."""
    place = Place(folder / "place")
    place.audit()
    kept = results(place.out)
    for number in count(1):
        ended = place.audit(at_change(number, killed))
        if ended.code != -signal.SIGKILL:
            yield from _well(ended)
            break
        left = place.left()
        yield from place.broken()
        if not place.out.exists() or len(left) > 1:
            yield from _goes_on(place, kept)
    yield from _goes_on(place, kept)


def killed_at_any_moment(folder: Path) -> Iterator[str]:
    """Kill a run by the clock, also inside libraries."""
    place = Place(folder / "place")
    began = time.monotonic()
    place.audit()
    took, kept = time.monotonic() - began, results(place.out)
    for part in range(1, MOMENTS):
        child = Child(place.words, place.folder)
        time.sleep(took * part / MOMENTS)
        child.signalled(signal.SIGKILL)
        child.ended()
        yield from place.broken()
    yield from _goes_on(place, kept)


def stopped_by_hand(folder: Path) -> Iterator[str]:
    """Press Ctrl-C before changes to the disk, some of them the last ones."""
    place = Place(folder / "place")
    place.audit()
    kept = results(place.out)
    for number in count(1, 6):
        ended = place.audit(at_change(number, interrupted))
        if ended.code == 0:
            break
        if ended.code != 130 or "stopped" not in ended.said:
            yield f"step {number}: {ended}"
        yield from place.broken()
    yield from _goes_on(place, kept)


def disk_full(folder: Path) -> Iterator[str]:
    """Let no file of the run grow beyond a size."""
    place = Place(folder / "place")
    place.audit()
    kept = results(place.out)
    for size in (700, 3_000, 12_000):
        ended = place.audit(small_files(size))
        yield from _refused(ended, os.strerror(errno.EFBIG))
        yield from place.broken()
        if not place.out.exists() or results(place.out) != kept or place.left():
            yield f"{size} bytes: the run before is not as it was"


def read_only_folder(folder: Path) -> Iterator[str]:
    """Write where nothing may be written."""
    place = Place(folder / "place")
    place.out.parent.mkdir()
    place.out.parent.chmod(0o555)
    yield from _refused(place.audit(unprivileged), os.strerror(errno.EACCES), "out")
    if list(place.out.parent.iterdir()):
        yield "something is written"


def read_only_register(folder: Path) -> Iterator[str]:
    """Enter a run in a register that nobody may write."""
    place = Place(folder / "place")
    place.audit()
    Path(place.register).chmod(0o444)
    yield from _refused(place.audit(unprivileged), "register.db")
    Path(place.register).chmod(0o644)
    yield from place.broken()


def truncated_input(folder: Path) -> Iterator[str]:
    """Cut a plain and a packed export short, at many places."""
    place = Place(folder / "place")
    events = place.texts / "export" / "events.csv"
    whole = events.read_bytes()
    for end in range(0, len(whole), 131):
        events.write_bytes(whole[:end])
        ended = place.audit()
        if ended.code not in {0, 2, 3}:
            yield f"plain, {end} bytes: {ended}"
    mapping = place.texts / "meridian-csv.sla"
    mapping.write_text(mapping.read_text().replace('"events.csv"', '"events.csv*"'))
    packed = gzip.compress(whole)
    events.unlink()
    for end in range(20, len(packed), 90):
        events.with_suffix(".csv.gz").write_bytes(packed[:end])
        yield from _says(place.audit(), 3, "events.csv.gz")
    yield from place.broken()


def truncated_run(folder: Path) -> Iterator[str]:
    """Cut each file of a run short, and ask why and whether it is whole."""
    place = Place(folder / "place")
    place.audit()
    for name in ("manifest.json", *results(place.out)):
        copy = folder / "copy"
        shutil.copytree(place.out, copy)
        file = copy / name
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2])
        ended = run(["verify", str(copy), "--register", place.register], folder)
        if ended.code not in {1, 2} or name not in ended.said:
            yield f"{name}: {ended}"
        if name in {"manifest.json", "facts.parquet", "inputs/meridian.sla"}:
            yield from _refused(run(["explain", str(copy), "M-1"], folder), "copy")
        shutil.rmtree(copy)


def several_at_once(folder: Path) -> Iterator[str]:
    """Start runs at once that write one folder and one register, which is not there yet."""
    place = Place(folder / "place")
    children = [Child(place.words, place.folder) for _ in range(AT_ONCE)]
    for ended in [child.ended() for child in children]:
        yield from _well(ended)
    yield from place.broken()
    if place.left():
        yield f"left behind: {place.left()}"
    if place.runs() != AT_ONCE:
        yield f"{place.runs()} runs are registered, of {AT_ONCE}"


def register_restarted(folder: Path) -> Iterator[str]:
    """Restart the database between the computation and the entry of the run."""
    with running() as server:
        place = Place(folder / "place", server.get_uri())
        yield from _well(place.audit())
        child = Child(place.words, place.folder, at_change(BEFORE_THE_END, stopped))
        child.waited_until_stopped()
        server.stop()
        server.ensure_postgres_running()
        child.signalled(signal.SIGCONT)
        yield from _well(child.ended())
        yield from place.broken()
        if place.runs() != 2:  # the one before, and this one
            yield f"{place.runs()} runs are registered"


def register_away(folder: Path) -> Iterator[str]:
    """Stop the database in the middle of a run, and start it again later."""
    with running() as server:
        place = Place(folder / "place", server.get_uri())
        child = Child(place.words, place.folder, at_change(BEFORE_THE_END, stopped))
        child.waited_until_stopped()
        server.stop()
        child.signalled(signal.SIGCONT)
        yield from _refused(child.ended(), "postgresql://")
        server.ensure_postgres_running()
        yield from place.broken()
        yield from _goes_on(place, results(place.out))


def no_register(folder: Path) -> Iterator[str]:
    """Put something else where the register should be."""
    place = Place(folder / "place")
    Path(place.register).write_text("no database at all\n" * 400, encoding="utf-8")
    yield from _refused(place.audit(), "register.db")
    if Path(place.register).read_text(encoding="utf-8") != "no database at all\n" * 400:
        yield "what is no register was written to"


def _goes_on(place: Place, kept: dict[str, str]) -> Iterator[str]:
    """Run again, and yield where that does not end as if nothing had happened."""
    before = place.runs()
    yield from _well(place.audit())
    yield from place.broken()
    if results(place.out) != kept or place.left():
        yield f"run again, and not all is well: {place.left()}"
    if place.runs() != before + 1:
        yield f"run again, and {place.runs() - before} runs more are registered"


def _well(ended: Ended) -> Iterator[str]:
    if ended.code != 0:
        yield str(ended)


def _refused(ended: Ended, *words: str) -> Iterator[str]:
    yield from _says(ended, 2, *words)


def _says(ended: Ended, code: int, *words: str) -> Iterator[str]:
    if ended.code != code or not all(word in ended.said for word in words):
        yield f"not {code} with {words}: {ended}"


SAFE = "the run before, or the new one, is there and whole; the register is whole"
AGAIN = "running again ends as if nothing had happened, and clears up"

FAULTS = (
    Fault(
        "the machine dies while a run is written",
        "`kill -9` before each change that the program makes to the disk, one after the other",
        f"{SAFE}; {AGAIN}",
        killed_at_each_step,
    ),
    Fault(
        "the machine dies at any moment",
        "`kill -9` by the clock, also inside DuckDB and SQLite",
        f"{SAFE}; {AGAIN}",
        killed_at_any_moment,
    ),
    Fault(
        "somebody presses Ctrl-C",
        "the signal before every sixth change to the disk",
        f"exit 130; {SAFE}; {AGAIN}",
        stopped_by_hand,
    ),
    Fault(
        "the disk is full",
        "the kernel refuses what is written beyond a size, in Python, DuckDB and SQLite",
        "exit 2 and a sentence that names the folder and the reason; the run before is as it was",
        disk_full,
    ),
    Fault(
        "the folder is read-only",
        "the run is made by a user who may not write there",
        "exit 2 and a sentence that names the folder; nothing is written",
        read_only_folder,
    ),
    Fault(
        "the register is read-only",
        "the run is made by a user who may not write the file",
        "exit 2 and a sentence that names the register; the register is whole",
        read_only_register,
    ),
    Fault(
        "the input is cut short",
        "an export that ends at many places, plain and gzip",
        "a packed file: exit 3 and its name; a plain one: exit 3, or what is missing in its last "
        "row is unknown and told",
        truncated_input,
    ),
    Fault(
        "a file of a run is cut short",
        "each file of a run folder loses its second half",
        "`verify` names the file; `explain` refuses what it cannot read of it",
        truncated_run,
    ),
    Fault(
        "several runs at once",
        f"{AT_ONCE} runs into one folder and one new register",
        "all end well; the folder is one of them and whole; the register has all of them, in a row",
        several_at_once,
    ),
    Fault(
        "the database restarts in the middle",
        "PostgreSQL is stopped and started again while the run folder is written",
        "the run ends well and is registered once",
        register_restarted,
    ),
    Fault(
        "the database goes away in the middle",
        "PostgreSQL is stopped while the run folder is written, and started later",
        "exit 2 and a sentence that names the register; the run folder is whole; "
        "running again registers it",
        register_away,
    ),
    Fault(
        "the register is something else",
        "a text file where the register should be",
        "exit 2 and a sentence that names it; the file is as it was",
        no_register,
    ),
    *COLUMN_FAULTS,
    *LIMITS,
    *STORE_FAULTS,
    *LIES,
)
