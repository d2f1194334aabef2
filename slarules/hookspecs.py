"""What a plugin can add to slarules.

A plugin is a module named by an entry point of the group `slarules`. It marks functions named as
below with `hookimpl`; each is called once with a `register` callback and does nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol, TypeAlias

import pluggy

from slarules.core.conduct import Conduct, Threshold

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


class ConductRule(Protocol):
    """Looks at what a run found, a `slarules.conduct.View`, for one rule of conduct."""

    def __call__(self, view: Any, asked: Conduct, /) -> Iterable[Any]:  # noqa: ANN401
        """Return findings, each a `slarules.conduct.ConductFinding`."""
        ...


Words: TypeAlias = Collection[Collection[str]]


class RegisterConductRule(Protocol):
    """Takes what a plugin offers, one rule a call."""

    def __call__(
        self,
        name: str,
        look: ConductRule,
        /,
        *,
        needs: Collection[Threshold] = (),
        words: Words = (),
    ) -> None:
        """Offer a rule under the name that stands behind `conduct` in a contract.

        Args:
            name: What it looks for.
            look: Looks for it.
            needs: The thresholds that a contract has to declare.
            words: The words that it looks at: of each group the vocabulary has to have one.
        """
        ...


@hookspec
def slarules_sources(register: RegisterSource) -> None:
    """Offer sources of histories: call `register(name, factory)` once for each."""


@hookspec
def slarules_conduct_rules(register: RegisterConductRule) -> None:
    """Offer rules of conduct: call `register(name, look, needs=..., words=...)` once for each."""
