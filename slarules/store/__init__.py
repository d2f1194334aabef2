"""Stores: what sources delivered, kept in columns, by snapshots that can be read again."""

from __future__ import annotations

from slarules.store.store import Store, open_store

__all__ = ["Store", "open_store"]
