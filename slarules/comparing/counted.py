"""A run as one side counted it, and what that side says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from slarules.comparing.found import Parting, Saying, Sort
from slarules.comparing.quoting import Quote
from slarules.comparing.results import Result
from slarules.comparing.sides import Side
from slarules.core import english
from slarules.core.conditions import Happens, Occurrence, word_of
from slarules.core.promises import Measure, Promise
from slarules.engine.reference.ledger import Ledger
from slarules.engine.reference.occurring import happenings
from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class CountedRun:
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


def by(counted: CountedRun, occurrences: Iterable[Occurrence], at: Instant | None) -> str:
    """Return which of the occurrences came about then, behind a blank; empty for none."""
    found = None if at is None else counted.happened(occurrences, at)
    return f" at {english.occurrence(found)}" if found else ""


def words_of(occurrences: Iterable[Occurrence]) -> list[str]:
    """Return the words that occurrences are about."""
    return [word_of(each) for each in occurrences]


def run_said(counted: CountedRun, about: Iterable[Occurrence] = ()) -> tuple[str, str, str | None]:
    """Return what a measure counts, with what the mapping says of some moments in it."""
    origin = counted.measure.origin
    quote = counted.side.quoting.run(origin.span)
    moments = [each.name for each in about if isinstance(each, Happens)]
    quote = counted.side.with_words(quote, moments)
    return quote.words, quote.note, origin.clause


def side_by_side(
    at: Instant | None,
    sort: Sort,
    sides: tuple[CountedRun, CountedRun],
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


def picked(counted: CountedRun) -> Saying:
    """Return by which value of which facts the row of the table was picked."""
    quoting, promise = counted.side.quoting, counted.promise
    quote = quoting.phrase(promise.measure.origin.span, "judged")
    if quote is None:
        readings = {f"judged by {fact} {reading}" for fact, reading in promise.readings}
        quote = Quote(", ".join(sorted(readings)))
    return Saying("picks the row", quote.words, quote.note, promise.origin.clause)
