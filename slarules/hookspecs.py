"""What a plugin can add to slarules.

A plugin is a module named by an entry point of the group `slarules`. It marks functions named as
below with `hookimpl`; each is called once with a `register` callback and does nothing else.
"""

from __future__ import annotations

from typing import Protocol

import pluggy

GROUP = "slarules"
"""The group of entry points, and the name under which pluggy knows the hooks."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Marks the functions of a plugin that implement a hook."""


class SourceFactory(Protocol):
    """Makes a source from what stands behind the colon in `--source NAME:ARGUMENT`."""

    def __call__(self, argument: str, /) -> object:
        """Return the source, nothing read yet."""
        ...


class RegisterSource(Protocol):
    """Takes what a plugin offers, one source a call."""

    def __call__(self, name: str, factory: SourceFactory, /) -> None:
        """Offer `factory` as `name`, which stands before the colon in `--source NAME:ARGUMENT`."""
        ...


@hookspec
def slarules_sources(register: RegisterSource) -> None:
    """Offer sources of histories: call `register(name, factory)` once for each."""
