"""A run made of parts of two: some as in the second run, all others as in the first."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from slarules.core.conditions import UNKNOWN
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.runs.compare.figures import Figures, figures_of
from slarules.runs.compare.found import PARTS, Part
from slarules.runs.compare.run import Run
from slarules.runs.compare.sides import Sides, by_key, claims_differ, spans_by_key
from slarules.runs.rerun import computed_of

Timed = TypeVar("Timed", bound=Step | Happening)


class Mixed:
    """Two runs, and which parts are taken from the second."""

    def __init__(self, sides: Sides, taken: AbstractSet[Part]) -> None:
        self._sides, self._taken = sides, taken

    def figures(self) -> Figures:
        """Return what such a run says."""
        contract = self._of("contract").agreed.contract
        issued = self._of("register").extract.known.issued
        order = self._of("periods").order
        computed = computed_of(contract, self.history(), issued, order)
        return figures_of(contract, computed.outcome)

    def history(self) -> History:
        """Return what such a run knows."""
        far = self._of("as-of").history
        first, second = self._sides.first.history, self._sides.second.history
        if not self._taken:
            return first
        if self._taken >= frozenset(PARTS):
            return second
        claims: Part = "register" if self._claims_are_of_register() else "rows"
        return History(
            items=tuple(self._items()),
            as_of=far.as_of,
            complete_through=far.complete_through,
            spans=tuple(self._spans()),
            readings=tuple(self._readings()),
            bad=self._of("rows").history.bad,
            fees=self._of("rows").history.fees,
            claims=self._of(claims).history.claims,
            spans_complete_through=far.spans_complete_through,
        )

    def _of(self, part: Part) -> Run:
        return self._sides.second if part in self._taken else self._sides.first

    def _claims_are_of_register(self) -> bool:
        return claims_differ(self._sides.first.extract, self._sides.second.extract)

    # --- items ------------------------------------------------------------------------------------

    def _items(self) -> Iterator[Timeline]:
        first, second = by_key(self._sides.first), by_key(self._sides.second)
        # In the order of the second run, so that all parts together are that run.
        for key in {**second, **first}:
            here, there = first.get(key), second.get(key)
            if here and there:
                yield here if here == there else self._item(here, there)
            elif there and self._has(there, in_second=True):
                yield there if "mapping" in self._taken else self._unread(there)
            elif here and self._has(here, in_second=False):
                yield here

    def _has(self, alone: Timeline, *, in_second: bool) -> bool:
        return (self._sides.of_item(alone) in self._taken) == in_second

    def _unread(self, item: Timeline) -> Timeline:
        """Return an item as far as it is known when the mapping's edits are not made."""
        # How the mapping before them reads a row that it never saw, no run says.
        anew = self._sides.remapped
        happened = {name: found for name, found in item.happened.items() if name not in anew}
        unread = {name: UnknownMoment() for name in item.happened if name in anew}
        unknown = Step(BEGINNING, UNKNOWN)
        return replace(
            item,
            facts={name: (unknown,) if name in anew else f for name, f in item.facts.items()},
            happened=happened,
            unknown={**item.unknown, **unread},
        )

    def _item(self, here: Timeline, there: Timeline) -> Timeline:
        """Return an item of both runs, word by word."""
        facts = sorted(here.facts.keys() | there.facts.keys())
        moments = sorted(
            {*here.happened, *here.unknown, *there.happened, *there.unknown},
        )
        happened = {
            name: self._joined(
                here.item, name, here.happened.get(name, ()), there.happened.get(name, ())
            )
            for name in moments
        }
        steps = {
            name: self._joined(here.item, name, here.facts.get(name, ()), there.facts.get(name, ()))
            for name in facts
        }
        unknown = {
            name: (there if self._is_of_second(here.item, name) else here).unknown
            for name in moments
        }
        return replace(
            there if "rows" in self._taken else here,
            facts={name: found for name, found in steps.items() if found},
            happened={name: found for name, found in happened.items() if found},
            unknown={
                name: known[name]
                for name, known in unknown.items()
                if name in known and not happened[name]
            },
        )

    def _is_of_second(self, item: str, word: str) -> bool:
        return self._sides.of_word(item, word) in self._taken

    def _joined(
        self, item: str, word: str, here: tuple[Timed, ...], there: tuple[Timed, ...]
    ) -> tuple[Timed, ...]:
        """Return what was so until both runs look, and what came later, each from its part."""
        near = there if self._is_of_second(item, word) else here
        far = there if "as-of" in self._taken else here
        if near == far:
            return near
        cut = self._sides.cut
        return (*(e for e in near if e.at <= cut), *(e for e in far if e.at > cut))

    # --- the world --------------------------------------------------------------------------------

    def _spans(self) -> Iterator[WorldSpan]:
        first, second = spans_by_key(self._sides.first), spans_by_key(self._sides.second)
        for key in {**second, **first}:
            here, there = first.get(key), second.get(key)
            if chosen := there if self._sides.of_spans(here, there) in self._taken else here:
                yield chosen

    def _readings(self) -> Iterator[Reading]:
        far, cut = self._of("as-of").history, self._sides.cut
        part: Part = "mapping" if self._sides.is_laid_out_anew else "rows"
        for name in self._measurements():
            near = self._of("mapping" if name in self._sides.remapped else part).history
            yield from (r for r in near.readings if r.name == name and r.during.end <= cut)
            yield from (r for r in far.readings if r.name == name and r.during.end > cut)

    def _measurements(self) -> list[str]:
        both = (*self._sides.second.history.readings, *self._sides.first.history.readings)
        return list(dict.fromkeys(reading.name for reading in both))
