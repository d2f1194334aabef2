"""Sources by the name under which plugins offer them."""

from __future__ import annotations

from difflib import get_close_matches

from slarules.errors import UsageError
from slarules.facts.source import Source
from slarules.plugins import Plugins, load


def source_named(text: str) -> Source:
    """Return the source that `NAME:ARGUMENT` names, nothing read yet.

    Raises:
        UsageError: No working plugin offers it.
    """
    name, colon, argument = text.partition(":")
    if not colon:
        raise UsageError(f"'{text}' names no source; write NAME:ARGUMENT, such as csv:data")
    plugins = load()
    if name not in plugins.sources:
        raise UsageError(_unknown(name, plugins))
    source = plugins.sources[name](argument)
    if not isinstance(source, Source):
        raise UsageError(f"{plugins.owner(name)} offers '{name}', which is no source")
    return source


def _unknown(name: str, plugins: Plugins) -> str:
    near = get_close_matches(name, plugins.sources, 1)
    hint = (
        f"did you mean '{near[0]}'?" if near else f"there are {', '.join(sorted(plugins.sources))}"
    )
    broken = "".join(f"; {problem}" for problem in plugins.problems)
    return f"no source is called '{name}'; {hint}{broken}"
