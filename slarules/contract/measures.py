"""The statement `measure` where it speaks of whole periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from slarules.contract.conditions import said_kind
from slarules.contract.problems.completeness import ExcludedTimeSilent, PhraseMissing
from slarules.contract.problems.kinds import ShareOutOfRange, WrongKind
from slarules.contract.problems.structure import NotYetComputed, PhrasesExclude
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.english import listed
from slarules.core.measures import GoodTimeShare, PeriodMeasure, PeriodValue, ReadingValue
from slarules.core.promises import TimeExclusion, touches
from slarules.instants import MINUTE
from slarules.source import NOWHERE, Span
from slarules.syntax import tree


def said_title(title: tree.Text | None, name: tree.Name) -> str:
    """Return a statement's title, or its name where it has none."""
    return title.value if title else name.text.replace("_", " ")


def period_measures(
    statements: Sequence[tree.Statement], scope: Scope, exclusions: Sequence[TimeExclusion]
) -> dict[str, PeriodMeasure]:
    """Return every measure of whole periods by its name."""
    found: dict[str, PeriodMeasure] = {}
    for statement in statements:
        if isinstance(statement, tree.Measure):
            scope.telling.clause = clause_of(statement)
            if _counts_on_items(statement, scope):
                continue
            value = _value(statement, scope, exclusions)
            if value:
                found[statement.name.text] = PeriodMeasure(
                    statement.name.text,
                    said_title(statement.title, statement.name),
                    value,
                    origin=origin(statement, statement.clause),
                )
    return found


def _counts_on_items(statement: tree.Measure, scope: Scope) -> bool:
    """Tell whether a measure counts time on items; what does not go with that is told."""
    counted = [phrase for phrase in statement.phrases if isinstance(phrase, tree.FromUntil)]
    of_items = [phrase for phrase in statement.phrases if isinstance(phrase, OF_ITEMS)]
    of_periods = [phrase for phrase in statement.phrases if isinstance(phrase, OF_PERIODS)]
    what = f"measure {statement.name}"
    for second in counted[1:]:
        if type(second) is not type(counted[0]):
            span, one, other = second.span, first_words(counted[0]), first_words(second)
            scope.tell(PhrasesExclude(span=span, what=what, one=one, other=other))
    if counted and of_periods:
        span, one, other = of_periods[0].span, first_words(counted[0]), first_words(of_periods[0])
        scope.tell(PhrasesExclude(span=span, what=what, one=one, other=other))
    excused = scope.excused("measure", statement.name.text)
    if of_items and not counted and not of_periods and not excused:
        lack, example = "from when until when it counts", "from MOMENT until MOMENT"
        span = statement.name.span
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    return bool(counted or excused) or bool(of_items and not of_periods)


OF_ITEMS = (tree.CountsWhile, tree.CountedIn, tree.Reopens, tree.Judged)
OF_PERIODS = (tree.Service, tree.BadWhen, tree.NoData, tree.ShareOfGood, tree.ValueOf)

WORDS: Mapping[type[tree.Phrase], str] = {
    tree.FromUntil: "from ... until",
    tree.EachTime: "each time from ... until",
    tree.Separately: "separately for each",
    tree.Service: "service",
    tree.BadWhen: "a minute is bad when",
    tree.NoData: "a minute with no data is",
    tree.ShareOfGood: "is the share of good minutes",
    tree.ValueOf: "is the value of",
}


def first_words(phrase: tree.Phrase) -> str:
    """Return how a phrase of a measure begins."""
    return WORDS[type(phrase)]


def _value(
    statement: tree.Measure, scope: Scope, exclusions: Sequence[TimeExclusion]
) -> PeriodValue | None:
    share, value = (
        first(statement.phrases, tree.ShareOfGood),
        first(statement.phrases, tree.ValueOf),
    )
    what = f"measure {statement.name}"
    if share and value:
        scope.tell(PhrasesExclude(span=value.span, what=what, one="a share", other="a value"))
        return None
    if share:
        return _good_time(statement, share, scope, exclusions)
    if value:
        reading = scope.measurement(value.measurement)
        return ReadingValue(reading.name) if reading else None
    example = "is the share of good minutes in all minutes not excluded"
    span = statement.name.span
    scope.tell(PhraseMissing(span=span, what=what, lack="what its value is", example=example))
    return None


def _good_time(
    statement: tree.Measure,
    share: tree.ShareOfGood,
    scope: Scope,
    exclusions: Sequence[TimeExclusion],
) -> GoodTimeShare | None:
    bad, no_data = first(statement.phrases, tree.BadWhen), first(statement.phrases, tree.NoData)
    service = first(statement.phrases, tree.Service)
    what, span = f"measure {statement.name}", statement.name.span
    if not bad:
        lack, example = "which minutes are bad", "a minute is bad when error_rate is at least 5%"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    if not no_data:
        lack, example = "what a minute with no data is", "a minute with no data is good"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    _excluded_is_said(statement, share, scope, exclusions)
    reading = scope.measurement(bad.measurement) if bad else None
    if not bad or not no_data or not reading:
        return None
    limit = in_kind(f"measurement {reading.name}", reading.kind, bad.limit.value, scope)
    if limit is None:
        return None
    return GoodTimeShare(
        service.name.value if service else None,
        reading.name,
        bad.limit.bound,
        limit,
        MINUTE,
        no_data.reading,
        "added back" if share.excluded == "good" else "both sides",
    )


def _excluded_is_said(
    statement: tree.Measure,
    share: tree.ShareOfGood,
    scope: Scope,
    exclusions: Sequence[TimeExclusion],
) -> None:
    name = statement.name.text
    touching = [e.name for e in exclusions if touches(e, name)]
    if share.excluded is None and touching:
        scope.tell(
            ExcludedTimeSilent(
                span=share.span,
                measure=name,
                exclusions=listed(touching, "and"),
                unit=share.unit,
            )
        )


def in_kind(
    what: str, kind: str, value: tree.Measurable, scope: Scope, place: Span = NOWHERE
) -> Fraction | None:
    """Return a limit as a number of the kind that a measurement has; a wrong one is told."""
    match kind, value:
        case "share", tree.Percent(value=percent):
            return share_of(what, value, scope) if percent >= 0 else None
        case "number" | "count", tree.Number(value=number):
            return Fraction(number)
        case "share", _:
            needed = "a share, written as a percentage"
        case "duration", _:
            scope.tell(NotYetComputed(span=value.span, what="limits on a measured duration"))
            return None
        case _:
            needed = "a number"
    also = elsewhere(place, f"{what} speaks of this")
    given = said_kind(value)
    scope.tell(WrongKind(span=value.span, what=what, needed=needed, given=given, also=also))
    return None


def share_of(what: str, percent: tree.Percent, scope: Scope) -> Fraction | None:
    """Return a percentage as a share from 0 to 1; one outside is told."""
    share = Fraction(percent.value) / 100
    if not 0 <= share <= 1:
        given = f"{percent.value:f}%"
        scope.tell(ShareOutOfRange(span=percent.span, what=what, given=given))
        return None
    return share


def measure_kind(measured: PeriodMeasure, scope: Scope) -> str:
    """Return what a period measure is: a share, a number, a count, a duration."""
    match measured.value:
        case GoodTimeShare():
            return "share"
        case ReadingValue(reading):
            found = scope.vocabulary.measurements.get(reading)
            return found.kind if found else "number"
