"""Symbols: what rows say without their times, each different thing once.

A row is read by the ordinary facts layer; texts that no rule tells apart become one, so that ten
thousand statuses make no more outlines than the rules have cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from slarules.core.mapping import (
    CommentBy,
    Equals,
    Every,
    Field,
    IsEmpty,
    Labelled,
    Layout,
    Not,
    Pick,
    RawCondition,
    Resembles,
    Rises,
    Some,
    Stands,
    Starts,
    Stops,
    Table,
)
from slarules.core.mapping import Mapping as Rules
from slarules.core.mapping import TimeIn as TimeRule
from slarules.engine.bulk.reading.elements import AFTER_IT, COUNTS, PASSED_OVER
from slarules.facts.findings import Findings, Tally
from slarules.facts.missing import emptied
from slarules.facts.raw import Entry, Text, subjects, truth
from slarules.facts.rows import Intake
from slarules.facts.source import FileRows
from slarules.facts.times import Times
from slarules.facts.values import Mark, number
from slarules.instants import Instant

MARK = "\0at "
"""Begins a text that stands for a time of the item's own."""


class MarkedTimes(Times):
    """Reads the texts that stand for times."""

    def read(self, text: str, zone: str | None = None) -> Instant | None:
        """See `Times.read`."""
        if text.startswith(MARK):
            return Instant(int(text.removeprefix(MARK)))
        return super(MarkedTimes, self).read(text, zone)  # noqa: UP008 - slots make a new class


class Said(NamedTuple):
    """What a row says, without its time and place.

    Attributes:
        entry: As the facts layer read it; its time and place mean nothing.
    """

    entry: Entry

    @property
    def sign(self) -> int:
        """What it is to the rows around it."""
        if self.entry.kind == "set" and not self.entry.fields:
            return PASSED_OVER
        return AFTER_IT if self.entry.kind in {"deleted", "lost"} else COUNTS


class TimeIn(NamedTuple):
    """A time of the item's own that a row holds in a field."""

    field: str


Cells: TypeAlias = tuple[Text, ...]
"""What stands in the columns of a row; None in one that the file does not have."""

Symbol: TypeAlias = Said | TimeIn | None
"""None stands for a row that cannot be read, or about which something is odd."""


Atom: TypeAlias = Equals | Resembles | IsEmpty | Stands | Labelled
"""A condition that looks at one field."""


@dataclass(slots=True)
class Symbols:
    """The different things that rows of a table say, by number.

    Attributes:
        columns: The columns whose cells tell rows apart.
        texts: What tells the texts of a field apart.
        known: By number.
        signs: What each is to the rows around it.
    """

    table: Table
    layout: Layout
    wanted: frozenset[str]
    columns: tuple[str, ...]
    texts: Mapping[str, Callable[[Text], object]]
    known: list[Symbol] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    _numbers: dict[Symbol, int] = field(default_factory=dict)
    _rows: dict[Cells, int] = field(default_factory=dict)
    _likes: dict[tuple[str, object], Text] = field(default_factory=dict)

    def row(self, cells: Cells) -> int:
        """Return the number of what a row says; -1 where it cannot be read."""
        if cells not in self._rows:
            read = self._read(cells)
            known = -1 if read is None else self._number(Said(read), Said(read).sign)
            self._rows[cells] = known
        return self._rows[cells]

    def time(self, name: str) -> int:
        """Return the number of a time in a field."""
        return self._number(TimeIn(name), COUNTS)

    def like(self, name: str, text: Text) -> Text:
        """Return one text for all those of a field that no rule tells apart."""
        tells = self.texts.get(name)
        if tells is None or text is None:
            return text
        return self._likes.setdefault((name, tells(text)), text)

    def _number(self, symbol: Symbol, sign: int) -> int:
        number = self._numbers.setdefault(symbol, len(self.known))
        if number == len(self.known):
            self.known.append(symbol)
            self.signs.append(sign)
        return number

    def _read(self, cells: Cells) -> Entry | None:
        """Return what the facts layer makes of a row; None where it finds something odd."""
        intake = Intake(self.table, self.layout, self.wanted, MarkedTimes(None, "UTC"), Findings())
        row = {self.table.named_by or self.table.item or "ticket": "item"}
        if self.table.shape != "wide":
            row[self.layout.row_holds or "at"] = f"{MARK}0"
        there = ((name, text) for name, text in zip(self.columns, cells, strict=True))
        row |= {name: text for name, text in there if text is not None}
        batch = FileRows(self.table, "", tuple(row), (0,), (tuple(row.values()),))
        intake.take(emptied(batch, self.layout.missing), Tally(""))
        found = intake.histories.get("item", [])
        if intake.odd or not found:
            return None
        return found[0]._replace(at=Instant(0), sequence=0, text=0, file="", row=0, recorded=None)


def telling(
    mapping: Rules, answers: Sequence[tuple[str, Callable[[str], object]]]
) -> Iterator[tuple[str, Callable[[Text], object]]]:
    """Yield for each field that rules look at what tells its texts apart.

    Args:
        mapping: The rules for one kind of item.
        answers: What fields say that a fact is read from alone, by name.
    """
    mark = mapping.layout.decimal
    tests: dict[str, list[Callable[[str], object]]] = {}
    for condition in _conditions(mapping):
        for atom in _atoms(condition):
            subject = Field("labels") if isinstance(atom, Labelled) else atom.subject
            if isinstance(subject, Field):
                tests.setdefault(subject.name, []).append(_test(atom, mark))
    for name in _asked_whether_there(mapping):
        tests.setdefault(name, []).append(_is_filled)
    for name, answer in answers:
        tests.setdefault(name, []).append(answer)
    for rule in _rises(mapping):
        tests.setdefault(rule.subject.name, []).append(lambda text: number(text, mark))
    for name, own in tests.items():
        yield name, _all(own)


def _asked_whether_there(mapping: Rules) -> Iterator[str]:
    """Yield the fields of which a text that no case of a fact maps is odd, and a blank is not."""
    cases = (c for rule in mapping.facts.values() if rule.otherwise is None for c in rule.cases)
    for subject in {subject for case in cases for subject in subjects(case.when)}:
        if isinstance(subject, Field):
            yield subject.name


def _is_filled(text: str) -> object:
    return bool(text.strip())


def _all(tests: Sequence[Callable[[str], object]]) -> Callable[[Text], object]:
    def told(text: Text) -> object:
        return None if text is None else tuple([test(text) for test in tests])

    return told


def _test(atom: Atom, mark: Mark) -> Callable[[str], object]:
    def told(text: str) -> object:
        return truth(atom, lambda _: text, mark)

    return told


def _atoms(condition: RawCondition) -> Iterator[Atom]:
    match condition:
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _atoms(part)
        case Not(part):
            yield from _atoms(part)
        case _:
            yield condition


def _conditions(mapping: Rules) -> Iterator[RawCondition]:
    for rule in mapping.facts.values():
        yield from (case.when for case in rule.cases)
    yield from (condition for _, condition in mapping.roles)
    for found in mapping.happenings.values():
        for happening in found:
            match happening:
                case TimeRule(when=when):
                    yield when
                case Pick(occurrence=CommentBy(where=where)):
                    yield where
                case Pick(occurrence=Starts(condition) | Stops(condition)):
                    yield condition
                case _:
                    continue


def _rises(mapping: Rules) -> Iterator[Rises]:
    for found in mapping.happenings.values():
        for happening in found:
            if isinstance(happening, Pick) and isinstance(happening.occurrence, Rises):
                yield happening.occurrence
