"""Names in columns as a sequence of Python: each becomes a text when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Names(Sequence[str]):
    """Texts that stay where they are.

    Attributes:
        column: As Arrow has them.
    """

    column: pa.Array

    def __len__(self) -> int:
        return len(self.column)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        found = self.column[index]
        if isinstance(index, slice):
            return Names(found)
        text: str = found.as_py()
        return text
