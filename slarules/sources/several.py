"""Several sources as one: tickets from here, outages from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slarules.adapters.delivery import all_through
from slarules.core.mapping import Layout
from slarules.errors import SourceError
from slarules.facts.columns import ColumnSource, InColumns, ItemTable, NotColumnsError
from slarules.facts.source import FileRead, FileRows, Reported, Snapshot, Source, Vouched
from slarules.instants import Instant
from slarules.sources.files import FilesSource
from slarules.sources.live import LiveSource

if TYPE_CHECKING:
    from slarules.pulling import Ear


class SeveralSources:
    """Sources that are read one after the other, each to its end."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = [
            each.beside_others() if isinstance(each, FilesSource) else each for each in sources
        ]

    @property
    def name(self) -> str:
        """See `Source.name`."""
        return ", ".join(each.name for each in self._sources)

    def heard(self, *ears: Ear) -> SeveralSources:
        """Return the same, with who hears how far those are that are asked over a network."""
        sources = (
            each.heard(*ears) if isinstance(each, LiveSource) else each for each in self._sources
        )
        return SeveralSources(tuple(sources))

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """See `Source.read`; it is complete as far as all are that tell of the same."""
        yield from _joined((each.name, each.read(layout, wanted)) for each in self._sources)

    @contextmanager
    def in_columns(
        self, layout: Layout, wanted: frozenset[str] | None = None
    ) -> Iterator[InColumns]:
        """See `ColumnSource.in_columns`; all items have to come from one of them."""
        with ExitStack() as stack:
            held: list[tuple[str, InColumns]] = []
            for source in self._sources:
                if not isinstance(source, ColumnSource):
                    raise NotColumnsError(f"{source.name} gives nothing but rows")
                given = stack.enter_context(source.in_columns(layout, wanted))
                held.append((source.name, given))
            if sum(bool(given.tables) for _, given in held) > 1:
                raise NotColumnsError("items come from several sources")
            yield _SeveralInColumns(held)


@dataclass(frozen=True, slots=True)
class _SeveralInColumns:
    """See `InColumns`.

    Attributes:
        held: Each source's name, and what it gives.
    """

    held: Sequence[tuple[str, InColumns]]

    @property
    def tables(self) -> Sequence[ItemTable]:
        """See `InColumns.tables`."""
        return [table for _, given in self.held for table in given.tables]

    def beside(self) -> Iterator[Reported]:
        """See `InColumns.beside`."""
        for each in _joined((name, _told(given)) for name, given in self.held):
            if not isinstance(each, FileRows) or each.table.item is None:
                yield each


def _told(given: InColumns) -> Iterator[Reported]:
    """Yield what lies beside the items, and of these that there are any."""
    for table in given.tables:
        yield from table.rows_of(())
    yield from given.beside()


def _joined(sources: Iterable[tuple[str, Iterator[Reported]]]) -> Iterator[Reported]:
    """Yield what sources report, each by its name, and how far all of them are complete."""
    whose: dict[str, str] = {}
    ends = []
    for name, reported in sources:
        end = _End()
        ends.append(end)
        for each in reported:
            end.see(each)
            if isinstance(each, FileRows | FileRead):
                _refuse_twice(whose, each.file, name)
            if not isinstance(each, Vouched):
                yield each
    yield Vouched(
        all_through(end.through for end in ends if end.tells_of_items),
        all_through(end.spans_through for end in ends if end.tells_of_spans),
        tuple(seen for end in ends for seen in end.seen),
    )


@dataclass(slots=True)
class _End:
    """What a source told of, and how far it vouches for that."""

    tells_of_items: bool = False
    tells_of_spans: bool = False
    through: Instant | None = None
    spans_through: Instant | None = None
    seen: tuple[Snapshot, ...] = ()

    def see(self, reported: Reported) -> None:
        match reported:
            case FileRows(table=table):
                self.tells_of_items |= table.item is not None
                self.tells_of_spans |= table.shape == "outages"
            case Vouched(through, spans_through, seen):
                self.through, self.spans_through, self.seen = through, spans_through, seen
                self.tells_of_items |= through is not None
                self.tells_of_spans |= spans_through is not None
            case _:
                pass


def _refuse_twice(whose: dict[str, str], file: str, source: str) -> None:
    first = whose.setdefault(file, source)
    if first != source:
        raise SourceError(source, f"has a file {file}, and so has {first}; give one another name")
