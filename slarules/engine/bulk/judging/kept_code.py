"""Machine code kept on disk: found again only where nothing that it was made of has changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from numbers import Number
from pickle import PickleError
from types import CodeType
from typing import Any, Protocol, TypeAlias

from numba.core import caching
from numba.core import event as events
from numba.core.runtime import nrt

LOG = logging.getLogger(__name__)

Function: TypeAlias = Callable[..., Any]

# Any: Numba says nothing of its types.
numba_caching: Any = caching
numba_events: Any = events
numba_runtime: Any = nrt.rtsys

BROKEN = (OSError, EOFError, PickleError, ValueError, TypeError, AttributeError, ImportError)
"""What comes of a kept file that was cut short or that another version wrote."""


def cache_of(function: Function) -> object:
    """Return where a function's machine code is kept; nowhere if no folder may be written."""
    try:
        return KeptCode(function)
    except RuntimeError:  # Numba found no folder
        nowhere: object = numba_caching.NullCache()
        return nowhere


class KeptCode(numba_caching.FunctionCache):  # type: ignore[misc]
    """Numba's own cache, which looks at a function's own file alone and trusts what it finds.

    Code of a function that is called becomes part of the caller's. So what is kept counts only
    while all of that is as it was; otherwise a new version would compute as the old one did. And
    what cannot be read or written makes nothing fail: it is compiled.
    """

    def __init__(self, function: Function) -> None:
        """Keep the code of a function.

        Raises:
            RuntimeError: There is no folder that may be written.
        """
        super().__init__(function)
        self._made_of = function
        self._mark: str | None = None

    def load_overload(self, sig: object, target_context: object) -> object:
        """Return the code for arguments of some types, or None."""
        try:
            # Numba brings up all that compiling needs before it looks, which takes longer than
            # to load what an audit calls. What it compiles later brings that up itself.
            numba_runtime.initialize(target_context)
            found: object = self._load_overload(sig, target_context)
        except BROKEN as error:
            LOG.debug("kept code of %s cannot be used: %s", self._made_of.__name__, error)
            with suppress(OSError):
                self.flush()
            return None
        return found

    def save_overload(self, sig: object, data: object) -> None:
        """Keep the code for arguments of some types, if the disk has room for it."""
        try:
            super().save_overload(sig, data)
        except BROKEN as error:
            LOG.debug("code of %s is not kept: %s", self._made_of.__name__, error)

    def _index_key(self, sig: object, codegen: object) -> tuple[object, ...]:
        # Asked late: when a function is defined, those that it calls need not be.
        self._mark = self._mark or mark_of(self._made_of)
        return (*super()._index_key(sig, codegen), self._mark)


def mark_of(function: Function) -> str:
    """Return what changes when the function, one that it calls, or a constant of theirs does."""
    found: dict[str, str] = {}
    _look_into(function, found)
    return sha256(repr(sorted(found.items())).encode()).hexdigest()


def _look_into(function: Function, found: dict[str, str]) -> None:
    name = f"{function.__module__}.{function.__qualname__}"
    if name in found:
        return
    code = function.__code__
    found[name] = sha256(b"".join(_text(code))).hexdigest()
    for used in sorted({name for each in _codes(code) for name in each.co_names}):
        value = function.__globals__.get(used)
        called = getattr(value, "py_func", None)
        if called is not None:
            _look_into(called, found)
        elif isinstance(value, (Number, str, tuple)):
            found[f"{name} {used}"] = repr(value)


def _text(code: CodeType) -> Iterator[bytes]:
    for each in _codes(code):
        constants = [_same(one) for one in each.co_consts if not isinstance(one, CodeType)]
        yield each.co_code
        yield repr((each.co_names, each.co_varnames, constants)).encode()


def _same(constant: object) -> object:
    # A set shows what it has in another order in each process.
    return sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


@contextmanager
def compiling_told(tell: Telling) -> Iterator[None]:
    """Call something once, as soon as anything is compiled that was not kept."""
    listener = Told(tell)
    numba_events.register("numba:compile", listener)
    try:
        yield
    finally:
        numba_events.unregister("numba:compile", listener)


class Telling(Protocol):
    """Tells somebody that code is compiled."""

    def __call__(self, *, is_kept: bool) -> None:
        """Tell, also whether it is kept for the next time."""
        ...


class Told(numba_events.Listener):  # type: ignore[misc]
    """Tells once."""

    def __init__(self, tell: Telling) -> None:
        """Tell by calling it."""
        self._tell: Telling | None = tell

    def on_start(self, event: Any) -> None:  # noqa: ANN401  # Numba's
        """Hear that something is compiled."""
        tell, self._tell = self._tell, None
        if tell is not None:
            cache = event.data["dispatcher"]._cache  # noqa: SLF001  # nothing else tells
            tell(is_kept=isinstance(cache, KeptCode))

    def on_end(self, event: object) -> None:
        """Hear that it was."""
