"""Parquet files as rows of Spark: all of one schema, each row with its file and its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs
from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as f

from slarules.engine.spark.folder import first_line, opened
from slarules.errors import SourceError

AT_ONCE = 16
"""Footers that are read at the same time."""


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """Files that hold one table.

    Attributes:
        addresses: In the order in which their rows follow each other at one instant.
        columns: Those that are read, as the files call them.
    """

    addresses: tuple[str, ...]
    columns: tuple[str, ...]


def files_in(address: str) -> tuple[str, ...]:
    """Return the Parquet files of an address, in the order of their names.

    Args:
        address: A file, or a folder with all below it; those whose names begin with a dot or an
            underscore are passed over, as Spark does.

    Raises:
        SourceError: There is none.
    """
    files, path = opened(address)
    info = files.get_file_info(path)
    if info.type == fs.FileType.File:
        return (address,)
    if info.type == fs.FileType.NotFound:
        raise SourceError(address, "there is no such file or folder")
    below = files.get_file_info(fs.FileSelector(path, recursive=True))
    names = (each.path[len(path.rstrip("/")) + 1 :] for each in below if each.is_file)
    found = sorted(name for name in names if name.endswith(".parquet") and not _is_hidden(name))
    if not found:
        raise SourceError(address, "holds no Parquet file")
    return tuple(f"{address.rstrip('/')}/{name}" for name in found)


def files_of_delta(address: str, version: int | None = None) -> tuple[str, ...]:
    """Return the Parquet files of a version of a Delta table, in the order of their names.

    Raises:
        SourceError: It is no Delta table, has no such version, or marks rows as deleted in files.
    """
    from deltalake import DeltaTable  # noqa: PLC0415 - only those need it who read such tables
    from deltalake.exceptions import DeltaError  # noqa: PLC0415

    try:
        table = DeltaTable(address, version=version)
        return tuple(sorted(table.file_uris()))
    except (DeltaError, OSError) as error:
        raise SourceError(
            address, f"cannot be read as a Delta table: {first_line(error)}"
        ) from None


def rows_of(session: SparkSession, asked: ParquetFiles) -> DataFrame:
    """Return the asked columns of files, and `file` and `row`: where each row stands.

    Raises:
        SourceError: A file is none, or has another schema than the rest.
    """
    refuse_drift(asked)
    read = _reader(session).parquet(*asked.addresses)
    columns = [f.col(f"`{name}`") for name in asked.columns]
    place = [f.col("_metadata.file_path").alias("path"), f.col("_metadata.row_index").alias("row")]
    numbers = f.broadcast(session.createDataFrame(_numbers(read, asked), "path string, file int"))
    joined = read.select(*columns, *place).join(numbers, "path", "left")
    # Better no answer than one without the rows of a file that goes by a name we do not know.
    file = f.coalesce("file", f.raise_error(f.concat(f.lit("unknown file "), "path")).cast("int"))
    return joined.select(*columns, file.alias("file"), "row")


def _reader(session: SparkSession) -> DataFrameReader:
    # The names are those of files, not patterns: one may have a bracket or a star in it.
    return session.read.option("__globPaths__", "false")


def _numbers(read: DataFrame, asked: ParquetFiles) -> list[tuple[str, int]]:
    """Return the place of each file among those asked for, by what Spark calls it."""
    places = {_bare(address): place for place, address in enumerate(asked.addresses)}
    return [
        (name, places[_bare(unquote(each))]) for each in read.inputFiles() for name in _names(each)
    ]


def _names(name: str) -> set[str]:
    """Return both ways in which Spark writes the name of a local file."""
    return {name, name.replace("file:///", "file:/", 1)}


def _bare(address: str) -> str:
    """Return an address as all writings of it have in common."""
    scheme, colon, path = address.partition(":")
    if not colon or "/" in scheme:
        return address
    return path if scheme != "file" else f"/{path.lstrip('/')}"


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "_")) for part in PurePosixPath(name).parts)


# --- schemas -----------------------------------------------------------------------------------


def refuse_drift(asked: ParquetFiles) -> None:
    """Refuse files that do not have the asked columns, or have them of different types.

    Spark itself takes a column that a file lacks as empty.

    Raises:
        SourceError: Names the first file, and the column.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        schemas = list(pool.map(_schema, asked.addresses))
    first = schemas[0]
    for address, schema in zip(asked.addresses, schemas, strict=True):
        for column in asked.columns:
            _refuse(address, column, schema, (asked.addresses[0], first))


def _schema(address: str) -> Mapping[str, pa.DataType]:
    files, path = opened(address)
    try:
        read = pq.read_schema(path, filesystem=files)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(address, f"cannot be read as Parquet: {first_line(error)}") from None
    return {field.name: _plain(field.type) for field in read}


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return a type as the file has it: what Arrow makes of texts is no part of it."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    return pa.string() if pa.types.is_large_string(kind) else kind


def _refuse(
    address: str,
    column: str,
    schema: Mapping[str, pa.DataType],
    first: tuple[str, Mapping[str, pa.DataType]],
) -> None:
    kind, other = schema.get(column), first[1].get(column)
    if kind is None:
        there = _named(schema)
        raise SourceError(address, f"has no such column; it has {there}", field=column)
    if kind != other:
        what = f"is {kind} here and {other} in {first[0]}; write all files with one schema"
        raise SourceError(address, what, field=column)
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        what = "holds times in nanoseconds, which Spark does not read; write them in microseconds"
        raise SourceError(address, what, field=column)


def _named(names: Iterable[str]) -> str:
    listed: Sequence[str] = sorted(names)
    return ", ".join(listed[:8]) + (" ..." if len(listed) > 8 else "")
