"""The tables that a store holds become the history that a mapping reads."""

from __future__ import annotations

from slarules.rebuilding.held import Held

__all__ = ["Held"]
