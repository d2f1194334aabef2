"""Measures that can never count, and what of their ends, stops and restarts never happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.counting import (
    EndsFirst,
    EndsOnceAndReopens,
    NeverCounts,
    NeverStarts,
    NextOfNoStart,
    ReopenedBeforeStarted,
    ReopenedByItsEnd,
)
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.problems.told import elsewhere, first_line
from slarules.contract.reach import Possible, may_hold, must_hold
from slarules.core.conditions import (
    ALWAYS,
    Becomes,
    Changes,
    Condition,
    Every,
    Happens,
    Is,
    Occurrence,
    Some,
    StopsBeing,
    Value,
    word_of,
)
from slarules.core.contract import Fact, Kind, Terms
from slarules.core.english import condition, listed, occurrence
from slarules.core.promises import Bounds, Cancel, Measure, Pause, Restart, touches
from slarules.problems import Problem
from slarules.source import Span


def measures_that_count(checked: Checked) -> Iterator[Problem]:
    """Yield what is wrong with when measures start, count, end and are taken up again."""
    for version, _ in checked.texts():
        told: set[str] = set()
        for measure in _measures(version.terms):
            kind = checked.contract.vocabulary.items[measure.item]
            if measure.name in told or _is_torn(measure.origin.span, checked):
                continue
            told.add(measure.name)
            yield from wrong_with(measure, kind, version.terms.pauses)
        for pause in version.terms.pauses:
            if pause.between and not _is_torn(pause.origin.span, checked):
                yield from _starts(f"pause {pause.name}", pause.between, pause.origin.span)
                yield from _following(f"pause {pause.name}", pause.between, pause.origin.span)


def wrong_with(measure: Measure, kind: Kind, pauses: Iterable[Pause]) -> Iterator[Problem]:
    """Yield what is wrong with when one measure starts, counts, ends and is taken up again."""
    yield from _starts(measure.name, measure.bounds, measure.origin.span)
    yield from _following(measure.name, measure.bounds, measure.origin.span)
    yield from _reopenings(measure)
    yield from _ends_again(measure, kind)
    yield from _counting(measure, kind, pauses)


def ends_before_cancels(checked: Checked) -> Iterator[Problem]:
    """Yield each cancel and restart of a measure by what ends it before."""
    for version, _ in checked.texts():
        measures = {measure.name: measure for measure in _measures(version.terms)}
        stops: tuple[Cancel | Restart, ...] = (*version.terms.cancels, *version.terms.restarts)
        for stop in stops:
            yield from never_reached(stop, measures)


def never_reached(stop: Cancel | Restart, measures: Mapping[str, Measure]) -> Iterator[Problem]:
    """Yield each of the measures that has ended already when a cancel or restart comes."""
    for name in sorted(stop.measures or ()):
        if name in measures:
            yield from _beaten(stop, measures[name])


def _measures(terms: Terms) -> Iterator[Measure]:
    return (promise.measure for promise in terms.promises.values())


def _is_torn(span: Span, checked: Checked) -> bool:
    """Tell whether something of a measure could not be read, so that it may be otherwise."""
    inside = (place for place in checked.doubts.unread if _holds(span, place))
    told = (p.span for p in checked.told if p.tier == "error" and _holds(span, p.span))
    return any(True for _ in (*inside, *told))


def _holds(span: Span, place: Span) -> bool:
    return span.file == place.file and span.line <= place.line <= span.end_line


# --- starts and ends ------------------------------------------------------------------------------


def _starts(name: str, bounds: Bounds, span: Span) -> Iterator[Problem]:
    """Yield each start that is an end as well, so that no time lies between (R14)."""
    ends = [end for end in bounds.ends if end not in bounds.next_ends]
    for start in bounds.starts if bounds.until == ALWAYS else ():
        if any(_always_with(start, end) for end in ends):
            yield NeverStarts(span=first_line(span), name=name, start=occurrence(start))


def _always_with(one: Occurrence, other: Occurrence) -> bool:
    """Tell whether the other happens wherever the one does."""
    match one, other:
        case Becomes(fact, _), Changes(changing):
            return fact == changing
        case Becomes(fact, values), Becomes(same, others):
            return fact == same and set(values) == set(others)
        case StopsBeing(fact, values), StopsBeing(same, others):
            return fact == same and set(values) == set(others)
        case _:
            return one == other


def _following(name: str, bounds: Bounds, span: Span) -> Iterator[Problem]:
    """Yield each end with `next` that begins no run, where the word says hardly anything."""
    for end in bounds.ends:
        meets = any(_may_meet(end, start) for start in bounds.starts)
        if end in bounds.next_ends and not meets:
            yield NextOfNoStart(span=first_line(span), name=name, end=occurrence(end))


def _may_meet(one: Occurrence, other: Occurrence) -> bool:
    """Tell whether two occurrences may be the same change of one word."""
    return word_of(one) == word_of(other)


def _reopenings(measure: Measure) -> Iterator[Problem]:
    for reopening in measure.reopenings:
        for when in reopening.when if measure.repeats and reopening.where == ALWAYS else ():
            if any(_always_with(start, when) for start in measure.starts):
                span = reopening.origin.span
                yield ReopenedBeforeStarted(span=span, measure=measure.name, start=occurrence(when))
    for one, other in combinations(measure.reopenings, 2):
        both = set(one.when) & set(other.when)
        if both and one.resuming != other.resuming and ALWAYS in (one.where, other.where):
            also = elsewhere(one.origin.span, "the other one is here")
            what, span = f"measure {measure.name}", other.origin.span
            yield PhrasesExclude(
                span=span, what=what, one=one.resuming, other=other.resuming, also=also
            )


def _ends_again(measure: Measure, kind: Kind) -> Iterator[Problem]:
    """Yield why what is taken up again may never end again (R15)."""
    first = next((each.origin.span for each in measure.reopenings), None)
    once = [e.name for e in measure.ends if isinstance(e, Happens) and e.name in kind.moments]
    if first is not None and len(once) == len(measure.ends):
        ends = listed(once)
        yield EndsOnceAndReopens(span=first, measure=measure.name, ends=ends)
    for reopening in measure.reopenings:
        for when in reopening.when if reopening.where == ALWAYS else ():
            for end in measure.ends:
                if other := _from_one_to_another(when, end):
                    yield ReopenedByItsEnd(
                        span=reopening.origin.span,
                        measure=measure.name,
                        when=occurrence(when),
                        state=word_of(when),
                        ends=listed(other),
                    )


def _from_one_to_another(when: Occurrence, end: Occurrence) -> list[str]:
    """Return the values that end a measure and that a step which takes it up may lead to."""
    match when, end:
        case StopsBeing(state, values), Becomes(same, others) if state == same:
            return sorted(str(value) for value in others if value not in values)
        case _:
            return []


# --- counting -------------------------------------------------------------------------------------


def _counting(measure: Measure, kind: Kind, pauses: Iterable[Pause]) -> Iterator[Problem]:
    """Yield a problem where no time of any run can count."""
    possible = _while_running(measure, kind)
    if possible and not may_hold(measure.counts_while, possible):
        span = first_line(measure.origin.span)
        [(state, values)] = possible.items()
        going = Is(state, tuple(sorted(values, key=str)))
        way = f"it runs while {condition(going)}, and counts only while that is otherwise"
        yield NeverCounts(span=span, measure=measure.name, way=way)
        return
    counted = {**possible, **_while_counted(measure, kind, possible)}
    for pause in pauses:
        unlimited = touches(pause, measure.name) and _is_unlimited(pause)
        if unlimited and must_hold(pause.while_, counted):
            way = f"{pause.name} stops it all the time"
            yield NeverCounts(
                span=first_line(pause.origin.span),
                measure=measure.name,
                way=way,
                also=elsewhere(first_line(measure.origin.span), "the measure is here"),
            )


def _is_unlimited(pause: Pause) -> bool:
    """Tell whether all time counts as stopped in which the pause's condition holds."""
    always = pause.provided == ALWAYS and pause.between is None and pause.allowance is None
    return always and pause.effect != "extends" and pause.while_ != ALWAYS


def _while_running(measure: Measure, kind: Kind) -> Possible:
    """Return the values that a state has as long as a run goes on.

    A run that begins when a state becomes a value, and ends when it stops being that, has it.
    """
    bounds = measure.bounds
    starts = [start for start in bounds.starts if isinstance(start, Becomes)]
    states = {start.state for start in starts}
    alone = len(starts) == len(bounds.starts) and len(states) == 1
    if not alone or measure.reopenings or bounds.until != ALWAYS:
        return {}
    state, values = states.pop(), frozenset(value for start in starts for value in start.values)
    lasts = any(
        isinstance(end, StopsBeing) and (end.state, frozenset(end.values)) == (state, values)
        for end in bounds.ends
    )
    return {state: values} if lasts and state in kind.facts else {}


def _while_counted(measure: Measure, kind: Kind, possible: Possible) -> Possible:
    """Return the values that facts can have while the measure counts, where they must have one."""
    found = {}
    for fact in kind.facts.values():
        if _needs(measure.counts_while, fact.name):
            values = possible.get(fact.name) or _all_values(fact)
            test = measure.counts_while
            found[fact.name] = frozenset(
                value for value in values if may_hold(test, {fact.name: frozenset({value})})
            )
    return {name: values for name, values in found.items() if values}


def _all_values(fact: Fact) -> frozenset[Value]:
    return frozenset(("yes", "no") if fact.kind == "yes or no" else fact.values)


def _needs(test: Condition, fact: str) -> bool:
    """Tell whether a condition is true only where a fact has a value."""
    match test:
        case Is(name):
            return name == fact
        case Every(parts):
            return any(_needs(part, fact) for part in parts)
        case Some(parts):
            return all(_needs(part, fact) for part in parts)
        case _:
            return False


# --- what ends before -----------------------------------------------------------------------------


def _beaten(stop: Cancel | Restart, measure: Measure) -> Iterator[Problem]:
    """Yield each occurrence of a cancel or restart at which the measure has ended already."""
    ends = measure.ends if measure.bounds.until == ALWAYS else ()
    for when in stop.when:
        if any(_always_with(when, end) for end in ends):
            name = f"{'cancel' if isinstance(stop, Cancel) else 'restart'} {stop.name}"
            also = elsewhere(first_line(measure.origin.span), "the measure is here")
            span, shown = first_line(stop.origin.span), occurrence(when)
            yield EndsFirst(span=span, stop=name, measure=measure.name, when=shown, also=also)
