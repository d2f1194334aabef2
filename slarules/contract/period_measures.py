"""The statement `measure` where it speaks of whole periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from slarules.contract.counted_measures import counted_value
from slarules.contract.measured_time import time_value
from slarules.contract.measures import in_kind, measure_kind, said_title
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import InCircle, NotKeptSeparately, PhrasesExclude
from slarules.contract.rounding import rounded
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.measures import BadTime, PeriodMeasure, PeriodValue, ThatOf, of_time
from slarules.core.promises import TimeExclusion
from slarules.syntax import tree


def period_measures(
    statements: Sequence[tree.Statement], scope: Scope, exclusions: Sequence[TimeExclusion]
) -> dict[str, PeriodMeasure]:
    """Return every measure of whole periods by its name."""
    found: dict[str, PeriodMeasure] = {}
    written: dict[str, tree.Measure] = {}
    for statement in statements:
        if isinstance(statement, tree.Measure):
            scope.telling.clause = clause_of(statement)
            if _counts_on_items(statement, scope):
                continue
            if measure := _measure(statement, scope, exclusions):
                found.setdefault(measure.name, measure)
                written.setdefault(measure.name, statement)
    _check_that_of(found, written, scope)
    return found


def _measure(
    statement: tree.Measure, scope: Scope, exclusions: Sequence[TimeExclusion]
) -> PeriodMeasure | None:
    count = scope.telling.count
    value = _value(statement, scope, exclusions)
    each = first(statement.phrases, tree.EachThing)
    if value is None:
        if scope.telling.count > count:
            scope.broken.setdefault("measure", set()).add(statement.name.text)
        return None
    name, title = statement.name.text, said_title(statement.title, statement.name)
    of = _each(each, scope) if each else None
    at = origin(statement, statement.clause)
    made = PeriodMeasure(name, title, value, of, rounded(statement.phrases), origin=at)
    least = first(statement.phrases, tree.NeverBelow)
    return replace(made, least=_least(least, made, scope)) if least else made


def _each(phrase: tree.EachThing, scope: Scope) -> str | None:
    """Return the kind of thing, or the fact, that a measure has one value for each of."""
    name, words = phrase.kind.text, scope.vocabulary
    kinds = (*words.items.values(), *words.spans.values())
    facts = [fact for kind in kinds for fact in kind.facts]
    of = [found.of for found in words.measurements.values() if found.of]
    known = dict.fromkeys((*words.items, *facts, *of))
    if name in known:
        return name
    noun = "kind of thing, or fact"
    scope.tell(UnknownName.among(phrase.kind.span, noun, name, tuple(known)))
    return None


def _least(phrase: tree.NeverBelow, measure: PeriodMeasure, scope: Scope) -> Fraction | None:
    kind = measure_kind(measure, scope)
    return in_kind(f"measure {measure.name}", kind, phrase.value, scope, measure.origin.span)


# --- what goes together ---------------------------------------------------------------------------

OF_ITEMS = (tree.CountsWhile, tree.CountedIn, tree.Reopens, tree.Judged)
OF_PERIODS = (
    tree.EachThing,
    tree.Service,
    tree.Believed,
    tree.TimePhrase,
    tree.TimeValue,
    tree.CountedPhrase,
)


def _counts_on_items(statement: tree.Measure, scope: Scope) -> bool:
    """Tell whether a measure counts time on items; what does not go with that is told."""
    counted = [phrase for phrase in statement.phrases if isinstance(phrase, tree.FromUntil)]
    of_items = [phrase for phrase in statement.phrases if isinstance(phrase, OF_ITEMS)]
    of_periods = [phrase for phrase in statement.phrases if isinstance(phrase, OF_PERIODS)]
    for second in counted[1:]:
        if type(second) is not type(counted[0]):
            _excludes(statement, counted[0], second, scope)
    if counted and of_periods:
        _excludes(statement, of_periods[0], counted[0], scope)
    excused = scope.excused("measure", statement.name.text)
    if of_items and not counted and not of_periods and not excused:
        what = f"measure {statement.name}"
        lack, example = "from when until when it counts", "from MOMENT until MOMENT"
        span = statement.name.span
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    return bool(counted or excused) or bool(of_items and not of_periods)


def _excludes(statement: tree.Measure, one: tree.Phrase, other: tree.Phrase, scope: Scope) -> None:
    span = one.span if isinstance(other, tree.FromUntil) and one.span > other.span else other.span
    words = [first_words(phrase, scope) for phrase in (one, other)]
    what = f"measure {statement.name}"
    scope.tell(PhrasesExclude(span=span, what=what, one=words[0], other=words[1]))


WORDS: Mapping[type[tree.Phrase], str] = {
    tree.FromUntil: "from ... until",
    tree.EachTime: "each time from ... until",
    tree.Separately: "separately for each",
    tree.BadWhen: "a minute is bad when",
    tree.NoData: "a minute with no data is",
    tree.ShareOfGood: "is the share of good minutes",
}


def first_words(phrase: tree.Phrase, scope: Scope) -> str:
    """Return how a phrase of a measure begins."""
    return WORDS.get(type(phrase)) or scope.written(phrase.span)


# --- what the value is ----------------------------------------------------------------------------


def _value(
    statement: tree.Measure, scope: Scope, exclusions: Sequence[TimeExclusion]
) -> PeriodValue | None:
    saying = [p for p in statement.phrases if isinstance(p, (tree.TimeValue, tree.CountedValue))]
    what = f"measure {statement.name}"
    for other in saying[1:]:
        one, two = (first_words(phrase, scope) for phrase in (saying[0], other))
        scope.tell(PhrasesExclude(span=other.span, what=what, one=one, other=two))
    if len(saying) > 1:
        return None
    if not saying:
        example = "is the share of good minutes in all minutes not excluded"
        span, lack = statement.name.span, "what its value is"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
        return None
    if isinstance(saying[0], tree.TimeValue):
        return time_value(statement, exclusions, scope)
    if of_time_ := next((p for p in statement.phrases if isinstance(p, tree.TimePhrase)), None):
        one, two = (first_words(phrase, scope) for phrase in (saying[0], of_time_))
        scope.tell(PhrasesExclude(span=of_time_.span, what=what, one=one, other=two))
        return None
    return counted_value(statement, scope)


# --- the bad time of another measure --------------------------------------------------------------


def _check_that_of(
    found: Mapping[str, PeriodMeasure], written: Mapping[str, tree.Measure], scope: Scope
) -> None:
    """Tell of bad time that is that of a measure without any, or in the end its own."""
    for name, measure in found.items():
        scope.telling.clause = clause_of(written[name])
        phrase = first(written[name].phrases, tree.BadThatOf)
        time = of_time(measure.value)
        if phrase is None or time is None or not isinstance(time.bad, ThatOf):
            continue
        other = found.get(time.bad.measure)
        if other is None or of_time(other.value) is None:
            noun = "measure of time"
            names = [each.name for each in found.values() if of_time(each.value)]
            scope.tell(UnknownName.among(phrase.measure.span, noun, phrase.measure.text, names))
        elif other.each not in (None, measure.each):
            each, span = other.each or "", phrase.measure.span
            scope.tell(
                NotKeptSeparately(span=span, what=f"measure {name}", of=other.name, each=each)
            )
        elif circle := _circle(name, found):
            said = " is that of ".join(circle)
            scope.tell(InCircle(span=phrase.span, noun="measure", name=name, circle=said))


def _circle(name: str, found: Mapping[str, PeriodMeasure]) -> list[str]:
    """Return the measures from one to itself by whose bad time is whose; empty where none."""
    passed, at = [name], _next(name, found)
    while at is not None and at not in passed:
        passed.append(at)
        at = _next(at, found)
    return [*passed, name] if at == name else []


def _next(name: str, found: Mapping[str, PeriodMeasure]) -> str | None:
    time: BadTime | None = of_time(found[name].value) if name in found else None
    return time.bad.measure if time and isinstance(time.bad, ThatOf) else None
