"""Histories from skeleton, for slarules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slarules.hookspecs import RegisterAdapter, hookimpl

if TYPE_CHECKING:
    from slarules.adapters import Adapter, Profile


def make(profile: Profile) -> Adapter:
    """Return the adapter for `--source skeleton:PROFILE`."""
    # What is heavy is imported when something is read, not whenever slarules starts.
    from slarules_skeleton.adapter import made  # noqa: PLC0415

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `skeleton:PROFILE`."""
    register("skeleton", make, summary="histories from skeleton")
