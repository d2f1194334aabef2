"""Which files of a folder hold a table, how they are packed, and their digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from slarules.core.mapping import FURTHER, Layout, Table
from slarules.errors import SourceError
from slarules_csv.delta import files_of_delta, is_delta

ENDINGS = (".csv", ".csv.gz", ".csv.zst", ".parquet")
"""What a further table that the mapping does not name may be called, behind its own name."""


class Packing(Enum):
    """How the bytes of a file are to be read, told by how they begin and never by its name."""

    PLAIN = b""
    GZIP = b"\x1f\x8b"
    ZSTD = b"\x28\xb5\x2f\xfd"
    PARQUET = b"PAR1"
    ZIP = b"PK\x03\x04"


def packing(path: Path) -> Packing:
    """Return how a file is packed."""
    with path.open("rb") as file:
        start = file.read(4)
    return next(p for p in reversed(Packing) if start.startswith(p.value))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as they lie there, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(table: Table, folder: Path) -> list[Path]:
    """Return the files of a table in order of their names; none when a further one is not there.

    Raises:
        SourceError: The mapping names files that are not there, or that lie outside the folder.
    """
    if not folder.is_dir():
        raise SourceError(str(folder), "there is no such folder")
    if table.pattern is None:
        named = [folder / f"{table.shape}{ending}" for ending in ENDINGS]
        there = [_inside(path, folder) for path in named if path.is_file()]
        if table.item is not None and not there:
            what = f"the mapping names no files, and there is no {table.shape}.csv"
            raise SourceError(str(folder), what)
        return there
    _refuse_outside(table.pattern, folder)
    found = sorted(_files(path, folder) for path in folder.glob(table.pattern))
    files = [file for each in found for file in each]
    if not files:
        raise SourceError(str(folder), f"the mapping reads '{table.pattern}', and no file fits it")
    return [_inside(path, folder) for path in files]


def _files(path: Path, folder: Path) -> list[Path]:
    """Return what is at a path: a file, the files of a Delta table, or nothing."""
    if is_delta(path):
        return files_of_delta(_inside(path, folder))
    return [path] if path.is_file() else []


@dataclass(frozen=True, slots=True)
class File:
    """A file, and what table of the mapping it belongs to; empty for none."""

    path: Path
    table: str = ""


def files_of_layout(layout: Layout, folder: Path) -> list[File]:
    """Return the files that a mapping reads, table by table.

    Raises:
        SourceError: It names files that are not there, or that lie outside the folder.
    """
    tables = (*layout.tables, *undeclared(layout.tables))
    return [File(path, table.name) for table in tables for path in files_of(table, folder)]


def all_files(folder: Path) -> list[File]:
    """Return the files that look like tables, in order of their names.

    Raises:
        SourceError: There is no such folder, or a link in it leads out of it.
    """
    if not folder.is_dir():
        raise SourceError(str(folder), "there is no such folder")
    found = sorted(each for each in folder.iterdir() if each.name.endswith(ENDINGS))
    return [File(_inside(path, folder)) for path in found if path.is_file()]


def undeclared(tables: tuple[Table, ...]) -> list[Table]:
    """Return the further tables that the mapping does not name."""
    declared = {table.shape for table in tables}
    return [Table(shape) for shape in FURTHER if shape not in declared]


def _refuse_outside(pattern: str, folder: Path) -> None:
    path = PurePosixPath(pattern)
    if path.is_absolute() or ".." in path.parts or "**" in path.parts or not path.parts:
        raise SourceError(str(folder), f"'{pattern}' does not name files inside the folder")


def _inside(path: Path, folder: Path) -> Path:
    # A link in the folder may point anywhere; whoever sent the folder does not choose our files.
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SourceError(str(path), "is a link that leads out of the folder")
    return path
