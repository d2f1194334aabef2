"""Outages from Prometheus, Statuspage and calendars."""

from __future__ import annotations

from slarules.adapters import Adapter, Profile
from slarules.hookspecs import RegisterAdapter, hookimpl


def make_prometheus(profile: Profile) -> Adapter:
    """Return what reads range queries of Prometheus."""
    from slarules_outages.prometheus import made

    return made(profile)


def make_statuspage(profile: Profile) -> Adapter:
    """Return what reads incidents and scheduled maintenance of Statuspage."""
    from slarules_outages.statuspage import made

    return made(profile)


def make_maintenance(profile: Profile) -> Adapter:
    """Return what reads maintenance windows of an iCalendar file."""
    from slarules_outages.maintenance import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `prometheus:PROFILE`, `statuspage:PROFILE` and `maintenance:FILE.ics`."""
    register("prometheus", make_prometheus, summary="when services were up, by range queries")
    register("statuspage", make_statuspage, summary="incidents and maintenance of a status page")
    register("maintenance", make_maintenance, summary="maintenance windows of an iCalendar file")
