"""Asks a source what it has."""

from __future__ import annotations

from collections.abc import Callable

from slarules.adapters.catalogue import Catalogue
from slarules.instants import Instant
from slarules.plugins import load
from slarules.profiles import configured
from slarules.pulling import context_of
from slarules.pulling.checked import guarded
from slarules.sources import STORE, adapter_of
from slarules.store import open_store


def catalogue_of(source: str, now: Callable[[], Instant]) -> Catalogue | None:
    """Return what a source has now, and of a store what it had when it was read last.

    Args:
        now: The present instant.

    Raises:
        SourceError: It cannot be asked.
        UsageError: It is not set up.
    """
    name, _, argument = source.partition(":")
    if name == STORE:
        with open_store(argument) as store:
            return store.snapshot().catalogue
    set_up = configured(source)
    adapter = adapter_of(set_up.profile)
    context = context_of(set_up, load(), now)
    try:
        with guarded(source, context):
            found = adapter.discover(context)
    finally:
        adapter.close()
        context.close()
    return found if found.fields else None
