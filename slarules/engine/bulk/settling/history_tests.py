"""Targets of each period and conditions on their history, made ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from slarules.core.conditions import Relation
from slarules.core.quantities import (
    EveryHistory,
    History,
    NotHistory,
    QuantityIs,
    SomeHistory,
    TargetIs,
)
from slarules.core.targets import Target
from slarules.engine.bulk.settling.beyond import Beyond, Open
from slarules.engine.bulk.settling.case import NO_COLUMN, Case, Test
from slarules.engine.bulk.settling.frame import Frame, measured_by
from slarules.engine.bulk.settling.quantities import ReadyQuantities
from slarules.engine.reference.levels import better
from slarules.facts.truth import stands

Missed = Callable[[Case], list[bool | None]]


def missed(frame: Frame, name: str) -> Missed:
    """Return what tells of each period whether a target was missed."""
    before = frame.before
    each = [None if t is None else _one(t, frame, at) for at, t in enumerate(frame.targets(name))]
    return lambda case: [before if one is None else one(case) for one in each]


def _one(target: Target, frame: Frame, at: int) -> Callable[[Case], bool | None]:
    measure, level = measured_by(target, frame.contract)
    frame.measure(measure)
    relation, empty = target.relation, target.empty
    without = None if empty is None else empty == "missed"

    def missed_in(case: Case) -> bool | None:
        column = case.values.get(measure, NO_COLUMN)
        value = column[at] if at < len(column) else None
        return without if value is None else not stands(value, relation, level)

    return missed_in


class ReadyTests:
    """Makes conditions on the history of periods ready.

    Attributes:
        asked: The targets that were asked for.
    """

    def __init__(self, frame: Frame, quantities: ReadyQuantities) -> None:
        self.frame = frame
        self.quantities = quantities
        self.asked: dict[str, Missed] = {}

    def of(self, test: History | None) -> Test | None:
        """Return a condition; `None` where there is none."""
        match test:
            case None:
                return None
            case TargetIs():
                return self.target(test)
            case QuantityIs(quantity, relation, limit):
                return _compared(self.quantities.of(quantity), relation, limit)
            case EveryHistory(parts):
                every = [ready for part in parts if (ready := self.of(part))]
                return lambda case, at: all(each(case, at) for each in every)
            case SomeHistory(parts):
                some = [ready for part in parts if (ready := self.of(part))]
                return lambda case, at: any(each(case, at) for each in some)
            case NotHistory(part):
                return self._not(part)
            case _:
                raise Beyond("a condition on facts of a period")

    def _not(self, part: History) -> Test:
        ready = self.of(part)
        return lambda case, at: ready is not None and not ready(case, at)

    def target(self, test: TargetIs) -> Test:
        """Return whether a target has an outcome in the periods of a window."""
        count = len(self.frame.periods)
        windows = [self.frame.window(test.window, at) for at in range(count)]
        has = self._has(test)
        if test.at_least is None and test.window.count == 1:
            only = [window[0] for window in windows]
            return lambda case, at: has(case, only[at])
        wanted = test.window.count if test.at_least is None else test.at_least
        return lambda case, at: [has(case, i) for i in windows[at]].count(True) >= wanted

    def _has(self, test: TargetIs) -> Test:
        if test.outcome == "exceeded":
            return self._exceeded(test.target)
        name, when = test.target, test.outcome in ("missed", "yes")
        self.asked[name] = missed(self.frame, name)
        before, count = self.frame.before, len(self.frame.periods)

        def has(case: Case, at: int) -> bool:
            was = case.missed[name][at] if 0 <= at < count else before if at < 0 else None
            if was is None:
                raise Open
            return was is when

        return has

    def _exceeded(self, name: str) -> Test:
        """Return whether a target is strictly better than its level in a period with a value."""
        targets = self.frame.targets(name)

        def has(case: Case, at: int) -> bool:
            target = targets[at] if 0 <= at < len(targets) else None
            if target is None:
                raise Open
            measure, level = measured_by(target, self.frame.contract)
            return better(target.relation, case.value(measure, at), level)

        return has


def _compared(number: Callable[[Case, int], Fraction], relation: Relation, limit: Fraction) -> Test:
    return lambda case, at: stands(number(case, at), relation, limit)


def all_of(tests: Sequence[Test | None]) -> Test | None:
    """Return whether all conditions hold that there are."""
    found = [test for test in tests if test is not None]
    if len(found) <= 1:
        return found[0] if found else None
    return lambda case, at: all(test(case, at) for test in found)
