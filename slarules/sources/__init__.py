"""Sources by the names under which plugins offer their adapters."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from slarules.adapters.adapter import API, Adapter, Profile
from slarules.errors import UsageError
from slarules.facts.source import Source
from slarules.instants import Instant
from slarules.plugins import OWN, OfferedAdapter, Plugin, Plugins, load
from slarules.sources.context import FilesContext, present
from slarules.sources.files import FilesSource
from slarules.sources.live import LiveSource, StoreSource
from slarules.sources.several import SeveralSources

if TYPE_CHECKING:
    from slarules.profiles import Configured


STORE = "store"
"""Stands before the colon for a store of our own, which is no adapter's."""


def source_named(text: str, now: Callable[[], Instant] = present) -> Source:
    """Return the source that `NAME:ARGUMENT` names, nothing read yet.

    Args:
        now: The clock, for who asks a source over a network.

    Raises:
        UsageError: No working plugin offers it, or it is not set up as it needs to be.
    """
    name, colon, argument = text.partition(":")
    if not (colon and name):
        if has_profiles():
            _configured(text)
        raise UsageError(f"'{text}' names no source; write NAME:ARGUMENT, such as csv:data")
    if name == STORE:
        return _stored(argument)
    plugins = load()
    set_up = None if not has_profiles() else _configured(text)
    profile = set_up.profile if set_up else Profile(name, argument)
    with closing(_made(profile, plugins)) as adapter:
        reads_files = "files" in adapter.capabilities
    make = partial(_made, profile, plugins)
    if reads_files:
        return FilesSource(text, make, FilesContext(now))
    return LiveSource(set_up or _configured(text), make, plugins, now)


def sources_named(texts: Sequence[str], now: Callable[[], Instant] = present) -> Source:
    """Return several sources as one; raises as `source_named` does."""
    found = [source_named(text, now) for text in texts]
    return found[0] if len(found) == 1 else SeveralSources(found)


def live_among(texts: Sequence[str]) -> tuple[str, ...]:
    """Return those sources that are asked over a network, and of which nothing is kept."""
    return tuple(text for text in texts if isinstance(source_named(text), LiveSource))


def has_profiles() -> bool:
    """Tell whether there is a `slarules.toml`: to read it takes pydantic, which files do not."""
    return bool(os.environ.get("SLARULES_PROFILES")) or Path("slarules.toml").is_file()


def _configured(text: str) -> Configured:
    from slarules.profiles import configured  # noqa: PLC0415

    return configured(text)


def _stored(address: str) -> Source:
    from slarules.store.address import store_address  # noqa: PLC0415

    return StoreSource(address, store_address(address).shown)


def adapter_of(profile: Profile) -> Adapter:
    """Return the adapter of a profile.

    Raises:
        UsageError: No working plugin offers it, it is for another version of slarules, or it cannot
            be made of these settings.
    """
    return _made(profile, load())


def _made(profile: Profile, plugins: Plugins) -> Adapter:
    offered = plugins.adapters.get(profile.adapter)
    if offered is None:
        raise UsageError(_unknown(profile.adapter, plugins))
    owner = plugins.owner(profile.adapter)
    _refuse_another_api(profile.adapter, offered, f"{owner}")
    try:
        adapter = offered.make(profile)
    except ModuleNotFoundError as error:
        raise UsageError(_without(profile.adapter, f"{error.name}", owner)) from error
    if not isinstance(adapter, Adapter):
        raise UsageError(f"{owner} offers '{profile.adapter}', which is no adapter")
    return adapter


def _refuse_another_api(name: str, offered: OfferedAdapter, owner: str) -> None:
    if offered.api != API:
        older = "older" if offered.api < API else "newer"
        raise UsageError(
            f"'{name}' of {owner} is written for version {offered.api} of the interface of "
            f"adapters, and this slarules has version {API}: install {name} in the version that "
            f"belongs to this slarules, since yours is {older}"
        )


def _without(name: str, module: str, owner: Plugin | None) -> str:
    if owner is None or owner.distribution == OWN:
        return f'{name} needs more packages ({module} is missing): pip install "slarules[store]"'
    return f"{name} of {owner} needs {module}, which is not installed; install it beside slarules"


def _unknown(name: str, plugins: Plugins) -> str:
    names = {*plugins.adapters, STORE}
    near = get_close_matches(name, names, 1)
    offered = ", ".join(sorted(names))
    hint = f"did you mean '{near[0]}'?" if near else f"there are {offered}"
    broken = "".join(f"; {problem}" for problem in plugins.problems)
    return f"no source is called '{name}'; {hint}{broken}"
