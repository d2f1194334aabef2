"""How large sources are, as far as that is cheap to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

PACKED = frozenset({".parquet", ".gz", ".zst", ".bz2", ".xz", ".zip"})
"""What files end with that are smaller than their text."""

SMALLER = 5
"""By how much they are, about."""


def bytes_of(sources: Sequence[str]) -> int | None:
    """Return about how much text sources keep; None where one of them does not lie in a folder.

    Args:
        sources: As `NAME:ARGUMENT`.
    """
    folders = [Path(source.partition(":")[2].partition("#")[0]) for source in sources]
    if not all(folder.is_dir() for folder in folders):
        return None
    return sum(_text(path) for folder in folders for path in _files(folder))


def _text(path: Path) -> int:
    return path.stat().st_size * (SMALLER if path.suffix in PACKED else 1)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
