"""Rows of a multiplier's table: by facts of what a line is about, or by a quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.contract.conditions import said_kind
from slarules.contract.paying import Paying
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.quantities import quantity
from slarules.contract.saying import Saying
from slarules.contract.scope import Scope, first
from slarules.contract.tiers import Scale, Tiers
from slarules.core.contract import Kind
from slarules.core.money import Band, Credit, Part, Pay, PointsOf, Subject
from slarules.core.quantities import Quantity
from slarules.core.settling import Factor
from slarules.syntax import tree

TIMES = "times"
"""The column of a multiplier's table that says by how much."""

PERIOD = Kind("period", "periods", {}, {}, {})


@dataclass(frozen=True, slots=True)
class Multiplied:
    """A multiplier in the making, and the credits that it is on."""

    statement: tree.Multiplier
    credits: Sequence[Credit]
    say: Saying

    @property
    def scope(self) -> Scope:
        """The names of the text."""
        return self.say.scope

    @property
    def subject(self) -> Subject | None:
        """What the lines are about, as the first credit says."""
        return self.credits[0].subject if self.credits else None

    def kinds(self) -> list[Kind]:
        """Return the kinds of item, span or thing that the lines are about."""
        words = self.scope.vocabulary
        known = {"period": PERIOD, **words.spans, **words.items}
        names = dict.fromkeys(credit.subject.kind for credit in self.credits)
        return [known[name] for name in names if name in known]


def factors(multiplied: Multiplied) -> tuple[Quantity | None, tuple[Factor, ...]]:
    """Return the quantity and the rows of a multiplier's table; what is wrong is told."""
    phrases = multiplied.statement.phrases
    table, by = first(phrases, tree.Table), first(phrases, tree.By)
    scale = _scale(by, multiplied) if by else None
    if table is None or (by and scale is None):
        return None, ()
    kinds = multiplied.kinds()
    if TIMES not in [cell.words for cell in table.header.cells]:
        multiplied.say.lacks("a column times", "| severity | times |")
        return None, ()
    scope, paying = multiplied.scope, _Times(multiplied.scope, lambda _: None)
    kind = kinds[0] if kinds else None
    tiers = Tiers(multiplied.statement, table, scale, kind, paying, scope, TIMES)
    rows = tuple(_factor(band) for band in tiers.bands() if band.pays)
    _check_others(rows, kinds[1:], table, multiplied)
    return scale.quantity if scale else None, rows


class _Times(Paying):
    """Reads the cells of the column `times`, which are plain numbers."""

    def pay(self, written: tree.Amount | tree.Cell) -> Pay | None:
        """Return the number; None when it is none, which is told."""
        if isinstance(written, tree.Number):
            return (Part(PointsOf(Fraction(written.value))),)
        needed, given = "a number, such as 1.5", said_kind(written)
        self.scope.tell(WrongKind(span=written.span, what="this cell", needed=needed, given=given))
        return None


def _factor(band: Band) -> Factor:
    [part] = band.pays or ()
    times = part.sum.value if isinstance(part.sum, PointsOf) else Fraction(1)
    return Factor(band.facts, band.lower, band.upper, times, band.origin, band.of_unknown)


def _scale(by: tree.By, multiplied: Multiplied) -> Scale | None:
    found = quantity(by.quantity, multiplied.scope, multiplied.subject)
    if found is None:
        return None
    return Scale(found.quantity, found.head, found.kind, found.clocks, found.place)


def _check_others(
    rows: Sequence[Factor], kinds: Sequence[Kind], table: tree.Table, multiplied: Multiplied
) -> None:
    """Tell which facts of the rows the lines of other credits do not have."""
    asked = dict.fromkeys(name for row in rows for name, _ in row.facts)
    conditions = multiplied.scope.names("condition")
    for kind in kinds:
        for name in asked:
            if name not in kind.facts and name not in conditions:
                span, noun = table.header.span, f"fact of a {kind.name}"
                multiplied.scope.tell(UnknownName.among(span, noun, name, kind.facts))
