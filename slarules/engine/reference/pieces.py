"""Which rows of a table hold for a run, one after another (R28, R29)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice, product
from math import prod
from typing import TypeAlias

from slarules.core.conditions import Value
from slarules.core.promises import Row
from slarules.engine.reference.readings import Place, Reader, Story
from slarules.engine.reference.rows import Candidates, Choosing
from slarules.facts.truth import Moment
from slarules.instants import Instant

MOST_COURSES = 64
"""With more, nothing is said of the run: bounds of so many unknowns would say nothing either."""

Rankings: TypeAlias = Mapping[str, Sequence[Value]]
"""The values of each fact, highest first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """From an instant on a row holds; `None` where none does."""

    since: Instant
    row: Row | None


Course: TypeAlias = tuple[Piece, ...]
"""The pieces of a run in order; the first begins with it. Most runs have one."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Every course that the rows may have taken, and the facts that would settle which."""

    courses: tuple[Course, ...]
    needs: tuple[str, ...] = ()


def courses(choosing: Choosing, reader: Reader, rankings: Rankings) -> Courses | None:
    """Return the courses that the rows of a table may take; `None` when there are too many."""
    start = reader.run.start.at
    if not choosing.over_time:
        found = choosing.candidates(partial(_read, choosing, reader, {}))
        return Courses(tuple((Piece(start, row),) for row in found.rows), found.needs)
    told = {
        fact: _some(reader.stories(fact, choosing.reading_of(fact), rankings.get(fact, ())))
        for fact in choosing.over_time
    }
    if prod(map(len, told.values())) > MOST_COURSES:
        return None
    needs = [fact for fact, stories in told.items() if len(stories) > 1]
    every: list[Course] = []
    for chosen in product(*told.values()):
        pieces = list(_pieces(choosing, reader, dict(zip(told, chosen, strict=True))))
        needs += (need for _, found in pieces for need in found.needs)
        rows = [[(at, row) for row in found.rows or (None,)] for at, found in pieces]
        if prod(map(len, rows)) * len(every or "1") > MOST_COURSES:
            return None
        every += (_joined(one) for one in product(*rows))
    return Courses(tuple(dict.fromkeys(every)), tuple(dict.fromkeys(needs)))


def _some(stories: Iterator[Story]) -> list[Story]:
    """Return stories up to one more than are looked at."""
    return list(islice(stories, MOST_COURSES + 1))


def _pieces(
    choosing: Choosing, reader: Reader, told: Mapping[str, Story]
) -> Iterator[tuple[Instant, Candidates]]:
    """Yield the rows that may hold from each change on."""
    turns = {(s.at, s.position) for story in told.values() for s in story}
    for place in sorted({max(reader.first, turn) for turn in turns}):
        now = {fact: _at(story, place) for fact, story in told.items()}
        yield Instant(place[0]), choosing.candidates(partial(_read, choosing, reader, now))


def _at(story: Story, place: Place) -> Value | Moment:
    after = bisect_right(story, place, key=lambda step: (step.at, step.position))
    return story[after - 1].value


def _read(
    choosing: Choosing, reader: Reader, now: Mapping[str, Value | Moment], fact: str
) -> Value | Moment:
    return now[fact] if fact in now else reader.read(fact, choosing.reading_of(fact))


def _joined(rows: Sequence[tuple[Instant, Row | None]]) -> Course:
    """Join pieces of one row, and leave out what lasts no time."""
    last_of_instant = dict(rows)
    each = (list(same) for _, same in groupby(last_of_instant.items(), key=lambda pair: pair[1]))
    return tuple(Piece(*same[0]) for same in each)
