"""History from Jira Cloud and Data Center."""

from __future__ import annotations

from slarules.hookspecs import RegisterAdapter, hookimpl


def make(profile: object) -> object:
    """Return the adapter for a profile."""
    from slarules_jira.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `jira:PROFILE`."""
    register("jira", make, summary="history from Jira Cloud and Data Center")
