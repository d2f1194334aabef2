"""What stands under a passing name until it is whole.

A process that must end at once, whatever its threads do, removes it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Final

PATIENCE: Final = 2
"""Seconds in which what takes its name just now has it."""

_removals: Final[dict[Path, Callable[[], object]]] = {}
_naming: Final = Lock()


@contextmanager
def unfinished(path: Path, remove: Callable[[], object]) -> Iterator[None]:
    """Have a path removed if the process must end meanwhile."""
    begun(path, remove)
    try:
        yield
    finally:
        over(path)


def begun(path: Path, remove: Callable[[], object]) -> None:
    """Have a path removed if the process must end, until it is said to be over."""
    _removals[path] = remove


def over(path: Path) -> None:
    """Say that a path is gone or has its name."""
    _removals.pop(path, None)


@contextmanager
def named() -> Iterator[None]:
    """Give something its name: what is begun is not removed in the middle of it."""
    with _naming:
        yield


def remove_for_good() -> None:
    """Remove all that is begun; whoever would give something its name now waits for the end."""
    if _naming.acquire(timeout=PATIENCE):
        for remove in tuple(_removals.values()):
            with suppress(Exception):
                remove()
