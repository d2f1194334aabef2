"""Delta tables as exports: their log says which files count, and what these do not hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from slarules.errors import SourceError
from slarules_csv.stored import Stored

if TYPE_CHECKING:
    from arro3.core import ChunkedArray
    from deltalake import DeltaTable
    from deltalake.schema import Field

LOG: Final = "_delta_log"

READ: Final = frozenset(
    {"columnMapping", "deletionVectors", "timestampNtz", "v2Checkpoint", "vacuumProtocolCheck"}
)
"""What a table may ask of its readers."""

MODE: Final = "delta.columnMapping.mode"

PHYSICAL: Final = "delta.columnMapping.physicalName"

Texts = Callable[[Sequence[object]], Sequence[str]]
"""Writes values as the same in a column of a file would be written."""


def is_delta(path: Path) -> bool:
    """Tell whether a folder is a Delta table."""
    return (path / LOG).is_dir()


def files_of_delta(path: Path, texts: Texts) -> Mapping[PurePosixPath, Stored]:
    """Return the files that count in the newest version of a Delta table, by where they are in it.

    Raises:
        SourceError: It cannot be read, or asks for more than is read here.
    """
    # Who reads a table file by file, as an executor does, reads its log once.
    with _heard(path):
        return _files_of(path, _state(path / LOG), texts)


def _state(log: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells versions of a log apart."""
    with os.scandir(log) as found:
        stats = ((each.name, each.stat()) for each in found)
        return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats))


@lru_cache(maxsize=8)
def _files_of(
    path: Path, state: tuple[tuple[str, int, int], ...], texts: Texts
) -> Mapping[PurePosixPath, Stored]:
    del state
    table = _opened(path)
    if why := _not_read(table):
        raise SourceError(str(path), f"is a Delta table {why}")
    return dict(sorted(_stored(path, table, texts)))


def _stored(path: Path, table: DeltaTable, texts: Texts) -> Iterator[tuple[PurePosixPath, Stored]]:
    fields = table.schema().fields
    columns = tuple(each.name for each in fields)
    called = {each.name: str(each.metadata[PHYSICAL]) for each in fields if _is_renamed(each)}
    parts = _parts(table, texts)
    deleted = _deleted(path, table)
    for each, fixed in parts:
        where = _inside(path, each)
        if any("\0" in text for text in fixed.values()):
            raise SourceError(str(path), "is a Delta table parted by a text that holds a NUL")
        yield where, Stored(columns, called, fixed, deleted.get(where, ()))


def _parts(table: DeltaTable, texts: Texts) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield where files are, as the log writes it, and what stands in columns they do not hold."""
    actions, names = table.get_add_actions(), table.metadata().partition_columns
    paths = [str(each) for each in _values(actions["path"])]
    if not names:
        yield from ((path, {}) for path in paths)
        return
    values = list(_values(actions["partition"]))
    written = texts([value[name] for value in values for name in names])
    for place, path in enumerate(paths):
        own = written[place * len(names) : (place + 1) * len(names)]
        yield path, dict(zip(names, own, strict=True))


def _deleted(path: Path, table: DeltaTable) -> Mapping[PurePosixPath, Sequence[int]]:
    if "deletionVectors" not in (table.protocol().reader_features or ()):
        return {}
    found, vectors = {}, table.deletion_vectors().read_all()
    masks = zip(_values(vectors["filepath"]), _values(vectors["selection_vector"]), strict=True)
    for uri, keeps in masks:
        where = PurePosixPath(unquote(str(uri).removeprefix("file://")))
        rows = tuple(row for row, keep in enumerate(keeps) if not keep)
        found[where.relative_to(path.resolve().as_posix())] = rows
    return found


def _values(column: ChunkedArray) -> Iterator[Any]:
    return (column[place].as_py() for place in range(len(column)))


def _inside(path: Path, written: str) -> PurePosixPath:
    where = PurePosixPath(unquote(written))
    if "://" in written or where.is_absolute() or ".." in where.parts:
        raise SourceError(str(path), "is a Delta table with files outside its folder")
    return where


def _is_renamed(field: Field) -> bool:
    return bool(field.metadata.get(PHYSICAL, field.name) != field.name)


@contextmanager
def _heard(path: Path) -> Iterator[None]:
    try:
        from deltalake.exceptions import DeltaError  # noqa: PLC0415  # an extra, and slow to import
    except ImportError:
        what = 'is a Delta table; to read it, pip install "slarules[store]"'
        raise SourceError(str(path), what) from None
    try:
        yield
    except (DeltaError, OSError) as error:
        first = str(error).strip().partition("\n")[0]
        raise SourceError(str(path), f"is a Delta table that cannot be read: {first}") from None


def _opened(path: Path) -> DeltaTable:
    from deltalake import DeltaTable  # noqa: PLC0415

    return DeltaTable(path.resolve())


def _not_read(table: DeltaTable) -> str:
    """Return why a table is not read, and what to do; empty where it is."""
    mode = table.metadata().configuration.get(MODE, "none")
    if mode not in {"none", "name"}:
        return "whose columns are told apart by numbers (column mapping 'id'); write it anew"
    if mode != "none" and any(_is_nested(each) for each in table.schema().fields):
        return "with columns within columns that its files call otherwise; write it anew"
    asked = set(table.protocol().reader_features or ())
    if beyond := sorted(asked - READ):
        mend = f"ALTER TABLE ... DROP FEATURE {beyond[0]}, or write it anew"
        return f"that asks for {', '.join(beyond)}, which is not read here; {mend}"
    return ""


def _is_nested(field: Field) -> bool:
    from deltalake.schema import PrimitiveType  # noqa: PLC0415

    return not isinstance(field.type, PrimitiveType)
