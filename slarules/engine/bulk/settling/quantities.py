"""Quantities of a period made ready: values of measures, and how far targets are missed."""

from __future__ import annotations

from fractions import Fraction

from slarules.core.quantities import AchievedShare, Excess, Loss, Quantity, Shortfall, ValueOf
from slarules.engine.bulk.settling.beyond import Beyond
from slarules.engine.bulk.settling.case import Case, Number
from slarules.engine.bulk.settling.frame import Frame, measured_by

ALL = Fraction(1)
NOTHING = Fraction(0)


class ReadyQuantities:
    """Makes quantities ready, for every text."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def of(self, quantity: Quantity) -> Number:
        """Return a quantity in a period; it is open without data."""
        match quantity:
            case ValueOf(name):
                return self.value(name)
            case Loss(name):
                value = self.value(name)
                return lambda case, at: ALL - value(case, at)
            case AchievedShare(target):
                return self._achieved(target)
            case Shortfall(target):
                return self._short(target, below=True)
            case Excess(target, False):
                return self._short(target, below=False)
            case _:
                raise Beyond("a quantity of items, points or several periods")

    def value(self, measure: str) -> Number:
        """Return the value of a measure."""
        name = self.frame.measure(measure)
        return lambda case, at: case.value(name, at)

    def _level(self, name: str) -> tuple[str, Fraction]:
        found = {
            measured_by(target, self.frame.contract)
            for target in self.frame.targets(name)
            if target is not None
        }
        if len(found) != 1 or None in self.frame.targets(name):
            raise Beyond(f"'{name}' changes from text to text")
        return found.pop()

    def _achieved(self, name: str) -> Number:
        return self.value(self._level(name)[0])

    def _short(self, name: str, *, below: bool) -> Number:
        measure, level = self._level(name)
        value = self.value(measure)

        def short(case: Case, at: int) -> Fraction:
            away = level - value(case, at) if below else value(case, at) - level
            return away if away > 0 else NOTHING

        return short
