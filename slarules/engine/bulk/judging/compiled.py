"""How functions are compiled: once a machine, and run without Python's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

from slarules.engine.bulk.judging.kept_code import cache_of

F = TypeVar("F", bound=Callable[..., Any])

# Any: what Numba's types know of it lacks what is used here.
njit: Any = numba.njit

NONE = -(2**63)
"""Stands where the reference engine has no instant."""

BEYOND = -(2**63) + 1
"""Stands for an answer outside the years compiled: the reference engine is to be asked."""

NEVER = 2**62
"""After every instant, as in the reference engine."""


def compiled(function: F) -> F:
    """Return a function as machine code, kept on disk for the next start."""
    # With NumPy's way of dividing no function can raise.
    found: F = njit(nogil=True, error_model="numpy")(function)
    return _kept(found)


def compiled_within(function: F) -> F:
    """Return a function as machine code that becomes part of each that calls it.

    It must not allocate. Tables as arguments of a call cost 150 ns, most of it for counting the
    references to them; as part of its caller a look into a table takes 5 to 20 ns.
    """
    # `_nrt` is Numba's own name for the counting of references.
    way = njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)
    found: F = way(function)
    return _kept(found)


def compiled_part(function: F) -> F:
    """Return a function as `compiled_within` does, of which Python itself can make no use.

    What Python needs for a call takes longer to compile than most functions do.
    """
    way = njit(
        nogil=True,
        error_model="numpy",
        forceinline=True,
        _nrt=False,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
    )
    found: F = way(function)
    return _kept(found)


def _kept(compiled: F) -> F:
    compiled._cache = cache_of(compiled.py_func)  # type: ignore[attr-defined]  # noqa: SLF001  # Numba takes only its own
    return compiled


def compiled_bare(function: F) -> F:
    """Return a function as `compiled` does, in which no references are counted.

    Neither it nor what is compiled into it may allocate.
    """
    found: F = njit(nogil=True, error_model="numpy", _nrt=False)(function)
    return _kept(found)


def compiled_into(function: F) -> F:
    """Return a function of which the lines are compiled as its caller's own, and only there.

    What has one caller is compiled in two thirds of the time so: machine code that becomes part of
    another is improved in both.
    """
    way = njit(nogil=True, error_model="numpy", inline="always")
    found: F = way(function)
    return found
