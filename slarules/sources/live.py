"""Sources that are asked over a network, and stores that keep what they said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from slarules.adapters.adapter import Adapter, Asked
from slarules.core.mapping import Layout
from slarules.facts.columns import InColumns, ItemTable
from slarules.facts.source import Reported, Snapshot, Vouched
from slarules.instants import Instant
from slarules.plugins import Plugins
from slarules.sources.files import finding
from slarules.sources.passing import passing_folder

if TYPE_CHECKING:
    from slarules.profiles import Configured
    from slarules.pulling import Ear, LiveContext
    from slarules.rebuilding import Held
    from slarules.store import Store
    from slarules.store.sink import StoreSink

# Whoever reads files needs neither a database nor a network: what does is imported on reading.


class LiveSource:
    """What an adapter delivers, pulled into a store that goes away with this source.

    Reading again reads the same, unless it is to look at more fields.
    """

    def __init__(
        self,
        configured: Configured,
        make: Callable[[], Adapter],
        plugins: Plugins,
        now: Callable[[], Instant],
        ears: tuple[Ear, ...] = (),
    ) -> None:
        self._configured, self._make, self._plugins = configured, make, plugins
        self._now, self._ears = now, ears
        self._pulled: tuple[str, frozenset[str] | None] | None = None

    @property
    def name(self) -> str:
        """See `Source.name`."""
        return self._configured.profile.name

    def heard(self, *ears: Ear) -> LiveSource:
        """Return the same, with who hears how far it is."""
        return LiveSource(self._configured, self._make, self._plugins, self._now, ears)

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """See `Source.read`."""
        from slarules.store import open_store  # noqa: PLC0415

        with open_store(self._folder(layout, wanted)) as store:
            yield from rebuilt(store.snapshot(), layout, wanted)

    def _folder(self, layout: Layout, wanted: frozenset[str] | None) -> str:
        from slarules.store import open_store  # noqa: PLC0415

        if self._pulled is not None:
            folder, fields = self._pulled
            if fields is None or (wanted is not None and wanted <= fields):
                return folder
        folder = passing_folder(self)
        with open_store(folder) as store:
            self._pull(store, asked_of(layout, wanted))
        self._pulled = folder, wanted
        return folder

    def _pull(self, store: Store, asked: Asked) -> None:
        from slarules.pulling import pull  # noqa: PLC0415
        from slarules.pulling.surroundings import context_of  # noqa: PLC0415

        of, adapter = self._configured, self._make()
        context = context_of(of, self._plugins, self._now, *self._ears)
        try:
            with kept_in(store, of, context) as sink:
                pull(
                    adapter,
                    asked,
                    context,
                    sink,
                    concurrency=of.pull.concurrency,
                    census=of.pull.census,
                )
        finally:
            adapter.close()
            context.close()


@contextmanager
def kept_in(store: Store, of: Configured, context: LiveContext) -> Iterator[StoreSink]:
    """Give what takes the rows of a source into a store, less what its settings leave out.

    Raises:
        UsageError: The settings of privacy are wrong, or the store cannot be written.
    """
    from slarules.store.privacy import veil_of  # noqa: PLC0415

    where = f"{of.profile.file}, [{of.profile.adapter}.{of.profile.argument}], privacy"
    veil = veil_of(of.privacy, where, context.secret)
    with store.writing(of.profile.name, now=context.now, veil=veil) as sink:
        yield sink


class StoreSource:
    """What a store holds of a source at a snapshot.

    Args:
        address: Where it is, with `?source=NAME` and `#NUMBER` where one is meant.
        shown: What people call it, without passwords.
    """

    def __init__(self, address: str, shown: str) -> None:
        self._address, self._shown = address, shown

    @property
    def name(self) -> str:
        """See `Source.name`."""
        return f"store:{self._shown}"

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """See `Source.read`; the snapshot that was seen is told."""
        from slarules.store import open_store  # noqa: PLC0415

        with open_store(self._address) as store:
            held = store.snapshot()
            seen = seen_of(held, f"store:{self._address}")
            for each in rebuilt(held, layout, wanted):
                yield replace(each, seen=(seen,)) if isinstance(each, Vouched) else each

    @contextmanager
    def in_columns(
        self, layout: Layout, wanted: frozenset[str] | None = None
    ) -> Iterator[InColumns]:
        """See `ColumnSource.in_columns`."""
        from slarules.rebuilding import HeldSource  # noqa: PLC0415
        from slarules.store import open_store  # noqa: PLC0415

        with open_store(self._address) as store:
            held = store.snapshot()
            seen = seen_of(held, f"store:{self._address}")
            with HeldSource(held, finding).in_columns(layout, wanted) as columns:
                yield _Seen(columns, (seen,))


@dataclass(frozen=True, slots=True)
class _Seen:
    """See `InColumns`; the snapshot that was seen is told.

    Attributes:
        of: What is held, by columns.
    """

    of: InColumns
    seen: tuple[Snapshot, ...]

    @property
    def tables(self) -> Sequence[ItemTable]:
        """See `InColumns.tables`."""
        return self.of.tables

    def beside(self) -> Iterator[Reported]:
        """See `InColumns.beside`."""
        for each in self.of.beside():
            yield replace(each, seen=self.seen) if isinstance(each, Vouched) else each


def seen_of(held: Held, store: str) -> Snapshot:
    """Return how evidence names a snapshot; its source names no folder."""
    adapter, _, argument = held.source.partition(":")
    source = f"{adapter}:{PurePath(argument).name}"
    return Snapshot(store, source, held.snapshot, held.digest)


def rebuilt(held: Held, layout: Layout, wanted: frozenset[str] | None) -> Iterator[Reported]:
    """Yield what is held of a source as a mapping reads it."""
    from slarules.rebuilding import HeldSource  # noqa: PLC0415

    return HeldSource(held, finding).read(layout, wanted)


def asked_of(layout: Layout, wanted: frozenset[str] | None) -> Asked:
    """Return what an adapter is asked for; `status id` is a way to look at `status`."""
    if wanted is None:
        return Asked(layout=layout)
    fields = {name for each in wanted for name in (each, each.removesuffix(" id"))}
    return Asked(layout=layout, fields=frozenset(fields))
