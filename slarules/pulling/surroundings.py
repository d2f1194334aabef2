"""Puts together what an adapter works with, from how its source is set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from slarules.instants import Instant
from slarules.plugins import Plugins
from slarules.profiles import Configured, Secrets
from slarules.pulling.context import LiveContext
from slarules.pulling.progress import Ear, Ears, Progress

if TYPE_CHECKING:
    import pluggy


def context_of(
    configured: Configured,
    plugins: Plugins,
    now: Callable[[], Instant],
    *ears: Ear,
) -> LiveContext:
    """Return what the adapter of a source works with.

    Args:
        plugins: Asked for secrets of vaults, and told how far it is.
        now: The present instant.
        ears: Who else hears how far it is.
    """
    hooks = plugins.relay()
    return LiveContext(
        source=configured.profile.name,
        clock=now,
        resolve=Secrets(configured.folder, vault=lambda name: _resolved(hooks, name)),
        ear=Ears((*ears, lambda progress: _tell(hooks, progress)), now),
        settings=configured.http,
    )


def _resolved(hooks: pluggy.HookRelay, reference: str) -> str | None:
    found = hooks.slarules_resolve_secret(reference=reference)
    return None if found is None else str(found)


def _tell(hooks: pluggy.HookRelay, progress: Progress) -> None:
    hooks.slarules_progress(
        source=progress.source, stage=progress.stage, done=progress.done, total=progress.total
    )
