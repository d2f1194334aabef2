"""The symbols of rows: what each says to those who look at a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from slarules.engine.bulk.reading.coding import Coded, Part
from slarules.engine.bulk.reading.combinations import Joined
from slarules.engine.bulk.reading.compiled_rows import Rows, own_of, told_before
from slarules.engine.bulk.reading.elements import Codes, Flags
from slarules.engine.bulk.reading.event_texts import EventTexts
from slarules.engine.bulk.reading.row_texts import RowTexts
from slarules.engine.bulk.reading.symbols import Symbols
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.facts.columns import FileColumns

Looker: TypeAlias = tuple[Wanted, Symbols]
"""Who looks at a table: what they want, and the symbols that they know."""


@dataclass(slots=True)
class Sayings:
    """What rows say to all lookers at once, each different thing once, by number.

    Attributes:
        own: By looker, the symbol of each.
    """

    own: tuple[list[int], ...]
    _numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def number(self, symbols: tuple[int, ...]) -> int:
        """Return the number of what a row says; -1 where one of the lookers cannot read it."""
        if min(symbols) < 0:
            return -1
        if symbols not in self._numbers:
            self._numbers[symbols] = len(self._numbers)
            for own, symbol in zip(self.own, symbols, strict=True):
                own.append(symbol)
        return self._numbers[symbols]

    def table(self) -> Codes:
        """Return by looker the symbol of each number."""
        return np.array(self.own, np.int32)


class Says(NamedTuple):
    """What rows say.

    Attributes:
        numbers: To all lookers at once; -1 where one of them cannot read a row.
        own: By looker, the symbol of each number.
        about: What tells apart rows that no rule does; empty where nothing does.
    """

    numbers: Codes
    own: Codes
    about: Codes

    def symbols(self, looker: int) -> Codes:
        """Return what each row says to one of the lookers."""
        own = self.own[looker]
        if np.array_equal(own, np.arange(len(own))):
            return self.numbers
        found = np.empty(len(self.numbers), np.int32)
        own_of(own, self.numbers, found)
        return found


class RowSymbols:
    """The symbols of rows that hold all fields; each text is looked at once for all lookers."""

    def __init__(self, lookers: Sequence[Looker], files: Sequence[FileColumns]) -> None:
        self._texts = RowTexts(lookers, files)
        self._sayings = Sayings(tuple([] for _ in lookers))
        self._joined = Joined(lambda codes: self._sayings.number(self._texts.symbols(codes)))

    def of(self, parts: Sequence[pa.RecordBatch], rows: Rows, apart: Flags) -> Says:
        """Return what rows say.

        Args:
            parts: The rows.
            rows: The same.
            apart: Takes in the items of which a row is missing.
        """
        del rows, apart
        found = [self._texts.part(part) for part in parts]
        numbers = self._joined.looked_up(found, self._texts.sizes)
        return Says(numbers, self._sayings.table(), np.zeros(0, np.int32))


class EventSymbols:
    """The symbols of the rows of a table of events."""

    def __init__(self, lookers: Sequence[Looker]) -> None:
        self._lookers = [_Events(*looker) for looker in lookers]
        self._sayings = Sayings(tuple([] for _ in lookers))
        self._joined = Joined(lambda codes: self._sayings.number(tuple(code - 1 for code in codes)))

    def of(self, parts: Sequence[pa.RecordBatch], rows: Rows, apart: Flags) -> Says:
        """See `RowSymbols.of`."""
        (batch,) = parts
        told = [looker.told(batch, rows, apart) for looker in self._lookers]
        sizes = [1 + len(looker.symbols.known) for looker in self._lookers]
        columns = [
            Coded(symbols + 1, np.arange(size, dtype=np.int32))
            for (symbols, _), size in zip(told, sizes, strict=True)
        ]
        numbers = self._joined.looked_up([Part(len(batch), columns)], sizes)
        return Says(numbers, self._sayings.table(), told[0][1])


class _Events:
    """What one looker sees of events."""

    def __init__(self, wanted: Wanted, symbols: Symbols) -> None:
        self.symbols = symbols
        self._texts = EventTexts(wanted, symbols)
        self._joined = Joined(self._symbol)

    def told(self, batch: pa.RecordBatch, rows: Rows, apart: Flags) -> tuple[Codes, Codes]:
        """Return the symbol of each row, and the field that each is about."""
        told = self._texts.of_events(batch)
        needed = np.zeros(len(batch), np.bool_)
        told_before(rows.first, told.sets, apart, needed)
        if needed.any():
            self._texts.of_befores(batch, told, needed)
        sizes = [len(coder.texts) for coder in self._texts.coders]
        return self._joined.looked_up([Part(len(batch), told.columns)], sizes), told.names

    def _symbol(self, codes: tuple[int, ...]) -> int:
        cells = zip(self._texts.coders, codes, strict=True)
        return self.symbols.row(tuple(coder.texts[code] for coder, code in cells))
