"""What a check is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from slarules.contract.doubts import Doubts
from slarules.contract.terms import Built
from slarules.core.contract import Contract, Version
from slarules.core.promises import Promise, Row
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Checked:
    """A contract as far as it could be built, with what its texts said.

    Attributes:
        built: One for each version of the contract, in its order.
        asked: The file that was asked for.
        told: What was found wrong while the contract was built.
    """

    contract: Contract
    built: tuple[Built, ...]
    asked: tree.File
    told: tuple[Problem, ...] = ()
    doubts: Doubts = field(default_factory=Doubts)

    def texts(self) -> Iterator[tuple[Version, Built]]:
        """Yield each version with the text that it was built from."""
        return zip(self.contract.versions, self.built, strict=True)

    def doubtful(self, place: Span, *words: str) -> bool:
        """Tell whether something of a statement is not known that lines with such words say."""
        return place in self.doubts.places or self.doubts.lost(place, words)

    def has_vague_goal(self, promise: Promise, rows: Iterable[Row]) -> bool:
        """Tell whether the goal of some rows of a promise is not known."""
        measure = promise.measure.name
        return any((row.origin.span, measure) in self.doubts.goals for row in rows)


Check: TypeAlias = Callable[[Checked], Iterable[Problem]]
