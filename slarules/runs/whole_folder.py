"""A folder appears whole or not at all, and never over what no run wrote."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from glob import escape
from pathlib import Path

from slarules.errors import RunFolderError, UsageError
from slarules.runs.lock import locked
from slarules.runs.manifest import BESIDE, MANIFEST, is_of_a_run
from slarules.unfinished import named, unfinished

NEW, OLD = "new", "old"
TAKEN = (errno.ENOTEMPTY, errno.EEXIST)

TIMES = 3
"""So often a folder is removed into which another thread may write meanwhile."""


def refuse_others(folder: Path) -> None:
    """Refuse a place where a run would overwrite what no run wrote.

    Raises:
        UsageError: It is a file, or holds files that no run wrote.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; --out needs a folder")
    strangers = _strangers(folder)
    if strangers and (run := next(iter(sorted(folder.glob(f"*/{MANIFEST}"))), None)):
        raise UsageError(
            f"{folder} holds other runs, such as {run.parent}; name a folder for this one alone, "
            f"such as {folder / 'NAME'}"
        )
    if strangers:
        named = ", ".join(strangers[:3]) + (" ..." if len(strangers) > 3 else "")
        raise UsageError(f"{folder} holds what no run of slarules wrote ({named}); name another")


def _strangers(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(found - _own(folder))


def _own(folder: Path) -> set[str]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    return {MANIFEST, *BESIDE, *manifest["files"]} if is_of_a_run(manifest) else set()


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder` that takes its place when all went well.

    Whenever this is cut short, even by a power cut, either the old folder or the new one is there
    or comes back with the next call; nothing half-written ever stands under the name.

    Raises:
        RunFolderError: It cannot be written.
    """
    folder = folder.resolve()  # a link stays, and the folder that it names is replaced
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        with _room(folder) as room:
            new = room / NEW
            new.mkdir()
            yield new
            _settle(new)
            with named():
                _swap(new, folder, room / OLD)
    except OSError as error:
        stands = "; what is there is as it was" if folder.exists() else ""
        raise RunFolderError(
            f"no run can be written to {folder}: {error.strerror or error}{stands}"
        ) from error


def recover(folder: Path) -> None:
    """Clear up after writers of a folder that were cut short; those at work are left alone."""
    folder = folder.resolve()
    for room in rooms(folder):
        with locked(room) as mine:
            if mine:
                _clear(room, folder)


def refuse_set_aside(folder: Path) -> None:
    """Refuse a run that stands under no name, since a writer that was cut short set it aside.

    Raises:
        RunFolderError: It is aside, and comes back.
    """
    if not folder.exists() and any((room / OLD).is_dir() for room in rooms(folder)):
        raise RunFolderError(
            f"the run in {folder} was set aside by another that was cut short before it took its "
            "place; 'slarules audit' with the same --out brings it back"
        )


def rooms(folder: Path) -> list[Path]:
    """Return where writers of a folder are at work, or were cut short."""
    folder = folder.resolve()
    return sorted(path for path in folder.parent.glob(f".{escape(folder.name)}.*") if path.is_dir())


@contextmanager
def room_beside(folder: Path) -> Iterator[Path]:
    """Give an empty folder on the same disk, for what is written before the folder itself.

    Raises:
        RunFolderError: It cannot be written.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _room(folder) as room:
            yield room
    except OSError as error:
        raise RunFolderError(
            f"no run can be written to {folder}: {error.strerror or error}"
        ) from error


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    room = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    clear = partial(_clear, room, folder)
    with locked(room), unfinished(room, clear):
        try:
            yield room
        finally:
            try:
                clear()
            except KeyboardInterrupt:
                clear()
                raise


def _clear(room: Path, folder: Path) -> None:
    """Remove a room; a run that was set aside there for one that did not come is put back."""
    if (room / OLD).is_dir() and not folder.exists():
        # Another thread of a process that must end may do the same just now.
        with suppress(FileNotFoundError):
            (room / OLD).rename(folder)
    for _ in range(TIMES):
        shutil.rmtree(room, ignore_errors=True)
        if not room.exists():
            return


def _settle(folder: Path) -> None:
    """Wait until the disk holds everything, so that a power cut leaves no empty files."""
    for path in (*folder.rglob("*"), folder):
        # Windows opens no folder, and settles them itself.
        if path.is_file() or os.name == "posix":
            opened = os.open(path, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


def _swap(new: Path, folder: Path, old: Path) -> None:
    while True:
        with suppress(FileNotFoundError):
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError as error:
            if error.errno not in TAKEN:
                raise
            # Another writer of the same folder came first; its run is replaced by this one.
            shutil.rmtree(old, ignore_errors=True)
        else:
            return
