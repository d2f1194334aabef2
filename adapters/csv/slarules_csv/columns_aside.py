"""What is done with the bytes of a file beside the reading of its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self, TypeVar

from slarules.facts.columns import NotColumnsError
from slarules_csv.limits import MIB

AT_ONCE = 4 * MIB
WORKERS = 2

Found = TypeVar("Found")


class Aside:
    """Threads that stop at once when whoever reads stops."""

    def __init__(self) -> None:
        self._one = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bytes")
        self._some = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="columns")
        self._stopped = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._one.shutdown(cancel_futures=True)
        self._some.shutdown(cancel_futures=True)

    def begin(self, work: Callable[[Event], Found]) -> Future[Found]:
        """Begin some work, which is told by an event to stop."""
        return self._one.submit(work, self._stopped)

    def in_turn(self, work: Callable[[], Found]) -> Future[Found]:
        """Begin some short work, which is done when what began before is."""
        return self._one.submit(work)

    def at_once(self, work: Callable[[], Found]) -> Future[Found]:
        """Begin some short work beside other work."""
        return self._some.submit(work)

    def ahead(self, found: Iterator[Found]) -> Iterator[Found]:
        """Yield the same; the next is made while whoever reads works at one."""
        following = self.at_once(partial(next, found, None))
        while (each := following.result()) is not None:
            following = self.at_once(partial(next, found, None))
            yield each


def pieces(path: Path, stopped: Event) -> Iterator[bytes]:
    """Yield the bytes of a file; raises as `refuse_stopped` does."""
    with path.open("rb") as file:
        while piece := file.read(AT_ONCE):
            refuse_stopped(stopped)
            yield piece


def refuse_stopped(stopped: Event) -> None:
    """Stop when there is no one left to read for.

    Raises:
        NotColumnsError: There is none.
    """
    if stopped.is_set():
        raise NotColumnsError("nobody reads it any more")


def digested(path: Path, stopped: Event) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    for piece in pieces(path, stopped):
        digest.update(piece)
    return digest.hexdigest()
