"""What a scenario gives: items, spans of the world, periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, assert_never

from slarules.contract.conditions import said_kind, value_of
from slarules.contract.moments import SPAN_ENDS
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName, UnknownValue
from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.reach import clocks_of
from slarules.contract.scope import Scope
from slarules.core.conditions import ALWAYS, UNKNOWN, Missing, Value
from slarules.core.contract import Fact, Kind, Terms
from slarules.core.periods import PeriodKind
from slarules.core.promises import Origin
from slarules.core.scenarios import (
    GivenFact,
    GivenMoment,
    GivenPeriod,
    GivenThing,
)
from slarules.instants import Interval
from slarules.syntax import tree

SERVICE = Fact("service", "text")
"""The fact of a span that belongs to a service."""


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

    def names(self, part: Literal["targets", "measures", "amounts"]) -> Mapping[str, object]:
        """Return the names of a family over all texts."""
        return {name: one for terms in self.terms for name, one in getattr(terms, part).items()}

    def lines(self) -> tuple[str, ...]:
        """Return what a credit may be expected of."""
        found = ((*terms.credits, *terms.pools) for terms in self.terms)
        return tuple(dict.fromkeys(name for names in found for name in names))


def thing(phrase: tree.GivenThing, clause: str | None, scope: Scope) -> GivenThing | None:
    """Return an item or a span that is given; one of no known kind is told."""
    named = phrase.kind
    items, spans = scope.vocabulary.items, scope.vocabulary.spans
    kind = items.get(named.text) or spans.get(named.text)
    if kind is None:
        names = (*items, *spans)
        scope.tell(UnknownName.among(named.span, "kind of item or span", named.text, names))
        return None
    facts: list[GivenFact] = []
    moments: list[GivenMoment] = []
    bad: list[Interval] = []
    for detail in phrase.details:
        match detail:
            case tree.WithBadMinutes(start=start, end=end):
                bad.append(Interval(scope.at(start), scope.at(end)))
            case tree.With():
                given = _detail(detail, kind, scope)
                if isinstance(given, GivenFact):
                    facts.append(given)
                elif given:
                    moments.append(given)
    return GivenThing(
        kind.name,
        phrase.name.text,
        named.text in spans,
        tuple(facts),
        tuple(moments),
        tuple(bad),
        Origin(clause, phrase.span),
    )


def _detail(detail: tree.With, kind: Kind, scope: Scope) -> GivenFact | GivenMoment | None:
    name = detail.name.text
    ends = SPAN_ENDS if kind.name in scope.vocabulary.spans else ()
    if name in kind.moments or name in kind.events or name in ends:
        return _moment(detail, scope)
    fact = kind.facts.get(name) or (SERVICE if kind.of_service and name == "service" else None)
    if fact is None:
        names = (*kind.facts, *kind.moments, *kind.events, *ends)
        scope.tell(
            UnknownName.among(detail.name.span, f"fact or moment of a {kind.name}", name, names)
        )
        return None
    if not scope.fact_is_declared(kind.name, name, detail.name.span):
        return None
    value = _fact_value(fact, detail.value, scope)
    if value is None:
        return None
    start = scope.at(detail.start) if detail.start else None
    end = scope.at(detail.end) if detail.end else None
    return GivenFact(name, value, start, end)


def _fact_value(fact: Fact, written: tree.GivenValue, scope: Scope) -> Value | Missing | None:
    match written:
        case tree.Unknown():
            return UNKNOWN
        case tree.Name() | tree.Text() | tree.YesNo() | tree.Number():
            return value_of(fact, written, scope)
        case tree.Percent(value=percent) if fact.kind == "number":
            return Fraction(percent) / 100
        case _:
            given = said_kind(written)
            needed = "one of its values"
            scope.tell(WrongKind(span=written.span, what=fact.name, needed=needed, given=given))
            return None


def _moment(detail: tree.With, scope: Scope) -> GivenMoment | None:
    name = detail.name.text
    match detail.value:
        case tree.LocalInstant() as at:
            return GivenMoment(name, scope.at(at))
        case tree.Unknown():
            return GivenMoment(name, None)
        case tree.UnknownBetween(earliest=earliest, latest=latest):
            return GivenMoment(name, None, scope.at(earliest), scope.at(latest))
        case other:
            needed = "a date and time, or unknown"
            scope.tell(WrongKind(span=other.span, what=name, needed=needed, given=said_kind(other)))
            return None


def label(written: tree.PeriodLabel) -> str:
    """Return a period as it is labelled: `2026-03`, `2026-Q1`, `2026-03-01`."""
    match written:
        case tree.Month(year=year, month=month):
            return f"{year:04}-{month:02}"
        case tree.Quarter(year=year, quarter=quarter):
            return f"{year:04}-Q{quarter}"
        case tree.Date(value=value):
            return value.isoformat()
        case _:
            assert_never(written)


KINDS: Mapping[type[tree.Node], tuple[PeriodKind, ...]] = {
    tree.Month: ("calendar month",),
    tree.Quarter: ("calendar quarter",),
    tree.Date: ("calendar day", "calendar week"),
}
"""Which periods a label can name."""

EXAMPLES: Mapping[PeriodKind, str] = {
    "calendar day": "a day, such as 2026-03-01",
    "calendar week": "the first day of a week, such as 2026-03-02",
    "calendar month": "a month, such as 2026-03",
    "calendar quarter": "a quarter, such as 2026-Q1",
    "calendar year": "a year",
}


def labelled(written: tree.PeriodLabel, stage: Stage) -> str:
    """Return the label of a period; of a kind that the contract does not have, it is told."""
    had = {stage.scope.every, *(t.every for terms in stage.terms for t in terms.targets.values())}
    # A head that could not be read has no currency, and says nothing of periods either.
    if stage.scope.currency and had.isdisjoint(KINDS[type(written)]):
        needed, given = EXAMPLES[stage.scope.every], said_kind(written)
        what = "a period of this contract"
        stage.scope.tell(WrongKind(span=written.span, what=what, needed=needed, given=given))
    return label(written)


def period(phrase: tree.GivenPeriod, clause: str | None, stage: Stage) -> GivenPeriod:
    """Return a period and the values that are given of it."""
    found = Period()
    for detail in phrase.details:
        if isinstance(detail, tree.With):
            found.add(detail, stage)
        else:
            what = "bad minutes of no outage"
            stage.scope.tell(NotYetComputed(span=detail.span, what=what))
    return GivenPeriod(
        labelled(phrase.period, stage),
        tuple(found.outcomes),
        tuple(found.achieved),
        tuple(found.amounts),
        tuple(found.readings),
        Origin(clause, phrase.span),
    )


OutcomeWord = Literal["met", "missed", "unknown"]


class Period:
    """A given period in the making."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, OutcomeWord]] = []
        self.achieved: list[tuple[str, Fraction]] = []
        self.amounts: list[tuple[str, Fraction]] = []
        self.readings: list[tuple[str, Fraction]] = []

    def add(self, detail: tree.With, stage: Stage) -> None:
        """Take one line of what is given; one that is wrong is told."""
        name, scope = detail.name.text, stage.scope
        if name in stage.names("targets"):
            self._target(detail, scope)
        elif name in stage.names("amounts"):
            self._amount(detail, scope)
        elif name in stage.names("measures") or name in scope.vocabulary.measurements:
            self._reading(detail, scope)
        elif not is_broken(name, scope):
            known = (
                *stage.names("targets"),
                *stage.names("amounts"),
                *stage.names("measures"),
                *scope.vocabulary.measurements,
            )
            noun = "target, amount or measure"
            scope.tell(UnknownName.among(detail.name.span, noun, name, known))

    def _target(self, detail: tree.With, scope: Scope) -> None:
        name = detail.name.text
        match detail.value:
            case tree.Name(text="met"):
                self.outcomes.append((name, "met"))
            case tree.Name(text="missed"):
                self.outcomes.append((name, "missed"))
            case tree.Unknown():
                self.outcomes.append((name, "unknown"))
            case tree.Percent(value=percent):
                self.achieved.append((name, Fraction(percent) / 100))
            case tree.Number(value=number):
                self.achieved.append((name, Fraction(number)))
            case tree.Name(text=text) as wrong:
                values = ("met", "missed", "unknown")
                scope.tell(UnknownValue(span=wrong.span, fact=name, value=text, values=values))
            case other:
                _tell(name, "met, missed, unknown or a percentage", other, scope)

    def _amount(self, detail: tree.With, scope: Scope) -> None:
        match detail.value:
            case tree.Money(value=value) as money:
                if scope.in_currency(money):
                    self.amounts.append((detail.name.text, Fraction(value)))
            case other:
                _tell(detail.name.text, f"a sum, such as {scope.currency} 1,000.00", other, scope)

    def _reading(self, detail: tree.With, scope: Scope) -> None:
        match detail.value:
            case tree.Percent(value=percent):
                self.readings.append((detail.name.text, Fraction(percent) / 100))
            case tree.Number(value=number):
                self.readings.append((detail.name.text, Fraction(number)))
            case other:
                _tell(detail.name.text, "a percentage or a number", other, scope)


def _tell(name: str, needed: str, given: tree.Node, scope: Scope) -> None:
    scope.tell(WrongKind(span=given.span, what=name, needed=needed, given=said_kind(given)))


def is_broken(name: str, scope: Scope) -> bool:
    """Tell whether a name is declared by a statement that was wrong, which is told already."""
    declared: tuple[Literal["target", "amount", "measure"], ...] = ("target", "amount", "measure")
    return any(name in scope.names(noun) or scope.excused(noun, name) for noun in declared)
