"""Which engine computes: the reference engine, or one that comes to the same sooner."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, Protocol, TypeAlias, get_args

from slarules.core.contract import Contract
from slarules.engine.computed import Computed, EngineName
from slarules.engine.reference import evaluate
from slarules.errors import UsageError
from slarules.facts.history import History

AskedEngine: TypeAlias = Literal["auto", "reference", "bulk", "spark"]
ASKED: tuple[AskedEngine, ...] = get_args(AskedEngine)

NEEDED: dict[EngineName, tuple[str, ...]] = {
    "reference": (),
    "bulk": ("numba", "numpy", "pyarrow"),
    "spark": ("pyspark", "numba", "numpy", "pyarrow"),
}
"""The modules without which an engine does not run; they come with the extra of its name."""

BULK_FROM = 6_000
"""Items from which on the bulk engine is sooner done than the reference engine, of a history that
is in memory: it takes a second or two to begin, the reference engine that long for 5,000 items."""

BULK_AMONG_FROM = 30
"""The same of a contract whose portfolio has `BULK_FROM` items, so that what it takes to begin is
spent once for all of its contracts."""

NO_SPARK = (
    "Spark reads a source anew, and this history is in memory already; --engine bulk computes the "
    "same on this machine"
)


BULK_FROM_BYTES = 8_000_000
"""The same by the text of a source's files: some 120,000 rows (figures are in docs/bulk.md). From
a quarter of that on it is sooner done, but the first time it is compiled, for half a minute."""


class Engine(Protocol):
    """Computes what a contract makes of a history; all engines come to the same."""

    def __call__(self, contract: Contract, history: History) -> Computed:
        """Return the outcome, and what came to it."""
        ...


def engine_for(asked: AskedEngine, items: int, among: int = 0) -> Engine:
    """Return the engine that computes.

    Args:
        asked: By what name; `auto` for whichever is sooner done.
        items: How many items there are to judge.
        among: How many items the contracts of a portfolio share, where this is one of them.

    Raises:
        UsageError: What the engine of that name needs is not installed.
    """
    refuse_missing(asked)
    match asked:
        case "bulk":
            return _bulk()
        case "auto" if _is_sooner_in_bulk(items, among) and is_installed("bulk"):
            return _bulk()
        case "spark":
            raise UsageError(NO_SPARK)
        case _:
            return reference


def _is_sooner_in_bulk(items: int, among: int) -> bool:
    return items >= BULK_FROM or (among >= BULK_FROM and items >= BULK_AMONG_FROM)


def is_for_columns(asked: AskedEngine, size: int | None) -> bool:
    """Tell whether a source is to be read by columns.

    Args:
        size: How many bytes the source keeps, where that is known.
    """
    match asked:
        case "bulk" | "spark":
            return True
        case "auto":
            return size is not None and size >= BULK_FROM_BYTES and is_installed("bulk")
        case _:
            return False


def reference(contract: Contract, history: History) -> Computed:
    """Return what the reference engine computes."""
    return Computed(evaluate(contract, history))


def _bulk() -> Engine:
    # NumPy and Numba take longer to import than the reference engine to judge a small history.
    from slarules.engine.bulk.computing import computed  # noqa: PLC0415

    return computed


def refuse_missing(asked: AskedEngine) -> None:
    """Refuse an engine that was asked for by name and of which something is not installed.

    Raises:
        UsageError: It lacks something.
    """
    if asked != "auto" and not is_installed(asked):
        extra = f"slarules[{asked}]"
        raise UsageError(f'{extra} is not installed: pip install "{extra}"')


def is_installed(name: EngineName) -> bool:
    """Tell whether an engine has all that it needs; nothing is imported."""
    return all(find_spec(module) is not None for module in NEEDED[name])
