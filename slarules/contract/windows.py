"""Windows over periods, from the tree to the core."""

from __future__ import annotations

from typing import assert_never

from slarules.contract.scope import Scope
from slarules.core.periods import AnyDays, Periods, SoFarIn, Window
from slarules.syntax import tree


def window(written: tree.OverWindow, scope: Scope) -> Window:
    """Return a window over periods, seen from the period assessed."""
    match written:
        case tree.OverPeriods(side=side, periods=count):
            return Periods(side, count)
        case tree.SoFarIn(period=period):
            return SoFarIn(scope.period(period))
        case tree.InAnyDays(days=days):
            return AnyDays(days)
        case _:
            assert_never(written)
