"""What a scenario expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, assert_never

from slarules.contract.conditions import value_of
from slarules.contract.given import Stage, is_broken, labelled
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import NotSeparate, OtherClock, OtherItem
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.runs import SEPARATELY
from slarules.contract.scope import Noun, Scope
from slarules.contract.words import micros
from slarules.core.english import listed
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
    GivenThing,
)
from slarules.instants import MINUTE
from slarules.syntax import tree


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


def expectations(phrase: tree.Given | tree.Expect, reading: Reading) -> Iterator[Expectation]:
    """Yield what one line of a scenario expects, if it expects anything that could be read."""
    match phrase:
        case tree.ExpectRun():
            yield from _run(phrase, reading)
        case tree.ExpectTarget():
            yield from _target(phrase, reading)
        case tree.ExpectValue():
            yield from _value(phrase, reading)
        case tree.ExpectCredit() | tree.ExpectTotal():
            yield from _credit(phrase, reading)
        case tree.ExpectElapsed() | tree.ExpectDue():
            yield from _on_clock(phrase, reading)
        case _:
            pass


def _on_clock(
    phrase: tree.ExpectElapsed | tree.ExpectDue, reading: Reading
) -> Iterator[Expectation]:
    scope, length = reading.scope, micros(phrase.time)
    clock = scope.clock(phrase.time.clock)
    if clock:
        make = ExpectOpen if isinstance(phrase, tree.ExpectElapsed) else ExpectDueTime
        start, end = scope.at(phrase.start), scope.at(phrase.end)
        yield make(length, clock, start, end, reading.at(phrase))


def _run(phrase: tree.ExpectRun, reading: Reading) -> Iterator[Expectation]:
    thing = _given(phrase.item, reading)
    measure = _measure(phrase.measure, thing, reading) if thing else None
    if not thing or not measure:
        return
    of = _of(phrase, thing, reading)
    item, at, finding = thing.name, reading.at(phrase), phrase.finding
    cycle = int(phrase.cycle.value) if phrase.cycle else 1
    match finding:
        case tree.VerdictIs(verdict=verdict):
            yield ExpectVerdict(item, measure, verdict, None, cycle, of, at)
        case tree.MissedAt(at=local):
            missed = reading.scope.at(local)
            yield ExpectVerdict(item, measure, "missed", missed, cycle, of, at)
        case tree.DueAt(at=local):
            due = reading.scope.at(local)
            yield ExpectDue(item, measure, due, due, cycle, of, at)
        case tree.DueBetween(earliest=early, latest=late):
            between = reading.scope.at(early), reading.scope.at(late)
            yield ExpectDue(item, measure, *between, cycle, of, at)
        case tree.Used(time=length) | tree.Paused(time=length) | tree.ExcludedTime(time=length):
            clock = _clock(length, measure, reading)
            what = SPENT[type(finding)]
            yield ExpectLength(item, measure, what, micros(length), clock, cycle, of, at)
        case tree.BelongsTo(period=period):
            yield ExpectBelongs(item, measure, labelled(period, reading.stage), cycle, of, at)


def _clock(length: tree.Duration, measure: str, reading: Reading) -> str:
    """Return the clock of an expected length; one that no goal of the measure has is told."""
    found, scope = reading.scope.clock(length.clock), reading.scope
    had = reading.stage.clocks(measure)
    if found and had and found not in had:
        needed = listed(sorted(had))
        scope.tell(OtherClock(span=length.span, given=found, what=measure, needed=needed))
    return found or length.clock.text


SPENT: Mapping[type[tree.Node], Literal["used", "paused", "excluded"]] = {
    tree.Used: "used",
    tree.Paused: "paused",
    tree.ExcludedTime: "excluded",
}


def _of(phrase: tree.ExpectRun, thing: GivenThing, reading: Reading) -> str | None:
    """Return which of the runs is meant that a measure has for each value of a fact."""
    scope, name = reading.scope, phrase.measure
    each = reading.stage.separately(name.text)
    if each is None:
        if phrase.of and not scope.excused(SEPARATELY, name.text):
            said, span = scope.written(phrase.of.span), phrase.of.span
            scope.tell(NotSeparate(span=span, measure=name.text, item=thing.kind, value=said))
        return None
    if phrase.of is None:
        lack = f"for which {each} it expects this"
        example = f"expect {thing.name} {name} for VALUE, and so on"
        what = "this line"
        scope.tell(PhraseMissing(span=name.span, what=what, lack=lack, example=example))
        return None
    value = value_of(scope.vocabulary.items[thing.kind].facts[each], phrase.of, scope)
    return None if value is None else str(value)


def _given(name: tree.Name, reading: Reading) -> GivenThing | None:
    thing = reading.things.get(name.text)
    if thing is None and name.text not in reading.told:
        names = [thing.name for thing in reading.things.values() if not thing.is_span]
        reading.scope.tell(UnknownName.among(name.span, "item of this scenario", name.text, names))
    return thing


def _measure(name: tree.Name, thing: GivenThing, reading: Reading) -> str | None:
    scope = reading.scope
    judged = reading.stage.promised(thing.kind)
    if name.text in judged:
        return name.text
    if is_broken(name.text, scope):
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
        period = labelled(phrase.period, reading.stage) if phrase.period else None
        yield ExpectTarget(name, phrase.verdict, period, reading.at(phrase))
    elif not is_broken(name, reading.scope):
        names = reading.stage.names("targets")
        reading.scope.tell(UnknownName.among(phrase.target.span, "target", name, names))


def _value(phrase: tree.ExpectValue, reading: Reading) -> Iterator[Expectation]:
    scope, name = reading.scope, phrase.measure.text
    known = (*reading.stage.names("measures"), *reading.stage.names("targets"))
    if name not in known:
        if not is_broken(name, scope):
            noun = "measure or target"
            scope.tell(UnknownName.among(phrase.measure.span, noun, name, known))
        return
    period, at = (
        labelled(phrase.period, reading.stage) if phrase.period else None,
        reading.at(phrase),
    )
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


def _is_line(name: str, scope: Scope) -> bool:
    """Tell whether a credit or pool is declared, if only by a statement that was wrong."""
    nouns: tuple[Noun, ...] = ("credit", "pool")
    return any(name in scope.names(noun) or scope.excused(noun, name) for noun in nouns)


def _credit(
    phrase: tree.ExpectCredit | tree.ExpectTotal, reading: Reading
) -> Iterator[Expectation]:
    scope = reading.scope
    name: str | None = None
    if isinstance(phrase, tree.ExpectCredit):
        name, lines = phrase.credit.text, reading.stage.lines()
        if name not in lines:
            if not _is_line(name, scope):
                scope.tell(UnknownName.among(phrase.credit.span, "credit", name, lines))
            return
    least, most = _ends(phrase.money)
    if scope.in_currency(least) and (most is least or scope.in_currency(most)):
        period = labelled(phrase.period, reading.stage) if phrase.period else None
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
