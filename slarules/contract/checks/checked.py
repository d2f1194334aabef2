"""What a check is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from slarules.contract.terms import Built
from slarules.core.contract import Contract, Version
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

    def texts(self) -> Iterator[tuple[Version, Built]]:
        """Yield each version with the text that it was built from."""
        return zip(self.contract.versions, self.built, strict=True)

    def is_sound(self, *places: Span) -> bool:
        """Tell whether no error was told inside places; else what they lack may follow from it."""
        errors = [p.span for p in self.told if p.tier == "error"]
        return not any(_holds(place, error) for place in places for error in errors)


def _holds(place: Span, inner: Span) -> bool:
    return place.file == inner.file and place.line <= inner.line <= place.end_line


Check: TypeAlias = Callable[[Checked], Iterable[Problem]]
