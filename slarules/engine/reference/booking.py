"""The ledger of a line: which period earned, reduced, carried, returned or expired it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from slarules.core.contract import Terms
from slarules.engine.outcome import Booking, BookingWord, Line, Statement
from slarules.engine.reference.entries import Entry, Step
from slarules.hours.periods import Period

ZERO = Fraction(0)

Source: TypeAlias = tuple[str, str, str]
"""A line by the period that earned it, its statement and its subject."""


def booked(entry: Entry, period: Period, terms: Terms) -> tuple[Booking, ...]:
    """Return the ledger of an entry as its own period leaves it; the parts add up to its amount."""
    first = _first(entry, period)
    return (*first, *(_of_step(step, period, terms, entry) for step in entry.steps))


def _first(entry: Entry, period: Period) -> Iterator[Booking]:
    base = entry.base
    match entry.kind:
        case "carried":
            yield Booking("carried", period.label, entry.statement, base.least, base.most)
        case "returned" | "offset":
            yield Booking("returned", period.label, entry.statement, base.least, base.most)
        case _:
            yield Booking("earned", period.label, entry.statement, base.least, base.most)


def _of_step(step: Step, period: Period, terms: Terms, entry: Entry) -> Booking:
    what = _word(step, terms, entry)
    return Booking(what, period.label, step.name, step.difference.least, step.difference.most)


def _word(step: Step, terms: Terms, entry: Entry) -> BookingWord:
    cap = terms.caps.get(step.name)
    if cap is not None:
        over = cap.carried_for is not None and entry.age >= cap.carried_for
        if cap.excess == "carried" and not over:
            return "carried"
        return "lost" if cap.excess != "paid" else "reduced"
    if step.name in terms.earnbacks:
        return "offset"
    if step.name in terms.floors and step.difference.most <= 0:
        return "lost"
    return "lifted" if step.difference.least >= 0 else "reduced"


def with_later(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements, each line with what later periods booked of it."""
    every = list(statements)
    later: dict[Source, list[Booking]] = defaultdict(list)
    for line in (line for statement in every for line in statement.lines):
        if line.source is not None and line.earned_in is not None:
            later[line.earned_in, *line.source] += _seen_from(line)
    return [replace(s, lines=tuple(_completed(s.lines, later))) for s in every]


def _seen_from(line: Line) -> Iterator[Booking]:
    """Yield what another line says of the one that it was carried or returned of."""
    match line.kind:
        case "carried":
            yield from line.booked
        case "offset":
            yield Booking("offset", line.period, line.statement, line.base_least, line.base_most)
        case _:
            yield Booking("returned", line.period, line.statement, line.least, line.most)


def _completed(lines: Sequence[Line], later: dict[Source, list[Booking]]) -> Iterator[Line]:
    for line in lines:
        key = (line.period, line.statement, line.subject)
        more = () if line.kind == "paid beside" else later.get(key, ())
        added = (*more, *_claimed(line))
        yield replace(line, booked=(*line.booked, *added)) if added else line


def _claimed(line: Line) -> Iterator[Booking]:
    """Yield that a line was claimed, or that nobody may claim it any more."""
    if line.state == "claimed":
        yield Booking("claimed", line.period, "claim", ZERO, ZERO)
    elif line.state == "expired":
        yield Booking("expired", line.period, "claim", -line.most, -line.least)
