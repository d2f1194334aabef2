"""Who wants to see how far an audit is."""

from __future__ import annotations

from typing import Protocol

from slarules.facts.history import History
from slarules.facts.source import Source


class Watch(Protocol):
    """Sees a source read and a history judged, and changes neither."""

    def reading(self, source: Source) -> Source:
        """Return the source, seen while it is read."""
        ...

    def judging(self, history: History) -> History:
        """Return the history, seen while its items are judged."""
        ...

    def judged(self, items: int) -> None:
        """Hear that so many more items were read and judged, of a number that nobody knows."""
        ...

    def compiling(self, *, is_kept: bool) -> None:
        """Hear that code is compiled, which takes a while; and whether it is kept for next time."""
        ...


class Nobody:
    """Nobody looks."""

    def reading(self, source: Source) -> Source:
        """Return the source."""
        return source

    def judging(self, history: History) -> History:
        """Return the history."""
        return history

    def judged(self, items: int) -> None:
        """Hear it, and do nothing."""

    def compiling(self, *, is_kept: bool) -> None:
        """Hear it, and do nothing."""
