"""Whether a store is whole: its chains, its files, its cursors."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import text

from slarules.errors import UsageError
from slarules.store.chain import content_of, flaws
from slarules.store.history import History, digest_of, refuse_cut
from slarules.store.ledger import Ledger
from slarules.store.schema import GUARDED
from slarules.store.store import Store, folder_of, generation_of

GUARDS = {
    "sqlite": ("never_changed", "never_removed", "never_replaced"),
    "postgresql": ("append_only",),
}
"""The triggers that keep each table append-only, by dialect."""


def verified(store: Store) -> Iterator[str]:
    """Yield what is wrong with a store, one sentence each; nothing when it is whole."""
    yield from _unguarded(store.ledger())
    for source, folder in store.ledger().sources().items():
        if folder != folder_of(source):
            yield f"{source}: its folder is said to be '{folder}' and is '{folder_of(source)}'"
            continue
        history = store.history(source)
        broken = [f"{source}: {flaw}" for flaw in flaws(history.rows)]
        yield from broken or _amiss(store.ledger(), history)


def _amiss(ledger: Ledger, history: History) -> Iterator[str]:
    yield from _bad_files(history)
    yield from _bad_contents(history)
    yield from _bad_cursors(ledger, history)
    yield from _bad_catalogues(ledger, history)
    for name, table in (history.last.tables if history.last else {}).items():
        _, _, generation = table.folder.partition(".")
        for older in range(1, int(generation or 1)):
            folder = history.folder / generation_of(name, older)
            if folder.exists():
                yield f"{folder} was erased from and is still there: pull once more, or remove it"


def _bad_files(history: History) -> Iterator[str]:
    for name, table in (history.last.tables if history.last else {}).items():
        folder = history.folder / table.folder
        for file in history.known(table, name).values():
            try:
                refuse_cut(folder / file.name, file)
                if digest_of(folder / file.name) != file.sha256:
                    yield f"{folder / file.name} was changed after it was written"
            except UsageError as error:
                yield str(error)


def _bad_contents(history: History) -> Iterator[str]:
    for row in history.rows:
        if history.erasure_of(row.number):
            continue
        try:
            files = history.files(row.number)
        except UsageError as error:
            yield str(error)
            return
        if content_of(files) != row.content:
            yield f"{history.source}: snapshot {row.number} has other files than when it was made"


def _bad_cursors(ledger: Ledger, history: History) -> Iterator[str]:
    said = {name: each for body in history.bodies for name, each in body.cursors.items()}
    there = ledger.cursors(history.source, len(history.rows))
    found = {name: each.seen() for name, each in there.items()}
    for name in sorted(said.keys() | found.keys()):
        if said.get(name) != found.get(name):
            yield f"{history.source}: the cursor of {name} is another than its snapshot says"


def _bad_catalogues(ledger: Ledger, history: History) -> Iterator[str]:
    there = ledger.catalogues(history.source)
    for row, body in zip(history.rows, history.bodies, strict=True):
        document = there.pop(row.number, None)
        found = None if document is None else sha256(document.encode()).hexdigest()
        if found != body.catalogue:
            yield f"{history.source}: snapshot {row.number} says another catalogue"
    for number in there:
        yield f"{history.source}: a catalogue is of no snapshot: {number}"


def _unguarded(ledger: Ledger) -> Iterator[str]:
    with ledger.engine.connect() as connection:
        dialect = connection.dialect.name
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if dialect == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        )
        there = set(connection.scalars(text(names)))
    for table in GUARDED:
        for guard in GUARDS[dialect]:
            if f"{table}_{guard}" not in there:
                yield f"the trigger {table}_{guard}, which keeps snapshots from changes, is gone"
