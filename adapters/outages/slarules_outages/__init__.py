"""Outages from Prometheus, Statuspage and calendars."""

from __future__ import annotations

from slarules.hookspecs import RegisterAdapter, hookimpl


def make(profile: object) -> object:
    """Return the adapter for a profile."""
    from slarules_outages.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `outages:PROFILE`."""
    register("outages", make, summary="outages from Prometheus, Statuspage and calendars")
