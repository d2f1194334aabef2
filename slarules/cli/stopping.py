"""Ctrl-C and the wish of the system to end: in order, and soon.

The wish is raised as `KeyboardInterrupt`, so that all that is open is closed in order. That may
wait for threads longer than anybody wants to, and code in another language may lose what is raised
in it; so a thread sees to it that the process of a command ends all the same.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

from slarules.cli.exits import STOPPED, STOPPED_TOLD
from slarules.unfinished import remove_for_good

if TYPE_CHECKING:
    from signal import _HANDLER

PATIENCE: Final = 0.3
"""Seconds in which what is open is to be closed."""

SWIFT: Final = 0.0001
"""Seconds after which a thread lets others go on once somebody wishes to end: each call of the
system waits for its turn, and with the usual 5 ms to remove a few files took over half a second."""

AGAIN: Final = 0.02
"""Seconds after which a wish is told again that came where nothing may be raised."""

DEAF: Final = ("llvmlite", "numba")
"""While these link code, nothing may be raised: LLVM asks a function of Python for the code, where
an error is lost, and crashes without it; and what was linked by half, other threads go on with."""

OWN: Final[ContextVar[bool]] = ContextVar("own", default=False)
"""Whether the process runs a command and nothing else."""

OVER: Final = b"\0"

INSTEAD_OF_BAR: Final = "\r\x1b[K\x1b[?25h"
"""An empty line, and the cursor shown again."""


@contextmanager
def stopped_in_order(*, soon: bool = True) -> Iterator[Stop]:
    """Take the wish of the system to end like Ctrl-C: what lies in passing folders is removed.

    Args:
        soon: Whether the process of a command ends in any case; not where other processes have
            to be ended first.
    """
    stop = Stop(ends=soon and OWN.get())
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    stop.begin()
    try:
        yield stop
    except BaseException as error:
        if stop.is_raised and stop.ends():
            # All is closed; threads that only read would hold up whoever tells it.
            end_now()
        # A library may have made an error of its own of it.
        if stop.is_raised and isinstance(error, Exception):
            raise KeyboardInterrupt from error
        raise
    finally:
        stop.close()


class Stop:
    """Hears the wish to end from `begin` to `close`.

    Attributes:
        is_raised: Whether it was raised.
    """

    def __init__(self, *, ends: bool) -> None:
        self.is_raised = False
        self._ends, self._is_over = ends, False
        self._before: dict[int, _HANDLER] = {}
        self._watch: Watch | None = None

    def begin(self) -> None:
        """Hear from now on; who else hears, or is told not to, stays so."""
        usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
        for number, handler in usual.items():
            if signal.getsignal(number) == handler:
                self._before[number] = signal.signal(number, self._hear)
        # Where no thread can be had, it is as with any program of Python.
        with suppress(RuntimeError):
            if os.name == "posix":
                self._watch = Watch(self)

    def close(self) -> None:
        """Hear no more."""
        self._is_over = True
        if self._watch is not None:
            self._watch.close()
        for number, before in self._before.items():
            signal.signal(number, before)

    def take(self) -> None:
        """Say that the wish was taken by who needs time; the next is raised at once."""
        if self._watch is not None:
            self._watch.close()
        self._watch, self.is_raised = None, False

    def hears(self, number: int) -> bool:
        """Return whether nobody else hears it."""
        return signal.getsignal(number) == self._hear

    def ends(self) -> bool:
        """Return whether the process ends in any case."""
        return self._ends

    def _hear(self, _number: int, frame: FrameType | None) -> None:
        if self._is_over:
            return
        # Another wish would only cut short what closes; the end is near anyhow.
        if self._watch is not None and (_is_deaf(frame) or (self.is_raised and self._ends)):
            return
        self.is_raised = True
        raise KeyboardInterrupt


def _is_deaf(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in DEAF:
            return True
        frame = frame.f_back
    return False


class Watch:
    """A thread that learns of a wish to end at once, whatever the main thread does.

    Raises:
        RuntimeError: No thread can be had.
    """

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stopping", daemon=True)
        self._wishes, self._told = os.pipe()
        os.set_blocking(self._told, False)
        try:
            self._thread.start()
        except RuntimeError:
            self._close_pipe()
            raise
        self._before = signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)

    def close(self) -> None:
        """Watch no more."""
        signal.set_wakeup_fd(self._before)
        self._is_closed.set()
        os.write(self._told, OVER)
        self._thread.join()
        self._close_pipe()

    def _close_pipe(self) -> None:
        os.close(self._told)
        os.close(self._wishes)

    def _run(self) -> None:
        while (told := os.read(self._wishes, 1)) != OVER:
            if self._stop.hears(told[0]):
                self._see_to(told[0])

    def _see_to(self, number: int) -> None:
        before = sys.getswitchinterval()
        sys.setswitchinterval(SWIFT)
        try:
            self._hasten(number)
        finally:
            sys.setswitchinterval(before)

    def _hasten(self, number: int) -> None:
        """Have a wish raised, and end the process if it is not closed in time."""
        stop, end = self._stop, monotonic() + PATIENCE
        main = threading.main_thread().ident
        while not (stop.ends() and monotonic() > end):
            if self._is_closed.wait(AGAIN) or (stop.is_raised and not stop.ends()):
                return
            if main is not None and not stop.is_raised:
                signal.pthread_kill(main, number)
        end_now()


def end_now() -> NoReturn:
    """End the process as it is; nothing half-written is left."""
    remove_for_good()
    with suppress(OSError, ValueError):
        shown = sys.stderr.fileno()
        start = INSTEAD_OF_BAR if os.isatty(shown) else ""
        # A pipe that nobody reads would hold it up.
        if select.select([], [shown], [], 0)[1]:
            os.write(shown, f"{start}{STOPPED_TOLD}\n".encode())
    os._exit(STOPPED)
