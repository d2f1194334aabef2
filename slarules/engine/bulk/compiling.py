"""How functions of the bulk engine are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba  # type: ignore[import-untyped]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return a function as machine code, kept for the next start, that lets other threads run."""
    found: Function = numba.njit(cache=True, nogil=True)(function)
    return found
