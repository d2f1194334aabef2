"""Entries: the lines of a statement in the making, and the arithmetic of limits on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.promises import Origin
from slarules.engine.outcome import LineKind
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range, added

Key: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of the settlement added to an entry, or took off as a negative sum."""

    name: str
    difference: Range
    why: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the making; sums are exact.

    Attributes:
        earned: What is left after the steps that belong to the credit itself.
        returned: Whether it gives back what an earlier line earned.
        unit: What the sums are; only money is part of the total.
        kind: What the line is; a bonus is owed to the provider.
        of: The thing, event or item that limits `separately for each` go by.
        place: The period, the things, and the item or span that it is about.
        earned_in: The label of the period that earned what is carried or returned here.
        source: The key of the entry that it was carried or returned of.
        age: For how many periods it has been carried.
    """

    statement: str
    subject: str
    title: str
    basis: str
    origin: Origin
    base: Range
    earned: Range
    amount: Range
    needs: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    returned: bool = False
    unit: Literal["money", "points", "days"] = "money"
    kind: LineKind = "credit"
    of: str | None = None
    place: Place | None = None
    earned_in: str | None = None
    source: Key | None = None
    age: int = 0

    @property
    def is_owed(self) -> bool:
        """Whether it is credit that limits on credits look at: earned, or carried to here."""
        return self.unit == "money" and self.kind in ("credit", "carried")

    @property
    def key(self) -> Key:
        """What the entry is about: the same in every world."""
        return self.statement, self.subject, self.unit

    def after(self, step: str, amount: Range, why: str, origin: Origin) -> Entry:
        """Return the entry as a step leaves it."""
        least, most = amount.least - self.amount.least, amount.most - self.amount.most
        difference = Range(min(least, most), max(least, most))
        return self.changed(Step(step, difference, why, origin), amount)

    def changed(self, step: Step, amount: Range) -> Entry:
        """Return the entry as a step leaves it, of which it is known what it took off or added."""
        return replace(self, amount=amount, steps=(*self.steps, step))


class Ledger:
    """The entries of one period while the steps go over them.

    A limit on entries together bounds their sum more closely than the bounds of each: such sums
    are kept beside the entries until a step changes one of them.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._sums: list[tuple[frozenset[Key], Range]] = []

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries at the end."""
        self.entries += entries

    def total(self, entries: Sequence[Entry] | None = None) -> Range:
        """Return the sum of some entries, or of all."""
        chosen = self.entries if entries is None else entries
        keys = {entry.key for entry in chosen}
        found = added(entry.amount for entry in chosen)
        for known, together in self._sums:
            if known <= keys:
                others = (entry.amount for entry in chosen if entry.key not in known)
                found = found.within(together + added(others))
        return found

    def change(self, changed: Iterable[Entry], together: Range | None = None) -> None:
        """Put entries in the place of those with their keys.

        Args:
            changed: The entries after a step.
            together: What their sum is known to be.
        """
        by_key = {entry.key: entry for entry in changed}
        self.entries = [by_key.get(entry.key, entry) for entry in self.entries]
        self._sums = [known for known in self._sums if not known[0] & by_key.keys()]
        if together is not None:
            self._sums.append((frozenset(by_key), together))


def shared_out(
    amounts: Sequence[Range], limit: Range, shared: Literal["pro rata", "in order"]
) -> list[Range]:
    """Return what a limit on the sum leaves of each amount, none of which is negative."""
    if shared == "pro rata":
        return _in_proportion(amounts, limit)
    return _in_order(amounts, limit)


def _in_proportion(amounts: Sequence[Range], limit: Range) -> list[Range]:
    # What an amount keeps grows with it and with the limit, and shrinks with the others.
    whole = added(amounts)
    return [
        Range(
            _kept(mine.least, whole.most - mine.most, limit.least),
            _kept(mine.most, whole.least - mine.least, limit.most),
        )
        for mine in amounts
    ]


def _kept(mine: Fraction, others: Fraction, limit: Fraction) -> Fraction:
    whole = mine + others
    return mine if whole <= limit else Fraction(mine * limit, whole)


def _in_order(amounts: Sequence[Range], limit: Range) -> list[Range]:
    kept, left = [], limit
    for mine in amounts:
        kept.append(mine.at_most(left.not_negative()))
        left = left - mine
    return kept
