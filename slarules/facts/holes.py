"""Where an item's rows show that rows before them are missing: what a field held is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.core.mapping import folded
from slarules.facts.findings import FindingKind, shown
from slarules.facts.raw import Entry

Tell: TypeAlias = Callable[[FindingKind, Entry, str | None, str], None]
"""Takes in what is odd about a row, and in which column."""


@dataclass(slots=True)
class Holes:
    """The rows of one item in order, and what they say of rows that are missing.

    A row may say what its field held before. Where an earlier row set another value, a change
    between the two is lost, and the field is unknown from the one to the other. Where none set
    any, the field held it since the item was created.
    """

    entries: Sequence[Entry]
    tell: Tell
    _behind: dict[int, list[Entry]] = field(default_factory=dict)
    _ahead: dict[int, Entry] = field(default_factory=dict)

    def filled(self) -> Sequence[Entry]:
        """Return the rows, and between them what is known of missing ones."""
        if not any(entry.was for entry in self.entries):
            return self.entries
        last: dict[str, int] = {}
        created: int | None = None
        for place, entry in enumerate(self.entries):
            if entry.kind == "created" and created is None:
                created = place
            if entry.was:
                self._compare(place, entry, last.get(entry.was[0], created), *entry.was)
            last |= dict.fromkeys(entry.fields, place)
        return list(self._joined())

    def _compare(self, place: int, entry: Entry, before: int | None, name: str, was: str) -> None:
        if before is None:
            return
        earlier = self.entries[before]
        held = earlier.value(name)
        known = entry._replace(fields=(name,), values=(was,), was=None)
        since = known._replace(at=earlier.at, recorded=None)
        if held is not None and folded(held) == folded(was):
            return
        if earlier.kind == "created" and held is None:
            self._behind.setdefault(before, []).append(since._replace(kind="set"))
            return
        self._ahead[place] = known._replace(kind="before")
        if held is not None:
            self._behind.setdefault(before, []).append(since._replace(kind="lost", values=(None,)))
            what = (
                f"says that {name} was {shown(was)} before, and {earlier.ref} has {shown(held)}: "
                f"a row between the two is missing; {name} is unknown there"
            )
            self.tell("incomplete", entry, name, what)

    def _joined(self) -> Iterator[Entry]:
        for place, entry in enumerate(self.entries):
            if place in self._ahead:
                yield self._ahead[place]
            yield entry
            yield from self._behind.get(place, ())
