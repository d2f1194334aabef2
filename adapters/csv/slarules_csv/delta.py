"""Delta tables as exports: their log says which of the files in their folder count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from slarules.errors import SourceError

if TYPE_CHECKING:
    from deltalake import DeltaTable

LOG: Final = "_delta_log"

READ: Final = frozenset({"deletionVectors", "timestampNtz", "v2Checkpoint", "vacuumProtocolCheck"})
"""What a table may ask of its readers; vectors of deleted rows only while there are none."""


def is_delta(path: Path) -> bool:
    """Tell whether a folder is a Delta table."""
    return (path / LOG).is_dir()


def files_of_delta(path: Path) -> list[Path]:
    """Return the files that count in the newest version of a Delta table, in order of names.

    Raises:
        SourceError: It cannot be read, or its files alone do not say what the table says.
    """
    table = _opened(path)
    if why := _not_read(table):
        raise SourceError(str(path), f"is a Delta table {why}; write it anew without that")
    base = path.resolve()
    files = (Path(unquote(uri.removeprefix("file://"))) for uri in table.file_uris())
    try:
        return sorted(path / file.relative_to(base) for file in files)
    except ValueError:
        raise SourceError(str(path), "is a Delta table with files outside its folder") from None


def _opened(path: Path) -> DeltaTable:
    try:
        from deltalake import DeltaTable  # noqa: PLC0415  # an extra, and slow to import
        from deltalake.exceptions import DeltaError  # noqa: PLC0415
    except ImportError:
        what = 'is a Delta table; to read it, pip install "slarules[store]"'
        raise SourceError(str(path), what) from None
    try:
        return DeltaTable(path.resolve())
    except (DeltaError, OSError) as error:
        first = str(error).strip().partition("\n")[0]
        raise SourceError(str(path), f"is a Delta table that cannot be read: {first}") from None


def _not_read(table: DeltaTable) -> str:
    """Return why the files of a table do not say what the table says; empty where they do."""
    metadata, asked = table.metadata(), set(table.protocol().reader_features or ())
    if metadata.configuration.get("delta.columnMapping.mode", "none") != "none":
        return "whose columns have other names in its files (column mapping)"
    if metadata.partition_columns:
        return f"parted by {', '.join(metadata.partition_columns)}, which its files do not hold"
    if beyond := sorted(asked - READ - {"columnMapping"}):
        return f"that asks for {', '.join(beyond)}, which is not read here"
    if "deletionVectors" in asked and table.deletion_vectors().read_all().num_rows:
        return "of whose files rows are deleted by vectors"
    return ""
