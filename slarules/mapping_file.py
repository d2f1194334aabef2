"""A mapping by its file or by its name, such as `zendesk`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from slarules.errors import UsageError
from slarules.hookspecs import GROUP
from slarules.resources import shipped

SUFFIX = ".sla"


def mapping_file(said: str) -> Path:
    """Return the file of that path; else the mapping of that name that an adapter or we bring.

    Raises:
        UsageError: There is neither.
    """
    path = Path(said)
    if path.is_file():
        return path
    brought = {each.name.removesuffix(SUFFIX): each for each in _brought()}
    if path.name == said and said in brought:
        return brought[said]
    if path.is_dir():
        raise UsageError(f"'{said}' is a folder; name the file of a mapping")
    raise UsageError(
        f"there is no file '{said}', and no mapping of that name comes with slarules or an "
        f"adapter; there are {', '.join(sorted(brought))}"
    )


def _brought() -> Iterator[Path]:
    """Yield the mappings that come with adapters, ours last: no stranger takes their names."""
    for folder in (*_of_adapters(), Path(str(shipped("rules"))) / "mappings"):
        yield from sorted(folder.glob(f"*{SUFFIX}"))


def _of_adapters() -> Iterator[Path]:
    for entry in sorted(entry_points(group=GROUP)):
        # What a plugin's module does when it is imported is not needed to find its files.
        package = find_spec(entry.module.partition(".")[0])
        for place in (package and package.submodule_search_locations) or ():
            yield Path(place) / "mapping"
