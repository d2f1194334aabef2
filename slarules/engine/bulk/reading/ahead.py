"""What comes one after another, the next made while the ones before are worked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

MOST = 2
"""So many wait at most: with one alone, whoever is quicker now waits for who will be so next."""


def ahead(found: Iterator[T]) -> Generator[T, None, None]:
    """Yield the same; another thread asks for what follows. What it raises is raised here."""
    with ThreadPoolExecutor(1) as thread:
        following = deque(thread.submit(next, found, None) for _ in range(MOST))
        try:
            while (each := following.popleft().result()) is not None:
                following.append(thread.submit(next, found, None))
                yield each
        finally:
            thread.shutdown(cancel_futures=True)
