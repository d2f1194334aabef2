"""A contract and a history, with what many items share worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from slarules.core.conditions import (
    ALWAYS,
    Condition,
    Every,
    Missing,
    Occurrence,
    Value,
    word_of,
)
from slarules.core.contract import Contract, Terms, Version
from slarules.core.promises import Bounds, Measure, Pause, Promise, TimeExclusion, touches
from slarules.engine.reference.counting import Counting
from slarules.engine.reference.exclusions import Excluded, Scope, excluded_time, of_service
from slarules.engine.reference.periods import Clocks
from slarules.engine.reference.rows import Choosing
from slarules.facts.history import History, Timeline
from slarules.facts.truth import words
from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class Stopping:
    """What the terms let stand still in the runs of a measure.

    Attributes:
        pauses: Each with what it pauses from and until, if it names occurrences.
        is_needed: Whether anything can stand still at all, apart from a reopening.
    """

    pauses: tuple[tuple[Pause, Counting | None], ...]
    exclusions: tuple[TimeExclusion, ...]
    is_needed: bool


class Text:
    """One version of the contract with its clocks compiled and its tables ready."""

    def __init__(self, contract: Contract, version: Version, history: History) -> None:
        self.name = version.name
        self.terms: Terms = version.terms
        self._history = history
        self.clock = Clocks(version.terms, contract.zone)
        self._excluded: dict[str, Excluded] = {}
        self._rests_on: dict[str, frozenset[str]] = {}
        self._stopping: dict[str, Stopping] = {}
        self._counting: dict[tuple[str, frozenset[str]], Counting] = {}
        self.zone = contract.zone
        self.rankings: dict[str, dict[str, tuple[Value, ...]]] = {
            name: {fact.name: fact.values for fact in kind.facts.values()}
            for name, kind in contract.vocabulary.items.items()
        }

    @cached_property
    def choosing(self) -> dict[str, tuple[Choosing, ...]]:
        """The promises by kind of item, each with its tables ready."""
        kinds = {promise.measure.item for promise in self.terms.promises.values()}
        return {kind: tuple(map(Choosing, self._promises(kind))) for kind in kinds}

    def _promises(self, kind: str) -> list[Promise]:
        return [p for p in self.terms.promises.values() if p.measure.item == kind]

    def counting(self, measure: Measure, restarting: frozenset[str]) -> Counting:
        """Return what a measure counts, with all that starts, ends and moves its runs."""
        key = measure.name, restarting
        if key not in self._counting:
            self._counting[key] = Counting.of(measure, self.terms, restarting)
        return self._counting[key]

    def stopping(self, measure: Measure) -> Stopping:
        """Return what may stand still in the runs of a measure."""
        if measure.name not in self._stopping:
            pauses = tuple((p, self._asking(p, measure.item)) for p in self._pauses(measure.name))
            exclusions = tuple(x for x in self.terms.exclusions if touches(x, measure.name))
            own = measure.each is not None or measure.counts_while != ALWAYS
            self._stopping[measure.name] = Stopping(
                pauses, exclusions, bool(pauses or exclusions or own)
            )
        return self._stopping[measure.name]

    def _pauses(self, measure: str) -> Iterator[Pause]:
        return (p for p in self.terms.pauses if touches(p, measure))

    def _asking(self, pause: Pause, item: str) -> Counting | None:
        if pause.between is None:
            return None
        # Occurrences of a pause repeat as those of a measure do, and nothing else ends them (R23).
        alone = replace(self.terms, cancels=(), restarts=())
        measure = Measure(pause.name, item, pause.between, repeats=True)
        return Counting.of(measure, alone, frozenset())

    def rests_on(self, promise: Promise) -> frozenset[str]:
        """Return the words over time that the runs of a promise rest on: bounds, stops, ends."""
        if promise.name not in self._rests_on:
            found = set(map(word_of, self.counting(promise.measure, frozenset()).asked.all))
            found.update(word for test in self._conditions(promise.measure) for word in words(test))
            for pause in self._pauses(promise.measure.name):
                found.update(map(word_of, _occurrences(pause.between)))
            self._rests_on[promise.name] = frozenset(found)
        return self._rests_on[promise.name]

    def _conditions(self, measure: Measure) -> Iterator[Condition]:
        counting = self.counting(measure, frozenset())
        yield from (measure.counts_while, measure.bounds.where, measure.bounds.until)
        yield from (reopening.where for reopening in measure.reopenings)
        yield from (cancel.where for cancel in counting.cancels)
        yield from (restart.where for restart in counting.restarts)
        for pause in self._pauses(measure.name):
            yield Every((pause.while_, pause.provided))
            if pause.between is not None:
                yield from (pause.between.where, pause.between.until)

    def excluded(self, exclusion: TimeExclusion, service: Value | Missing) -> Excluded:
        """Return the time that an exclusion takes out, of the item's service where it says so."""
        if exclusion.name not in self._excluded:
            until, seen = self._history.until, self._history.spans_complete_through
            scope = Scope(self.zone, self.clock, until, seen)
            found = excluded_time(exclusion, self._history.spans, scope)
            self._excluded[exclusion.name] = found
        found = self._excluded[exclusion.name]
        return of_service(found, service) if exclusion.of_its_service else found


def _occurrences(bounds: Bounds | None) -> tuple[Occurrence, ...]:
    return () if bounds is None else (*bounds.starts, *bounds.ends)


class Setting:
    """What judging an item needs besides the item."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.history = history
        self.until: Instant = history.until
        self._texts = [(v, Text(contract, v, history)) for v in contract.versions]

    @property
    def texts(self) -> tuple[Text, ...]:
        """The text of each version, in their order."""
        return tuple(text for _, text in self._texts)

    def text_of(self, timeline: Timeline) -> Text:
        """Return the last text that applies to an item; the text as signed where none does."""
        found = self._texts[0][1]
        for version, text in self._texts[1:]:
            rule = next((r for r in version.applies if r.item == timeline.kind), None)
            if rule is None:
                continue
            at = timeline.moment(rule.moment)
            if isinstance(at, int) and at >= rule.since:
                found = text
        return found
