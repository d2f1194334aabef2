"""Service level agreements as programs: checked, measured, explained and settled from one text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slarules.calendar import Calendar
    from slarules.errors import (
        ContractError,
        RunFolderError,
        SlarulesError,
        SourceError,
        UsageError,
    )
    from slarules.pipeline import audit, check, explain, load

__all__ = [
    "Calendar",
    "ContractError",
    "RunFolderError",
    "SlarulesError",
    "SourceError",
    "UsageError",
    "audit",
    "check",
    "explain",
    "load",
]

HOMES = {
    "Calendar": "slarules.calendar",
    "ContractError": "slarules.errors",
    "RunFolderError": "slarules.errors",
    "SlarulesError": "slarules.errors",
    "SourceError": "slarules.errors",
    "UsageError": "slarules.errors",
    "audit": "slarules.pipeline",
    "check": "slarules.pipeline",
    "explain": "slarules.pipeline",
    "load": "slarules.pipeline",
}


def __getattr__(name: str) -> object:
    # The command line needs none of these to start, and DuckDB alone takes longer than its help.
    if name not in HOMES:
        raise AttributeError(f"module 'slarules' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
