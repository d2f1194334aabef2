"""What can be asked for of a place, however what is unknown turns out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Protocol

from slarules.core.conditions import Condition, Truth
from slarules.core.money import AmountTerm
from slarules.core.quantities import History, Quantity
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import Range
from slarules.engine.reference.unknowns import Case, Unknown


class Books(Protocol):
    """What the statements of a world come to; a quantity may read those of earlier steps."""

    def credited(self, credit: str | None, place: Place) -> Range:
        """Return what a credit, or all of them, comes to in a period after all steps."""

    def points(self, statement: str | None, place: Place) -> Range:
        """Return the points that a statement, or all of them, earned in a period."""


class Asking(Protocol):
    """One way in which unknowns turn out, as it answers of a place."""

    @property
    def ground(self) -> Ground:
        """The results that all worlds share."""

    @property
    def books(self) -> Books | None:
        """The statements; `None` while there are none."""

    def ask(self, unknown: Unknown) -> Case:
        """Return how something unknown turns out; what is known of it where nothing says."""

    def noting(self) -> AbstractContextManager[dict[Unknown, None]]:
        """Collect what is asked for inside the block."""

    def target(self, name: str, place: Place) -> Case:
        """Return how a target stands."""

    def condition(self, name: str, place: Place) -> Truth:
        """Return whether a condition is yes."""

    def missed(self, name: str, place: Place) -> Truth:
        """Return whether a target is missed, a condition yes, or a measure of the item missed."""

    def value(self, measure: str, place: Place) -> Range | None:
        """Return the value of a measure; `None` without data."""

    def quantity(self, quantity: Quantity, place: Place) -> Range | None:
        """Return a quantity; `None` where there is nothing that it could be of."""

    def holds(self, test: History, place: Place) -> Truth:
        """Return whether a condition on the history of periods holds."""

    def facts(self, condition: Condition, place: Place) -> Truth:
        """Return whether facts hold of what a line is about, its thing, or its period."""

    def amount(self, term: AmountTerm, place: Place) -> Fraction | None:
        """Return what an amount comes to; `None` when billing does not say."""

    def fate(self, verdict: Verdict) -> Case:
        """Return whether a judged item missed, and by how much."""

    def note(self, unknowns: Mapping[Unknown, None]) -> None:
        """Count unknowns as asked for: what was worked out before rests on them."""
