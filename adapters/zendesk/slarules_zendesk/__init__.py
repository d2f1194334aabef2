"""History from Zendesk Support."""

from __future__ import annotations

from slarules.hookspecs import RegisterAdapter, hookimpl


def make(profile: object) -> object:
    """Return the adapter for a profile."""
    from slarules_zendesk.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `zendesk:PROFILE`."""
    register("zendesk", make, summary="history from Zendesk Support")
