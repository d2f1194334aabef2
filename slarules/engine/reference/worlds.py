"""Worlds: one way in which everything unknown may turn out, so that money is exact in each.

What depends on an unknown that a world says nothing of comes out as a range. So any world gives
sound bounds, and one that says all gives exact sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from slarules.core.conditions import UNKNOWN, Condition, Truth, Value
from slarules.core.money import AmountTerm
from slarules.core.quantities import History, Quantity
from slarules.core.targets import MeasureValue, Target
from slarules.engine.outcome import TargetResult, Verdict
from slarules.engine.reference.amounts import Amounts
from slarules.engine.reference.asking import Books
from slarules.engine.reference.conditions import Conditions
from slarules.engine.reference.ground import Ground, Tally
from slarules.engine.reference.history_tests import holds_over
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantities import quantity_of
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.targets import Judged, at_level, decided
from slarules.engine.reference.unknowns import (
    Case,
    Unknown,
    lateness,
    measure_unknown,
    missed,
    quantity,
    target_unknown,
)
from slarules.facts.history import Timeline
from slarules.facts.truth import Moment, holds, unknown_facts


class World:
    """One way in which unknowns turn out.

    Args:
        ground: The results.
        cases: How unknowns turn out; it may say nothing of some.
        by_items: Whether undetermined items are told apart, or only the targets on them.

    Attributes:
        amounts: What fees come to; the same in every world.
        consulted: The unknowns that were asked for, in order.
        books: What the statements come to, for quantities that read credits and points.
    """

    def __init__(
        self, ground: Ground, cases: Mapping[Unknown, Case], *, by_items: bool = True
    ) -> None:
        self.ground = ground
        self.amounts = Amounts(ground.contract, ground.history, ground.timelines)
        self.consulted: dict[Unknown, None] = {}
        self.books: Books | None = None
        self._conditions = Conditions(self)
        self._cases = cases
        self._by_items = by_items

    @contextmanager
    def noting(self) -> Iterator[dict[Unknown, None]]:
        """Collect what is asked for inside the block."""
        outer, self.consulted = self.consulted, {}
        try:
            yield self.consulted
        finally:
            outer.update(self.consulted)
            self.consulted = outer

    def note(self, unknowns: Mapping[Unknown, None]) -> None:
        """Count unknowns as asked for: what was worked out before rests on them."""
        self.consulted.update(unknowns)

    def ask(self, unknown: Unknown) -> Case:
        """Return how something unknown turns out here; what is known of it where nothing says."""
        self.consulted[unknown] = None
        return self._cases.get(unknown, unknown.whole)

    # --- periods ----------------------------------------------------------------------------------

    def target(self, name: str, place: Place) -> Case:
        """Return how a target stands in the period of its own that holds another's last instant.

        Before the first assessed period, and before there was such a target, the head of the
        contract says; what is not over is unknown.
        """
        found = self.ground.target_at(name, place)
        if found is None or self.ground.is_before_start(found[1].period):
            before = self.ground.contract.before_start
            return Case(None if before is None else before == "missed")
        target, own = found
        result = self.ground.result(target, own)
        if result is None:
            return Case(None)
        whole = Case(missed(result), quantity(result.achieved))
        settled = whole.missed is not None and (whole.quantity is None or whole.quantity.is_point)
        return whole if settled else self._open_target(target, own, result)

    def _open_target(self, target: Target, own: Place, result: TargetResult) -> Case:
        judging = self.ground.judging
        is_given = judging.given(target, own) is not None
        if not is_given and target.averaged is None and judging.has_one_level(target, own):
            target = replace(target, level=result.level)
            if isinstance(target.value, MeasureValue):
                return self._by_value(target, self.value(target.value.measure, own), result)
            tally = self.ground.tally(target, own.period)
            if tally.unsure and self._by_items:
                return self._by_counts(judging.told(target, own.period), tally, result)
        return self.ask(target_unknown(result))

    def _by_value(self, target: Target, value: Range | None, result: TargetResult) -> Case:
        if value is None:
            return self.ask(target_unknown(result))
        ends = {at_level(target, value.least), at_level(target, value.most)}
        return Case(not ends.pop() if len(ends) == 1 else None, value)

    def _by_counts(self, target: Target, tally: Tally, result: TargetResult) -> Case:
        fates = [self.fate(verdict) for verdict in tally.unsure]
        counted = [fate.missed for fate in fates if fate.counts]
        if None in counted:
            return Case(missed(result), quantity(result.achieved))
        met, missed_ = counted.count(False), counted.count(True)
        return self._case(decided(target, tally.met + met, tally.missed + missed_), result)

    def _case(self, judged: Judged, result: TargetResult) -> Case:
        if judged.outcome == "undetermined":
            return self.ask(target_unknown(result))
        return Case(judged.outcome == "missed", quantity(judged.achieved))

    def value(self, measure: str, place: Place) -> Range | None:
        """Return the value of a measure; `None` without data."""
        result = self.ground.measured(measure, place)
        value = quantity(result.achieved) if result else None
        if result is None or value is None or value.is_point:
            return value
        return self.ask(measure_unknown(result, self.ground.limits)).quantity

    def condition(self, name: str, place: Place) -> Truth:
        """Return whether a condition is yes in a period."""
        return self._conditions.holds(name, place)

    def missed(self, name: str, place: Place) -> Truth:
        """Return whether a target is missed, a condition is yes, or the item's measure missed."""
        if self.ground.condition(name, place.period) is not None:
            return self.condition(name, place)
        if isinstance(place.about, Verdict) and place.about.promise == name:
            return self.fate(place.about).missed
        return self.target(name, place).missed

    def holds(self, test: History, place: Place) -> Truth:
        """Return whether a condition on the history of periods holds, seen from a place."""
        return holds_over(test, place, self)

    def quantity(self, quantity: Quantity, place: Place) -> Range | None:
        """Return a quantity; `None` where there is no data, or nothing that it could be of."""
        return quantity_of(quantity, place, self)

    def amount(self, term: AmountTerm, place: Place) -> Fraction | None:
        """Return what an amount comes to; `None` when billing does not say."""
        return self.amounts.of(term, place)

    # --- what a line is about ---------------------------------------------------------------------

    def fate(self, verdict: Verdict) -> Case:
        """Return whether a judged item missed, and by how much."""
        late = lateness(verdict)
        if verdict.verdict == "undetermined" or (late is not None and not late.is_point):
            return self.ask(self.ground.unknown(verdict))
        return Case(verdict.verdict == "missed", late)

    def chosen(self, where: Condition, verdict: Verdict) -> Case:
        """Return whether a credit is about the item of a verdict, by the item's settled facts."""
        return Case(self._facts(where, (verdict.kind, verdict.item), verdict))

    def facts(self, condition: Condition, place: Place) -> Truth:
        """Return whether facts hold of what a line is about, else of its thing, or its period."""
        about = place.about
        match about:
            case None:
                named = place.things[-1] if place.things else ("period", place.period.label)
            case Verdict() | Timeline():
                named = (about.kind, about.item)
            case _:
                named = (about.kind, about.name)
        return self._facts(condition, named, place)

    def _facts(self, where: Condition, named: tuple[str, str], of: Verdict | Place) -> Truth:
        def says(name: str) -> Value | Moment:
            if isinstance(of, Verdict):
                return self.ground.says(of, name)
            return self.ground.says_of(of, name)

        truth = holds(where, says)
        if truth is not None:
            return truth
        truth = holds(where, lambda name: self._settled(name, says(name), named))
        unlisted = [name for name in unknown_facts(where, says) if not self._values(name, named[0])]
        if truth is not None or not unlisted:
            return truth
        needs = tuple(f"{fact} of {named[1]}" for fact in unlisted)
        cases = (Case(missed=False), Case(missed=True))
        # Of what has no list of values each condition may hold or not, whatever another does.
        return self.ask(
            Unknown("where", repr(where), " ".join(named), Case(None), cases, needs)
        ).missed

    def _settled(self, name: str, said: Value | Moment, named: tuple[str, str]) -> Value | Moment:
        """Return a fact, one of its values where it is unknown and this world says which."""
        values = self._values(name, named[0]) if said is UNKNOWN else ()
        if not values:
            return said
        need = f"{name} of {named[1]}"
        cases = tuple(Case(None, Range.point(i)) for i in range(len(values)))
        unknown = Unknown("where", need, " ".join(named), Case(None), cases, (need,))
        chosen = self.ask(unknown).quantity
        return UNKNOWN if chosen is None else values[int(chosen.least)]

    def _values(self, fact: str, kind: str) -> tuple[Value, ...]:
        """Return the values that an unknown fact may turn out to have, where they are listed."""
        words = self.ground.contract.vocabulary
        kinds = (words.spans.get(kind), words.items.get(kind))
        found = next((k.facts[fact] for k in kinds if k and fact in k.facts), None)
        if found is None:
            return ()
        return ("yes", "no") if found.kind == "yes or no" else found.values
