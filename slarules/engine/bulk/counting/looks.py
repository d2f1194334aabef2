"""What a contract looks at beside how many runs turned out how: what must be kept of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from slarules.core.conditions import Condition, Notice, OnDay, TimedNotice, WithinHours
from slarules.core.contract import Contract
from slarules.core.measures import Items, PeriodMeasure, Statistic
from slarules.core.money import Amount, Subject
from slarules.core.periods import (
    AnyDays,
    BillingCycle,
    Lasting,
    PeriodKind,
    Stretch,
    Trailing,
)
from slarules.core.promises import Removal
from slarules.core.quantities import PeriodCondition
from slarules.core.rights import Duty, Right
from slarules.core.targets import Target
from slarules.engine.reference.targets import kinds_of_targets
from slarules.facts.history import History
from slarules.facts.truth import words
from slarules.node_parts import part_names

ALL = frozenset({"met", "missed", "open", "undetermined", "excluded", "cancelled"})
AS_MISSED = frozenset({"missed", "undetermined"})


@dataclass(slots=True)
class Look:
    """What is looked at of the items of one kind.

    Attributes:
        each: Every item is looked at by itself.
        counted: Items are counted, and not only their runs one by one.
        facts: Whose last values are asked.
        tests: What is asked of them.
        names: Facts that name things, each of whose values is one.
        timed: Promises of whose runs a statistic takes the counted time.
        lines: By promise, the verdicts of which each may be a line or bring a duty.
    """

    each: bool = False
    counted: bool = False
    facts: set[str] = field(default_factory=set)
    tests: list[Condition] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    timed: set[str] = field(default_factory=set)
    lines: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_deep(self) -> bool:
        """Whether more of an item is asked than the verdicts on its runs."""
        return self.counted or bool(self.facts or self.names or self.timed)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked but how many runs turned out how."""
        return not (self.each or self.is_deep or self.lines)


@dataclass(frozen=True, slots=True)
class Looks:
    """What a contract looks at.

    Attributes:
        kinds: By kind of item, where it has promises or is counted; others are kept each by itself.
        periods: The kinds of period in which it counts.
    """

    kinds: Mapping[str, Look]
    periods: tuple[PeriodKind, ...]

    @property
    def is_deep(self) -> bool:
        """Whether more of any folded item is asked than its kind and the verdicts on its runs."""
        return any(look.is_deep and not look.each for look in self.kinds.values())

    @property
    def asks_facts(self) -> bool:
        """Whether facts are asked of any item that has verdicts, after it is judged."""
        return not all(look.is_plain for look in self.kinds.values())

    def of(self, kind: str) -> Look:
        """Return what is looked at of the items of a kind."""
        return self.kinds.get(kind, EACH)


EACH = Look(each=True)


def looks(contract: Contract, history: History) -> Looks:
    """Return what a contract looks at; of what a scenario tells, at everything."""
    found = [*_nodes(contract.versions)]
    if history.given or history.given_of or any(isinstance(node, Trailing) for node in found):
        return Looks({}, (contract.every,))
    kinds = dict.fromkeys((contract.every, *kinds_of_targets(contract)))
    for node in found:
        match node:
            case Stretch() | BillingCycle() | Lasting():
                kinds.setdefault(node)
            case AnyDays():
                kinds.setdefault("calendar day")
            case _:
                pass
    return Looks(_Looking(contract).of(found), tuple(kinds))


def _nodes(node: Any) -> Iterator[Any]:  # noqa: ANN401 - any node of the core
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if names := part_names(type(each)):
            yield each
            waiting += [getattr(each, name) for name in reversed(names)]
        elif isinstance(each, tuple | frozenset):
            waiting += reversed(tuple(each))
        # Most that is left is text, and to ask what a mapping is takes long.
        elif not isinstance(each, str) and isinstance(each, Mapping):
            waiting += reversed(tuple(each.values()))


class _Looking:
    """One contract while its statements are gone through."""

    def __init__(self, contract: Contract) -> None:
        self._words = contract.vocabulary
        self._texts = [version.terms for version in contract.versions]
        self._promises = {
            promise.name: promise.measure.item
            for terms in self._texts
            for promise in terms.promises.values()
        }
        self._kinds = {kind: Look() for kind in self._promises.values()}
        self._throw_away = Look()

    def of(self, found: list[Any]) -> dict[str, Look]:
        """Return what is looked at by any of some statements."""
        for node in found:
            if isinstance(node, Items) and node.kind in self._words.items:
                self._kinds.setdefault(node.kind, Look())
        for node in found:
            self._note(node)
        for removal, is_one in self._removals():
            look = self._look(removal.item)
            timed = any(isinstance(each, _TIMING) for each in _nodes(removal.where))
            # Whether it is removed must go by the outline alone, where items are counted.
            look.each |= look.counted and (timed or not is_one)
        for kind in (*self._words.items.values(), *self._words.spans.values()):
            for name in self._kinds.keys() & kind.facts.keys():
                self._kinds[name].each = True
        return self._kinds

    def _removals(self) -> Iterator[tuple[Removal, bool]]:
        """Yield what takes items out of everything, and whether there is one text alone."""
        for terms in self._texts:
            yield from ((removal, len(self._texts) == 1) for removal in terms.removals)

    def _note(self, node: object) -> None:
        match node:
            case Items():
                look = self._look(node.kind)
                look.counted = True
                self._where(look, node.where)
            case Statistic():
                self._statistic(node)
            case Subject():
                self._subject(node.kind, node.target, node.outcome)
            case Duty():
                self._subject(node.each, node.misses, "misses")
            case PeriodMeasure() | Target() | Amount() | PeriodCondition() | Right():
                if node.each is not None:
                    self._thing(node.each)
            case _:
                pass

    def _look(self, kind: str) -> Look:
        # Of other kinds every item is kept anyway.
        return self._kinds.get(kind, self._throw_away)

    def _where(self, look: Look, where: Condition) -> None:
        look.facts |= set(words(where))
        look.tests.append(where)
        look.each |= any(isinstance(each, _TIMING) for each in _nodes(where))

    def _statistic(self, asked: Statistic) -> None:
        look, kind = self._look(asked.over or ""), self._words.items.get(asked.over or "")
        self._where(look, asked.where)
        if asked.of in self._words.measurements:
            look.each = True
        elif kind is not None and asked.of in kind.facts:
            look.counted = True
            look.facts.add(asked.of)
        else:
            look.timed.add(asked.of)

    def _subject(self, kind: str, target: str | None, outcome: str) -> None:
        item = self._promises.get(target or "")
        if item is not None and target is not None and kind != "period":
            lines = self._look(item).lines
            asked = AS_MISSED if outcome == "misses" else ALL
            lines[target] = lines.get(target, frozenset()) | asked
        else:
            self._thing(kind)

    def _thing(self, kind: str) -> None:
        """Keep every item of a kind, and whatever names one."""
        self._look(kind).each = True
        for name, declared in self._words.items.items():
            if kind in declared.facts:
                self._look(name).names.add(kind)


_TIMING = (OnDay, WithinHours, Notice, TimedNotice)
