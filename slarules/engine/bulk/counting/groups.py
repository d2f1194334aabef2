"""Groups of items of one outline, and what a contract asks of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.engine.bulk.counting.looks import Look, Looks
from slarules.engine.bulk.judging.compiled import NONE
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.judging import Batch
from slarules.engine.reference.belonging import dated
from slarules.engine.reference.hearing import removed
from slarules.engine.reference.setting import Setting
from slarules.facts.history import History, Timeline, UnknownMoment
from slarules.facts.truth import holds

Signature: TypeAlias = tuple[object, ...]

Numbers: TypeAlias = NDArray[np.int32]


class How(IntEnum):
    """How the items of a group are kept: each by itself, counted as items, or run by run."""

    EACH = 0
    AS_ITEMS = 1
    BY_RUNS = 2


NEVER_DATED, ALWAYS = -1, -2
"""Stand for the place of a moment that never came, and for none that is needed."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a contract asks of a group.

    Attributes:
        number: Groups of one number give the same answers.
        dated: Which of an item's instants decides its period, from 0.
    """

    how: How
    number: int
    dated: int
    is_deep: bool


class Groups:
    """The groups of all batches so far."""

    def __init__(self, contract: Contract, history: History, looks: Looks) -> None:
        self._contract = contract
        self._until = history.until
        self._setting = Setting(contract, history)
        self._looks = looks
        self._numbers: dict[Signature, int] = {}
        self._naming: list[tuple[int, Timeline]] = []
        self._known = np.zeros(0, np.bool_)
        self.how = np.zeros(0, np.int8)
        self.number = np.zeros(0, np.int32)
        self.dated = np.zeros(0, np.int32)
        self.is_deep = np.zeros(0, np.bool_)

    def look(
        self, batch: Batch, groups: Numbers, together: NDArray[np.bool_]
    ) -> list[tuple[int, Timeline]]:
        """Look at the first item of each group that was not seen before.

        Returns:
            The first item that names a thing, of all that name the same, with its place here.

        Args:
            batch: The items.
            groups: The group of each.
            together: Which of them were not judged alone.
        """
        last = int(groups.max(initial=-1))
        self._grow(max(1, last + 1))
        first = np.full(last + 1, -1, np.int64)
        places = np.flatnonzero(together)[::-1]
        first[groups[places]] = places
        new = np.flatnonzero((first >= 0) & ~self._known[: last + 1])
        for group in sorted(new.tolist(), key=lambda group: int(first[group])):
            self._set(group, self._group(batch, int(first[group])))
        naming, self._naming = self._naming, []
        return naming

    def _set(self, group: int, found: Group) -> None:
        self._known[group] = True
        self.how[group], self.number[group] = found.how, found.number
        self.dated[group], self.is_deep[group] = found.dated, found.is_deep

    def _grow(self, size: int) -> None:
        more = size - len(self._known)
        if more > 0:
            more = max(more, len(self._known))
            self._known = np.pad(self._known, (0, more))
            self.how, self.number = np.pad(self.how, (0, more)), np.pad(self.number, (0, more))
            self.dated = np.pad(self.dated, (0, more))
            self.is_deep = np.pad(self.is_deep, (0, more))

    def dates(self, batch: Batch, groups: Numbers, items: Instants) -> Instants:
        """Return the instant that decides the period of each of some items; `NONE` for none."""
        places = self.dated[groups[items]]
        at = np.full(len(items), NONE, np.int64)
        has = places >= 0
        at[has] = batch.at[batch.first[items[has]] + places[has]]
        return at

    def _group(self, batch: Batch, item: int) -> Group:
        timeline = batch.timeline(item)
        look = self._looks.of(timeline.kind)
        if look.each:
            return Group(How.EACH, 0, ALWAYS, is_deep=True)
        if not look.is_deep:
            return Group(How.BY_RUNS, self._numbered((timeline.kind,)), ALWAYS, is_deep=False)
        said = tuple(self._said(timeline, look))
        at = dated(timeline, self._contract) if look.counted else "always"
        unsure = any(each is UNKNOWN or isinstance(each, UnknownMoment) for each in (*said, at))
        last = partial(timeline.said, at=self._until)
        if unsure or any(holds(test, last) is None for test in look.tests):
            return Group(How.EACH, 0, ALWAYS, is_deep=True)
        own = batch.at[batch.first[item] : batch.first[item + 1]]
        place = bisect_left(own.tolist(), at) if isinstance(at, int) else _PLACES[at]
        signature = (timeline.kind, at is None, *said)
        if look.names and signature not in self._numbers:
            self._naming.append((item, timeline))
        number = self._numbered(signature)
        how = How.AS_ITEMS if look.counted else How.BY_RUNS
        return Group(how, number, place, is_deep=True)

    def _numbered(self, signature: Signature) -> int:
        return self._numbers.setdefault(signature, len(self._numbers))

    def _said(self, item: Timeline, look: Look) -> Iterator[object]:
        """Yield all that is asked of an item beside its verdicts and its period."""
        for name in sorted(look.facts):
            said = item.said(name, self._until)
            # It is asked of a moment whether it came, not when.
            yield "it came" if isinstance(said, int) else said
        for name in sorted(look.names):
            yield from (step.value for step in item.facts.get(name, ()))
            yield None
        if look.counted:
            out = removed(item, self._setting.text_of(item), self._until).truth
            yield UNKNOWN if out is None else out


_PLACES: dict[object, int] = {None: NEVER_DATED, "always": ALWAYS}
