"""Sources by the names under which plugins offer their adapters."""

from __future__ import annotations

from difflib import get_close_matches

from slarules.adapters.adapter import API, Adapter, Profile
from slarules.errors import UsageError
from slarules.facts.source import Source
from slarules.plugins import OfferedAdapter, Plugins, load
from slarules.sources.files import FilesSource
from slarules.sources.surroundings import Surroundings


def source_named(text: str) -> Source:
    """Return the source that `NAME:ARGUMENT` names, nothing read yet.

    Raises:
        UsageError: No working plugin offers it, or it is not set up as it needs to be.
    """
    profile = named(text)
    adapter = adapter_of(profile)
    return FilesSource(profile.name, adapter, Surroundings())


def named(text: str) -> Profile:
    """Return what `NAME:ARGUMENT` names, without its settings.

    Raises:
        UsageError: It is no such name.
    """
    name, colon, argument = text.partition(":")
    if not colon:
        raise UsageError(f"'{text}' names no source; write NAME:ARGUMENT, such as csv:data")
    return Profile(name, argument)


def adapter_of(profile: Profile) -> Adapter:
    """Return the adapter of a profile.

    Raises:
        UsageError: No working plugin offers it, it is for another version of slarules, or it cannot
            be made of these settings.
    """
    plugins = load()
    offered = plugins.adapters.get(profile.adapter)
    if offered is None:
        raise UsageError(_unknown(profile.adapter, plugins))
    owner = plugins.owner(profile.adapter)
    _refuse_another_api(profile.adapter, offered, f"{owner}")
    adapter = offered.make(profile)
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


def _unknown(name: str, plugins: Plugins) -> str:
    near = get_close_matches(name, plugins.adapters, 1)
    offered = ", ".join(sorted(plugins.adapters))
    hint = f"did you mean '{near[0]}'?" if near else f"there are {offered}"
    broken = "".join(f"; {problem}" for problem in plugins.problems)
    return f"no source is called '{name}'; {hint}{broken}"
