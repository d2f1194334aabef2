"""History from Jira Cloud and Data Center."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slarules.hookspecs import RegisterAdapter, hookimpl

if TYPE_CHECKING:
    from slarules.adapters import Adapter, Profile


def make(profile: Profile) -> Adapter:
    """Return the adapter for a profile."""
    from slarules_jira.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `jira:PROFILE`."""
    register("jira", make, summary="history from Jira Cloud and Data Center")
