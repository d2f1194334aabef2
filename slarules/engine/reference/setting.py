"""A contract and a history, with what many items share worked out once."""

from __future__ import annotations

from functools import cached_property

from slarules.core.conditions import Every, Happens, Missing, Value
from slarules.core.contract import Contract, Terms, Version
from slarules.core.promises import Promise, TimeExclusion
from slarules.engine.reference.exclusions import Excluded, Scope, excluded_time, of_service
from slarules.engine.reference.periods import Clocks
from slarules.engine.reference.rows import Choosing
from slarules.facts.history import History, Timeline
from slarules.facts.truth import words
from slarules.instants import Instant


class Text:
    """One version of the contract with its clocks compiled and its tables ready."""

    def __init__(self, contract: Contract, version: Version, history: History) -> None:
        self.name = version.name
        self.terms: Terms = version.terms
        self._zone = contract.zone
        self._history = history
        self.clock = Clocks(version.terms, contract.zone)
        self._excluded: dict[str, Excluded] = {}
        self._rests_on: dict[str, frozenset[str]] = {}

    @cached_property
    def choosing(self) -> dict[str, tuple[Choosing, ...]]:
        """The promises by kind of item, each with its tables ready."""
        kinds = {promise.measure.item for promise in self.terms.promises.values()}
        return {kind: tuple(map(Choosing, self._promises(kind))) for kind in kinds}

    def _promises(self, kind: str) -> list[Promise]:
        return [p for p in self.terms.promises.values() if p.measure.item == kind]

    def rests_on(self, promise: Promise) -> frozenset[str]:
        """Return the words over time that the runs of a promise rest on: bounds, stops, ends."""
        if promise.name not in self._rests_on:
            measure = promise.measure
            terms, name = self.terms, measure.name
            pauses = (p for p in terms.pauses if p.measures is None or name in p.measures)
            cancels = (c for c in terms.cancels if c.measures is None or name in c.measures)
            found = {o.name for o in (*measure.starts, *measure.ends) if isinstance(o, Happens)}
            found |= {o.name for c in cancels for o in c.when if isinstance(o, Happens)}
            found.update(word for p in pauses for word in words(Every((p.while_, p.provided))))
            self._rests_on[promise.name] = frozenset(found)
        return self._rests_on[promise.name]

    def excluded(self, exclusion: TimeExclusion, service: Value | Missing) -> Excluded:
        """Return the time that an exclusion takes out, of the item's service where it says so."""
        if exclusion.name not in self._excluded:
            until, seen = self._history.until, self._history.spans_complete_through
            scope = Scope(self._zone, self.clock, until, seen)
            found = excluded_time(exclusion, self._history.spans, scope)
            self._excluded[exclusion.name] = found
        found = self._excluded[exclusion.name]
        return of_service(found, service) if exclusion.of_its_service else found


class Setting:
    """What judging an item needs besides the item."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.history = history
        self.until: Instant = history.until
        self._texts = [(v, Text(contract, v, history)) for v in contract.versions]

    def text_of(self, timeline: Timeline) -> Text:
        """Return the last text that applies to an item; the text as signed where none does."""
        found = self._texts[0][1]
        for version, text in self._texts[1:]:
            rule = version.applies
            if rule is None or rule.item != timeline.kind:
                continue
            at = timeline.moment(rule.moment)
            if isinstance(at, int) and at >= rule.since:
                found = text
        return found
