"""Points: what statements of points earned, after all that changes them, and what has lapsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from slarules.core.contract import Terms
from slarules.core.money import Credit
from slarules.core.periods import Periods
from slarules.engine.reference.combining import combine, lines_of
from slarules.engine.reference.credits import Earning
from slarules.engine.reference.entries import Entry, Ledger
from slarules.engine.reference.multiplying import multiplied
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range, added
from slarules.engine.reference.unknowns import Unknown
from slarules.engine.reference.windows import periods_in
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period


class PointsBook:
    """The points of one world, each period's worked out when first asked for.

    Points never depend on money, so they are settled by themselves: earned, then multiplied and
    combined in the order of the settlement.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._settled: dict[str, tuple[tuple[Entry, ...], dict[Unknown, None]]] = {}

    def entries(self, period: Period) -> tuple[Entry, ...]:
        """Return the entries of all statements of points after every step."""
        if period.label not in self._settled:
            with self._world.noting() as asked:
                entries = tuple(self._settle(period))
            self._settled[period.label] = entries, asked
        entries, asked = self._settled[period.label]
        self._world.note(asked)
        return entries

    def points(self, statement: str | None, place: Place) -> Range:
        """Return the points that a statement earned in a period; all that stand without a name.

        Points of statements that expire stand until they lapse, others in their own period only.
        In the place of a thing they are those of lines about it.
        """
        if statement is not None:
            return self._earned(statement, place)
        terms = version_of_period(self._world.ground.contract, place.period).terms
        owed = (credit for credit in terms.credits.values() if credit.kind == "points")
        return added(self._standing(credit, place) for credit in owed)

    def _standing(self, credit: Credit, place: Place) -> Range:
        if credit.expires is None:
            return self._earned(credit.name, place)
        window = periods_in(Periods("last", credit.expires + 1), place.period)
        known = self._world.ground.periods
        return added(
            self._earned(credit.name, place.within(known[period.label]))
            for period in window
            if period.label in known
        )

    def _earned(self, statement: str, place: Place) -> Range:
        return added(
            entry.amount
            for entry in self.entries(place.period)
            if entry.statement == statement and self._is_at(entry, place)
        )

    def _is_at(self, entry: Entry, place: Place) -> bool:
        if not place.things or entry.place is None:
            return True
        says = self._world.ground.says_of
        return all(
            (entry.place.thing(kind) or says(entry.place, kind)) == name
            for kind, name in place.things
        )

    # --- one period -------------------------------------------------------------------------------

    def _settle(self, period: Period) -> Iterator[Entry]:
        terms = version_of_period(self._world.ground.contract, period).terms
        owed = [credit for credit in terms.credits.values() if credit.kind == "points"]
        given = dict(self._given(period))
        ledger = Ledger()
        earning = Earning(period, self._world)
        for credit in owed:
            if credit.name not in given:
                found = earning.credit(credit)
                ledger.add(replace(entry, unit="points", kind="points") for entry in found)
        self._steps(terms, ledger, period)
        yield from ledger.entries
        for credit in owed:
            if credit.name in given:
                yield _given_entry(credit, given[credit.name], period)

    def _steps(self, terms: Terms, ledger: Ledger, period: Period) -> None:
        names = {credit.name for credit in terms.credits.values() if credit.kind == "points"}
        for step in terms.settlement.order:
            if multiplier := terms.multipliers.get(step):
                ledger.change(multiplied(multiplier, ledger.entries, period, self._world))
            elif (step_ := terms.combines.get(step)) and names & lines_of(step_, terms):
                combine(step_, ledger, period, self._world)

    def _given(self, period: Period) -> Iterator[tuple[str, Fraction]]:
        told = self._world.ground.history.told(period.label)
        yield from told.credits if told else ()


def _given_entry(credit: Credit, value: Fraction, period: Period) -> Entry:
    amount = Range.point(value)
    return Entry(
        credit.name,
        period.label,
        credit.title,
        "given outright",
        credit.origin,
        amount,
        amount,
        amount,
        unit="points",
        kind="points",
        place=Place(period),
    )
