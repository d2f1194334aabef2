"""The folder that driver and executors share: parts of verdicts, and what went wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from uuid import uuid4

import pyarrow as pa
from pyarrow import fs

from slarules.errors import UsageError

FAILED = "failed-"
"""How the files begin that tell why a partition cannot be worked on."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a partition cannot be worked on, whoever tries.

    Attributes:
        kind: The name of the class that was raised.
        trace: Where; empty for what the user can mend.
    """

    stage: str
    partition: int
    kind: str
    message: str
    trace: str


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder by its address: a path that all machines see, or such as `s3://` or `hdfs://`."""

    address: str

    def part(self, name: str) -> pa.NativeFile:
        """Open a file to be written; it is there when it is closed."""
        files, root = self._opened()
        return files.open_output_stream(f"{root}/{name}")

    def read(self, name: str) -> pa.NativeFile:
        """Open a part that was written."""
        files, root = self._opened()
        return files.open_input_file(f"{root}/{name}")

    def tell(self, failure: Failure) -> None:
        """Leave word, for the driver and for all who work on other partitions."""
        with self.part(f"{FAILED}{failure.stage}-{failure.partition}-{uuid4()}.json") as file:
            file.write(json.dumps(asdict(failure)).encode())

    def failure(self) -> Failure | None:
        """Return what was left word of; of several, that of the first partition."""
        found = [self._told(info) for info in self._infos() if info.base_name.startswith(FAILED)]
        return min((each for each in found if each), key=lambda each: each.partition, default=None)

    def _told(self, info: fs.FileInfo) -> Failure | None:
        files, _ = self._opened()
        try:
            with files.open_input_file(info.path) as file:
                return Failure(**json.loads(file.read()))
        except (OSError, ValueError):  # half written: whoever writes it fails anyway
            return None

    def _infos(self) -> list[fs.FileInfo]:
        files, root = self._opened()
        return list(files.get_file_info(fs.FileSelector(root)))

    def _opened(self) -> tuple[fs.FileSystem, str]:
        return opened(self.address)

    @contextmanager
    def room(self) -> Iterator[SharedFolder]:
        """Give a new folder in this one that goes away with what is in it."""
        own = SharedFolder(f"{self.address.rstrip('/')}/.slarules-{uuid4()}")
        files, root = own._opened()
        try:
            files.create_dir(root)
        except OSError as error:
            raise UsageError(f"{self.address} cannot be written to: {first_line(error)}") from error
        try:
            yield own
        finally:
            with suppress(OSError):
                files.delete_dir(root)


def opened(address: str) -> tuple[fs.FileSystem, str]:
    """Return the file system of an address, and the path in it.

    Raises:
        UsageError: There is no file system for such an address.
    """
    if not re.match(r"[a-z][a-z0-9+.-]+:", address):
        return fs.LocalFileSystem(), address
    try:
        files, path = fs.FileSystem.from_uri(address)
    except (pa.ArrowException, OSError) as error:
        raise UsageError(f"{address} cannot be reached: {first_line(error)}") from error
    return files, path


def first_line(error: BaseException) -> str:
    """Return what an error says, without what follows for developers."""
    return next(iter(f"{error}".splitlines()), type(error).__name__)
