"""Folders for what is read once and not kept: they go away with whoever reads."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp
from weakref import finalize

from slarules.unfinished import begun, over

PREFIX = "slarules-live-"
ALIVE = "alive.lock"
"""Is locked for as long as its folder is needed."""


def passing_folder(owner: object) -> str:
    """Return a folder that goes away with its owner, at the latest when the program ends.

    What a program left behind that was killed is removed here by the next one.
    """
    from slarules.store.lock import lock_at_once  # noqa: PLC0415  # as all that pulls

    _remove_left()
    folder = mkdtemp(prefix=PREFIX)
    opened = os.open(Path(folder, "begun"), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    lock_at_once(opened)
    # Nobody sees a lock that is not held yet.
    Path(folder, "begun").rename(Path(folder, ALIVE))
    begun(Path(folder), finalize(owner, _remove, folder, opened))
    return folder


def _remove(folder: str, opened: int) -> None:
    os.close(opened)
    rmtree(folder, ignore_errors=True)
    over(Path(folder))


def _remove_left() -> None:
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        if not folder.is_symlink() and _is_left(folder / ALIVE):
            rmtree(folder, ignore_errors=True)


def _is_left(file: Path) -> bool:
    from slarules.store.lock import NO_LINK, lock_at_once  # noqa: PLC0415

    try:
        opened = os.open(file, os.O_RDWR | NO_LINK)
    # It begins or ends just now, or is another user's.
    except OSError:
        return False
    try:
        return lock_at_once(opened)
    finally:
        os.close(opened)
