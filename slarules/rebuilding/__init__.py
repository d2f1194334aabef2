"""The tables that a store holds become the history that a mapping reads."""

from __future__ import annotations

from slarules.rebuilding.held import Held
from slarules.rebuilding.said import Observed, Said, said_of
from slarules.rebuilding.source import HeldSource

__all__ = ["Held", "HeldSource", "Observed", "Said", "said_of"]
