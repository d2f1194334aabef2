"""The first rule where two ways of counting part on a run: their ledgers, walked in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from slarules.comparing.found import Parting, Saying, Sort
from slarules.comparing.quoting import Quote, word_of
from slarules.comparing.results import Result
from slarules.comparing.sides import Side
from slarules.core import english
from slarules.core.conditions import Happens, Occurrence
from slarules.core.promises import Measure, Pause, Promise
from slarules.engine.reference.ledger import Ledger, Stretch
from slarules.engine.reference.occurring import happenings
from slarules.engine.reference.standing import REOPENED
from slarules.facts.truth import words
from slarules.instants import Instant, Interval

ORDER: tuple[Sort, ...] = (
    "unknown", "run", "start", "goal", "clock", "stop", "cancel", "end", "rounding", "result"
)  # fmt: skip
"""Which difference is told of several at one instant."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A run as one side counted it."""

    side: Side
    result: Result
    ledger: Ledger

    @property
    def promise(self) -> Promise:
        """What it was judged by."""
        return self.side.promise(self.result)

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return self.promise.measure

    def happened(self, occurrences: Iterable[Occurrence], at: Instant) -> Occurrence | None:
        """Return which of the occurrences came about at an instant."""
        timeline = self.side.items[self.result.item]
        found = (o for o in occurrences if any(h.at == at for h in happenings(o, timeline)))
        return next(found, None)


def alone(side: Side, result: Result, other: Side, missing: Promise | None) -> Parting:
    """Return why one side has a run and the other has none; the first is the one that has it."""
    assert result.ledger is not None  # noqa: S101  # only sides that count have ledgers
    here = Counted(side, result, result.ledger)
    started = result.started
    names = _words_of(here.measure.starts)
    row = side.row(result.item, started, names) if started is not None else None
    starts = Saying(f"starts a run{_by(here, here.measure.starts, started)}", *_run(here))
    if missing is None:
        none = Saying("has no such goal")
    else:
        quote = other.quoting.run(missing.measure.origin.span)
        none = Saying("starts none", quote.words, quote.note, missing.measure.origin.clause)
    return Parting("run", started, row, starts, none)


def parting(first: Counted, second: Counted) -> Parting:
    """Return the first rule where two ways part on a run that both have."""
    found = [
        *_unknown(first, second),
        *_starts(first, second),
        *_goals(first, second),
        *_stops(first, second),
        *_cancels(first, second),
        *_ends(first, second),
    ]
    if not found:
        return _rounding(first, second)
    return min(found, key=lambda p: (p.at is not None, p.at or 0, ORDER.index(p.sort)))


def _by(counted: Counted, occurrences: Iterable[Occurrence], at: Instant | None) -> str:
    found = None if at is None else counted.happened(occurrences, at)
    return f" at {english.occurrence(found)}" if found else ""


def _words_of(occurrences: Iterable[Occurrence]) -> list[str]:
    return [word_of(each) for each in occurrences]


def _run(counted: Counted, about: Iterable[Occurrence] = ()) -> tuple[str, str, str | None]:
    """Return what a measure counts, with what the mapping says of some moments in it."""
    origin = counted.measure.origin
    quote = counted.side.quoting.run(origin.span)
    moments = [each.name for each in about if isinstance(each, Happens)]
    quote = counted.side.with_words(quote, moments)
    return quote.words, quote.note, origin.clause


def _said(
    at: Instant | None,
    sort: Sort,
    sides: tuple[Counted, Counted],
    sayings: tuple[Saying, Saying],
    about: Sequence[str],
) -> Parting:
    """Return a parting; where both quote the same rule, with what their mappings say of words."""
    if sayings[0].rule == sayings[1].rule:
        sayings = (
            _with_words(sides[0].side, sayings[0], about),
            _with_words(sides[1].side, sayings[1], about),
        )
    rows = (each.side.row(each.result.item, at, about) for each in sides) if at is not None else ()
    return Parting(sort, at, next((row for row in rows if row), None), *sayings)


def _with_words(side: Side, saying: Saying, about: Sequence[str]) -> Saying:
    quote = side.with_words(Quote(saying.rule, saying.note), about)
    return replace(saying, rule=quote.words)


# --- what is not known ----------------------------------------------------------------------------


def _unknown(first: Counted, second: Counted) -> Iterator[Parting]:
    if (first.result.verdict == "undetermined") == (second.result.verdict == "undetermined"):
        return
    sayings = [_certainty(each) for each in (first, second)]
    yield Parting("unknown", None, None, sayings[0], sayings[1])


def _certainty(counted: Counted) -> Saying:
    if counted.result.verdict != "undetermined":
        return Saying("can tell")
    needs = english.listed(counted.ledger.verdict.needs, "and")
    return Saying(f"cannot tell, for it does not know {needs or 'enough'}")


# --- start and end --------------------------------------------------------------------------------


def _starts(first: Counted, second: Counted) -> Iterator[Parting]:
    here, there = first.result.started, second.result.started
    if here is None or there is None or _cut(here, first, second) == _cut(there, first, second):
        return
    about = [*_words_of(first.measure.starts), *_words_of(second.measure.starts)]
    sayings = tuple(
        Saying(
            f"starts{_by(each, each.measure.starts, each.result.started)}",
            *_run(each, each.measure.starts),
        )
        for each in (first, second)
    )
    yield _said(min(here, there), "start", (first, second), (sayings[0], sayings[1]), about)


def _cut(at: Instant, first: Counted, second: Counted) -> int:
    """Return an instant as both sides can see it: one of them may count in whole minutes."""
    return at // max(first.measure.unit or 1, second.measure.unit or 1)


def _ends(first: Counted, second: Counted) -> Iterator[Parting]:
    here, there = first.result.ended, second.result.ended
    known = [at for at in (here, there) if at is not None]
    if not known or len({None if e is None else _cut(e, first, second) for e in (here, there)}) < 2:
        return
    at = min(known)
    about = [*_words_of(first.measure.ends), *_words_of(second.measure.ends)]
    sayings = [_ending(each, at) for each in (first, second)]
    yield _said(at, "end", (first, second), (sayings[0], sayings[1]), about)


def _ending(counted: Counted, at: Instant) -> Saying:
    ends = counted.measure.ends
    if counted.result.ended == at:
        return Saying(f"ends{_by(counted, counted.measure.ends, at)}", *_run(counted, ends))
    origin = counted.measure.origin
    reopens = counted.side.quoting.phrase(origin.span, "reopens")
    if reopens and counted.happened(ends, at):
        return Saying("goes on, for it was reopened", reopens.words, reopens.note, origin.clause)
    return Saying("goes on", *_run(counted, ends))


# --- goal -----------------------------------------------------------------------------------------


def _goals(first: Counted, second: Counted) -> Iterator[Parting]:
    goals = [each.ledger.verdict.goal_text for each in (first, second)]
    if goals[0] == goals[1] and first.ledger.clock == second.ledger.clock:
        return
    about = [fact for fact, _ in first.promise.readings]
    changes = [
        step.at
        for each in (first, second)
        for fact in about
        for step in each.side.items[each.result.item].facts.get(fact, ())
        if each.result.started is not None and step.at > each.result.started
    ]
    started = first.result.started
    at = min(changes, default=started)
    sayings = [_goal(each) for each in (first, second)]
    yield _said(at, "goal", (first, second), (sayings[0], sayings[1]), about)


def _goal(counted: Counted) -> Saying:
    quoting, promise = counted.side.quoting, counted.promise
    quote = quoting.phrase(promise.measure.origin.span, "judged")
    if quote is None:
        readings = {f"judged by {fact} {reading}" for fact, reading in promise.readings}
        quote = Quote(", ".join(sorted(readings)))
    return Saying("picks the row", quote.words, quote.note, promise.origin.clause)


# --- stops ----------------------------------------------------------------------------------------


def _stops(first: Counted, second: Counted) -> Iterator[Parting]:
    found = _first_difference(first, second)
    if found is None:
        return
    at, here, there = found
    sort: Sort = "clock" if "closed" in {here.activity, there.activity} else "stop"
    sayings = (_activity(first, here, there), _activity(second, there, here))
    about = [*_stopping_words(first, here), *_stopping_words(second, there)]
    yield _said(at, sort, (first, second), sayings, about)


def _first_difference(first: Counted, second: Counted) -> tuple[Instant, Stretch, Stretch] | None:
    """Return the first stretches of which one side counts and the other does not."""
    least = max(first.measure.unit or 1, second.measure.unit or 1)
    for here in first.ledger.stretches:
        for there in second.ledger.stretches:
            start = max(here.during.start, there.during.start)
            end = min(here.during.end, there.during.end)
            differ = (here.activity == "counted") != (there.activity == "counted")
            if differ and Interval(start, end).length >= least:
                return start, here, there
    return None


def _activity(counted: Counted, stretch: Stretch, other: Stretch) -> Saying:
    match stretch.activity:
        case "counted":
            return _counting(counted, stretch, other)
        case "closed":
            return Saying(f"finds clock {counted.ledger.clock} shut")
        case stopped:
            return _stopped(counted, stretch, stopped)


def _counting(counted: Counted, stretch: Stretch, other: Stretch) -> Saying:
    """Return that a side counts where the other does not, and of what reminds that one best."""
    quoting, measure = counted.side.quoting, counted.measure
    for each in counted.ledger.refused:
        if each.during.overlap(stretch.during) and each.during.overlap(other.during):
            quote = quoting.statement(each.origin.span)
            does = f"counts, for this does not stop it, {each.why}"
            return Saying(does, quote.words, quote.note, each.origin.clause)
    if quote_ := quoting.phrase(measure.origin.span, "counts while"):
        return Saying("counts", quote_.words, quote_.note, measure.origin.clause)
    return Saying("counts", *_run(counted, measure.ends if other.by == REOPENED else ()))


def _stopped(counted: Counted, stretch: Stretch, activity: str) -> Saying:
    quoting, measure = counted.side.quoting, counted.measure
    verb = "stops" if activity == "paused" else "leaves time out"
    if stretch.origin is None or stretch.origin.span == measure.origin.span:
        phrase = quoting.phrase(measure.origin.span, "counts while")
        quote = phrase or quoting.run(measure.origin.span)
        return Saying(verb, quote.words, quote.note, measure.origin.clause)
    quote = quoting.statement(stretch.origin.span)
    return Saying(verb, quote.words, quote.note, stretch.origin.clause)


def _stopping_words(counted: Counted, stretch: Stretch) -> list[str]:
    terms = counted.side.terms(counted.result)
    found = [*words(counted.measure.counts_while)]
    for pause in terms.pauses:
        if pause.name == stretch.by:
            found += _pause_words(pause)
    return found


def _pause_words(pause: Pause) -> list[str]:
    return [*words(pause.while_), *words(pause.provided)]


# --- cancelled, removed ---------------------------------------------------------------------------


def _cancels(first: Counted, second: Counted) -> Iterator[Parting]:
    for word in ("cancelled", "excluded"):
        if (first.result.verdict == word) != (second.result.verdict == word):
            sayings = [_without_verdict(each, word) for each in (first, second)]
            at = min(
                (t for t in map(_cancelled_at, (first, second)) if t is not None), default=None
            )
            about = [word_of(o) for each in (first, second) for o in _cancelling(each)]
            yield _said(at, "cancel", (first, second), (sayings[0], sayings[1]), about)


def _without_verdict(counted: Counted, word: str) -> Saying:
    if counted.result.verdict != word:
        return Saying(f"judges the run: {counted.result.verdict}")
    if by := counted.ledger.removed_by:
        quote = counted.side.quoting.statement(by.origin.span)
        return Saying("takes the item out", quote.words, quote.note, by.origin.clause)
    for cancel in counted.side.terms(counted.result).cancels:
        touches = cancel.measures is None or counted.measure.name in cancel.measures
        if touches and _in_run(counted, cancel.when):
            quote = counted.side.quoting.statement(cancel.origin.span)
            return Saying("cancels the run", quote.words, quote.note, cancel.origin.clause)
    why = counted.ledger.why_cancelled
    return replace(_goal(counted), does=f"cancels the run: {why}" if why else "cancels the run")


def _cancelling(counted: Counted) -> Iterator[Occurrence]:
    for cancel in counted.side.terms(counted.result).cancels:
        if cancel.measures is None or counted.measure.name in cancel.measures:
            yield from cancel.when


def _in_run(counted: Counted, when: Iterable[Occurrence]) -> list[Instant]:
    timeline, result = counted.side.items[counted.result.item], counted.result
    until = counted.side.history.until if result.ended is None else result.ended
    start = result.started
    return sorted(
        h.at
        for occurrence in when
        for h in happenings(occurrence, timeline)
        if start is not None and start <= h.at <= until
    )


def _cancelled_at(counted: Counted) -> Instant | None:
    if counted.result.verdict != "cancelled":
        return None
    return next(iter(_in_run(counted, _cancelling(counted))), counted.result.ended)


# --- what is left ---------------------------------------------------------------------------------


def _rounding(first: Counted, second: Counted) -> Parting:
    if first.measure.unit != second.measure.unit:
        return _left(first, second, "rounding", _unit)
    return _left(first, second, "result", _outcome)


def _left(first: Counted, second: Counted, sort: Sort, say: Callable[[Counted], Saying]) -> Parting:
    return Parting(sort, first.result.started, None, say(first), say(second))


def _unit(counted: Counted) -> Saying:
    quote = counted.side.quoting.phrase(counted.measure.origin.span, "counted in")
    if quote is None:
        return Saying("counts every second")
    return Saying("counts whole units", quote.words, quote.note)


def _outcome(counted: Counted) -> Saying:
    return Saying(f"comes to {counted.result.verdict}", *_run(counted))
