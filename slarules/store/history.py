"""All snapshots of a source, and which files each of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import file_digest
from pathlib import Path

from slarules.errors import UsageError
from slarules.store import delta
from slarules.store.chain import Body, DeltaVersion, Erased, Row, StoredFile
from slarules.store.ledger import said_by


@dataclass(frozen=True)
class History:
    """All snapshots of a source.

    Attributes:
        shown: What messages call the store.
        folder: Where the columns of the source are.
        rows: The snapshots, in order.
    """

    source: str
    shown: str
    folder: Path
    rows: Sequence[Row]
    _whole: set[Path] = field(default_factory=set, repr=False, compare=False)

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """What each snapshot says.

        Raises:
            UsageError: One is not as it was written.
        """
        return tuple(said_by(row, self.shown) for row in self.rows)

    @property
    def last(self) -> Body | None:
        """What the last snapshot says; None where there is none."""
        return self.bodies[-1] if self.bodies else None

    @property
    def kept(self) -> Mapping[str, tuple[str, ...] | None]:
        """The fields whose values are kept of each part of the source; None for all."""
        return {name: fields for body in self.bodies for name, fields in body.kept.items()}

    def erasure_of(self, number: int) -> tuple[Row, Erased] | None:
        """Return the erasure after which a snapshot cannot be read; None while it can."""
        for row, body in zip(self.rows, self.bodies, strict=True):
            erased = body.erasure
            if erased and erased.first <= number <= erased.last:
                return row, erased
        return None

    def known(self, table: DeltaVersion, name: str) -> Mapping[str, StoredFile]:
        """Return all files that any snapshot says a Delta table has, by name."""
        return {
            each.name: each
            for body in self.bodies
            if name in body.files and body.tables[name].folder == table.folder
            for each in body.files[name]
        }

    def files(self, number: int | None = None) -> dict[str, tuple[StoredFile, ...]]:
        """Return the files of each table at a snapshot, by default the last.

        Raises:
            UsageError: A table has a file that no snapshot tells of, or its log is gone.
        """
        if not self.rows:
            return {}
        body = self.bodies[(number or len(self.rows)) - 1]
        return {name: self._files(name, table) for name, table in body.tables.items()}

    def _files(self, name: str, table: DeltaVersion) -> tuple[StoredFile, ...]:
        folder, known = self.folder / table.folder, self.known(table, name)
        names = delta.names_at(folder, table.version)
        if strange := [each for each in names if each not in known]:
            raise UsageError(
                f"{folder / strange[0]} is in no snapshot of {self.source}: the log of the table "
                "was changed by something else; bring the store back from a backup"
            )
        return tuple(known[each] for each in names)

    def paths(self, number: int) -> dict[str, tuple[Path, ...]]:
        """Return the files of each table at a snapshot.

        Raises:
            UsageError: One of them is not there, or is not as it was written.
        """
        body = self.bodies[number - 1]
        found = {}
        for name, files in self.files(number).items():
            folder = self.folder / body.tables[name].folder
            for each in files:
                self._refuse_changed(folder / each.name, each)
            found[name] = tuple(folder / each.name for each in files)
        return found

    def _refuse_changed(self, path: Path, file: StoredFile) -> None:
        if path in self._whole:
            return
        refuse_cut(path, file)
        if digest_of(path) != file.sha256:
            raise UsageError(
                f"{path} was changed after it was written; bring the store back from a backup, "
                f"'slarules store verify' tells what else is wrong in {self.shown}"
            )
        self._whole.add(path)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        with path.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None


def refuse_cut(path: Path, file: StoredFile) -> None:
    """Look whether a file is there and as long as it was.

    Raises:
        UsageError: It is not.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from None
    if size != file.size:
        raise UsageError(
            f"{path} has {size} of {file.size} bytes; bring the store back from a backup"
        )


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path} cannot be read: {error.strerror}; bring the store back from a backup"
    )
