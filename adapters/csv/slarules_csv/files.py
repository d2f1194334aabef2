"""Which files of a folder hold a table, how they are packed, and their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePosixPath

from slarules.core.mapping import FURTHER, Layout, Table
from slarules.errors import SourceError
from slarules_csv.delta import files_of_delta, is_delta
from slarules_csv.stored import PLAIN, Stored, stored_in_folders

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


@dataclass(frozen=True, slots=True)
class File:
    """A file, and what table of the mapping it belongs to; empty for none."""

    path: Path
    table: str = ""
    stored: Stored = PLAIN


def files_of(table: Table, folder: Path) -> list[File]:
    """Return the files of a table in order of their names; none when a further one is not there.

    Raises:
        SourceError: The mapping names files that are not there, or that lie outside the folder.
    """
    if not folder.is_dir():
        raise SourceError(str(folder), "there is no such folder")
    if table.pattern is None:
        named = [folder / f"{table.shape}{ending}" for ending in ENDINGS]
        there = [File(_inside(path, folder), table.name) for path in named if path.is_file()]
        if table.item is not None and not there:
            what = f"the mapping names no files, and there is no {table.shape}.csv"
            raise SourceError(str(folder), what)
        return there
    _refuse_outside(table.pattern, folder)
    looked = Looked(folder, table.name)
    files = [file for path in sorted(folder.glob(table.pattern)) for file in looked.at(path)]
    if not files:
        raise SourceError(str(folder), f"the mapping reads '{table.pattern}', {looked.why}")
    return files


@dataclass
class Looked:
    """What lies in a folder: files alone, and those of Delta tables, as their logs say.

    Attributes:
        why: Why there may be nothing to be read.
    """

    folder: Path
    table: str
    why: str = "and no file fits it"
    _deltas: dict[Path, Mapping[PurePosixPath, Stored]] = field(default_factory=dict)

    def at(self, path: Path) -> Iterator[File]:
        """Yield what counts at a path: a file, the files of a Delta table, or nothing.

        Raises:
            SourceError: It leads out of the folder, or a log cannot be read.
        """
        if is_delta(path):
            for where, stored in self._delta(path).items():
                yield File(_inside(path / where, self.folder), self.table, stored)
        elif path.is_file():
            yield from self._file(_inside(path, self.folder))

    def _file(self, path: Path) -> Iterator[File]:
        """Yield a file; one that lies in a Delta table counts if its log says so."""
        names = path.relative_to(self.folder).parts[:-1]
        above = [self.folder.joinpath(*names[:depth]) for depth in range(len(names) + 1)]
        delta = next((each for each in above if is_delta(each)), None)
        if delta is None:
            yield File(path, self.table, stored_in_folders(names))
            return
        stored = self._delta(delta).get(PurePosixPath(path.relative_to(delta)))
        if stored is not None:
            yield File(path, self.table, stored)
        else:
            self.why = f"and the newest version of the Delta table {delta.name} has no such file"

    def _delta(self, path: Path) -> Mapping[PurePosixPath, Stored]:
        if path not in self._deltas:
            self._deltas[path] = files_of_delta(_inside(path, self.folder), _texts)
        return self._deltas[path]


def _texts(values: Sequence[object]) -> Sequence[str]:
    # DuckDB takes a tenth of a second to import, and most exports do not need it.
    from slarules_csv.duck import texts_of  # noqa: PLC0415

    return texts_of(values)


def files_of_layout(layout: Layout, folder: Path) -> list[File]:
    """Return the files that a mapping reads, table by table.

    Raises:
        SourceError: It names files that are not there, or that lie outside the folder.
    """
    tables = (*layout.tables, *undeclared(layout.tables))
    return [file for table in tables for file in files_of(table, folder)]


def all_files(folder: Path) -> list[File]:
    """Return the files that look like tables, in order of their names.

    Raises:
        SourceError: There is no such folder, or a link in it leads out of it.
    """
    if not folder.is_dir():
        raise SourceError(str(folder), "there is no such folder")
    looked = Looked(folder, "")
    found = sorted(each for each in folder.iterdir() if each.name.endswith(ENDINGS))
    return [file for path in found if path.is_file() for file in looked.at(path)]


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
