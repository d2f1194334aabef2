"""Partitions read at the same time, into one queue that has an end."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from typing import TypeAlias

from slarules.adapters import Adapter, Asked, Checkpoint, Delivered, Partition
from slarules.pulling.checked import delivered
from slarules.pulling.context import LiveContext, StoppedError

GLANCE = 0.1
"""Seconds between two looks at whether to stop."""

GRACE = 30
"""How many looks who reads is given to come to an end when somebody wants to stop."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A partition was read, or not: to its end, until it was stopped, or until it failed."""

    is_whole: bool
    error: BaseException | None = None


Came: TypeAlias = tuple[Partition, Delivered | Ended]


@dataclass(slots=True)
class Parts:
    """Reads partitions, some at a time; the order within each is kept.

    Attributes:
        concurrency: How many at a time.
    """

    adapter: Adapter
    asked: Asked
    context: LiveContext
    concurrency: int
    _queue: Queue[Came] = field(init=False)
    _waiting: deque[Partition] = field(default_factory=deque)
    _open: int = 0
    _looks: int = GRACE
    _lock: Lock = field(default_factory=Lock)
    _winding_down: Event = field(default_factory=Event)
    _abandoned: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self._queue = Queue(maxsize=2 * self.concurrency)

    def wind_down(self) -> None:
        """Let each partition end at its next checkpoint, and begin none."""
        self._winding_down.set()

    def begin(self, partitions: Sequence[Partition], cursors: Mapping[str, bytes]) -> None:
        """Begin to read partitions, each from its cursor on."""
        self._waiting.extend(partitions)
        self._open = len(partitions)
        # Whoever hangs in a dead network keeps nobody from ending the program.
        for number in range(min(self.concurrency, len(partitions))):
            name = f"pull-{number}"
            Thread(target=self._work, args=(cursors,), name=name, daemon=True).start()

    def __iter__(self) -> Parts:
        return self

    def __next__(self) -> Came:
        """Return what comes next, an `Ended` for each partition; stop when all have ended."""
        while self._open and self._looks:
            try:
                thing = self._queue.get(timeout=GLANCE)
            except Empty:
                self._looks -= self.context.is_stopping()
                continue
            self._open -= isinstance(thing[1], Ended)
            return thing
        raise StopIteration

    def close(self) -> None:
        """Let go of all; who still reads is not heard any more."""
        self._abandoned.set()

    def _work(self, cursors: Mapping[str, bytes]) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    return
                partition = self._waiting.popleft()
            self._put(partition, self._read(partition, cursors.get(partition.name)))

    def _read(self, partition: Partition, cursor: bytes | None) -> Ended:
        if self._is_ending():
            return Ended(is_whole=False)
        context = self.context.of(partition.shown or partition.name)
        try:
            things = delivered(self.adapter, partition, cursor, self.asked, context)
            for thing in things:
                self._put(partition, thing)
                is_checkpoint = isinstance(thing, Checkpoint)
                if self._abandoned.is_set() or (is_checkpoint and self._is_ending()):
                    things.close()
                    return Ended(is_whole=False)
        except StoppedError:
            return Ended(is_whole=False)
        # Whatever it is, who writes has to hear of it.
        except BaseException as error:  # noqa: BLE001
            return Ended(is_whole=False, error=error)
        return Ended(is_whole=not self.context.is_stopping())

    def _is_ending(self) -> bool:
        return self._winding_down.is_set() or self.context.is_stopping()

    def _put(self, partition: Partition, thing: Delivered | Ended) -> None:
        while not self._abandoned.is_set():
            try:
                self._queue.put((partition, thing), timeout=GLANCE)
            except Full:
                continue
            return
