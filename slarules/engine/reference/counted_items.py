"""How many items and spans count in a period, and which of them, whichever way they turn out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import TypeAlias

from slarules.core.conditions import ABSENT, Condition, Truth, Value
from slarules.core.contract import Contract
from slarules.core.measures import Items
from slarules.engine.outcome import Verdict
from slarules.engine.reference.belonging import belongs, dated, in_period, of_thing
from slarules.engine.reference.hearing import removed
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.placed_verdicts import PlacedVerdicts
from slarules.engine.reference.runs import Alike
from slarules.engine.reference.setting import Setting
from slarules.engine.reference.unknowns import could_be
from slarules.facts.history import History, Timeline, UnknownMoment, WorldSpan
from slarules.facts.truth import Moment, all_of, any_of, holds, unknown_facts
from slarules.instants import Instant

Countable: TypeAlias = Timeline | WorldSpan

BY_RUNS = ("due", "started", "ended", "missed")
"""Moments of the head that only a run of a measure has."""


@dataclass(frozen=True, slots=True)
class _Dates:
    """The items of a kind by the instant that decides their period, and their numbers.

    Attributes:
        undated: Those of which no one instant decides it.
    """

    dated: Sequence[tuple[Instant, int]]
    undated: Sequence[int]
    numbers: Mapping[tuple[str, str], int]


class CountedItems:
    """The items and spans of a history, ready to be counted."""

    def __init__(self, contract: Contract, history: History, verdicts: PlacedVerdicts) -> None:
        self.contract = contract
        self.history = history
        self.verdicts = verdicts
        self._dated: dict[str, _Dates | None] = {}
        self._mine: dict[tuple[str, str], dict[tuple[str, str], list[Alike]]] = {}

    def of(self, kind: str) -> Sequence[Countable]:
        """Return every item or span of a kind."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, list[Countable]]:
        found: dict[str, list[Countable]] = {}
        for item in self.history.items:
            found.setdefault(item.kind, []).append(item)
        for span in self.history.spans:
            found.setdefault(span.kind, []).append(span)
        return found

    @cached_property
    def _setting(self) -> Setting:
        return Setting(self.contract, self.history)

    def counts(self, asked: Items, item: Countable, place: Place) -> frozenset[bool]:
        """Return whether an item is among those that are asked for: one answer, or both."""
        return frozenset(world[0] for world in self.worlds((asked,), item, place))

    def worlds(
        self, terms: Sequence[Items], item: Countable, place: Place
    ) -> frozenset[tuple[bool, ...]]:
        """Return whether each count takes in an item, once for each way it may turn out.

        What two counts ask of it alike turns out alike in both.
        """
        wheres = tuple(dict.fromkeys(term.where for term in terms))
        measures = tuple(dict.fromkeys(name for term in terms for name in _judged_on(term, item)))
        things = all_of(of_thing(item, kind, name) for kind, name in place.things)
        needs_place = any(not _judged_on(term, item) for term in terms)
        there = self.is_there(item, place) if needs_place else False
        ways = product(
            _ways(things),
            _ways(there),
            product(*(_ways(self.holds(where, item)) for where in wheres)),
            product(*(self._outcomes(item, name, place) for name in measures)),
        )
        return frozenset(
            tuple(
                mine
                and dict(zip(wheres, chosen, strict=True))[term.where]
                and _counts(term, item, dict(zip(measures, outcomes, strict=True)), there=is_there)
                for term in terms
            )
            for mine, is_there, chosen, outcomes in ways
        )

    def holds(self, where: Condition, item: Countable) -> Truth:
        """Tell whether the settled facts of an item hold."""
        return holds(where, partial(_said, item, self.history))

    def is_chosen(self, where: Condition, item: Countable, place: Place) -> Truth:
        """Tell whether the settled facts of an item hold, and it is of the things meant."""
        things = (of_thing(item, kind, name) for kind, name in place.things)
        return all_of((self.holds(where, item), *things))

    def choice_needs(self, where: Condition, item: Countable, place: Place) -> Iterator[str]:
        """Yield the unknown facts on which it hangs whether an item is chosen."""
        yield from self.needs(where, item)
        for kind, name in place.things:
            if of_thing(item, kind, name) is None:
                yield f"{kind} of {_name(item)}"

    def needs(self, where: Condition, item: Countable) -> Iterator[str]:
        """Yield the unknown facts on which it hangs whether an item counts."""
        for fact in unknown_facts(where, partial(_said, item, self.history)):
            yield f"{fact} of {_name(item)}"

    def open_facts(self, asked: Items, item: Countable, place: Place) -> Iterator[str]:
        """Yield what is unknown of an item and decides whether it counts."""
        yield from self.needs(asked.where, item)
        for name in _judged_on(asked, item):
            runs = self.runs(item, name, place) if isinstance(item, Timeline) else []
            for verdict in runs:
                yield from (f"{need} of {verdict.item}" for need in verdict.needs)

    def is_there(self, item: Countable, place: Place) -> Truth:
        """Tell whether an item belongs to a period and is not taken out of everything."""
        if isinstance(item, WorldSpan):
            return belongs(item, place, self.contract)
        out = removed(item, self._setting.text_of(item), self.history.until).truth
        things = (of_thing(item, kind, name) for kind, name in place.things)
        kept = None if out is None else not out
        return all_of((kept, *things, self._in_period(item, place)))

    def _in_period(self, item: Timeline, place: Place) -> Truth:
        rule = self.contract.belongs.get(item.kind)
        if item.period is None and rule is not None and rule.moment in BY_RUNS:
            terms = version_of_period(self.contract, place.period).terms
            runs = [
                verdict
                for promise in terms.promises.values()
                if promise.measure.item == item.kind
                for verdict in self.runs(item, promise.name, place)
            ]
            if runs:
                return any_of("excluded" not in v.could_be or None for v in runs)
        return in_period(item, place.period, self.contract)

    def runs(self, item: Timeline, promise: str, place: Place) -> list[Verdict]:
        """Return the runs of a promise on an item that belong to a period, surely or perhaps."""
        return [alike.verdict for alike in self.alike(item, promise, place)]

    def alike(self, item: Timeline, promise: str, place: Place) -> Sequence[Alike]:
        """Return the same runs with how many each stands for."""
        return self._runs(promise, place).get((item.kind, item.item), ())

    def number(self, item: Countable) -> int:
        """Return how many items or spans one stands for."""
        if isinstance(item, WorldSpan):
            return 1
        return self.verdicts.runs.items.get((item.kind, item.item), 1)

    def _runs(self, promise: str, place: Place) -> dict[tuple[str, str], list[Alike]]:
        key = promise, place.period.label
        if key not in self._mine:
            found: dict[tuple[str, str], list[Alike]] = {}
            for alike in self.verdicts.of(promise, place.period).alike:
                of = alike.verdict.kind, alike.verdict.item
                found.setdefault(of, []).append(alike)
            self._mine[key] = found
        return self._mine[key]

    def near(self, kind: str, measures: Sequence[str], place: Place) -> Sequence[Countable]:
        """Return the items of a kind that have a run of a measure in a period, or may belong to it.

        Whoever counts need not look at the items of other years.
        """
        if not measures:
            return self.around(kind, (), place)
        runs = dict.fromkeys(key for name in measures for key in self._runs(name, place))
        return [self._timelines[key] for key in runs if key[0] == kind and key in self._timelines]

    def around(self, kind: str, measures: Sequence[str], place: Place) -> Sequence[Countable]:
        """Return the items of a kind that may belong to a period, or have runs of measures in it.

        Items of other periods count in none of it, whatever is asked of them.
        """
        dates = self._dates(kind)
        if dates is None:
            return self.of(kind)
        terms, period = version_of_period(self.contract, place.period).terms, place.period
        own = (p.name for p in terms.promises.values() if p.measure.item == kind)
        runs = {key for name in (*measures, *own) for key in self._runs(name, place)}
        first = bisect_left(dates.dated, (period.start,))
        last = bisect_left(dates.dated, (period.end,))
        found = {number for _, number in dates.dated[first:last]}
        found.update(dates.undated, (dates.numbers[key] for key in runs if key in dates.numbers))
        return [self.of(kind)[number] for number in sorted(found)]

    def _dates(self, kind: str) -> _Dates | None:
        """Return by which instants the items of a kind belong to periods; of spans `None`."""
        if kind not in self._dated:
            items = [item for item in self.of(kind) if isinstance(item, Timeline)]
            self._dated[kind] = (
                _dates(items, self.contract) if len(items) == len(self.of(kind)) else None
            )
        return self._dated[kind]

    @cached_property
    def _timelines(self) -> dict[tuple[str, str], Timeline]:
        return {(item.kind, item.item): item for item in self.history.items}

    def _outcomes(self, item: Countable, measure: str, place: Place) -> frozenset[Truth]:
        """Return how an item may stand with a measure: met, missed, or (`None`) not judged.

        It is missed with one of its runs, and met when it is met with all that are judged.
        """
        if not isinstance(item, Timeline):
            return frozenset({None})
        runs = [_words(verdict) for verdict in self.runs(item, measure, place)]
        return frozenset(_of_runs(way) for way in product(*runs))


def _dates(items: Sequence[Timeline], contract: Contract) -> _Dates:
    found: list[tuple[Instant, int]] = []
    undated: list[int] = []
    for number, item in enumerate(items):
        at = None if item.period is not None else dated(item, contract)
        if item.period is not None or isinstance(at, UnknownMoment | str):
            undated.append(number)
        elif at is not None:
            found.append((at, number))
    numbers = {(item.kind, item.item): number for number, item in enumerate(items)}
    return _Dates(sorted(found), undated, numbers)


def _judged_on(term: Items, item: Countable) -> tuple[str, ...]:
    return term.measures if isinstance(item, Timeline) and item.kind == term.kind else ()


def _ways(truth: Truth) -> tuple[bool, ...]:
    return (True, False) if truth is None else (truth,)


def _words(verdict: Verdict) -> tuple[Truth, ...]:
    unsettled = verdict.verdict == "undetermined"
    words = could_be(verdict) if unsettled else (verdict.verdict,)
    return tuple(dict.fromkeys(_met(word) for word in words))


def _met(word: str) -> Truth:
    return word == "met" if word in ("met", "missed") else None


def _of_runs(way: Sequence[Truth]) -> Truth:
    if False in way:
        return False
    return True if True in way else None


def _counts(asked: Items, item: Countable, outcomes: Mapping[str, Truth], *, there: bool) -> bool:
    """Tell whether an item counts whose measures turned out so; one not judged does not."""
    measures = _judged_on(asked, item)
    if not measures:
        return there
    met = (outcomes[name] for name in measures)
    does = [None if each is None else each == (asked.word == "meet") for each in met]
    truth = all_of(does) if asked.joined == "and" else any_of(does)
    return truth is not None if asked.decided else truth is True


def _name(item: Countable) -> str:
    return item.item if isinstance(item, Timeline) else item.name


def _said(item: Countable, history: History, name: str) -> Value | Moment:
    if isinstance(item, Timeline):
        return item.said(name, history.until)
    if name in item.facts:
        return item.facts[name]
    own: dict[str, Moment] = {"start": item.start, "end": ABSENT if item.end is None else item.end}
    return item.moments.get(name, own.get(name, ABSENT))
