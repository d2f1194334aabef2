"""Steps of a settlement made ready: multipliers, caps and floors over the lines of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from slarules.core.settling import Cap, Floor, Multiplier
from slarules.engine.bulk.settling.amounts import ReadyAmounts
from slarules.engine.bulk.settling.beyond import Beyond
from slarules.engine.bulk.settling.case import Case, Number, Owed, Test
from slarules.engine.bulk.settling.frame import Frame

NOTHING = Fraction(0)

Step: TypeAlias = Callable[[Case, int, list[Owed]], None]
"""What a step does to the lines of a period."""


def multiplying(multiplier: Multiplier, when: Test | None) -> Step:
    """Return what a multiplier does."""
    if multiplier.factors:
        raise Beyond(f"the rows of '{multiplier.name}'")
    on, factor = frozenset(multiplier.credits), multiplier.factor

    def step(case: Case, at: int, lines: list[Owed]) -> None:
        if when is None or when(case, at):
            for line in lines:
                if line.statement in on and not line.age:
                    line.amount *= factor

    return step


# --- caps -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Capped:
    """A cap made ready.

    Attributes:
        on: The credits that it looks at; all where it is `None`.
        earlier: For each period, the earlier ones that have used a part of the limit.
    """

    cap: Cap
    on: frozenset[str] | None
    limit: Number
    earlier: Sequence[Sequence[int]]

    def __call__(self, case: Case, at: int, lines: list[Owed]) -> None:
        """Cut the lines of a period down to what the limit leaves."""
        mine = lines if self.on is None else [line for line in lines if line.statement in self.on]
        if not mine:
            return
        used = sum((self._credited(case, i) for i in self.earlier[at]), NOTHING)
        left = self.limit(case, at) - used if used else self.limit(case, at)
        left = max(left, NOTHING)
        whole = sum((line.amount for line in mine), NOTHING)
        if whole > left:
            self._cut(case, mine, left)

    def _credited(self, case: Case, at: int) -> Fraction:
        if self.on is None:
            return case.totals[at]
        return sum((ln.amount for ln in case.lines[at] if ln.statement in self.on), NOTHING)

    def _cut(self, case: Case, lines: list[Owed], limit: Fraction) -> None:
        before = [line.amount for line in lines]
        share = _in_proportion if self.cap.shared == "pro rata" else _in_order
        # What was carried to here comes first, oldest first.
        for age in sorted({line.age for line in lines}, reverse=True):
            limit = share([line for line in lines if line.age == age], limit)
        if self.cap.excess == "carried":
            self._carry(case, lines, before)

    def _carry(self, case: Case, lines: list[Owed], before: Sequence[Fraction]) -> None:
        upto = self.cap.carried_for
        for line, was in zip(lines, before, strict=True):
            taken = was - line.amount
            if taken and (upto is None or line.age < upto):
                case.carried.append(replace(line, amount=taken, base=taken, age=line.age + 1))


def capping(cap: Cap, frame: Frame, amounts: ReadyAmounts) -> Capped:
    """Return what a cap does."""
    if cap.each is not None or cap.excess == "paid":
        raise Beyond(f"'{cap.name}' is of things, or pays beside the invoice")
    count = len(frame.periods)
    if cap.window is not None:
        windows = [frame.window(cap.window, at) for at in range(count)]
        earlier = [[i for i in window if 0 <= i < at] for at, window in enumerate(windows)]
    elif cap.every == frame.contract.every:
        earlier = [[]] * count
    else:
        earlier = [frame.sharing(cap.every, at) for at in range(count)]
    on = None if cap.credits is None else frozenset(cap.credits)
    return Capped(cap, on, amounts.of(cap.limit), earlier)


def _in_order(lines: Sequence[Owed], limit: Fraction) -> Fraction:
    """Cut lines to a limit, the first before the others, and return what is left of it."""
    for line in lines:
        line.amount = min(line.amount, limit)
        limit -= line.amount
    return limit


def _in_proportion(lines: Sequence[Owed], limit: Fraction) -> Fraction:
    """Cut lines to a limit, all by the same share, and return what is left of it."""
    whole = sum((line.amount for line in lines), NOTHING)
    if whole <= limit:
        return limit - whole
    share = Fraction(limit, whole)
    for line in lines:
        line.amount *= share
    return NOTHING


# --- floors ---------------------------------------------------------------------------------------


def flooring(floor: Floor, amounts: ReadyAmounts) -> Step:
    """Return what a floor does: it drops small sums, or lifts them."""
    on = None if floor.credits is None else frozenset(floor.credits)
    limit_of, kind = amounts.of(floor.limit), floor.kind

    def step(case: Case, at: int, lines: list[Owed]) -> None:
        mine = lines if on is None else [line for line in lines if line.statement in on]
        whole, limit = sum((line.amount for line in mine), NOTHING), limit_of(case, at)
        if whole <= 0 or whole > limit or (whole == limit and kind != "nothing up to"):
            return
        factor = Fraction(limit, whole) if kind == "at least" else NOTHING
        for line in mine:
            line.amount *= factor

    return step
