"""One writer for each source of a store at a time; a dead one's lock is free at once."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slarules.errors import UsageError
from slarules.instants import Instant, iso

if sys.platform == "win32":
    import msvcrt

    def lock_at_once(opened: int) -> bool:
        """Lock an open file, or return that somebody else has."""
        # What is locked cannot be read there; who holds it stands before it.
        os.lseek(opened, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock_at_once(opened: int) -> bool:
        """Lock an open file, or return that somebody else has."""
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""A link in the place of a lock would have what it leads to written over."""


@contextmanager
def writing_alone(file: Path, what: str, now: Instant) -> Iterator[None]:
    """Hold a lock while the work lasts; the system lets go of it when the process ends.

    Args:
        file: What is locked; it says who holds it.
        what: What is written, for messages.

    Raises:
        UsageError: Somebody else holds it; the message says who, and since when.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    opened = os.open(file, os.O_RDWR | os.O_CREAT | NO_LINK, 0o644)
    try:
        if not lock_at_once(opened):
            raise UsageError(
                f"{what} is being written by {_holder(file)}; wait until that is done, or end it"
            )
        os.ftruncate(opened, 0)
        os.lseek(opened, 0, os.SEEK_SET)
        os.write(opened, json.dumps({"who": _who(), "since": iso(now)}).encode())
        yield
    finally:
        os.close(opened)


def _who() -> str:
    try:
        user = getpass.getuser()
    # A container may run as a number that has no name.
    except (KeyError, OSError):
        user = "somebody"
    return f"{user}@{socket.gethostname()}, process {os.getpid()}"


def _holder(file: Path) -> str:
    try:
        told = json.loads(file.read_bytes()[:4_000])
        return f"{told['who']}, since {told['since']}"
    # It has the lock and has not said yet who it is.
    except (ValueError, KeyError, TypeError):
        return "another process"
