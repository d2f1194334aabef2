"""Measures of time: which time is bad, how it counts, and what the value is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from slarules.contract.belonging import SPAN_MOMENTS, check_elapsed
from slarules.contract.conditions import condition
from slarules.contract.interval_tests import interval_length, interval_test, volume_of
from slarules.contract.problems.completeness import ExcludedTimeSilent, PhraseMissing
from slarules.contract.problems.kinds import WrongKind, ZeroGoal
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.scope import Scope, every, first
from slarules.contract.words import micros
from slarules.core.contract import Kind
from slarules.core.english import listed
from slarules.core.measures import (
    NOTHING,
    Bad,
    BadTime,
    CountedIn,
    Deductible,
    Empty,
    GoodShare,
    Intervals,
    ShareOfFixed,
    Spans,
    ThatOf,
    TotalBad,
    Weighing,
)
from slarules.core.periods import PeriodKind
from slarules.core.promises import TimeExclusion, touches
from slarules.instants import Micros
from slarules.source import Span
from slarules.syntax import tree

OVERLAPS: dict[str, str] = {
    "add up": "add up",
    "count once": "once",
    "count at the highest": "highest",
}


@dataclass(frozen=True, slots=True)
class TimeMeasure:
    """A measure of time in the making: its statement, and what takes time out of it."""

    statement: tree.Measure
    exclusions: Sequence[TimeExclusion]
    scope: Scope

    @property
    def what(self) -> str:
        """The measure in words."""
        return f"measure {self.statement.name}"

    def lacks(self, lack: str, example: str) -> None:
        """Tell that a phrase is missing."""
        span = self.statement.name.span
        self.scope.tell(PhraseMissing(span=span, what=self.what, lack=lack, example=example))

    def excludes(self, span: Span, one: str, other: str) -> None:
        """Tell that two phrases cannot both hold."""
        self.scope.tell(PhrasesExclude(span=span, what=self.what, one=one, other=other))


def time_value(
    statement: tree.Measure, exclusions: Sequence[TimeExclusion], scope: Scope
) -> TotalBad | GoodShare | ShareOfFixed | None:
    """Return what a measure of time is; what is wrong with it is told."""
    made = TimeMeasure(statement, exclusions, scope)
    value = next(p for p in statement.phrases if isinstance(p, tree.TimeValue))
    time = _time(made, value)
    match value:
        case tree.TotalBad():
            return TotalBad(time) if time else None
        case tree.ShareOfGood():
            _excluded_is_said(made, value)
            how = {"left out": "both sides", "good": "added back", None: "nothing"}
            return GoodShare(time, how[value.excluded]) if time else None  # type: ignore[arg-type]
        case tree.ShareOfFixed():
            return _of_fixed(made, value, time)


def _of_fixed(
    made: TimeMeasure, value: tree.ShareOfFixed, time: BadTime | None
) -> ShareOfFixed | None:
    if value.whole.value != 100:
        given = f"{value.whole.value:f}%"
        wrong = WrongKind(span=value.whole.span, what=made.what, needed="100%", given=given)
        made.scope.tell(wrong)
        return None
    length = _length(made, value.length)
    return ShareOfFixed(time, length) if time and length else None


def _length(made: TimeMeasure, written: tree.Duration) -> Micros | None:
    """Return a length of elapsed time that is more than nothing."""
    check_elapsed(written, made.what, made.scope)
    if written.count <= 0:
        made.scope.tell(ZeroGoal(span=written.span))
        return None
    return micros(written)


def _time(made: TimeMeasure, value: tree.TimeValue) -> BadTime | None:
    phrases, scope = made.statement.phrases, made.scope
    kind = _kind(made)
    bad = _bad(made, kind, value)
    believed, service = first(phrases, tree.Believed), first(phrases, tree.Service)
    clock, before = first(phrases, tree.CountsOn), first(phrases, tree.TimeBefore)
    least = first(phrases, tree.LeastPiece)
    made_of = BadTime(
        bad or ThatOf(""),
        tuple(name.value for name in believed.names) if believed else (),
        scope.clock(clock.clock) if clock else None,
        _before(made, before) if before else None,
        _length(made, least.length) or NOTHING if least else NOTHING,
        _counted_in(made, kind),
        tuple(_deductibles(made, kind)),
        _weighing(made, kind),
        service.name.value if service else None,
    )
    return made_of if bad else None


# --- which time is bad ----------------------------------------------------------------------------


def _kind(made: TimeMeasure) -> Kind | None:
    phrase = first(made.statement.phrases, tree.BadSpans)
    return made.scope.world_span(phrase.kind) if phrase else None


WAYS = (tree.BadSpans, tree.BadThatOf, tree.BadWhen)
WAYS_SAID = {
    tree.BadSpans: "bad time is spans",
    tree.BadThatOf: "bad time is that of a measure",
    tree.BadWhen: "intervals are bad when a test holds",
}


def _bad(made: TimeMeasure, kind: Kind | None, value: tree.TimeValue) -> Bad | None:
    ways = [p for p in made.statement.phrases if isinstance(p, WAYS)]
    if not ways:
        made.lacks("which time is bad", "bad time is outages")
        return None
    for other in ways[1:]:
        made.excludes(other.span, WAYS_SAID[type(ways[0])], WAYS_SAID[type(other)])
    _only_of_intervals(made)
    match ways[0]:
        case tree.BadSpans() as spans:
            return _spans(made, spans, kind) if kind else None
        case tree.BadThatOf(measure=name):
            found = made.scope.find("measure", name)
            return ThatOf(found) if found else None
        case tree.BadWhen() as when:
            return _intervals(made, when, value)


def _only_of_intervals(made: TimeMeasure) -> None:
    phrases = made.statement.phrases
    runs, when = first(phrases, tree.BadRuns), first(phrases, tree.BadWhen)
    if runs and not first(phrases, tree.BadSpans):
        made.lacks("which spans its time runs from and until", "bad time is outages")
    for phrase in phrases:
        if isinstance(phrase, (tree.NoData, tree.SmallVolume)) and not when:
            made.lacks("which intervals are bad", "a minute is bad when error_rate is at least 5%")
            return


def _spans(made: TimeMeasure, written: tree.BadSpans, kind: Kind) -> Spans:
    where = condition(written.where, kind, made.scope)
    runs = first(made.statement.phrases, tree.BadRuns)
    if runs is None:
        return Spans(kind.name, where)
    starts, starts_at = _moments(runs.start, kind, made.scope)
    ends, ends_at = _moments(runs.end, kind, made.scope)
    return Spans(kind.name, where, starts, starts_at, ends, ends_at)  # type: ignore[arg-type]


def _moments(written: tree.Moments, kind: Kind, scope: Scope) -> tuple[tuple[str, ...], str]:
    names: tuple[tree.Name, ...]
    match written:
        case tree.OneMoment(name=name):
            names, which = (name,), "later"
        case tree.TwoMoments(one=one, other=other, which=which):
            names = (one, other)
    for name in names:
        if name.text not in (known := (*kind.moments, *SPAN_MOMENTS)):
            noun = f"moment of a {kind.name}"
            scope.tell(UnknownName.among(name.span, noun, name.text, known))
    return tuple(SAME.get(name.text, name.text) for name in names), which


SAME = {"started": "start", "ended": "end"}


def _intervals(made: TimeMeasure, when: tree.BadWhen, value: tree.TimeValue) -> Intervals | None:
    phrases, scope = made.statement.phrases, made.scope
    unit = interval_length(when.interval, scope)
    others = [p for p in phrases if isinstance(p, (tree.NoData, tree.SmallVolume))]
    for phrase in others:
        if interval_length(phrase.interval, scope) != unit:
            made.excludes(phrase.span, said(when.interval), said(phrase.interval))
    no_data, small = first(phrases, tree.NoData), first(phrases, tree.SmallVolume)
    if not no_data and not small and not isinstance(value, tree.TotalBad):
        lack, one = f"what {said(when.interval)} with no data is", said(when.interval)
        made.lacks(lack, f"{one} with no data is good")
    test = interval_test(when.test, scope)
    volume = volume_of(small, scope) if small else None
    # Where a small interval is said to be something, an empty one is the smallest of all; and a
    # total counts the time that is known to be bad.
    empty: Empty = no_data.reading if no_data else small.reading if small else "good"
    return Intervals(unit, test, empty, volume) if unit and test else None


def said(interval: tree.EachInterval) -> str:
    """Return how a phrase speaks of an interval."""
    count, unit = interval.count.value, interval.unit.removesuffix("s")
    return "a minute" if count == 1 and unit == "minute" else f"a {count:f} {unit} interval"


# --- how bad time counts --------------------------------------------------------------------------


def _before(
    made: TimeMeasure, phrase: tree.TimeBefore
) -> tuple[str, Literal["good", "excluded"]] | None:
    kinds = _thing_kinds(made)
    known = [moment for kind in kinds for moment in kind.moments]
    if phrase.moment.text not in known:
        noun = f"moment of a {listed([kind.name for kind in kinds] or ['period'], 'or')}"
        name = phrase.moment
        made.scope.tell(UnknownName.among(name.span, noun, name.text, known))
        return None
    return phrase.moment.text, phrase.reading


def _thing_kinds(made: TimeMeasure) -> list[Kind]:
    each, items = first(made.statement.phrases, tree.EachThing), made.scope.vocabulary.items
    names = ("period", each.kind.text) if each else ("period",)
    return [items[name] for name in names if name in items]


def _counted_in(made: TimeMeasure, kind: Kind | None) -> CountedIn | None:
    phrase = first(made.statement.phrases, tree.WholeUnits)
    if phrase is None:
        return None
    _check_outage(made, phrase.of, kind)
    unit = _length(made, phrase.unit)
    of = "total" if isinstance(phrase.of, tree.OnTheTotal) else "each"
    return CountedIn(phrase.how, unit, of) if unit else None  # type: ignore[arg-type]


def _deductibles(made: TimeMeasure, kind: Kind | None) -> Iterable[Deductible]:
    for phrase in every(made.statement.phrases, tree.Deductible):
        length = _length(made, phrase.length)
        if isinstance(phrase.of, tree.EachOutage):
            _check_outage(made, phrase.of, kind)
            every_: PeriodKind | Literal["each"] = "each"
        else:
            every_ = made.scope.period(phrase.of)
        if length:
            yield Deductible(length, every_)


def _check_outage(made: TimeMeasure, of: object, kind: Kind | None) -> None:
    """Tell that a phrase speaks of another span than the measure."""
    if isinstance(of, tree.EachOutage) and kind and of.kind.text != kind.name:
        noun = "span of the measure"
        problem = UnknownName.among(of.kind.span, noun, of.kind.text, (kind.name,))
        made.scope.tell(problem)


def _weighing(made: TimeMeasure, kind: Kind | None) -> Weighing | None:
    phrases = made.statement.phrases
    weighing, overlaps = first(phrases, tree.Weighing), first(phrases, tree.Overlaps)
    if weighing is None:
        if overlaps:
            lack = "by what its bad time is weighed, so that overlaps matter"
            made.lacks(lack, "bad time counts by users_affected of users")
        return None
    if overlaps is None:
        lack = "what an instant counts that several outages cover"
        made.lacks(lack, "overlaps count at the highest")
        return None
    if kind is None:
        made.lacks("which spans say how many are affected", "bad time is outages")
        return None
    known = [fact for each in _thing_kinds(made) for fact in each.facts]
    _told_unless_number(made, weighing.part, f"fact of a {kind.name}", tuple(kind.facts))
    _told_unless_number(made, weighing.whole, "fact of the period or the thing", tuple(known))
    how = OVERLAPS[overlaps.how]
    return Weighing(weighing.part.text, weighing.whole.text, how)  # type: ignore[arg-type]


def _told_unless_number(
    made: TimeMeasure, name: tree.Name, noun: str, known: Sequence[str]
) -> None:
    if name.text not in known:
        made.scope.tell(UnknownName.among(name.span, noun, name.text, known))


# --- excluded time --------------------------------------------------------------------------------


def _excluded_is_said(made: TimeMeasure, share: tree.ShareOfGood) -> None:
    phrases, name = made.statement.phrases, made.statement.name.text
    taking = [e.name for e in made.exclusions if touches(e, name)]
    if clock := first(phrases, tree.CountsOn):
        taking.append(f"time counts on {clock.clock}")
    before = first(phrases, tree.TimeBefore)
    if before and before.reading == "excluded":
        taking.append(f"time before {before.moment}")
    if share.excluded is None and taking:
        made.scope.tell(
            ExcludedTimeSilent(
                span=share.span,
                measure=name,
                exclusions=listed(taking, "and"),
                unit=share.unit,
            )
        )
