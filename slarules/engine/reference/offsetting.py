"""What was returned to be set off: it lowers later lines, oldest first, never below zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.core.settling import EarnBack
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.entries import Entry, Ledger, Step
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.engine.reference.settled import Offset
from slarules.engine.reference.wording import sums

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class SettingOff:
    """What one earn-back has kept, as a period sees it."""

    earnback: EarnBack
    place: Place
    asking: Asking
    currency: str

    def standing(self, kept: Iterable[Offset]) -> list[Offset]:
        """Return what of the kept sums can still be set off in this period, the oldest first."""
        mine = [replace(each, age=each.age + 1) for each in kept if self._is_mine(each)]
        within = self.earnback.within
        valid = [each for each in mine if within is None or each.age <= within]
        lapses = self.earnback.lapses
        lapsed = False if lapses is None else self.asking.holds(lapses, self.place)
        if lapsed:
            return []
        if lapsed is None:
            valid = [replace(each, left=Range(ZERO, each.left.most)) for each in valid]
        return sorted(valid, key=lambda each: -each.age)

    def _is_mine(self, kept: Offset) -> bool:
        return kept.earnback == self.earnback.name

    def lower(self, standing: Sequence[Offset], ledger: Ledger) -> list[Offset]:
        """Lower the lines of a ledger; return what is left to be set off later."""
        left = list(standing)
        lines = [e for e in ledger.entries if e.is_owed and e.statement == self.earnback.offset]
        for line in lines:
            lowered, left = self._lowered(line, left)
            if lowered is not line:
                ledger.change([lowered])
        return [each for each in left if each.left != NOTHING]

    def _lowered(self, line: Entry, standing: Sequence[Offset]) -> tuple[Entry, list[Offset]]:
        left: list[Offset] = []
        for each in standing:
            used = _lesser(each.left, line.amount)
            left.append(replace(each, left=_less(each.left, line.amount)))
            if used != NOTHING:
                why = f"{sums(used, self.currency)} returned of {each.source[0]} {each.earned_in}"
                step = Step(self.earnback.name, used.times(Fraction(-1)), why, self.earnback.origin)
                line = line.changed(step, _less(line.amount, each.left))
        return line, left


def new_offsets(entries: Iterable[Entry], label: str) -> Iterator[Offset]:
    """Yield what the lines of a period say is kept to be set off."""
    for entry in entries:
        if entry.kind == "offset" and entry.source and entry.earned_in:
            kept = entry.base.times(Fraction(-1))
            yield Offset(entry.statement, entry.source, entry.earned_in, label, kept)


def _lesser(one: Range, other: Range) -> Range:
    return Range(min(one.least, other.least), min(one.most, other.most))


def _less(one: Range, other: Range) -> Range:
    """Return one less another, never below zero."""
    return Range(max(ZERO, one.least - other.most), max(ZERO, one.most - other.least))
