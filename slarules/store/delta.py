"""Delta tables as a store uses them: rows are added, and every version stays readable."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from slarules.errors import UsageError
from slarules.store.chain import StoredFile
from slarules.store.tables import ADDED, StoredTable

if TYPE_CHECKING:
    from deltalake import DeltaTable

PROPERTIES = {
    # Otherwise the log of old versions goes away after 30 days, and none of them can be read.
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}

TYPES = {"text": "string", "time": "timestamp", "number": "long", "truth": "boolean"}

MANY_FILES = 100
"""From how many files on they are also written as one, which is quicker to read."""


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what goes wrong below into a sentence.

    Raises:
        UsageError: A table cannot be read or written.
    """
    from deltalake.exceptions import DeltaError  # noqa: PLC0415

    try:
        yield
    except (DeltaError, OSError) as error:
        raise UsageError(
            f"the columns in {folder} cannot be read or written: {_first_line(error)}; look at the "
            "disk and run this again, or bring the store back from a backup"
        ) from None
    # What deltalake has no error of its own for.
    except Exception as error:
        if type(error) is not Exception:
            raise
        raise UsageError(f"the columns in {folder} are damaged: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def created(folder: Path, table: StoredTable) -> DeltaTable:
    """Return a table without rows, made where there is none.

    Rows of a table that no snapshot knows are left out of it; their files stay where they are.
    """
    from deltalake import DeltaTable, Schema  # noqa: PLC0415
    from deltalake.schema import Field, PrimitiveType  # noqa: PLC0415

    columns = {each.name: each.type for each in table.columns} | dict(ADDED)
    schema = Schema([Field(name, PrimitiveType(TYPES[kind])) for name, kind in columns.items()])
    folder.mkdir(parents=True, exist_ok=True)
    made = DeltaTable.create(folder, schema, mode="ignore", configuration=PROPERTIES)
    if made.version():
        made.restore(0)
    return made


def at_version(folder: Path, version: int) -> DeltaTable:
    """Return a table to add to, as it was at a version; what came later is left out of it."""
    from deltalake import DeltaTable  # noqa: PLC0415

    found = DeltaTable(folder)
    if found.version() != version:
        found.restore(version)
    return found


def append(table: DeltaTable, rows: Any) -> None:  # noqa: ANN401  # any Arrow
    """Add rows to a table."""
    from deltalake import PostCommitHookProperties, WriterProperties, write_deltalake  # noqa: PLC0415

    write_deltalake(
        table,
        rows,
        mode="append",
        writer_properties=WriterProperties(compression="ZSTD"),
        post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
    )
    if len(table.file_uris()) > MANY_FILES:
        table.optimize.compact()


def file_names(table: DeltaTable) -> tuple[str, ...]:
    """Return the names of the files that a version of a table has."""
    return tuple(sorted(PurePosixPath(unquote(uri)).name for uri in table.file_uris()))


def names_at(folder: Path, version: int) -> tuple[str, ...]:
    """Return the names of the files that a table had at a version.

    Raises:
        UsageError: The log of the table lacks the version.
    """
    from deltalake import DeltaTable  # noqa: PLC0415

    with told(folder):
        return file_names(DeltaTable(folder, version=version))


def settled(folder: Path, names: Iterable[str]) -> tuple[StoredFile, ...]:
    """Bring files and the log of a table to the disk for good, and return them."""
    files = tuple(_settled(folder / name) for name in sorted(names))
    log = folder / "_delta_log"
    for each in log.iterdir():
        _sync(each)
    for each in (log, folder, folder.parent):
        _sync(each)
    return files


def _settled(file: Path) -> StoredFile:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        digest = file_digest(opened, "sha256").hexdigest()
        return StoredFile(name=file.name, size=opened.tell(), sha256=digest)


def _sync(path: Path) -> None:
    try:
        opened = os.open(path, os.O_RDONLY)
    # Windows opens no folder.
    except PermissionError:
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
