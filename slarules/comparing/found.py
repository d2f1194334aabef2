"""What a comparison found: the ways, the runs on which they part, and the rules where they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from slarules.comparing.results import Result
from slarules.comparing.roles import Stand
from slarules.facts.history import RowRef
from slarules.instants import Instant, Micros

Sort: TypeAlias = Literal[
    "run", "start", "goal", "clock", "stop", "cancel", "end", "unknown", "rounding", "result"
]
"""What the first rule where two ways part is about."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What one way says where two part.

    Attributes:
        does: What it does there, as a clause of a sentence, such as `counts on`.
        rule: The words of the mapping or contract that make it do so.
        note: What the file says beside that line.
        clause: The clause of the contract, where the rule has one.
    """

    does: str
    rule: str = ""
    note: str = ""
    clause: str | None = None

    @property
    def sentence(self) -> str:
        """The saying as people read it, without a stop."""
        clause = f' (clause "{self.clause}")' if self.clause else ""
        rule = f": {self.rule}" if self.rule else ""
        return f"{self.does}{clause}{rule}"


@dataclass(frozen=True, slots=True)
class Parting:
    """The first rule where two ways part on a run.

    Attributes:
        at: When they part; `None` where they do from the outset.
        row: The row of the source that made them part.
    """

    sort: Sort
    at: Instant | None
    row: RowRef | None
    first: Saying
    second: Saying

    @property
    def rule(self) -> tuple[str, ...]:
        """What runs have in common that part by the same rule."""
        return (self.sort, self.first.sentence, self.second.sentence)


@dataclass(frozen=True, slots=True)
class Parted:
    """A run on which two ways part.

    Attributes:
        first, second: What each says of it; `None` where it has no such run.
        later: By how much the second's due time is later; negative where it is earlier.
        more: How much more time the second counts; negative where it counts less.
    """

    item: str
    measure: str
    first: Result | None
    second: Result | None
    parting: Parting

    @property
    def later(self) -> Micros | None:
        """By how much the second falls due later."""
        if self.first is None or self.second is None:
            return None
        return _difference(self.first.due, self.second.due)

    @property
    def more(self) -> Micros | None:
        """How much more the second counts."""
        if self.first is None or self.second is None:
            return None
        return _difference(self.first.elapsed, self.second.elapsed)

    @property
    def turns(self) -> bool:
        """Whether the verdicts differ, and not only times."""
        words = {each.verdict for each in (self.first, self.second) if each}
        return len(words) > 1 or self.first is None or self.second is None


def _difference(first: int | None, second: int | None) -> Micros | None:
    return None if first is None or second is None else Micros(second - first)


@dataclass(frozen=True, slots=True)
class WayOf:
    """A way of counting as it was applied to the contract.

    Attributes:
        said: What it is, in a sentence without its stop.
        stands: What is counted in the place of each measure.
        notes: What a reader has to know to trust it.
    """

    name: str
    said: str
    stands: tuple[Stand, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TwoWays:
    """Two ways side by side.

    Attributes:
        runs: How many runs were compared.
        not_compared: Runs of the source's own results that no goal of the contract is about.
        strange: What the product calls the measures of those that no measure here stands for.
    """

    first: str
    second: str
    runs: int
    parted: tuple[Parted, ...]
    not_compared: int = 0
    strange: tuple[str, ...] = ()

    @property
    def items(self) -> int:
        """On how many items they part."""
        return len({each.item for each in self.parted})

    def by_rule(self) -> Iterator[Sequence[Parted]]:
        """Yield the runs that part by the same rule together, the most frequent rule first."""
        ordered = sorted(self.parted, key=lambda each: each.parting.rule)
        groups = [list(group) for _, group in groupby(ordered, lambda each: each.parting.rule)]
        yield from sorted(groups, key=lambda group: (-len(group), group[0].parting.rule))


@dataclass(frozen=True, slots=True)
class Compared:
    """All ways of counting one history, the first beside each other."""

    contract: str
    zone: str
    as_of: Instant
    ways: tuple[WayOf, ...]
    between: tuple[TwoWays, ...]

    @property
    def is_same(self) -> bool:
        """Whether all ways agree."""
        return not any(each.parted for each in self.between)
