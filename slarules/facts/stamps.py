"""The times of rows: from when on they hold, when the source learned of them, what is odd there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.errors import SourceError
from slarules.facts.findings import FindingKind, shown
from slarules.facts.times import Times, UnreadableTimeError
from slarules.instants import HOUR, Instant

RECORDED = "recorded_at"
"""The column that says when a row was recorded, where a mapping names none."""

Tell: TypeAlias = Callable[[int, Sequence[str], FindingKind, str, str], None]
"""Takes in what is odd about a row: its number, its cells, the kind, the column, the words."""

SIGNS = frozenset("+-")


@dataclass(slots=True)
class Stamps:
    """Reads the times of one file's rows.

    Attributes:
        at: Where the time stands from which on a row holds; None when a row holds all along.
        recorded: Where the time stands at which it was recorded; None when nothing says.
    """

    file: str
    columns: Sequence[str]
    times: Times
    tell: Tell
    at: int | None = None
    recorded: int | None = None
    _forms: dict[int, set[str]] = field(default_factory=dict)

    def start(self, number: int, row: Sequence[str], beginning: Instant) -> Instant | None:
        """Return from when on a row holds, or None when it says no time.

        Raises:
            SourceError: It could be two times, or lacks its zone.
        """
        if self.at is None:
            return beginning
        at = self._read(number, row, self.at)
        if at is None:
            what = f"{shown(row[self.at])} is no time; the row is left out"
            self.tell(number, row, "no time", self.columns[self.at], what)
        return at

    def learned(self, number: int, row: Sequence[str], start: Instant) -> Instant | None:
        """Return when a row was recorded, where it says so; before it happened is odd."""
        if self.recorded is None or not row[self.recorded].strip():
            return None
        column = self.columns[self.recorded]
        at = self._read(number, row, self.recorded)
        if at is None:
            what = f"{shown(row[self.recorded])} is no time; it counts as recorded at its own time"
            self.tell(number, row, "no time", column, what)
        elif at < start:
            what = "was recorded before it happened; it counts as recorded when it happened"
            self.tell(number, row, "skewed", column, what)
        return at

    def says(self, row: Sequence[str]) -> int:
        """Return a hash of all that a row says, whenever it was recorded."""
        place = self.recorded
        return hash(tuple(row) if place is None else (*row[:place], *row[place + 1 :]))

    def _read(self, number: int, row: Sequence[str], place: int) -> Instant | None:
        text = row[place]
        try:
            at = self.times.read(text)
        except UnreadableTimeError as error:
            record = f"row {number}"
            column = self.columns[place]
            raise SourceError(self.file, str(error), record=record, field=column) from error
        if at is not None:
            self._tell_clock(number, row, place)
        return at

    def _tell_clock(self, number: int, row: Sequence[str], place: int) -> None:
        """Tell where a clock changed: its offset from row to row, or its hands in the night."""
        text, column = row[place], self.columns[place]
        known, form = self._forms.setdefault(place, set()), offset(text)
        if form not in known:
            if what := _another_clock(form, known):
                self.tell(number, row, "other clock", column, what)
            known.add(form)
        if not form and (turned := self.times.turned(text)):
            self.tell(number, row, "other clock", column, f"{shown(text)} {turned}")


def offset(text: str) -> str:
    """Return the offset that a time is written with; nothing when it has none."""
    text = text.rstrip()
    if text[-1:] in {"Z", "z"}:
        return "Z"
    if ":" not in text:
        return ""
    if text.endswith("UTC"):
        return "Z"
    return next((text[-n:] for n in (6, 5, 3) if text[-n : 1 - n] in SIGNS), "")


def all_alike(forms: Iterable[str]) -> bool:
    """Tell whether nothing is odd about a column with times in these forms, in any order."""
    known = set(forms)
    return not any(_another_clock(form, {other}) for form in known for other in known - {form})


def _another_clock(form: str, known: set[str]) -> str | None:
    """Return what is odd about a form that is new in a column; summer time is not."""
    if not known:
        return None
    before = min(known)
    if bool(form) is not all(known):
        lacks = "has an offset" if form else "has no offset"
        return f"{lacks}, unlike times before it in this column; each is read as it is written"
    if abs(_ahead(form) - _ahead(before)) <= HOUR:
        return None
    return f"has the offset {form}, and times before it {before}; each is read as it is written"


def _ahead(form: str) -> int:
    digits = form[1:].replace(":", "")
    if not digits:
        return 0
    ahead = int(digits[:2]) * HOUR + int(digits[2:] or 0) * HOUR // 60
    return -ahead if form[0] == "-" else ahead
