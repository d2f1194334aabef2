"""How many cores there are to work on."""

from __future__ import annotations

import os


def cores() -> int:
    """Return how many cores this process may use."""
    # Windows and macOS do not tell which are this process's own.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
