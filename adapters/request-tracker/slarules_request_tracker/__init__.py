"""History from Request Tracker 5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slarules.hookspecs import RegisterAdapter, hookimpl

if TYPE_CHECKING:
    from slarules.adapters import Adapter, Profile


def make(profile: Profile) -> Adapter:
    """Return the adapter for a profile.

    Raises:
        UsageError: The profile lacks something, or has something wrong.
    """
    from slarules_request_tracker.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `request-tracker:PROFILE`."""
    register("request-tracker", make, summary="history from Request Tracker 5")
