"""What goes wrong, and what is promised then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


class CannotError(Exception):
    """A fault cannot be brought about here."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong.

    Attributes:
        name: What it is, for people.
        injected: How the tests bring it about.
        outcome: What is promised then.
        breaches: Brings it about in an empty folder and yields what breaks the promise.
    """

    name: str
    injected: str
    outcome: str
    breaches: Callable[[Path], Iterator[str]]
