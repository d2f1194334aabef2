"""The source's own results beside what a way of counting makes of the same runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from slarules.comparing.counted import CountedRun
from slarules.comparing.found import Parting, Saying, Sort
from slarules.comparing.quoting import Quote
from slarules.comparing.results import Result
from slarules.facts.native import NativeResult
from slarules.instants import SECOND, Instant, Micros

NATIVE = "native"
"""The name of the source's own results among the ways of counting."""

WORDS = re.compile(r"\W+")
CANCELLED = frozenset({"cancelled", "canceled"})


def named_alike(name: str) -> str:
    """Return a measure's name without what spelling may change: `Time to resolution` is one."""
    return WORDS.sub("_", name.casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Naming:
    """Which promises of the contract the product's names stand for.

    Attributes:
        promises: By the name of the product's measure, spelt alike.
    """

    promises: Mapping[str, Sequence[str]]

    @classmethod
    def of(
        cls, measures: Mapping[str, Iterable[str]], promises: Iterable[tuple[str, str]]
    ) -> Naming:
        """Return the naming of a contract.

        Args:
            measures: The names under which the product may know a measure, by its own name.
            promises: The name of each promise and of its measure.
        """
        found: dict[str, list[str]] = {}
        for promise, measure in promises:
            for name in {named_alike(each) for each in (measure, *measures.get(measure, ()))}:
                found.setdefault(name, []).append(promise)
        return cls(found)

    def strange(self, rows: Iterable[NativeResult]) -> tuple[str, ...]:
        """Return the product's names that stand for no promise."""
        names = {row.measure for row in rows}
        return tuple(sorted(each for each in names if named_alike(each) not in self.promises))

    def results(self, rows: Iterable[NativeResult], items: Iterable[str]) -> Iterator[Result]:
        """Yield the rows that are about a promise and an item, once for each promise."""
        known = set(items)
        for row in rows:
            for promise in self.promises.get(named_alike(row.measure), ()):
                if row.item in known:
                    yield _result(row, promise)


def _result(row: NativeResult, promise: str) -> Result:
    return Result(
        item=row.item,
        promise=promise,
        measure=row.measure,
        cycle=row.cycle,
        cycle_of=None,
        verdict=_verdict(row),
        started=row.started_at,
        due=row.due_at,
        due_latest=None,
        ended=row.ended_at,
        elapsed=row.elapsed,
        paused=row.paused,
        row=row.row,
    )


def _verdict(row: NativeResult) -> str | None:
    if row.state.casefold() in CANCELLED:
        return "cancelled"
    if row.breached is None:
        return None
    if row.breached:
        return "missed"
    return "open" if row.ended_at is None else "met"


def counted_alone(counted: CountedRun) -> Parting:
    """Return that the source says nothing of a run."""
    result = counted.result
    quote = counted.side.quoting.run(counted.measure.origin.span)
    here = Saying("has a run", quote.words, quote.note, counted.measure.origin.clause)
    return Parting("run", result.started, None, here, Saying("has none"))


def native_alone(native: Result) -> Parting:
    """Return that the source has a run of which we know nothing."""
    return Parting("run", native.started, native.row, Saying("has none"), Saying("has a run"))


def native_parting(counted: CountedRun, native: Result) -> Parting:
    """Return the first thing of a run that the source's own result says otherwise."""
    for sort, ours, theirs in _differences(counted.result, native):
        quote = counted.side.quoting.run(counted.measure.origin.span)
        if sort == "stop":
            phrase = counted.side.quoting.phrase(counted.measure.origin.span, "counts while")
            quote = phrase or quote
        elif sort == "goal":
            quote = Quote(counted.ledger.verdict.goal_text)
        here = Saying(ours, quote.words, quote.note, counted.measure.origin.clause)
        at = _first_end(counted.result, native) if sort == "end" else counted.result.started
        return Parting(sort, at, native.row, here, Saying(theirs))
    verdicts = [Saying(f"comes to {each.verdict}") for each in (counted.result, native)]
    first = replace(verdicts[0], rule=counted.ledger.verdict.goal_text)
    return Parting("result", counted.result.due, native.row, first, verdicts[1])


def _first_end(ours: Result, native: Result) -> Instant | None:
    return min((at for at in (ours.ended, native.ended) if at is not None), default=None)


def _differences(ours: Result, native: Result) -> Iterator[tuple[Sort, str, str]]:
    """Yield what differs, in the order in which it came about; how much is told elsewhere."""
    if _differ(ours.started, native.started):
        yield "start", "starts", _when("starts", ours.started, native.started)
    if _differ(ours.paused, native.paused):
        yield "stop", "pauses", _how_long("pauses", ours.paused, native.paused)
    if _does_not_pause(ours, native):
        yield "stop", "pauses", "does not pause"
    if _differ(ours.ended, native.ended) or _one_ended(ours, native):
        does = "goes on" if ours.ended is None else "ends"
        yield "end", does, _when("ends", ours.ended, native.ended)
    if _differ(ours.elapsed, native.elapsed):
        yield "clock", "counts", _how_long("counts", ours.elapsed, native.elapsed)
    if _differ(ours.due, native.due):
        yield "goal", "falls due", _when("falls due", ours.due, native.due)


def _does_not_pause(ours: Result, native: Result) -> bool:
    """Tell whether the product, which does not tell pauses, counted just ours."""
    if native.paused is not None or not ours.paused:
        return False
    if ours.elapsed is None or native.elapsed is None:
        return False
    return not _differ(Micros(ours.elapsed + ours.paused), native.elapsed)


def _differ(ours: int | None, native: int | None) -> bool:
    return ours is not None and native is not None and abs(ours - native) >= SECOND


def _one_ended(ours: Result, native: Result) -> bool:
    said = native.verdict is not None and native.started is not None
    return said and (ours.ended is None) != (native.ended is None)


def _when(verb: str, ours: Instant | None, native: Instant | None) -> str:
    if native is None:
        return "goes on"
    if ours is None:
        return verb
    return f"{verb} {'later' if native > ours else 'earlier'}"


def _how_long(verb: str, ours: Micros | None, native: Micros | None) -> str:
    return f"{verb} {'longer' if (native or 0) > (ours or 0) else 'shorter'}"
