"""What a scenario expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from slarules.contract.conditions import value_of
from slarules.contract.expected_money import claimed, credited, pointed
from slarules.contract.expected_periods import of_period
from slarules.contract.expecting import Reading
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import NotSeparate, OtherClock, OtherItem
from slarules.contract.problems.names import UnknownName
from slarules.contract.runs import SEPARATELY
from slarules.contract.stage import is_broken, labelled
from slarules.contract.words import micros
from slarules.core.english import listed
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectDue,
    ExpectDueTime,
    ExpectLength,
    ExpectOpen,
    ExpectVerdict,
    GivenThing,
)
from slarules.syntax import tree


def expectations(
    phrase: tree.Contradicts | tree.Given | tree.Expect, reading: Reading
) -> Iterator[Expectation]:
    """Yield what one line of a scenario expects, if it expects anything that could be read."""
    match phrase:
        case tree.ExpectRun():
            yield from _run(phrase, reading)
        case tree.ExpectElapsed() | tree.ExpectDue():
            yield from _on_clock(phrase, reading)
        case tree.ExpectCredit() | tree.ExpectTotal():
            yield from credited(phrase, reading)
        case tree.ExpectPoints() | tree.ExpectAllPoints():
            yield from pointed(phrase, reading)
        case tree.ExpectClaim():
            yield from claimed(phrase, reading)
        case tree.ExpectTarget() | tree.ExpectState() | tree.ExpectValue() | tree.ExpectDuty():
            yield from of_period(phrase, reading)
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
    if any(name.text in terms.promises for terms in reading.stage.terms):
        given = f"{name}, which is judged on another kind of item"
        what, needed = thing.name, f"a measure of {thing.kind}"
        scope.tell(OtherItem(span=name.span, what=what, needed=needed, given=given))
    elif not is_broken(name.text, reading.stage):
        scope.tell(UnknownName.among(name.span, f"measure of a {thing.kind}", name.text, judged))
    return None
