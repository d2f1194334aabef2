"""The rows of one item in the order in which they count, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slarules.facts.raw import Entry


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by instant, then in the source's own order."""
    return sorted(entries, key=lambda entry: (entry.at, entry.sequence))


def duplicates(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the rows that say again what another row of the same instant says.

    Exports that overlap repeat rows in another file: the n-th of its kind there is the n-th here.
    In one file a row may rightly come back (to waiting, to open, to waiting within a second), so
    only one that follows its like at once is a duplicate.
    """
    if len(entries) < 2:
        return
    files = {entry.file for entry in entries}
    seen: dict[tuple[object, ...], str] = {}
    occurrence: dict[tuple[object, ...], int] = {}
    previous: tuple[object, ...] | None = None
    for entry in entries:
        says = (entry.at, entry.text)
        if previous == (says, entry.file):
            yield entry
            continue
        previous = (says, entry.file)
        if len(files) > 1:
            nth = occurrence[*says, entry.file] = occurrence.get((*says, entry.file), 0) + 1
            if seen.setdefault((*says, nth), entry.file) != entry.file:
                yield entry
