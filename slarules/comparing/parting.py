"""The first rule where two ways of counting part on a run: their ledgers, walked in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from slarules.comparing.cancelling import cancels
from slarules.comparing.counted import CountedRun, by, picked, run_said, side_by_side, words_of
from slarules.comparing.found import Parting, Saying, Sort
from slarules.comparing.results import Result
from slarules.comparing.sides import Side
from slarules.core import english
from slarules.core.promises import Pause, Promise
from slarules.engine.reference.ledger import Stretch
from slarules.engine.reference.standing import REOPENED
from slarules.facts.truth import words
from slarules.instants import Instant, Interval

ORDER: tuple[Sort, ...] = (
    "run", "start", "goal", "clock", "stop", "cancel", "end", "rounding", "result"
)  # fmt: skip
"""Which difference is told of several at one instant."""


def alone(side: Side, result: Result, other: Side, missing: Promise | None) -> Parting:
    """Return why one side has a run and the other has none; the first is the one that has it."""
    assert result.ledger is not None  # noqa: S101  # only sides that count have ledgers
    here = CountedRun(side, result, result.ledger)
    started = result.started
    names = words_of(here.measure.starts)
    row = side.row(result.item, started, names) if started is not None else None
    starts = Saying(f"starts a run{by(here, here.measure.starts, started)}", *run_said(here))
    if missing is None:
        none = Saying("has no such goal")
    else:
        quote = other.quoting.run(missing.measure.origin.span)
        none = Saying("starts none", quote.words, quote.note, missing.measure.origin.clause)
    return Parting("run", started, row, starts, none)


def unknown(first: Result, second: Result) -> Parting:
    """Return why one way can tell what came of a run, and the other cannot."""
    return Parting("unknown", None, None, _certainty(first), _certainty(second))


def _certainty(result: Result) -> Saying:
    if not result.is_unknown:
        return Saying("can tell")
    needs = english.listed(result.needs, "and")
    return Saying(f"cannot tell, for it does not know {needs or 'enough'}")


def parting(first: CountedRun, second: CountedRun) -> Parting:
    """Return the first rule where two ways part on a run that both have."""
    found = [
        *_starts(first, second),
        *_goals(first, second),
        *_stops(first, second),
        *cancels(first, second),
        *_ends(first, second),
    ]
    if not found:
        return _rounding(first, second)
    return min(found, key=lambda p: (p.at is not None, p.at or 0, ORDER.index(p.sort)))


# --- start and end --------------------------------------------------------------------------------


def _starts(first: CountedRun, second: CountedRun) -> Iterator[Parting]:
    here, there = first.result.started, second.result.started
    if here is None or there is None or _cut(here, first, second) == _cut(there, first, second):
        return
    about = [*words_of(first.measure.starts), *words_of(second.measure.starts)]
    sayings = tuple(
        Saying(
            f"starts{by(each, each.measure.starts, each.result.started)}",
            *run_said(each, each.measure.starts),
        )
        for each in (first, second)
    )
    yield side_by_side(min(here, there), "start", (first, second), (sayings[0], sayings[1]), about)


def _cut(at: Instant, first: CountedRun, second: CountedRun) -> int:
    """Return an instant as both sides can see it: one of them may count in whole minutes."""
    return at // max(first.measure.unit or 1, second.measure.unit or 1)


def _ends(first: CountedRun, second: CountedRun) -> Iterator[Parting]:
    here, there = first.result.ended, second.result.ended
    known = [at for at in (here, there) if at is not None]
    if not known or len({None if e is None else _cut(e, first, second) for e in (here, there)}) < 2:
        return
    at = min(known)
    about = [*words_of(first.measure.ends), *words_of(second.measure.ends)]
    sayings = [_ending(each, at) for each in (first, second)]
    yield side_by_side(at, "end", (first, second), (sayings[0], sayings[1]), about)


def _ending(counted: CountedRun, at: Instant) -> Saying:
    ends = counted.measure.ends
    if counted.result.ended == at:
        return Saying(f"ends{by(counted, counted.measure.ends, at)}", *run_said(counted, ends))
    origin = counted.measure.origin
    reopens = counted.side.quoting.phrase(origin.span, "reopens")
    if reopens and counted.happened(ends, at):
        return Saying("goes on, for it was reopened", reopens.words, reopens.note, origin.clause)
    return Saying("goes on", *run_said(counted, ends))


# --- goal -----------------------------------------------------------------------------------------


def _goals(first: CountedRun, second: CountedRun) -> Iterator[Parting]:
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
    sayings = [picked(each) for each in (first, second)]
    yield side_by_side(at, "goal", (first, second), (sayings[0], sayings[1]), about)


# --- stops ----------------------------------------------------------------------------------------


def _stops(first: CountedRun, second: CountedRun) -> Iterator[Parting]:
    found = _first_difference(first, second)
    if found is None:
        return
    at, here, there = found
    sort: Sort = "clock" if "closed" in {here.activity, there.activity} else "stop"
    sayings = (_activity(first, here, there), _activity(second, there, here))
    about = [*_stopping_words(first, here), *_stopping_words(second, there)]
    yield side_by_side(at, sort, (first, second), sayings, about)


def _first_difference(
    first: CountedRun, second: CountedRun
) -> tuple[Instant, Stretch, Stretch] | None:
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


def _activity(counted: CountedRun, stretch: Stretch, other: Stretch) -> Saying:
    match stretch.activity:
        case "counted":
            return _counting(counted, stretch, other)
        case "closed":
            return Saying(f"finds clock {counted.ledger.clock} shut")
        case stopped:
            return _stopped(counted, stretch, stopped)


def _counting(counted: CountedRun, stretch: Stretch, other: Stretch) -> Saying:
    """Return that a side counts where the other does not, and of what reminds that one best."""
    quoting, measure = counted.side.quoting, counted.measure
    for each in counted.ledger.refused:
        if each.during.overlap(stretch.during) and each.during.overlap(other.during):
            quote = quoting.statement(each.origin.span)
            does = f"counts, for this does not stop it, {each.why}"
            return Saying(does, quote.words, quote.note, each.origin.clause)
    if quote_ := quoting.phrase(measure.origin.span, "counts while"):
        return Saying("counts", quote_.words, quote_.note, measure.origin.clause)
    return Saying("counts", *run_said(counted, measure.ends if other.by == REOPENED else ()))


def _stopped(counted: CountedRun, stretch: Stretch, activity: str) -> Saying:
    quoting, measure = counted.side.quoting, counted.measure
    verb = "stops" if activity == "paused" else "leaves time out"
    if stretch.origin is None or stretch.origin.span == measure.origin.span:
        phrase = quoting.phrase(measure.origin.span, "counts while")
        quote = phrase or quoting.run(measure.origin.span)
        return Saying(verb, quote.words, quote.note, measure.origin.clause)
    quote = quoting.statement(stretch.origin.span)
    return Saying(verb, quote.words, quote.note, stretch.origin.clause)


def _stopping_words(counted: CountedRun, stretch: Stretch) -> list[str]:
    terms = counted.side.terms(counted.result)
    found = [*words(counted.measure.counts_while)]
    for pause in terms.pauses:
        if pause.name == stretch.by:
            found += _pause_words(pause)
    return found


def _pause_words(pause: Pause) -> list[str]:
    return [*words(pause.while_), *words(pause.provided)]


# --- what is left ---------------------------------------------------------------------------------


def _rounding(first: CountedRun, second: CountedRun) -> Parting:
    if first.measure.unit != second.measure.unit:
        return _left(first, second, "rounding", _unit)
    return _left(first, second, "result", _outcome)


def _left(
    first: CountedRun, second: CountedRun, sort: Sort, say: Callable[[CountedRun], Saying]
) -> Parting:
    return Parting(sort, first.result.started, None, say(first), say(second))


def _unit(counted: CountedRun) -> Saying:
    quote = counted.side.quoting.phrase(counted.measure.origin.span, "counted in")
    if quote is None:
        return Saying("counts every second")
    return Saying("counts whole units", quote.words, quote.note)


def _outcome(counted: CountedRun) -> Saying:
    return Saying(f"comes to {counted.result.verdict}", *run_said(counted))
