"""Conditions of periods: whether one holds, and latches with their memory."""

from __future__ import annotations

from slarules.core.conditions import Truth
from slarules.core.quantities import Latch, PeriodCondition
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.periods import own_period, shifted
from slarules.engine.reference.place import Place
from slarules.engine.reference.unknowns import Unknown
from slarules.facts.truth import all_of

Key = tuple[str, str | None, str]

States = frozenset[tuple[bool, bool]]
"""What a latch may be after a period: whether it is on, and whether it was ever on."""

OFF: States = frozenset({(False, False)})


class Conditions:
    """The conditions of one world; each is worked out once for a period and thing."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._held: dict[Key, tuple[Truth, dict[Unknown, None]]] = {}
        self._states: dict[Key, States] = {}

    def holds(self, name: str, place: Place) -> Truth:
        """Return whether a condition is yes in the assessed period of a place."""
        ground = self._asking.ground
        period = own_period(place.period, ground.contract.every)
        condition = ground.condition(name, period)
        if condition is None:
            return False
        of = place.thing(condition.each) if condition.each else None
        key = (name, of, period.label)
        if key not in self._held:
            with self._asking.noting() as asked:
                truth = self._now(condition, place.within(period), of)
            self._held[key] = (truth, asked)
        truth, asked = self._held[key]
        self._asking.note(asked)
        return truth

    def _now(self, condition: PeriodCondition, place: Place, of: str | None) -> Truth:
        told, given = self._given(condition, place, of)
        if told:
            return given
        chosen = self._asking.facts(condition.where, place)
        if isinstance(condition.holds, Latch):
            holds = self._latched(condition, condition.holds, place, of)
        else:
            holds = self._asking.holds(condition.holds, place)
        return all_of((chosen, holds))

    def _given(
        self, condition: PeriodCondition, place: Place, of: str | None
    ) -> tuple[bool, Truth]:
        """Return whether a scenario gives a condition of a period outright, and as what."""
        thing = (condition.each, of) if condition.each and of else None
        period = self._asking.ground.history.told(place.period.label, thing)
        word = dict(period.outcomes).get(condition.name) if period else None
        return word is not None, {"yes": True, "no": False}.get(word or "")

    def _latched(
        self, condition: PeriodCondition, latch: Latch, place: Place, of: str | None
    ) -> Truth:
        if latch.takes_effect == "next":
            place = place.within(shifted(place.period, -1))
        words = {on for on, _ in self._after(condition, latch, place, of)}
        return words.pop() if len(words) == 1 else None

    def _after(
        self, condition: PeriodCondition, latch: Latch, place: Place, of: str | None
    ) -> States:
        """Return what a latch may be after a period, from the first assessed one on."""
        states = OFF
        for period in self._asking.ground.periods.values():
            if period.start > place.period.start:
                break
            key = (condition.name, of, period.label)
            if key not in self._states:
                self._states[key] = self._next(condition, latch, place.within(period), of, states)
            states = self._states[key]
        return states

    def _next(
        self,
        condition: PeriodCondition,
        latch: Latch,
        place: Place,
        of: str | None,
        before: States,
    ) -> States:
        told, given = self._given(condition, place, of)
        if told and given is not None:
            known = frozenset((given, given or was_on) for _, was_on in before)
            if latch.takes_effect == "same":
                return known
            before = known
        starts, ends = (self._asking.holds(part, place) for part in (latch.starts, latch.ends))
        return frozenset(
            _moved(state, latch, begins=begins, stops=stops)
            for state in before
            for begins in _either(starts)
            for stops in _either(ends)
        )


def _moved(
    before: tuple[bool, bool], latch: Latch, *, begins: bool, stops: bool
) -> tuple[bool, bool]:
    """Return a latch after a period: on before, or started, and not ended."""
    on, was_on = before
    may_begin = begins and not (latch.once and was_on)
    now = (on or may_begin) and not stops
    return now, was_on or now


def _either(truth: Truth) -> tuple[bool, ...]:
    return (True, False) if truth is None else (truth,)
