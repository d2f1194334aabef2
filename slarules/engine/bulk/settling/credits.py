"""Credits of periods made ready: whom they hit, which row is reached, what it pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.core.conditions import ALWAYS
from slarules.core.contract import Terms
from slarules.core.money import Band, Credit, Limit, Part, Pay, Per, PerLength, Subject
from slarules.core.quantities import DaysFrom, Loss, Quantity, TargetIs, ValueOf
from slarules.engine.bulk.settling.amounts import ReadyAmounts, added, rounding, times
from slarules.engine.bulk.settling.beyond import Beyond, Open
from slarules.engine.bulk.settling.case import Case, Number, Test
from slarules.engine.bulk.settling.frame import Frame
from slarules.engine.bulk.settling.history_tests import ReadyTests, all_of
from slarules.engine.bulk.settling.quantities import ReadyQuantities
from slarules.engine.reference.units import counted

NOTHING = Fraction(0)
OUTCOMES = {"misses": "missed", "meets": "met", "exceeds": "exceeded"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its limits as whole numbers, so that no fraction is made to compare with them."""

    lower: tuple[int, int]
    at_lower: bool
    upper: tuple[int, int]
    at_upper: bool
    pays: Number

    def holds(self, top: int, bottom: int) -> bool:
        """Tell whether a quantity, as a fraction in its parts, lies in the row."""
        low, low_of = self.lower
        high, high_of = self.upper
        above, below = top * low_of - low * bottom, high * bottom - top * high_of
        return (above > 0 or (above == 0 and self.at_lower)) and (
            below > 0 or (below == 0 and self.at_upper)
        )


class ReadyCredits:
    """Makes the credits of one text ready."""

    def __init__(self, frame: Frame, terms: Terms, tests: ReadyTests) -> None:
        self.amounts = ReadyAmounts(frame, terms)
        self.quantities = ReadyQuantities(frame)
        self.tests = tests

    def credit(self, credit: Credit) -> tuple[Test | None, Number]:
        """Return when a credit is owed for a period, and how much."""
        strange = (credit.worth, credit.extends, credit.uses_once, credit.expires)
        if credit.kind != "credit" or any(each is not None for each in strange):
            raise Beyond(f"'{credit.name}' is no plain credit")
        hit = self._hit(credit.subject)
        when = self.tests.of(credit.when)
        return all_of([hit, when]), self._owed(credit)

    def _hit(self, subject: Subject) -> Test | None:
        if subject.kind != "period" or subject.of is not None or subject.where != ALWAYS:
            raise Beyond(f"a credit for each {subject.kind}")
        if subject.target is None:
            return None
        return self.tests.target(TargetIs(subject.target, OUTCOMES[subject.outcome]))  # type: ignore[arg-type]

    def _owed(self, credit: Credit) -> Number:
        owed = self._by_rows(credit) if credit.bands else self._flat(credit)
        if credit.scaled_by is not None:
            owed = _product(owed, self.quantities.value(credit.scaled_by))
        if credit.rounded is not None:
            owed = rounding(owed, credit.rounded)
        return owed if credit.at_most is None else _least(owed, self.pay(credit.at_most))

    def _flat(self, credit: Credit) -> Number:
        return _not_negative(self.pay(credit.pays))

    # --- tables -----------------------------------------------------------------------------------

    def _by_rows(self, credit: Credit) -> Number:
        if credit.by is None:
            raise Beyond(f"the rows of '{credit.name}' go by facts")
        quantity = self.quantities.of(credit.by)
        if credit.banded:
            return self._banded(credit, credit.by, quantity)
        reached = _reached(quantity, self._rows(credit, lambda band: band.pays))
        unknown = [band for band in credit.bands if band.of_unknown]
        if len(unknown) == 1 and isinstance(credit.by, ValueOf | Loss):
            reached = _or_unknown(reached, credit.by.measure, self.pay(unknown[0].pays))
        return _not_negative(reached)

    def _rows(self, credit: Credit, pays: Callable[[Band], Pay | None]) -> list[Row]:
        rows = [band for band in credit.bands if not band.of_unknown]
        if any(band.facts or band.undetermined for band in rows):
            raise Beyond(f"the rows of '{credit.name}' go by facts, or are silent")
        return [self._row(band, pays(band)) for band in rows]

    def _row(self, band: Band, pays: Pay | None) -> Row:
        lower, at_lower = _limit(band.lower, -1)
        upper, at_upper = _limit(band.upper, 1)
        return Row(lower, at_lower, upper, at_upper, self.pay(pays))

    def _banded(self, credit: Credit, by: Quantity, quantity: Number) -> Number:
        """Return the parts of the quantity in each row, and the flat sums of the row reached."""
        flats = self._rows(credit, lambda band: tuple(p for p in band.pays or () if not _on(p, by)))
        parts = [
            self._inside(part, part.per, band, quantity)
            for band in credit.bands
            for part in band.pays or ()
            if isinstance(part.per, Per) and _on(part, by)
        ]
        return _not_negative(added([*parts, _reached(quantity, flats)]))

    def _inside(self, part: Part, per: Per, band: Band, quantity: Number) -> Number:
        beyond = _beyond(per)
        lower = max(band.lower.value if band.lower else NOTHING, beyond)
        upper = band.upper.value if band.upper else None

        def inside(case: Case, at: int) -> Fraction:
            value = quantity(case, at)
            reached = value if upper is None else min(value, upper)
            return max(reached - lower, NOTHING)

        return _product(self._sum(part), _units(inside, per, NOTHING))

    # --- terms ------------------------------------------------------------------------------------

    def pay(self, pay: Pay | None) -> Number:
        """Return terms added up."""
        return added([self._part(part) for part in pay]) if pay else _nothing

    def _part(self, part: Part) -> Number:
        match part.per:
            case None:
                return self._sum(part)
            case Per() as per:
                units = _units(self.quantities.of(per.quantity), per, _beyond(per))
                return _product(self._sum(part), units)
            case PerLength() as length:
                return self._pro_rata(part, length)

    def _sum(self, part: Part) -> Number:
        paid = self.amounts.sort(part.sum)
        return times(Fraction(-1), paid) if part.less else paid

    def _pro_rata(self, part: Part, length: PerLength) -> Number:
        if isinstance(length.quantity, DaysFrom):
            raise Beyond("dates between moments")
        quantity, paid = self.quantities.of(length.quantity), self._sum(part)
        count = len(self.tests.frame.periods)
        wholes = (
            [length.out_of] * count if length.out_of else self.amounts.lengths(part.sum, "time")  # type: ignore[arg-type]
        )
        return lambda case, at: paid(case, at) * quantity(case, at) * Fraction(1, wholes[at])


def _on(part: Part, by: Quantity) -> bool:
    return isinstance(part.per, Per) and part.per.quantity == by


def _beyond(per: Per) -> Fraction:
    if per.beyond is not None and not isinstance(per.beyond, Fraction):
        raise Beyond("an allowance of time")
    return per.beyond or NOTHING


def _limit(limit: Limit | None, side: int) -> tuple[tuple[int, int], bool]:
    """Return a limit in its parts; without one, what is beyond every number on its side."""
    if limit is None:
        return (side, 0), False
    return limit.value.as_integer_ratio(), limit.included


def _reached(quantity: Number, rows: Sequence[Row]) -> Number:
    """Return what the one row pays in which a quantity lies."""

    def reached(case: Case, at: int) -> Fraction:
        top, bottom = quantity(case, at).as_integer_ratio()
        found = [row for row in rows if row.holds(top, bottom)]
        if len(found) > 1:
            raise Open
        return found[0].pays(case, at) if found else NOTHING

    return reached


def _or_unknown(reached: Number, measure: str, unknown: Number) -> Number:
    """Return what the row for a value that is not known pays in periods without data."""
    return lambda case, at: (reached if case.has(measure, at) else unknown)(case, at)


def _units(quantity: Number, per: Per, beyond: Fraction) -> Number:
    unit, how = per.unit, per.how
    return lambda case, at: counted(max(quantity(case, at) - beyond, NOTHING), unit, how)


def _product(one: Number, other: Number) -> Number:
    return lambda case, at: one(case, at) * other(case, at)


def _least(number: Number, limit: Number) -> Number:
    return lambda case, at: min(number(case, at), limit(case, at))


def _not_negative(number: Number) -> Number:
    return lambda case, at: max(number(case, at), NOTHING)


def _nothing(_: Case, __: int) -> Fraction:
    return NOTHING
