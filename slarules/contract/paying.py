"""What a credit pays: terms that are added up, some of them for each unit of a quantity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.contract.conditions import said_kind
from slarules.contract.measured import Measured
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherClock, OtherUnit, WrongKind
from slarules.contract.scope import Scope
from slarules.contract.sums import amount, stretch
from slarules.contract.words import micros
from slarules.core.measures import Rounds
from slarules.core.money import (
    AllowanceOf,
    Part,
    Pay,
    Per,
    PerLength,
    PointsOf,
    ServiceDays,
    Sort,
)
from slarules.source import Span
from slarules.syntax import tree

UnitOfPay: TypeAlias = Literal["money", "points", "days of service"]

UNITS_OF = {
    "share": "percentage points, such as 0.1 percentage points",
    "points of share": "percentage points, such as 0.1 percentage points",
    "duration": "a length of time, such as 30 {clock} minutes",
    "count": "a whole number, such as 10",
    "number": "a number, such as 10",
    "points": "a number of points, such as 10",
    "calendar days": "a number of days, such as 1",
    "money": "nothing; a sum of money is no such quantity",
    "one of": "nothing; a named value is no such quantity",
}
"""In what the steps of each kind of quantity are written."""


@dataclass(slots=True)
class Paying:
    """What one statement pays, in the making.

    Attributes:
        measured: Gives a quantity of the text with its kind.
        counted: The quantities that something is paid for each unit of, with the place.
        units: What the terms are in, with the first place of each.
        open_at: Where a term has no end of its own.
    """

    scope: Scope
    measured: Callable[[tree.Quantity], Measured | None]
    counted: list[tuple[Per | PerLength, Span]] = field(default_factory=list)
    units: dict[UnitOfPay, Span] = field(default_factory=dict)
    open_at: Span | None = None

    def pay(self, written: tree.Amount | tree.Cell) -> Pay | None:
        """Return the terms that are paid; None when one is wrong, which is told."""
        if isinstance(written, tree.AmountSum):
            terms: list[tuple[tree.Amount, bool]] = [(written.first, False)]
            terms += [(each.term, isinstance(each, tree.Less)) for each in written.more]
        else:
            terms = [(written, False)]  # type: ignore[list-item]
        parts = [self._part(term, less=less) for term, less in terms]
        found = tuple(part for part in parts if part)
        return found if len(found) == len(parts) else None

    def _part(self, written: tree.Amount, *, less: bool) -> Part | None:
        match written:
            case tree.ForEach() | tree.ForEachPoint() | tree.ForEachOf() | tree.ForEachDay():
                sort, per = self._sort(written.sum), self._per(written)
                if per:
                    self.counted.append((per, written.span))
                    self.open_at = self.open_at or written.span
                return Part(sort, per, less) if sort and per else None
            case tree.ProRata(share=tree.CalendarDays() | tree.Duration()):
                sort = self._sort(written)
                return Part(sort, None, less) if sort else None
            case tree.ProRata():
                sort, length = self._sort(written.sum), self._per_length(written)
                if length:
                    self.counted.append((length, written.span))
                    if isinstance(written.sum, tree.TimesAmount) and written.sum.factor.value > 1:
                        self.open_at = self.open_at or written.span
                return Part(sort, length, less) if sort and length else None
            case _:
                sort = self._sort(written)
                return Part(sort, None, less) if sort else None

    def _sort(self, written: tree.Amount) -> Sort | None:
        match written:
            case tree.PaidPoints(count=count):
                self.units.setdefault("points", written.span)
                return PointsOf(Fraction(count.value))
            case tree.ServiceDays(count=count):
                self.units.setdefault("days of service", written.span)
                return ServiceDays(Fraction(count.value))
            case _:
                if not isinstance(written, tree.Unreadable):
                    self.units.setdefault("money", written.span)
                return amount(written, self.scope)

    # --- units ------------------------------------------------------------------------------------

    def _per(  # noqa: C901, PLR0912 - one case for each form
        self, written: tree.ForEach | tree.ForEachPoint | tree.ForEachOf | tree.ForEachDay
    ) -> Per | None:
        if isinstance(written, tree.ForEachDay):
            days = self.measured(tree.DaysFrom(written.span, written.start, written.end))
            return Per(days.quantity, Fraction(1), "exact") if days else None
        found = self.measured(written.quantity)
        if found is None:
            return None
        match written:
            case tree.ForEach(how=how, unit=step):
                unit = self._unit(step, found, "this step")
            case tree.ForEachPoint():
                if found.kind in ("share", "points of share"):
                    self._tell_unit(written.span, "this step", found, "points")
                    return None
                how, unit = "exact", Fraction(1)
            case tree.ForEachOf(unit=step):
                how, unit = "exact", self._unit(step, found, "this step")
                if unit is not None and (unit != 1 or found.kind == "number"):
                    self._tell_rounding(written, step)
                    return None
        if unit is None:
            return None
        if unit == 0:
            self._tell_zero(written)
            return None
        beyond = self._beyond(written.beyond, found) if written.beyond else None
        if written.beyond and beyond is None:
            return None
        rounds: Rounds = how
        return Per(found.quantity, unit, rounds, beyond)

    def _unit(
        self,
        written: tree.StepUnit | tree.Percent,
        found: Measured,
        what: str,
    ) -> Fraction | None:
        """Return a number in the unit of a quantity; another unit is told."""
        match found.kind, written:
            case "share" | "points of share", tree.PercentagePoints(count=count):
                return Fraction(count.value) / 100
            case "duration", tree.Duration():
                clock = self.scope.clock(written.clock)
                if clock and found.clock and clock != found.clock:
                    said = "the quantity is counted"
                    span, needed = written.span, found.clock
                    self.scope.tell(OtherClock(span=span, what=said, needed=needed, given=clock))
                    return None
                return Fraction(micros(written)) if clock else None
            case "count" | "calendar days", tree.Number(value=value) if value != int(value):
                given = f"{value:f}"
                self._tell_unit(written.span, what, found, given)
                return None
            case "count" | "number" | "points" | "calendar days", tree.Number(value=value):
                return Fraction(value)
            case _:
                self._tell_unit(written.span, what, found, said_kind(written))
                return None

    def _tell_unit(self, span: Span, what: str, found: Measured, given: str) -> None:
        needed = UNITS_OF[found.kind].format(clock=found.clock or "elapsed")
        self.scope.tell(OtherUnit(span=span, what=what, needed=needed, given=given))

    def _tell_rounding(self, written: tree.ForEachOf, step: tree.Number) -> None:
        example = f"for each full {step.value:f} of ..., or started, nearest, exact"
        lack = "what becomes of a part of a step"
        self.scope.tell(
            PhraseMissing(span=written.span, what="this sum", lack=lack, example=example)
        )

    def _tell_zero(self, written: tree.Amount) -> None:
        self.scope.tell(
            WrongKind(span=written.span, what="a step", needed="more than nothing", given="nothing")
        )

    def _beyond(self, written: tree.Beyond, found: Measured) -> Fraction | AllowanceOf | None:
        match written:
            case tree.AllowanceOf(target=name):
                if found.kind != "duration":
                    self._tell_unit(written.span, "an allowance", found, "time")
                    return None
                target = self.scope.find("target", name)
                return AllowanceOf(target) if target else None
            case tree.Percent(value=value) if found.kind in ("share", "points of share"):
                return Fraction(value) / 100
            case _:
                return self._unit(written, found, "what it is beyond")

    # --- pro rata ---------------------------------------------------------------------------------

    def _per_length(self, written: tree.ProRata) -> PerLength | None:
        share = written.share
        if isinstance(share, tree.CalendarDays | tree.Duration):
            return None
        found = self.measured(share)
        if found is None:
            return None
        if found.kind not in ("duration", "calendar days"):
            needed, given = "a quantity of time", f"one that is a {found.kind}"
            self.scope.tell(
                WrongKind(span=share.span, what="what is paid pro rata", needed=needed, given=given)
            )
            return None
        if written.out_of is None:
            return PerLength(found.quantity)
        days = isinstance(written.out_of, tree.CalendarDays)
        if days != (found.kind == "calendar days"):
            self._tell_unit(written.out_of.span, "the whole", found, said_kind(written.out_of))
            return None
        whole = stretch(written.out_of, self.scope)
        return PerLength(found.quantity, whole) if whole else None
