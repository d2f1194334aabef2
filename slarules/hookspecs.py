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


class MakeAdapter(Protocol):
    """Makes an adapter for what `--source NAME:ARGUMENT` names."""

    def __call__(self, profile: Any, /) -> Any:  # noqa: ANN401  # imported when it is needed
        """Take a `slarules.adapters.Profile`, return a `slarules.adapters.Adapter`; read nothing.

        Raises:
            UsageError: The profile lacks something, or has something wrong.
        """
        ...


class RegisterAdapter(Protocol):
    """Takes what a plugin offers, one adapter a call."""

    def __call__(self, name: str, make: MakeAdapter, /, *, summary: str = "", api: int = 1) -> None:
        """Offer an adapter.

        Args:
            name: Stands before the colon in `--source NAME:ARGUMENT`.
            make: Makes it; imports what is heavy only then.
            summary: What it reads, in some words.
            api: The version of the interface that it is written for.
        """
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
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer adapters: call `register(name, make, summary=...)` once for each."""


@hookspec(firstresult=True)
def slarules_resolve_secret(reference: str) -> str | None:
    """Return the secret that `{vault = "REFERENCE"}` stands for, or None for one of others."""


@hookspec
def slarules_progress(source: str, stage: str, done: int, total: int | None) -> None:
    """See how far the reading of a source is; called some times a second at most."""


@hookspec
def slarules_conduct_rules(register: RegisterConductRule) -> None:
    """Offer rules of conduct: call `register(name, look, needs=..., words=...)` once for each."""
