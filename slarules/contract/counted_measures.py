"""Measures that are no time: counts, shares of sums, means, percentiles, values of measurements."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, assert_never

from slarules.contract.conditions import condition
from slarules.contract.counted_items import a_kind, countable, items, kind_named, whole_of
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import ShareOutOfRange, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.runs import UNITS
from slarules.contract.scope import Scope, first
from slarules.core.conditions import ALWAYS
from slarules.core.contract import Kind, Measurement
from slarules.core.english import listed
from slarules.core.measures import (
    Count,
    MeanOfRatios,
    PeriodValue,
    ReadingValue,
    ShareOf,
    Statistic,
)
from slarules.instants import Micros
from slarules.syntax import tree

ALL = 100


def counted_value(statement: tree.Measure, scope: Scope) -> PeriodValue | None:
    """Return the value of a measure that is no time; what is wrong is told."""
    written = next(p for p in statement.phrases if isinstance(p, tree.CountedValue))
    empty = first(statement.phrases, tree.EmptyInterval)
    if empty and not isinstance(written, tree.MeanOfRatios):
        one, other = "a ... interval with no ...", "a value that is no mean over intervals"
        what = f"measure {statement.name}"
        scope.tell(PhrasesExclude(span=empty.span, what=what, one=one, other=other))
    match written:
        case tree.ShareOf():
            return _share(written, scope)
        case tree.MeanOfRatios():
            return _mean_of_ratios(statement, written, empty, scope)
        case tree.Statistic(how=how):
            return _statistic(written, how, None, scope)
        case tree.Percentile(rank=rank):
            return _percentile(written, Fraction(rank) / ALL, scope)
        case tree.CountOf():
            counted = items(written.items, scope)
            return Count(counted) if counted else None
        case tree.ValueOf():
            reading = scope.measurement(written.measurement)
            return ReadingValue(reading.name) if reading else None
        case _:
            assert_never(written)


# --- shares ---------------------------------------------------------------------------------------


def _share(written: tree.ShareOf, scope: Scope) -> ShareOf | None:
    count = scope.telling.count
    parts = [found for term in written.parts if (found := countable(term, scope))]
    whole = [found for term in written.whole if (found := countable(term, scope))]
    if scope.telling.count > count or not parts or not whole:
        return None
    return ShareOf(tuple(parts), whole_of(parts, whole))


def _mean_of_ratios(
    statement: tree.Measure,
    written: tree.MeanOfRatios,
    empty: tree.EmptyInterval | None,
    scope: Scope,
) -> MeanOfRatios | None:
    count = scope.telling.count
    unit = interval(written.interval)
    part, whole = _counted(written.part, scope), _counted(written.whole, scope)
    _all_of_it(written, scope)
    _fits_readings(written, unit, [m for m in (part, whole) if m], scope)
    counts_as = _empty(statement, written, empty, scope)
    if scope.telling.count > count or not part or not whole or counts_as is None:
        return None
    from_hundred = written.less_than is not None
    return MeanOfRatios(unit, part.name, whole.name, counts_as, from_hundred)


def interval(written: tree.EachInterval) -> Micros:
    """Return the length of an interval."""
    return Micros(int(written.count.value * UNITS[written.unit.removesuffix("s")]))


def _counted(name: tree.Name, scope: Scope) -> Measurement | None:
    found = scope.measurement(name)
    if found and found.kind not in ("count", "number"):
        needed, given = "a count", f"{name}, which is {a_kind(found.kind)}"
        scope.tell(WrongKind(span=name.span, what="a ratio", needed=needed, given=given))
    return found


def _all_of_it(written: tree.MeanOfRatios, scope: Scope) -> None:
    if written.less_than and written.less_than.value != ALL:
        given, needed = f"{written.less_than.value:f}%", "100%"
        what = "what the mean is taken off"
        scope.tell(WrongKind(span=written.less_than.span, what=what, needed=needed, given=given))


def _fits_readings(
    written: tree.MeanOfRatios, unit: Micros, read: Sequence[Measurement], scope: Scope
) -> None:
    every = {each.every for found in read for each in (found, *found.others)}
    if None not in every and read and all(unit % (each or 1) for each in every):
        needed = "intervals of whole readings"
        names, given = listed([m.name for m in read], "and"), "shorter or uneven ones"
        what = f"a mean of {names}"
        scope.tell(WrongKind(span=written.interval.span, what=what, needed=needed, given=given))


def _empty(
    statement: tree.Measure,
    written: tree.MeanOfRatios,
    empty: tree.EmptyInterval | None,
    scope: Scope,
) -> Fraction | Literal["skipped", "unknown"] | None:
    shown = f"{written.interval.count.value:f} {written.interval.unit.removesuffix('s')} interval"
    if empty is None:
        lack = f"what an interval with no {written.whole} counts as"
        example = f"a {shown} with no {written.whole} counts as 0%"
        what, span = f"measure {statement.name}", statement.name.span
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
        return None
    same = interval(empty.interval) == interval(written.interval)
    if not same or empty.whole.text != written.whole.text:
        needed = f"a {shown} with no {written.whole}"
        what, given = "the mean over intervals", "another one"
        scope.tell(WrongKind(span=empty.span, what=what, needed=needed, given=given))
        return None
    if not isinstance(empty.counts_as, tree.Percent):
        return empty.counts_as
    share = Fraction(empty.counts_as.value) / ALL
    if share > 1:
        what, given = "a share", f"{empty.counts_as.value:f}%"
        scope.tell(ShareOutOfRange(span=empty.counts_as.span, what=what, given=given))
        return None
    return share


# --- statistics -----------------------------------------------------------------------------------


def _percentile(written: tree.Percentile, rank: Fraction, scope: Scope) -> Statistic | None:
    if not 0 < rank <= 1:
        needed, given = "a rank above 0 and at most 100", f"{written.rank}"
        scope.tell(WrongKind(span=written.span, what="a percentile", needed=needed, given=given))
        return None
    return _statistic(written, "percentile", rank, scope)


def _statistic(
    written: tree.Statistic | tree.Percentile,
    how: Literal["mean", "percentile", "highest", "lowest", "total"],
    rank: Fraction | None,
    scope: Scope,
) -> Statistic | None:
    name, over = written.of, written.over
    if over and over.judged:
        needed, given = "all of them, or those 'where' something holds", "those that meet or miss"
        what = "what is taken over items"
        scope.tell(WrongKind(span=over.judged.span, what=what, needed=needed, given=given))
        return None
    if name.text in scope.vocabulary.measurements and not _is_run(name, scope):
        return _of_readings(written, how, rank, scope)
    kind = kind_named(over.name, scope) if over else None
    if over is None:
        _without_items(name, scope)
        return None
    if kind is None:
        items(over, scope)
        return None
    where = condition(over.where, kind, scope)
    if not _is_run(name, scope):
        return _of_fact(name, kind, Statistic(how, name.text, kind.name, where, rank), scope)
    judged = tree.ThatMeet(name.span, "meet", tree.AllMeasuresMet(name.span, (name,)))
    counted = items(tree.CountedItems(over.span, over.name, None, judged), scope)
    return Statistic(how, name.text, kind.name, where, rank) if counted else None


def _is_run(name: tree.Name, scope: Scope) -> bool:
    return name.text in scope.names("measure") or scope.excused("measure", name.text)


def _of_readings(
    written: tree.Statistic | tree.Percentile,
    how: Literal["mean", "percentile", "highest", "lowest", "total"],
    rank: Fraction | None,
    scope: Scope,
) -> Statistic | None:
    found, over = scope.measurement(written.of), written.over
    if found is None:
        return None
    if found.kind == "one of":
        needed, given = "numbers", f"{found.name}, which is one of several values"
        what = f"the {how}"
        scope.tell(WrongKind(span=written.of.span, what=what, needed=needed, given=given))
        return None
    if over is None:
        return Statistic(how, found.name, None, ALWAYS, rank)
    things = [each.of for each in (found, *found.others) if each.of]
    kind = kind_named(over.name, scope)
    spoken = kind.name if kind else next((t for t in things if _plural(over.name, t)), None)
    if spoken not in things:
        names = [f"{thing}s" for thing in things]
        name = over.name
        scope.tell(UnknownName.among(name.span, f"thing that has {found.name}", name.text, names))
        return None
    where = condition(over.where, kind, scope) if kind else ALWAYS
    return Statistic(how, found.name, spoken, where, rank)


def _plural(name: tree.Name, thing: str) -> bool:
    return name.text in (thing, f"{thing}s", f"{thing}es")


def _of_fact(name: tree.Name, kind: Kind, made: Statistic, scope: Scope) -> Statistic | None:
    fact = kind.facts.get(name.text)
    if fact and fact.kind == "number":
        scope.used_facts.add(fact.name)
        return made
    numbers = [fact.name for fact in kind.facts.values() if fact.kind == "number"]
    names = (*scope.names("measure"), *scope.vocabulary.measurements, *numbers)
    noun = f"measure, measurement or number of {kind.plural}"
    scope.tell(UnknownName.among(name.span, noun, name.text, names))
    return None


def _without_items(name: tree.Name, scope: Scope) -> None:
    if name.text in scope.names("measure"):
        what, lack, example = f"this value of {name}", "over which items", f"of {name} over tickets"
        scope.tell(PhraseMissing(span=name.span, what=what, lack=lack, example=example))
    else:
        scope.measurement(name)


# --- kinds ----------------------------------------------------------------------------------------


def counted_kind(value: PeriodValue, scope: Scope) -> str:
    """Return what a value that is no time is: a share, a count, a number, a duration."""
    match value:
        case ShareOf() | MeanOfRatios():
            return "share"
        case Count():
            return "count"
        case ReadingValue(reading):
            return _reading_kind(reading, scope)
        case Statistic(of=of, over=over):
            if over in scope.vocabulary.items and of in scope.names("measure"):
                return "duration"
            return _reading_kind(of, scope).replace("count", "number")
        case _:
            return "share"


def _reading_kind(reading: str, scope: Scope) -> str:
    found = scope.vocabulary.measurements.get(reading)
    return found.kind if found else "number"
