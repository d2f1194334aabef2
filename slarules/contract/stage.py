"""What a scenario may speak of: every text in force of the contract, and its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never, get_args

from slarules.contract.conditions import said_kind
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.reach import clocks_of
from slarules.contract.scope import Noun, Scope
from slarules.core.conditions import ALWAYS
from slarules.core.contract import Terms
from slarules.core.money import Amount
from slarules.core.periods import PeriodKind
from slarules.hours.periods import Period, said_period
from slarules.syntax import tree

Family: TypeAlias = Literal[
    "targets",
    "measures",
    "amounts",
    "credits",
    "pools",
    "combines",
    "conditions",
    "scorecards",
    "earnbacks",
    "rights",
    "duties",
]

MEASURED: tuple[Family, ...] = ("measures", "scorecards")
"""What has a value of each period."""

PAID: tuple[Family, ...] = ("credits", "pools", "combines")
"""What a sum or points may be given of, or expected."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What scenarios may speak of: every text in force of the contract, and its names."""

    terms: Sequence[Terms]
    scope: Scope
    internal: bool

    def promised(self, kind: str) -> tuple[str, ...]:
        """Return the measures that are judged on a kind of item."""
        judged = (p for terms in self.terms for p in terms.promises.values())
        return tuple(dict.fromkeys(p.measure.name for p in judged if p.measure.item == kind))

    def separately(self, measure: str) -> str | None:
        """Return the fact for each of whose values a measure is counted, if there is one."""
        judged = (p.measure for terms in self.terms for p in terms.promises.values())
        return next((m.each for m in judged if m.name == measure and m.each), None)

    def clocks(self, measure: str) -> frozenset[str]:
        """Return the clocks of a measure's goals; none where a goal could not be read."""
        judged = (p for terms in self.terms for p in terms.promises.values())
        named = [promise for promise in judged if promise.measure.name == measure]
        vague = {place for place, of in self.scope.telling.doubts.goals if of == measure}
        if any(row.origin.span in vague for promise in named for row in promise.rows):
            return frozenset()
        return frozenset(clock for promise in named for clock in clocks_of(promise, ALWAYS))

    def names(self, *families: Family) -> Mapping[str, object]:
        """Return the names of families over all texts."""
        return {
            name: one
            for terms in self.terms
            for family in families
            for name, one in getattr(terms, family).items()
        }

    def amount(self, name: str) -> Amount | None:
        """Return an amount as the last text that has it declares it."""
        found = self.names("amounts").get(name)
        return found if isinstance(found, Amount) else None

    def lines(self, kind: Literal["credit", "points", "bonus"]) -> tuple[str, ...]:
        """Return what a credit, points or a bonus may be expected of."""
        found = [
            credit.name
            for terms in self.terms
            for credit in terms.credits.values()
            if credit.kind == kind
        ]
        beside = self.names("pools", "combines") if kind == "credit" else ()
        return tuple(dict.fromkeys((*found, *beside)))

    def known(self) -> frozenset[str]:
        """Return every name of a statement that was right."""
        judged = (p for terms in self.terms for p in terms.promises.values())
        promised = (name for promise in judged for name in (promise.name, promise.measure.name))
        return frozenset((*promised, *self.names(*get_args(Family))))

    def claims(self) -> tuple[str, ...]:
        """Return the claims that have names."""
        found = (claim.name for terms in self.terms for claim in terms.claims)
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def currencies(self) -> frozenset[str]:
        """The other currencies that a total is paid in."""
        paid = (terms.settlement.conversion for terms in self.terms)
        return frozenset(conversion.currency for conversion in paid if conversion)

    def period(self, label: str) -> Period | None:
        """Return the period of the contract that a label speaks of."""
        return said_period(label, self.scope.every, self.scope.zone)


FORMS: Mapping[type[tree.Node], tuple[PeriodKind, ...]] = {
    tree.Month: ("calendar month",),
    tree.Quarter: ("calendar quarter",),
    tree.Year: ("calendar year",),
    tree.Date: ("calendar day", "calendar week"),
}
"""Which calendar periods a label can name."""

EXAMPLES: Mapping[PeriodKind, str] = {
    "calendar day": "a day, such as 2026-03-01",
    "calendar week": "the first day of a week, such as 2026-03-02",
    "calendar month": "a month, such as 2026-03",
    "calendar quarter": "a quarter, such as 2026-Q1",
    "calendar year": "a year, such as 2026",
}


def label(written: tree.PeriodLabel) -> str:
    """Return a period as it is labelled: `2026-03`, `2026-Q1`, `2026-03-01`."""
    match written:
        case tree.Month(year=year, month=month):
            return f"{year:04}-{month:02}"
        case tree.Quarter(year=year, quarter=quarter):
            return f"{year:04}-Q{quarter}"
        case tree.Year(year=year):
            return f"{year:04}"
        case tree.Date(value=value):
            return value.isoformat()
        case _:
            assert_never(written)


def labelled(written: tree.PeriodLabel, stage: Stage) -> str:
    """Return the label of a period; of a kind that the contract does not have, it is told."""
    had = {stage.scope.every, *(t.every for terms in stage.terms for t in terms.targets.values())}
    # A head that could not be read has no currency, and says nothing of periods either.
    calendar = had <= EXAMPLES.keys()
    if stage.scope.currency and calendar and had.isdisjoint(FORMS[type(written)]):
        needed, given = EXAMPLES[stage.scope.every], said_kind(written)
        what = "a period of this contract"
        stage.scope.tell(WrongKind(span=written.span, what=what, needed=needed, given=given))
    said = stage.period(label(written))
    return said.label if said else label(written)


NOUNS: tuple[Noun, ...] = ("target", "measure", "amount", "credit", "pool", "earnback")


def is_broken(name: str, stage: Stage) -> bool:
    """Tell whether a name is declared by a statement that was wrong, which is told already."""
    scope = stage.scope
    nouns = {*NOUNS, *scope.declared} - {"clock", "holidays", "level", "pause", "exclude", "cancel"}
    if any(scope.excused(noun, name) for noun in nouns):
        return True
    declared = any(name in scope.names(noun) for noun in nouns)
    return declared and name not in stage.known()
