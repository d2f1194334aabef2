"""The columns of rows that hold all fields as numbers: of each only what tells rows apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from slarules.core.mapping import folded
from slarules.engine.bulk.reading.coding import Coded, Coder, Part, Text
from slarules.engine.bulk.reading.symbols import MARK, Symbols
from slarules.engine.bulk.reading.wanted import PERSONS, Wanted
from slarules.facts.columns import FILE, FileColumns

SOMEBODY = "somebody"

Texts = tuple[Text, ...]
"""A text as each of those takes it who look at it."""


@dataclass(slots=True)
class RowTexts:
    """Turns the columns of batches into numbers, the same in each batch.

    Attributes:
        lookers: What each of those wants who look at the table; all of them the same columns.
        coders: The texts of each of the columns whose cells tell rows apart, as they take them.
    """

    lookers: Sequence[tuple[Wanted, Symbols]]
    files: Sequence[FileColumns]
    coders: list[Coder[Texts]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.coders = [Coder[Texts]() for _ in self._wanted.columns]

    @property
    def _wanted(self) -> Wanted:
        return self.lookers[0][0]

    @property
    def sizes(self) -> list[int]:
        """How many texts of each column are told apart."""
        return [len(coder.texts) for coder in self.coders]

    def part(self, batch: pa.RecordBatch) -> Part:
        """Return rows as numbers."""
        times = {name for name, _ in self._wanted.times}
        columns = [
            self._time(batch, name, coder) if name in times else self._text(batch, name, coder)
            for name, coder in zip(self._wanted.columns, self.coders, strict=True)
        ]
        return Part(len(batch), columns)

    def symbols(self, codes: Sequence[int]) -> tuple[int, ...]:
        """Return what a row says to each of those who look at it."""
        texts = [coder.texts[code] for coder, code in zip(self.coders, codes, strict=True)]
        lookers = zip(self.lookers, zip(*texts, strict=True), strict=True)
        return tuple(symbols.row(cells) for (_, symbols), cells in lookers)

    def _text(self, batch: pa.RecordBatch, name: str, coder: Coder[Texts]) -> Coded:
        plain = [plain_of(name, *looker) for looker in self.lookers]
        return coder.coded(batch.column(f":{name}"), lambda text: tuple(p(text) for p in plain))

    def _time(self, batch: pa.RecordBatch, name: str, coder: Coder[Texts]) -> Coded:
        column, file = batch.column(f"@{name}"), np.asarray(batch.column(FILE))
        many = len(self.lookers)
        marked, blank, lacking = (coder.code((text,) * many) for text in (MARK, "", None))
        has = [name in map(folded, each.columns) for each in self.files]
        lacks = np.asarray([blank if each else lacking for each in has], np.int32)[file]
        is_there = np.asarray(column.is_valid())
        places = np.where(is_there, marked, lacks).astype(np.int32)
        return Coded(places, np.arange(len(coder.texts), dtype=np.int32))


def plain_of(name: str, wanted: Wanted, symbols: Symbols) -> Callable[[Text], Text]:
    """Return what makes one text of those of a field that no rule tells apart."""
    if name in PERSONS and name not in wanted.fields:
        return _somebody
    return lambda text: symbols.like(name, text)


def _somebody(text: Text) -> Text:
    if text is None:
        return None
    return SOMEBODY if text.strip() else ""
