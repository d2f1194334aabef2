"""The statement `scenario`: names resolved, values in their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, assert_never

from slarules.contract.conditions import SPAN_ENDS, said_kind, value_of
from slarules.contract.problems.completeness import NothingExpected
from slarules.contract.problems.kinds import OtherItem, WrongKind
from slarules.contract.problems.names import DeclaredTwice, UnknownName, UnknownValue
from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.scope import Scope, clause_of, every, first, origin
from slarules.contract.words import micros
from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Fact, Kind, Terms
from slarules.core.promises import Origin
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectLength,
    ExpectMeasure,
    ExpectOpen,
    ExpectTarget,
    ExpectVerdict,
    GivenFact,
    GivenMoment,
    GivenPeriod,
    GivenThing,
    Scenario,
)
from slarules.instants import MINUTE, Interval
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

    def names(self, part: Literal["targets", "measures", "amounts"]) -> Mapping[str, object]:
        """Return the names of a family over all texts."""
        return {name: one for terms in self.terms for name, one in getattr(terms, part).items()}

    def lines(self) -> tuple[str, ...]:
        """Return what a credit may be expected of."""
        found = ((*terms.credits, *terms.pools) for terms in self.terms)
        return tuple(dict.fromkeys(name for names in found for name in names))


def scenarios(statements: Sequence[tree.Statement], stage: Stage) -> tuple[Scenario, ...]:
    """Return every scenario that could be read."""
    found: list[Scenario] = []
    titles: dict[str, tree.Scenario] = {}
    for statement in statements:
        if isinstance(statement, tree.Scenario):
            stage.scope.telling.clause = clause_of(statement)
            _check_title(statement, titles, stage.scope)
            found.append(_scenario(statement, stage))
    return tuple(found)


def _check_title(
    statement: tree.Scenario, titles: dict[str, tree.Scenario], scope: Scope
) -> None:
    title = statement.title.value
    if title in titles:
        scope.tell(DeclaredTwice(span=statement.title.span, noun="scenario", name=title))
    titles.setdefault(title, statement)


def _scenario(statement: tree.Scenario, stage: Stage) -> Scenario:
    scope, phrases = stage.scope, statement.phrases
    clause = clause_of(statement)
    things = tuple(
        thing
        for phrase in every(phrases, tree.GivenThing)
        if (thing := _thing(phrase, clause, scope))
    )
    periods = tuple(_period(p, clause, stage) for p in every(phrases, tree.GivenPeriod))
    by_name = {thing.name: thing for thing in things}
    told = {phrase.name.text for phrase in every(phrases, tree.GivenThing)}
    reading = Reading(by_name, told - by_name.keys(), stage, clause)
    expected = tuple(e for phrase in phrases for e in _expectation(phrase, reading))
    if not any(not isinstance(phrase, GIVEN) for phrase in phrases):
        scope.tell(NothingExpected(span=statement.title.span))
    as_of, complete = first(phrases, tree.GivenAsOf), first(phrases, tree.GivenComplete)
    return Scenario(
        statement.title.value,
        things,
        periods,
        expected,
        scope.at(as_of.at) if as_of else None,
        scope.at(complete.at) if complete else None,
        stage.internal,
        origin(statement, statement.clause),
    )


GIVEN = (tree.GivenThing, tree.GivenPeriod, tree.GivenAsOf, tree.GivenComplete)


# --- given things --------------------------------------------------------------------------------


def _thing(phrase: tree.GivenThing, clause: str | None, scope: Scope) -> GivenThing | None:
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
                given = _detail(detail, kind, named.text in spans, scope)
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


def _detail(
    detail: tree.With, kind: Kind, is_span: bool, scope: Scope  # noqa: FBT001
) -> GivenFact | GivenMoment | None:
    name = detail.name.text
    ends = SPAN_ENDS if is_span else ()
    if name in kind.moments or name in kind.events or name in ends:
        return _moment(detail, scope)
    fact = kind.facts.get(name) or (SERVICE if kind.of_service and name == "service" else None)
    if fact is None:
        names = (*kind.facts, *kind.moments, *kind.events, *ends)
        scope.tell(
            UnknownName.among(detail.name.span, f"fact or moment of a {kind.name}", name, names)
        )
        return None
    if not scope.fact_is_declared(name, detail.name.span):
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
            scope.tell(
                WrongKind(span=other.span, what=name, needed=needed, given=said_kind(other))
            )
            return None


# --- given periods -------------------------------------------------------------------------------


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


def _period(phrase: tree.GivenPeriod, clause: str | None, stage: Stage) -> GivenPeriod:
    found = Period()
    for detail in phrase.details:
        if isinstance(detail, tree.With):
            found.add(detail, stage)
        else:
            what = "bad minutes of no outage"
            stage.scope.tell(NotYetComputed(span=detail.span, what=what))
    return GivenPeriod(
        label(phrase.period),
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
        elif not _broken(name, scope):
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


def _broken(name: str, scope: Scope) -> bool:
    """Tell whether a name is declared by a statement that could not be built, which is told already."""
    declared: tuple[Literal["target", "amount", "measure"], ...] = ("target", "amount", "measure")
    return any(name in scope.names(noun) or scope.excused(noun, name) for noun in declared)


# --- expectations --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """A scenario while its expectations are read; `told` are things whose problems are told."""

    things: Mapping[str, GivenThing]
    told: set[str]
    stage: Stage
    clause: str | None

    @property
    def scope(self) -> Scope:
        """The names of the contract."""
        return self.stage.scope

    def at(self, phrase: tree.Node) -> Origin:
        """Return where an expectation comes from."""
        return Origin(self.clause, phrase.span)


def _expectation(phrase: tree.Given | tree.Expect, reading: Reading) -> Iterator[Expectation]:
    match phrase:
        case tree.ExpectRun():
            yield from _run(phrase, reading)
        case tree.ExpectTarget():
            yield from _target(phrase, reading)
        case tree.ExpectValue():
            yield from _value(phrase, reading)
        case tree.ExpectCredit() | tree.ExpectTotal():
            yield from _credit(phrase, reading)
        case tree.ExpectElapsed(time=time, start=start, end=end):
            if clock := reading.scope.clock(time.clock):
                scope, length = reading.scope, micros(time)
                at = reading.at(phrase)
                yield ExpectOpen(length, clock, scope.at(start), scope.at(end), at)
        case tree.ExpectDue(time=time, start=start, end=end):
            if clock := reading.scope.clock(time.clock):
                scope, length = reading.scope, micros(time)
                at = reading.at(phrase)
                yield ExpectDueTime(length, clock, scope.at(start), scope.at(end), at)
        case _:
            pass


def _run(phrase: tree.ExpectRun, reading: Reading) -> Iterator[Expectation]:
    thing = _given(phrase.item, reading)
    measure = _measure(phrase.measure, thing, reading) if thing else None
    if not thing or not measure:
        return
    item, at = thing.name, reading.at(phrase)
    cycle = int(phrase.cycle.value) if phrase.cycle else 1
    scope = reading.scope
    match phrase.finding:
        case tree.VerdictIs(verdict=verdict):
            yield ExpectVerdict(item, measure, verdict, None, cycle, at)
        case tree.MissedAt(at=missed):
            yield ExpectVerdict(item, measure, "missed", scope.at(missed), cycle, at)
        case tree.DueAt(at=due):
            yield ExpectDue(item, measure, scope.at(due), scope.at(due), cycle, at)
        case tree.DueBetween(earliest=early, latest=late):
            yield ExpectDue(item, measure, scope.at(early), scope.at(late), cycle, at)
        case tree.Used(time=time) | tree.Paused(time=time) as found:
            clock = scope.clock(time.clock)
            what: Literal["used", "paused"] = "used" if isinstance(found, tree.Used) else "paused"
            if clock:
                yield ExpectLength(item, measure, what, micros(time), clock, cycle, at)
        case tree.BelongsTo(period=period):
            yield ExpectBelongs(item, measure, label(period), at)


def _given(name: tree.Name, reading: Reading) -> GivenThing | None:
    thing = reading.things.get(name.text)
    if thing is None and name.text not in reading.told:
        names = [thing.name for thing in reading.things.values() if not thing.is_span]
        reading.scope.tell(
            UnknownName.among(name.span, "item of this scenario", name.text, names)
        )
    return thing


def _measure(name: tree.Name, thing: GivenThing, reading: Reading) -> str | None:
    scope = reading.scope
    judged = reading.stage.promised(thing.kind)
    if name.text in judged:
        return name.text
    if _broken(name.text, scope):
        declared = any(name.text in terms.promises for terms in reading.stage.terms)
        if declared:
            given = f"{name}, which is judged on another kind of item"
            what = f"{thing.name}"
            needed = f"a measure of {thing.kind}"
            scope.tell(OtherItem(span=name.span, what=what, needed=needed, given=given))
        return None
    scope.tell(UnknownName.among(name.span, f"measure of a {thing.kind}", name.text, judged))
    return None


def _target(phrase: tree.ExpectTarget, reading: Reading) -> Iterator[Expectation]:
    name = phrase.target.text
    if phrase.verdict == "exceeded":
        what = "whether a target is exceeded"
        reading.scope.tell(NotYetComputed(span=phrase.span, what=what))
    elif name in reading.stage.names("targets"):
        period = label(phrase.period) if phrase.period else None
        yield ExpectTarget(name, phrase.verdict, period, reading.at(phrase))
    elif not _broken(name, reading.scope):
        names = reading.stage.names("targets")
        reading.scope.tell(UnknownName.among(phrase.target.span, "target", name, names))


def _value(phrase: tree.ExpectValue, reading: Reading) -> Iterator[Expectation]:
    scope, name = reading.scope, phrase.measure.text
    known = (*reading.stage.names("measures"), *reading.stage.names("targets"))
    if name not in known:
        if not _broken(name, scope):
            noun = "measure or target"
            scope.tell(UnknownName.among(phrase.measure.span, noun, name, known))
        return
    period, at = label(phrase.period) if phrase.period else None, reading.at(phrase)
    match phrase.value:
        case tree.Ratio(part=part, whole=whole, unit=unit):
            good, all_ = Fraction(part.value), Fraction(whole.value)
            yield ExpectMeasure(name, good, all_, MINUTE if unit else None, period, at)
        case tree.Percent(value=percent):
            yield ExpectMeasure(name, Fraction(percent) / 100, None, None, period, at)
        case tree.Number(value=number):
            yield ExpectMeasure(name, Fraction(number), None, None, period, at)
        case tree.Duration() as time:
            what = "measures whose value is a length of time"
            scope.tell(NotYetComputed(span=time.span, what=what))


def _credit(
    phrase: tree.ExpectCredit | tree.ExpectTotal, reading: Reading
) -> Iterator[Expectation]:
    scope = reading.scope
    name: str | None = None
    if isinstance(phrase, tree.ExpectCredit):
        name, lines = phrase.credit.text, reading.stage.lines()
        if name not in lines:
            if name not in (*scope.names("credit"), *scope.names("pool")):
                scope.tell(UnknownName.among(phrase.credit.span, "credit", name, lines))
            return
    least, most = _ends(phrase.money)
    if scope.in_currency(least) and (most is least or scope.in_currency(most)):
        period = label(phrase.period) if phrase.period else None
        ends = Fraction(least.value), Fraction(most.value)
        yield ExpectCredit(name, *ends, period, reading.at(phrase))


def _ends(sum_: tree.Money | tree.MoneyBetween) -> tuple[tree.Money, tree.Money]:
    """Return the least and the most of an expected sum."""
    match sum_:
        case tree.Money():
            return sum_, sum_
        case tree.MoneyBetween(least=least, most=most):
            return least, most
        case _:
            assert_never(sum_)
