"""Which statements of points others read of the same period."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.core.contract import Terms
from slarules.core.money import Credit, Pay
from slarules.core.periods import Periods
from slarules.core.quantities import (
    EveryHistory,
    History,
    Latch,
    NotHistory,
    Over,
    Points,
    Quantity,
    QuantityIs,
    SomeHistory,
    TargetIs,
)
from slarules.core.settling import Multiplier


def read_by_credit(credit: Credit, terms: Terms) -> tuple[str, ...]:
    """Return the statements of points that a credit reads, in the order of the text."""
    found = {*_of_quantity(credit.by, terms), *_of_history(credit.when, terms)}
    for pay in (credit.pays, credit.at_most, *(band.pays for band in credit.bands)):
        found.update(_of_pay(pay, terms))
    return tuple(name for name in statements(terms) if name in found)


def read_by_multiplier(multiplier: Multiplier, terms: Terms) -> tuple[str, ...]:
    """Return the statements of points that a multiplier reads, in the order of the text."""
    found = {*_of_quantity(multiplier.by, terms), *_of_history(multiplier.when, terms)}
    return tuple(name for name in statements(terms) if name in found)


def statements(terms: Terms) -> tuple[str, ...]:
    """Return the names of all statements of points."""
    return tuple(name for name, credit in terms.credits.items() if credit.kind == "points")


def _of_pay(pay: Pay | None, terms: Terms) -> Iterator[str]:
    for part in pay or ():
        if part.per is not None:
            yield from _of_quantity(part.per.quantity, terms)


def _of_quantity(quantity: Quantity | None, terms: Terms) -> Iterator[str]:
    match quantity:
        case Points(None):
            yield from statements(terms)
        case Points(str(name)):
            yield name
        case Over(inner, window) if not _leaves_out_this(window):
            yield from _of_quantity(inner, terms)
        case _:
            return


def _leaves_out_this(window: object) -> bool:
    return isinstance(window, Periods) and window.side == "previous"


def _of_history(
    test: History | Latch | None, terms: Terms, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    for atom in _atoms(test):
        if isinstance(atom, QuantityIs):
            yield from _of_quantity(atom.quantity, terms)
        elif atom.target not in seen and not _leaves_out_this(atom.window):
            condition = terms.conditions.get(atom.target)
            inner = condition.holds if condition else None
            yield from _of_history(inner, terms, seen | {atom.target})


def _atoms(test: History | Latch | None) -> Iterator[TargetIs | QuantityIs]:
    """Yield what a history asks of the periods that it sees."""
    match test:
        case TargetIs() | QuantityIs():
            yield test
        case EveryHistory(parts) | SomeHistory(parts):
            for part in parts:
                yield from _atoms(part)
        case NotHistory(part):
            yield from _atoms(part)
        case Latch(starts, ends, takes_effect="same"):
            yield from _atoms(starts)
            yield from _atoms(ends)
        case _:
            return
