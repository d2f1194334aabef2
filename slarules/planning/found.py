"""What a plan finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.engine.outcome import Achieved, TargetResult, Verdict
from slarules.instants import Instant

How: TypeAlias = Literal["added", "removed", "changed"]
Gainer: TypeAlias = Literal["customer", "provider", "nobody", "not known"]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A statement that is in one text only, or says something with other words.

    Attributes:
        word, name: What the statement is; the name is its title where it has none.
        lines: Its lines that are in one text only, each behind `-` or `+`, and a blank behind both
            sides' for a line around them.
        says_the_same: Whether what it means is as it was; `None` where that cannot be said.
    """

    how: How
    clause: str | None
    word: str
    name: str
    lines: tuple[str, ...]
    says_the_same: bool | None = False


@dataclass(frozen=True, slots=True)
class Aspect:
    """A choice of a statement before and after; `None` where there is none."""

    label: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class MeaningChange:
    """A term that means something else.

    Attributes:
        since: The local date from which it is so, where that is not the contract's start.
    """

    how: How
    clause: str | None
    word: str
    name: str
    aspects: tuple[Aspect, ...]
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A run of a measure on an item that is judged otherwise; `None` where it is not judged."""

    old: Verdict | None
    new: Verdict | None

    @property
    def known(self) -> Verdict:
        """The verdict after the change, or before it where there is none after."""
        found = self.new or self.old
        if found is None:
            raise LookupError("a turn of no verdict")
        return found

    @property
    def flips(self) -> bool:
        """Whether the word of the verdict is another one."""
        return _word(self.old) != _word(self.new)


def _word(of: Verdict | None) -> str | None:
    return of.verdict if of else None


@dataclass(frozen=True, slots=True)
class TargetTurn:
    """A target of a period that comes out otherwise; `None` where there is none."""

    old: TargetResult | None
    new: TargetResult | None

    @property
    def known(self) -> TargetResult:
        """The result after the change, or before it where there is none after."""
        found = self.new or self.old
        if found is None:
            raise LookupError("a turn of no target")
        return found

    @property
    def flips(self) -> bool:
        """Whether it is met where it was missed, or the other way round."""
        return (self.old and self.old.outcome) != (self.new and self.new.outcome)


@dataclass(frozen=True, slots=True)
class Owed:
    """A sum from least to most, as it is shown."""

    least: Fraction
    most: Fraction

    def __add__(self, other: Owed) -> Owed:
        return Owed(self.least + other.least, self.most + other.most)

    def less(self, other: Owed) -> Owed:
        """Return the difference, from the least that it can be to the most."""
        return Owed(self.least - other.most, self.most - other.least)


NOTHING = Owed(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Month:
    """What a period costs the provider: credits and what is paid beside, less bonuses.

    Attributes:
        old, new: `None` where the text has no such period.
        difference: `None` where the texts pay in different currencies.
    """

    period: str
    old: Owed | None
    new: Owed | None
    difference: Owed | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the change would have done on a history.

    Attributes:
        as_of: Nothing after it exists.
        periods: The first and the last period that was settled.
        runs: How many runs of measures were judged.
        turns: Runs that are judged otherwise, or fall due at another time, by item and measure.
        idle: Amendments of the new text that hold after the history only, with their dates.
    """

    as_of: Instant
    periods: tuple[str, str] | None
    runs: int
    turns: tuple[Turn, ...]
    targets: tuple[TargetTurn, ...]
    months: tuple[Month, ...]
    currencies: tuple[str, str]
    decimals: int
    idle: tuple[tuple[str, str], ...] = ()

    @property
    def flips(self) -> tuple[Turn, ...]:
        """The runs of which the verdict is another one."""
        return tuple(turn for turn in self.turns if turn.flips)

    @property
    def changed_months(self) -> tuple[Month, ...]:
        """The periods that cost something else, perhaps."""
        return tuple(month for month in self.months if month.old != month.new)

    @property
    def total(self) -> Month:
        """All periods together."""
        old, new = (
            sum((each for each in side if each), NOTHING)
            for side in ([m.old for m in self.months], [m.new for m in self.months])
        )
        differences = [month.difference for month in self.months]
        if self.currencies[0] != self.currencies[1]:
            return Month("total", old, new, None)
        return Month("total", old, new, sum((each for each in differences if each), NOTHING))

    @property
    def gains(self) -> Gainer:
        """Who is better off for the change."""
        difference = self.total.difference
        if difference is None:
            return "not known"
        match difference.least, difference.most:
            case 0, 0:
                return "nobody"
            case least, _ if least >= 0:
                return "customer"
            case _, most if most <= 0:
                return "provider"
            case _:
                return "not known"

    @property
    def changes(self) -> bool:
        """Whether anything comes out otherwise."""
        return bool(self.turns or self.targets or self.changed_months)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change of a contract would do.

    Attributes:
        cost: `None` where no history was named.
    """

    contract: str
    zone: str
    text: tuple[TextChange, ...]
    meaning: tuple[MeaningChange, ...]
    cost: Cost | None = None

    @property
    def changes(self) -> bool:
        """Whether anything differs."""
        return bool(self.text or self.meaning or (self.cost and self.cost.changes))

    def same(self) -> Iterator[TextChange]:
        """Yield the statements that say the same in other words."""
        return (change for change in self.text if change.says_the_same)


def achieved_of(result: TargetResult | None) -> Achieved | None:
    """Return what was achieved, if there is a result."""
    return result.achieved if result else None
