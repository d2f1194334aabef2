"""The user's cache folder: what is kept there saves time, and nothing fails without it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

KEPT = 4
"""So many files of a kind."""


def private_folder() -> Path | None:
    """Return the user's cache folder if nobody else can write to it; it is made where missing."""
    if not hasattr(os, "getuid"):
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "slarules"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
    except (OSError, RuntimeError):  # a user may have no home
        return None
    own = stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid()
    return folder if own and not state.st_mode & 0o022 else None


def put(path: Path, content: bytes) -> None:
    """Write a file of the folder for the next run, at once or not at all; a full disk is no error.

    Of files whose names end alike, the newest few are kept: installed versions do not overwrite
    each other's.
    """
    import tempfile  # noqa: PLC0415 - slow to import, and seldom needed

    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
        for old in _by_age(path.parent, path.name.split("-")[-1])[KEPT:]:
            old.unlink(missing_ok=True)


def _by_age(folder: Path, kind: str) -> list[Path]:
    """Return the files of a kind, the newest first."""
    return sorted(folder.glob(f"*{kind}"), key=lambda path: -path.stat().st_mtime)
