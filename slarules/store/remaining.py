"""Where a store still holds a name: places that an erasure cannot change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from slarules.store.erasing import APART
from slarules.store.history import History
from slarules.store.ledger import Ledger
from slarules.store.staging import duck, literal
from slarules.store.store import Store
from slarules.store.tables import TABLES, quoted


def remaining(store: Store, source: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return where one of the names still stands by itself, such as `changes.event_id`.

    A short number may be something else there than the person who has it.

    Raises:
        UsageError: The store cannot be read.
    """
    history, ledger = store.history(source), store.ledger()
    return (*_in_columns(history, names), *_in_database(ledger, history, names))


def _in_columns(history: History, names: Sequence[str]) -> Iterator[str]:
    # As an erasure finds names: what it left is not told in another way.
    among = "|".join(re.escape(name) for name in names)
    pattern = literal(f"(^|{APART})({among})($|{APART})")
    connection = duck(history.folder / ".spill")
    try:
        for table, paths in history.paths(len(history.rows)).items():
            texts = [each.name for each in TABLES[table].columns if each.type == "text"]
            told = ", ".join(
                f"coalesce(bool_or(regexp_matches({quoted(column)}, {pattern})), false)"
                for column in texts
            )
            query = f"SELECT {told} FROM read_parquet($files)"  # noqa: S608  # our own names
            (found,) = connection.execute(query, {"files": [*map(str, paths)]}).fetchall()
            yield from (
                f"{table}.{column}"
                for column, is_there in zip(texts, found, strict=True)
                if is_there
            )
    finally:
        connection.close()


def _in_database(ledger: Ledger, history: History, names: Sequence[str]) -> Iterator[str]:
    # Cursors and catalogues are JSON, which may write letters as numbers.
    forms = {*names, *(json.dumps(name)[1:-1] for name in names)}
    among = "|".join(map(re.escape, sorted(forms)))
    pattern = re.compile(rf"(?<![\w@.-])({among})(?![\w@.-])")
    cursors = ledger.all_cursors(history.source)
    places = {
        "the names of parts": (part for part, _ in cursors),
        "the cursors": (cursor.decode(errors="replace") for _, cursor in cursors),
        "the catalogues": ledger.catalogues(history.source).values(),
    }
    yield from (where for where, texts in places.items() if any(map(pattern.search, texts)))
