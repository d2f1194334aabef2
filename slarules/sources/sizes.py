"""How large sources are, as far as that is cheap to know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def bytes_of(sources: Sequence[str]) -> int | None:
    """Return how many bytes sources keep; None where one of them does not lie in a folder.

    Args:
        sources: As `NAME:ARGUMENT`.
    """
    folders = [Path(source.partition(":")[2].partition("#")[0]) for source in sources]
    if not all(folder.is_dir() for folder in folders):
        return None
    return sum(path.stat().st_size for folder in folders for path in _files(folder))


def _files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
