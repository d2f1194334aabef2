"""Where faults happen: Meridian's audit, its run folder, its register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from hashlib import sha256
from importlib import import_module
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from slarules import cli
from slarules.register.database import opened
from tests.pipeline.desk import arguments, desk
from tests.reliability.child import Ended, Prepare, run


class Place:
    """A folder with texts and an export; runs go to `run`, entries to `register.db`."""

    def __init__(self, folder: Path, register: str | None = None) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.out = folder / "out" / "run"
        self.register = register or str(folder / "register.db")
        self.texts = desk(folder)
        _warmed()

    @property
    def words(self) -> list[str]:
        """The audit on the command line."""
        return [*arguments(self.texts), "--out", str(self.out), "--register", self.register]

    def audit(self, prepare: Prepare | None = None) -> Ended:
        """Run it."""
        return run(self.words, self.folder, prepare)

    def runs(self) -> int:
        """Return how many runs the register has."""
        with opened(self.register) as register:
            return len(register.entries(None, "run"))

    def broken(self) -> Iterator[str]:
        """Yield what must never be: a folder that is no whole run, a chain that is not whole."""
        if self.out.exists() and not is_whole(self.out):
            yield f"{self.out.name} is taken for a run and is not whole"
        with opened(self.register) as register:
            yield from register.flaws()

    def left(self) -> list[str]:
        """Return what lies beside the run folder."""
        return sorted(path.name for path in self.out.parent.iterdir() if path != self.out)


@cache
def _warmed() -> None:
    """Import and read what audits need, so that every process forked from here has it at once.

    Nothing is written: threads of DuckDB would not survive a fork.
    """
    for module in (
        "duckdb",
        "encodings.unicode_escape",
        "slarules.report.html",
        "slarules.register.upgrade",
    ):
        import_module(module)
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        cli.run([*arguments(desk(Path(folder))), "--register", "none"])


def is_whole(folder: Path) -> bool:
    """Whether a folder holds just the files of its manifest, with their hashes."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return there == {"manifest.json", *manifest["files"]} and all(
        sha256((folder / name).read_bytes()).hexdigest() == digest
        for name, digest in manifest["files"].items()
    )


def results(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a run."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return dict(manifest["files"])
