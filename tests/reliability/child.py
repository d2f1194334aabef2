"""A command in a process of its own, to which things happen."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from slarules import cli

LONGEST = 120
"""Seconds after which a process that hangs is ended, as a failure."""

LINUX_CAPABILITY_VERSION_3 = 0x20080522
"""See capset(2)."""

CHANGES = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "sqlite3.connect")
"""Steps of a program that leave something on the disk, as Python's audit events name them."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code (negative: the signal), and all that it said."""

    code: int
    said: str


Prepare = Callable[[], None]


class Child:
    """`slarules` with some words, in a forked process; `prepare` runs in it beforehand."""

    def __init__(self, words: Sequence[str], folder: Path, prepare: Prepare | None = None) -> None:
        self._said = folder / f"said-{time.monotonic_ns()}.txt"
        self.pid = os.fork()
        if not self.pid:
            _become(words, self._said, prepare)

    def ended(self) -> Ended:
        """Wait until it ends."""
        _, status = os.waitpid(self.pid, 0)
        said = self._said.read_text(encoding="utf-8")
        self._said.unlink()
        return Ended(os.waitstatus_to_exitcode(status), said)

    def waited_until_stopped(self) -> bool:
        """Wait until it stops itself; false when it ended instead."""
        _, status = os.waitpid(self.pid, os.WUNTRACED)
        return os.WIFSTOPPED(status)

    def signalled(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


def _become(words: Sequence[str], said: Path, prepare: Prepare | None) -> NoReturn:
    # Opened before anything is forbidden to the process.
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdout = sys.stderr = os.fdopen(output, "w", encoding="utf-8")
    code = 99
    signal.alarm(LONGEST)
    try:
        if prepare:
            prepare()
        code = cli.run(list(words))
    finally:
        sys.stdout.flush()
        os._exit(code)


def run(words: Sequence[str], folder: Path, prepare: Prepare | None = None) -> Ended:
    """Run a command to its end."""
    return Child(words, folder, prepare).ended()


def at_change(number: int, act: Callable[[], None]) -> Prepare:
    """Do something just before the program changes the disk for the `number`th time."""

    def prepare() -> None:
        left = number

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in CHANGES or (event == "open" and _writes(arguments)):
                left -= 1
                if left == 0:
                    act()

        sys.addaudithook(heard)

    return prepare


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, _, flags = arguments
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def killed() -> None:
    """End at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def stopped() -> None:
    """Stand still until somebody says to go on."""
    os.kill(os.getpid(), signal.SIGSTOP)


def interrupted() -> None:
    """Hear Ctrl-C."""
    os.kill(os.getpid(), signal.SIGINT)


def small_files(size: int) -> Prepare:
    """Let no file grow beyond so many bytes; the kernel refuses the byte after."""

    def prepare() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return prepare


def unprivileged() -> None:
    """Give up what lets an administrator write what is read-only."""
    if os.getuid() == 0:
        header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
        ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())
