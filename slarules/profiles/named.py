"""How a source is set up, by the name that stands after `--source`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from slarules.adapters import Profile
from slarules.adapters.settings import settings_from
from slarules.errors import UsageError
from slarules.profiles.common import HttpSettings, PullSettings
from slarules.profiles.file import ProfileFile, read_profiles

COMMON = ("http", "pull", "privacy")
"""The tables of every profile that are not the adapter's."""


@dataclass(frozen=True, slots=True)
class Configured:
    """How a source is set up.

    Attributes:
        profile: What its adapter sees.
        http: How its site is talked to.
        pull: How it is pulled.
        privacy: What is kept of it; the store reads this.
        folder: Where the file lies; files of secrets are looked for from there.
    """

    profile: Profile
    http: HttpSettings = field(default_factory=HttpSettings)
    pull: PullSettings = field(default_factory=PullSettings)
    privacy: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = field(default_factory=Path)


def configured(text: str, file: ProfileFile | None = None) -> Configured:
    """Return how the source `NAME:ARGUMENT` is set up.

    Args:
        file: What `slarules.toml` says; read where it is left out.

    Raises:
        UsageError: The text names no source, or the file has something wrong.
    """
    adapter, colon, argument = text.partition(":")
    file = read_profiles() if file is None else file
    if not (colon and adapter):
        known = [f"{text}:{name}" for name in sorted(file.tables.get(text, {}))]
        said = " or ".join(known) or "NAME:ARGUMENT, such as csv:data"
        raise UsageError(f"'{text}' names no source; write {said}")
    table = file.table(adapter, argument)
    if table is None:
        _refuse_misspelt(file, adapter, argument)
        return Configured(Profile(adapter, argument, None, file.shown), folder=file.folder)
    own = {key: value for key, value in table.items() if key not in COMMON}
    where = f"{file.shown}, [{adapter}.{argument}"
    return Configured(
        Profile(adapter, argument, own, file.shown),
        settings_from(_common(table, "http", where), HttpSettings, f"{where}.http]"),
        settings_from(_common(table, "pull", where), PullSettings, f"{where}.pull]"),
        _common(table, "privacy", where),
        file.folder,
    )


def _common(table: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    found = table.get(name, {})
    if not isinstance(found, Mapping):
        raise UsageError(f"{where}]: {name} is a table; write {where.partition(', ')[2]}.{name}]")
    return found


def _refuse_misspelt(file: ProfileFile, adapter: str, argument: str) -> None:
    near = get_close_matches(argument, file.tables.get(adapter, {}), 1)
    if near:
        raise UsageError(
            f"{file.shown} has no table [{adapter}.{argument}]; did you mean {adapter}:{near[0]}?"
        )
