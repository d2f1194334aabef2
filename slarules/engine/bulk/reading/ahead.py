"""What comes one after another, the next one made while the one before is worked at."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(found: Iterator[T]) -> Iterator[T]:
    """Yield the same; another thread asks for the next meanwhile. What it raises is raised here."""
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, found, None)
        while (each := following.result()) is not None:
            following = thread.submit(next, found, None)
            yield each
