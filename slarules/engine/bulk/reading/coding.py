"""Columns of texts as columns of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.reading.elements import Codes

Text: TypeAlias = str | None

MOST_TEXTS = 10_000
"""So many texts of a column are known again as they stand."""

K = TypeVar("K", Text, tuple[Text, ...])


class Coded(NamedTuple):
    """A column as numbers: `codes[places[i]]`; `places` is empty where all rows hold the same."""

    places: Codes
    codes: Codes

    def plain(self, rows: int) -> Codes:
        """Return the number of each row."""
        if not len(self.places):
            return np.full(rows, self.codes[0], np.int32)
        return self.codes[self.places]


class Part(NamedTuple):
    """Some rows, by columns as numbers."""

    rows: int
    columns: Sequence[Coded]


def encoded(column: pa.Array) -> tuple[Codes, list[Text]]:
    """Return a column of texts as places in a list of texts; None stands where there is none."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    texts: list[Text] = column.dictionary.to_pylist()
    indices = column.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts))
        texts.append(None)
    return np.asarray(indices).astype(np.int32, copy=False), texts


@dataclass(slots=True)
class Coder(Generic[K]):
    """The numbers of the texts of a column, the same in each batch.

    Attributes:
        texts: By number.
    """

    texts: list[K] = field(default_factory=list)
    _numbers: dict[K, int] = field(default_factory=dict)
    _looked_at: dict[Text, int] = field(default_factory=dict)

    def codes(self, column: pa.Array, plain: Callable[[Text], K]) -> Codes:
        """Return the numbers of the texts of a column.

        Args:
            column: Of texts.
            plain: Makes one text of those that need not be told apart; the same at each call.
        """
        return self.coded(column, plain).plain(len(column))

    def coded(self, column: pa.Array, plain: Callable[[Text], K]) -> Coded:
        """Return the numbers of the texts of a column, each text looked at once; see `codes`."""
        places, texts = np.zeros(0, np.int32), list[Text]([None])
        if column.null_count < len(column):
            places, texts = encoded(column)
        known = [self._code_of(text, plain) for text in texts]
        return Coded(places, np.asarray(known, np.int32))

    def _code_of(self, text: Text, plain: Callable[[Text], K]) -> int:
        if text in self._looked_at:
            return self._looked_at[text]
        number = self.code(plain(text))
        if len(self._looked_at) < MOST_TEXTS:
            self._looked_at[text] = number
        return number

    def code(self, text: K) -> int:
        """Return the number of a text."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number
