"""History from Zendesk Support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slarules.hookspecs import RegisterAdapter, hookimpl

if TYPE_CHECKING:
    from slarules.adapters import Adapter, Profile


def make(profile: Profile) -> Adapter:
    """Return the adapter for a profile."""
    from slarules_zendesk.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `zendesk:PROFILE`."""
    register("zendesk", make, summary="history from Zendesk Support")
