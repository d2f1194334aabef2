"""Addresses of memory (`ulimit -v` and `-d`): where they are limited, none are taken on reserve.

Libraries reserve far more than they use, and fail on what is left: the pool of Arrow has 1 GB from
the first byte on, and each thread 64 to 128 MB in the C library.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

POOL: Final = "ARROW_DEFAULT_MEMORY_POOL"
ARENA_MAX: Final = -8
"""See mallopt(3)."""
ARENAS: Final = 2


def taken_sparingly() -> None:
    """See to that, if this process may not have all addresses; before Arrow is imported."""
    if not _are_limited():
        return
    os.environ.setdefault(POOL, "system")
    import ctypes

    with suppress(OSError, AttributeError):  # another C library has no such setting
        ctypes.CDLL(None).mallopt(ARENA_MAX, ARENAS)


def _are_limited() -> bool:
    if sys.platform == "win32":
        return False
    import resource

    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA)
    return any(resource.getrlimit(kind)[0] != resource.RLIM_INFINITY for kind in kinds)
