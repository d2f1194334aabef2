"""A folder that is held as long as a process lives, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":

    def _lock(_opened: int) -> bool:
        # Windows opens no folder, so none is held there.
        return False

else:
    import fcntl

    def _lock(opened: int) -> bool:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold a folder; false when another process does, or nobody can tell."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield _lock(opened)
    finally:
        os.close(opened)
