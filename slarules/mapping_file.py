"""A mapping by its file or by its name, such as `zendesk`."""

from __future__ import annotations

from pathlib import Path

from slarules.errors import UsageError
from slarules.resources import shipped

SUFFIX = ".sla"


def mapping_file(said: str) -> Path:
    """Return the file of that path; else the shipped mapping of that name.

    Raises:
        UsageError: There is neither.
    """
    path = Path(said)
    if path.is_file():
        return path
    by_name = Path(str(shipped("rules"))) / "mappings" / f"{said}{SUFFIX}"
    if path.name == said and by_name.is_file():
        return by_name
    if path.is_dir():
        raise UsageError(f"'{said}' is a folder; name the file of a mapping")
    raise UsageError(
        f"there is no file '{said}', and no shipped mapping of that name; there are "
        f"{', '.join(shipped_mappings())}"
    )


def shipped_mappings() -> list[str]:
    """Return the names of the mappings that come with slarules."""
    folder = Path(str(shipped("rules"))) / "mappings"
    return sorted(path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}"))
