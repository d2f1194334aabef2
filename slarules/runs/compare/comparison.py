"""Two runs of one contract: what changed, and the fewest parts that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

from slarules.errors import UsageError
from slarules.runs.compare.edits import edits
from slarules.runs.compare.figures import Figure, Figures, Key, aspects, said
from slarules.runs.compare.found import PARTS, Changed, Comparison, Edit, Part, Sort
from slarules.runs.compare.mixed import Mixed
from slarules.runs.compare.run import Run, run_in
from slarules.runs.compare.sides import Sides

Parts = tuple[Part, ...]

SORTS: tuple[Sort, ...] = ("total", "line", "target", "verdict")

MOST_TOGETHER = 3
"""So many parts at most are tried together, before all of them are named."""


def compared(first: Path, second: Path) -> Comparison:
    """Return what changed from one run to another.

    Raises:
        RunFolderError: One of them is no run, or no longer as it was made.
        UsageError: They are of different contracts, or for different readers.
    """
    sides = Sides(run_in(first), run_in(second))
    _refuse_others(sides)
    found = tuple(edits(sides))
    return Comparison(
        contract=sides.first.manifest.contract,
        zone=sides.zone,
        first=str(first),
        second=str(second),
        edits=found,
        changes=tuple(Changes(sides, found).all()),
        only=tuple(_only(sides)),
    )


def _refuse_others(sides: Sides) -> None:
    first, second = sides.first.manifest, sides.second.manifest
    if first.contract != second.contract:
        raise UsageError(
            f"{sides.first.folder} is a run of {first.contract} and {sides.second.folder} one of "
            f"{second.contract}; only runs of one contract can be compared"
        )
    if first.audience != second.audience:
        raise UsageError(
            f"{sides.first.folder} is for the {first.audience} and {sides.second.folder} for the "
            f"{second.audience}; compare runs for one of them"
        )


def _only(sides: Sides) -> Iterator[tuple[str, str]]:
    for one, other in ((sides.first, sides.second), (sides.second, sides.first)):
        yield from ((period, str(one.folder)) for period in _without(one, other))


def _without(one: Run, other: Run) -> list[str]:
    return [period for period in one.periods if period not in other.periods]


class Changes:
    """Finds what changed, and why."""

    def __init__(self, sides: Sides, found: Sequence[Edit]) -> None:
        self._sides, self._edits = sides, found
        both = (sides.first.history, sides.second.history)
        self._items = {item.item for history in both for item in history.items}
        there = {edit.part for edit in found}
        self._parts: Parts = tuple(p for p in PARTS if p in there and p != "versions")

    def all(self) -> Iterator[Changed]:
        """Yield every figure that both runs could say and say otherwise."""
        first, second = self._sides.first.said, self._sides.second.said
        keys = [key for key in self._keys() if first.get(key) != second.get(key)]
        turned = {key for key in keys if key.sort == "verdict" and self._turned(key)}
        found = {key: self._changed(key) for key in keys}
        for key in sorted(keys, key=lambda key: (SORTS.index(key.sort), key not in turned)):
            own = [found[each] for each in turned if self._period(each) == key.period]
            alike = tuple(sorted(each.name for each in own if _share(each, found[key])))
            yield found[key] if key.sort == "verdict" else replace(found[key], items=alike)

    def _turned(self, key: Key) -> bool:
        """Tell whether the word of a verdict changed, and not only its times."""
        first, second = self._sides.first.said, self._sides.second.said
        return first.get(key, {}).get("verdict") != second.get(key, {}).get("verdict")

    def _period(self, key: Key) -> str:
        figure = self._sides.second.said.get(key) or self._sides.first.said[key]
        return key.period or figure["period"]

    def _keys(self) -> Iterator[Key]:
        first, second = self._sides.first, self._sides.second
        alone = {*_without(first, second), *_without(second, first)}
        for key in {**first.said, **second.said}:
            if (key in first.said and key in second.said) or self._period(key) not in alone:
                yield key

    def _changed(self, key: Key) -> Changed:
        before, after = (each.said.get(key) for each in (self._sides.first, self._sides.second))
        names = aspects(before, after)
        because = self._because(key)
        parts = {part for together in because for part in together}
        return Changed(
            sort=key.sort,
            period=self._period(key),
            name=key.name,
            before=said(before, names, self._sides.zone),
            after=said(after, names, self._sides.zone),
            because=because,
            edits=tuple(e for e in self._edits if e.part in parts and self._bears(e, key)),
        )

    def _bears(self, edit: Edit, key: Key) -> bool:
        """Tell whether an edit bears on a figure; what is about one item bears on its verdicts."""
        return edit.about == key.item or edit.about not in self._items

    def _because(self, key: Key) -> tuple[Parts, ...]:
        first, second = self._sides.first.said.get(key), self._sides.second.said.get(key)
        before, after = self._mixed(()).get(key), self._mixed(self._parts).get(key)
        versions: Parts = ("versions",) if (before, after) != (first, second) else ()
        if before == after:
            return (versions or self._parts,)
        names = aspects(before, after)
        for number in range(1, min(MOST_TOGETHER, len(self._parts)) + 1):
            found = [
                (*versions, *parts)
                for parts in combinations(self._parts, number)
                if _agree(self._mixed(parts).get(key), after, names)
            ]
            if found:
                return tuple(found)
        return ((*versions, *self._parts),)

    @cache  # noqa: B019 - it lives as long as the comparison
    def _mixed(self, parts: Parts) -> Figures:
        # All parts together are the second run, to the last row.
        taken = PARTS if parts and parts == self._parts else parts
        return Mixed(self._sides, frozenset(taken)).figures()


def _agree(found: Figure | None, after: Figure | None, names: Sequence[str]) -> bool:
    if found is None or after is None:
        return found is after
    return all(found.get(name) == after.get(name) for name in names or after)


def _share(one: Changed, other: Changed) -> bool:
    """Tell whether two changes have a cause in common."""
    parts = {part for together in one.because for part in together}
    return any(part in parts for together in other.because for part in together)
