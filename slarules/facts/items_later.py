"""Items that are read once somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import overload

from slarules.facts.history import Timeline


class ItemsLater(Sequence[Timeline]):
    """The items of a history that was judged without all of them in memory.

    Args:
        read: Reads them.
    """

    def __init__(self, read: Callable[[], Sequence[Timeline]]) -> None:
        self._read = read

    @cached_property
    def _every(self) -> tuple[Timeline, ...]:
        return tuple(self._read())

    def __len__(self) -> int:
        return len(self._every)

    @overload
    def __getitem__(self, index: int) -> Timeline: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Timeline]: ...
    def __getitem__(self, index: int | slice) -> Timeline | Sequence[Timeline]:
        return self._every[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._every == tuple(other)

    def __hash__(self) -> int:
        return hash(self._every)
