"""History from CSV and Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slarules.hookspecs import RegisterAdapter, hookimpl

if TYPE_CHECKING:
    from slarules.adapters import Adapter, Profile


def make(profile: Profile) -> Adapter:
    """Return the adapter for a profile."""
    from slarules_csv.adapter import made

    return made(profile)


@hookimpl
def slarules_adapters(register: RegisterAdapter) -> None:
    """Offer `csv:FOLDER`."""
    register("csv", make, summary="CSV and Parquet files in a folder")
