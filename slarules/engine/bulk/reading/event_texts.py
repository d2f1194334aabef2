"""The columns of a table of events as numbers: of each only what tells rows apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import folded
from slarules.engine.bulk.reading.coding import Coded, Coder, Text, encoded
from slarules.engine.bulk.reading.compiled_rows import Sets
from slarules.engine.bulk.reading.elements import Codes, Flags
from slarules.engine.bulk.reading.row_texts import plain_of
from slarules.engine.bulk.reading.symbols import Symbols
from slarules.engine.bulk.reading.wanted import Wanted
from slarules.facts.raw import CUSTOMER, READ

OTHER = "\0other"
"""Stands for every field that no rule looks at."""

SETTING = frozenset({"set", "created", "deleted"})
"""The kinds of event that say what a field holds."""


class Told(NamedTuple):
    """The rows of an events table as numbers.

    Attributes:
        columns: Those whose cells tell rows apart.
        sets: What rows set.
        names: The field that each is about, looked at or not.
    """

    columns: list[Coded]
    sets: Sets
    names: Codes


@dataclass(slots=True)
class EventTexts:
    """Turns the columns of batches into numbers, the same in each batch.

    Attributes:
        coders: The texts of each of the columns whose cells tell rows apart.
        words: Texts as they are compared.
    """

    wanted: Wanted
    symbols: Symbols
    coders: list[Coder[Text]] = field(default_factory=list)
    words: Coder[Text] = field(default_factory=Coder[Text])
    fields: Coder[Text] = field(default_factory=Coder[Text])

    def __post_init__(self) -> None:
        self.coders = [Coder[Text]() for _ in self.wanted.columns]

    def of_events(self, batch: pa.RecordBatch) -> Told:
        """Return the columns of an events table.

        The column of what a field was holds nothing yet: see `of_befores`.
        """
        coder = dict(zip(self.wanted.columns, self.coders, strict=True))
        kind = coder["kind"].codes(batch.column(":kind"), lambda text: folded(text or ""))
        names = self.fields.codes(batch.column(":field"), lambda text: folded(text or ""))
        looked_at = self._known(self.fields, lambda name: name in self.wanted.fields)[names]
        sets = self._known(coder["kind"], SETTING.__contains__)[kind] & looked_at
        says = self._known(coder["kind"], "comment".__eq__)[kind]
        columns = {
            "kind": kind,
            "field": self._named(coder["field"], names),
            "value": self._held(batch.column(":value"), coder["value"], names, sets),
            "old": np.full(len(batch), coder["old"].code(""), np.int32),
            "customer": coder["customer"].codes(
                batch.column(f":{CUSTOMER}"), plain_of(CUSTOMER, self.wanted, self.symbols)
            ),
        }
        if says.any():
            self._measure(batch.column(":value"), coder["value"], says, columns["value"])
        for name in ("actor", "role", "public", "channel"):
            asked = says & (name != "actor" or self.wanted.asks_who)
            columns[name] = self._where(batch.column(f":{name}"), coder[name], asked)
        told = Sets(
            field=np.where(sets, names, -1).astype(np.int32),
            value=self._compared(batch.column(":value"), sets),
            was=self._compared(_before(batch), sets, blank=-1),
        )
        ordered = [_as_coded(columns[name], coder[name]) for name in self.wanted.columns]
        return Told(ordered, told, names)

    def of_befores(self, batch: pa.RecordBatch, told: Told, needed: Flags) -> None:
        """Put in what rows say that their field was, where it matters."""
        place = self.wanted.columns.index("old")
        coder = self.coders[place]
        told.columns[place] = _as_coded(
            self._held(_before(batch), coder, told.names, needed), coder
        )

    def _known(self, coder: Coder[Text], test: Callable[[str], bool]) -> Flags:
        return np.asarray([test(text or "") for text in coder.texts], np.bool_)

    def _named(self, coder: Coder[Text], names: Codes) -> Codes:
        plain = [
            coder.code(name if not name or name in self.wanted.fields else OTHER)
            for name in self.fields.texts
        ]
        return np.asarray(plain, np.int32)[names]

    def _held(self, column: pa.Array, coder: Coder[Text], names: Codes, asked: Flags) -> Codes:
        """Return what fields hold, as far as rules tell it apart."""
        places, texts = encoded(column)
        found = np.full(len(column), coder.code(""), np.int32)
        for number in np.unique(names[asked]).tolist():
            mine = asked & (names == number)
            plain = plain_of(self.fields.texts[number] or "", self.wanted, self.symbols)
            found[mine] = _coded(places[mine], texts, partial(_plain_code, coder, plain))
        return found

    def _measure(self, column: pa.Array, coder: Coder[Text], says: Flags, into: Codes) -> None:
        """Put in for each comment how long it is: of its text nothing else is kept."""
        places, texts = encoded(column)
        into[says] = _coded(places[says], texts, lambda text: coder.code(_letters(text)))

    def _where(self, column: pa.Array, coder: Coder[Text], asked: Flags) -> Codes:
        found = np.full(len(column), coder.code(""), np.int32)
        if asked.any():
            places, texts = encoded(column)
            found[asked] = _coded(places[asked], texts, lambda text: coder.code(text or ""))
        return found

    def _compared(self, column: pa.Array, asked: Flags, blank: int | None = None) -> Codes:
        """Return texts as they are compared with each other; `blank` stands for none."""
        found = np.full(len(column), -1, np.int32)
        if asked.any() and column.null_count < len(column):
            places, texts = encoded(column)

            def code(text: Text) -> int:
                if blank is not None and not (text or "").strip():
                    return blank
                return self.words.code(folded(text or ""))

            found[asked] = _coded(places[asked], texts, code)
        return found


def _as_coded(codes: Codes, coder: Coder[Text]) -> Coded:
    return Coded(codes, np.arange(len(coder.texts), dtype=np.int32))


def _coded(places: Codes, texts: Sequence[Text], code: Callable[[Text], int]) -> Codes:
    """Return the codes of texts by their places; of those alone that occur."""
    occurring = np.unique(places)
    codes = np.zeros(len(texts), np.int32)
    codes[occurring] = [code(texts[place]) for place in occurring.tolist()]
    return codes[places]


def _plain_code(coder: Coder[Text], plain: Callable[[Text], Text], text: Text) -> int:
    return coder.code(plain(text))


def _before(batch: pa.RecordBatch) -> pa.Array:
    """Return what rows say that their field was: files call it `old`, or else `from`."""
    old, other = batch.column(":old"), batch.column(":from")
    if old.null_count == len(old):
        return other
    return pc.coalesce(old.cast(pa.utf8()), other.cast(pa.utf8())) if old.null_count else old


def _letters(text: Text) -> str:
    return "x" * sum(map(str.isalnum, (text or "")[:READ]))
