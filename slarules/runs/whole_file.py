"""A file appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from slarules.unfinished import begun, over


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, in place of one that may be there.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    with replacing_file(path) as unfinished:
        unfinished.write_bytes(content)


@contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Give an empty file beside `path` that takes its place when all went well.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    begun(unfinished, partial(unfinished.unlink, missing_ok=True))
    try:
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
        over(unfinished)


def _umask() -> int:
    # The only way to read it is to set it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
