"""The ways in which the unknown history of one item may have been, as far as occurrences go (R35).

A hole in a fact's history hides at most one turn. Between two different values it lies somewhere in
the hole; between equal ones nothing is supposed; in a hole that lasts to the end it may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, product
from math import prod

from slarules.core.conditions import (
    UNKNOWN,
    Becomes,
    Changes,
    Happens,
    Missing,
    Occurrence,
    StopsBeing,
    Value,
    word_of,
)
from slarules.engine.reference.occurring import happenings, order
from slarules.facts.history import BEGINNING, Happening, Step, Timeline, UnknownMoment
from slarules.instants import Instant

MOST_WAYS = 64
"""With more, nothing is said of the item: bounds of so many unknowns would say nothing either."""

LATEST = Happening(Instant(2**62), 2**31)
"""After every place of an item."""

OTHER: Value = "\0other"
"""A value that no contract names, of which nothing else is known."""


@dataclass(frozen=True)
class Asked:
    """The occurrences that matter for the runs of one measure, and the words that they name.

    Attributes:
        repeats: Whether the measure has several runs.
    """

    starts: tuple[Occurrence, ...]
    ends: tuple[Occurrence, ...]
    others: tuple[Occurrence, ...]
    repeats: bool = False

    @property
    def all(self) -> tuple[Occurrence, ...]:
        """Every one of them."""
        return (*self.starts, *self.ends, *self.others)

    @property
    def may_end_before(self) -> bool:
        """Whether an end may lie before a start and mean nothing (R16).

        The only end of an only run is taken to come after its start, as answers do.
        """
        return self.repeats or not all(isinstance(end, Happens) for end in self.ends)

    @cached_property
    def starting(self) -> frozenset[str]:
        """The moments and events that start a run."""
        return _named(self.starts)

    @cached_property
    def bounding(self) -> frozenset[str]:
        """Those that start or end one."""
        return _named((*self.starts, *self.ends))

    @cached_property
    def moving(self) -> frozenset[str]:
        """Those that do anything else to one."""
        return _named(self.others)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts and states whose turns any of them is."""
        return tuple(sorted(_turning(self.all)))

    @cached_property
    def bounding_facts(self) -> frozenset[str]:
        """Those whose turns start or end a run."""
        return _turning((*self.starts, *self.ends))

    @cached_property
    def starting_facts(self) -> frozenset[str]:
        """Those whose turns start one."""
        return _turning(self.starts)


def _named(occurrences: Sequence[Occurrence]) -> frozenset[str]:
    return frozenset(o.name for o in occurrences if isinstance(o, Happens))


def _turning(occurrences: Sequence[Occurrence]) -> frozenset[str]:
    return frozenset(word_of(o) for o in occurrences if not isinstance(o, Happens))


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way in which an item's history may have been; what would settle which."""

    timelines: tuple[Timeline, ...]
    needs: tuple[str, ...] = ()
    why_unsure: str | None = None


def ways(asked: Asked, timeline: Timeline, until: Instant) -> Ways:
    """Return the ways in which what is asked may have come about; one where all of it is known."""
    unknown = {name: m for name in _unknown(asked, timeline) if (m := _seen(timeline, name, until))}
    holed = [fact for fact in asked.facts if _is_holed(asked, timeline, fact)]
    if not unknown and not holed:
        return Ways((timeline,))
    needs = (*unknown, *holed)
    if _start_is_anywhere(asked, timeline, unknown, holed):
        return Ways((), needs, "the start is unknown")
    near = partial(Near.of, asked, timeline, unknown, until)
    moments = [_alternatives(name, moment, asked, near(name)) for name, moment in unknown.items()]
    pieces = [list(_pieces(timeline, fact, asked, near(fact))) for fact in holed]
    counts = [*map(len, moments), *(prod(map(len, each)) for each in pieces)]
    if prod(counts) > MOST_WAYS:
        return Ways((), needs, "too much of its history is unknown")
    facts = [list(map(_joined, product(*each))) for each in pieces]
    settled = tuple(n for n, count in zip(needs, counts, strict=True) if count > 1)
    found = (
        _settled(timeline, dict(zip(unknown, m, strict=True)), dict(zip(holed, f, strict=True)))
        for m, f in product(product(*moments), product(*facts))
    )
    return Ways(tuple(found), settled)


def _settled(
    timeline: Timeline,
    moments: Mapping[str, Happening | None],
    facts: Mapping[str, tuple[Step, ...]],
) -> Timeline:
    sure = timeline.happened
    more = {n: (*sure.get(n, ()), at) for n, at in moments.items() if at is not None}
    happened = {**sure, **{n: tuple(sorted(found, key=order)) for n, found in more.items()}}
    unknown = {name: m for name, m in timeline.unknown.items() if name not in moments}
    return replace(timeline, facts={**timeline.facts, **facts}, happened=happened, unknown=unknown)


# --- moments --------------------------------------------------------------------------------------


def _unknown(asked: Asked, timeline: Timeline) -> list[str]:
    """Return the unknown moments that matter.

    What the source never tells of, as it has no such thing, cancels, restarts and reopens nothing.
    """
    if not timeline.unknown:
        return []
    return [
        name
        for name, moment in timeline.unknown.items()
        if name in asked.bounding or (moment.is_told and name in asked.moving)
    ]


def _seen(timeline: Timeline, name: str, until: Instant) -> UnknownMoment | None:
    return timeline.unknown[name].known_at(until)


def _start_is_anywhere(
    asked: Asked, timeline: Timeline, unknown: Mapping[str, UnknownMoment], holed: Sequence[str]
) -> bool:
    if any(name in asked.starting and moment.after is None for name, moment in unknown.items()):
        return True
    return any(fact in asked.starting_facts and _begins_unknown(timeline, fact) for fact in holed)


def _begins_unknown(timeline: Timeline, fact: str) -> bool:
    first = timeline.facts[fact][0]
    return first.value is UNKNOWN and first.at == BEGINNING


def _bounds_of(asked: Sequence[Occurrence], unknown: Mapping[str, UnknownMoment]) -> list[Instant]:
    """Return the instants between which unknown moments lie that are among occurrences."""
    moments = (unknown.get(o.name) for o in asked if isinstance(o, Happens))
    bounds = (at for m in moments if m is not None for at in (m.after, m.before))
    return [at for at in bounds if at is not None]


@dataclass(frozen=True, slots=True)
class Near:
    """Where something begins, ends or moves the runs of an item: beside these an unknown counts."""

    starts: tuple[Happening, ...]
    ends: tuple[Happening, ...]
    moves: tuple[Happening, ...]

    @property
    def all(self) -> tuple[Happening, ...]:
        """Every place."""
        return (*self.starts, *self.ends, *self.moves)

    @classmethod
    def of(
        cls,
        asked: Asked,
        timeline: Timeline,
        unknown: Mapping[str, UnknownMoment],
        until: Instant,
        word: str,
    ) -> Near:
        """Return where all but one word, known or bounded, starts or ends something on an item."""

        def places(occurrences: Sequence[Occurrence]) -> tuple[Happening, ...]:
            others = [o for o in occurrences if word_of(o) != word]
            known = (h for o in others for h in happenings(o, timeline) if h.at <= until)
            bounds = map(Happening, _bounds_of(others, unknown))
            plain = {Happening(h.at, h.position) for h in (*known, *bounds)}
            return tuple(sorted(plain, key=order))

        return cls(places(asked.starts), places(asked.ends), places(asked.others))


def _alternatives(
    name: str, moment: UnknownMoment, asked: Asked, near: Near
) -> list[Happening | None]:
    """Return the places where an unknown moment may lie that bound all others; `None` is never."""
    last = None if moment.before is None else Happening(moment.before)
    if name in asked.starting and moment.after is not None:
        first = Happening(moment.after)
        marks = near.all if name in asked.moving else (*near.ends, *near.moves)
        beside = _beside(first, last, marks)
        return list(dict.fromkeys([first, *beside, *_latest(last, near), last]))
    first = Happening(BEGINNING if moment.after is None else moment.after)
    marks = near.all if name in asked.moving else (*near.starts, *near.moves)
    before = [first] if asked.may_end_before or name in asked.moving else []
    places = [*before, *_places(first, last, marks, near), *_latest(last, near), last]
    return list(dict.fromkeys(places))


def _places(
    first: Happening, last: Happening | None, marks: Sequence[Happening], near: Near
) -> list[Happening]:
    """Return the earliest place in a stretch, and those in it right behind what stands there.

    Before every start there is nothing to end, so the earliest place is the first start then.
    """
    begun = any(order(start) <= order(first) for start in near.starts)
    inside = _inside(first, last, marks)
    found = [*([first] if begun or not inside else []), *map(_behind, inside)]
    return list(dict.fromkeys(found))


def _beside(
    first: Happening, last: Happening | None, marks: Sequence[Happening]
) -> list[Happening]:
    """Return the places in a stretch at what stands there, and right behind it."""
    inside = _inside(first, last, marks)
    return [place for mark in inside for place in (mark, _behind(mark))]


def _inside(
    first: Happening, last: Happening | None, marks: Sequence[Happening]
) -> list[Happening]:
    before = LATEST if last is None else last
    return [mark for mark in marks if order(first) <= order(mark) < order(before)]


def _behind(mark: Happening) -> Happening:
    return Happening(mark.at, mark.position + 1)


def _latest(last: Happening | None, near: Near) -> list[Happening]:
    """Return the place behind all rows of the last instant, where one of them matters."""
    tied = last is not None and any(mark.at == last.at for mark in near.all)
    return [Happening(last.at, LATEST.position)] if last is not None and tied else []


# --- facts ----------------------------------------------------------------------------------------


def _is_holed(asked: Asked, timeline: Timeline, fact: str) -> bool:
    steps = timeline.facts.get(fact, ())
    if not any(step.value is UNKNOWN for step in steps):
        return False
    is_told = len(steps) > 1 or steps[0].row is not None
    return is_told or fact in asked.bounding_facts


def _pieces(
    timeline: Timeline, fact: str, asked: Asked, near: Near
) -> Iterator[list[tuple[Step, ...]]]:
    """Yield what a fact may have been from step to step, as far as its known values say."""
    was: Value | Missing = OTHER
    steps = _merged(timeline.facts[fact])
    for place, step in enumerate(steps):
        if step.value is UNKNOWN:
            after = steps[place + 1] if place + 1 < len(steps) else None
            yield list(_hole(step, was, after, _named_values(fact, asked, was), near))
        else:
            yield [(step,)]
            was = step.value


def _joined(pieces: Sequence[tuple[Step, ...]]) -> tuple[Step, ...]:
    return tuple(chain.from_iterable(pieces))


def _merged(steps: Sequence[Step]) -> list[Step]:
    """Return steps with holes that follow each other as one."""
    return [
        step
        for place, step in enumerate(steps)
        if step.value is not UNKNOWN or place == 0 or steps[place - 1].value is not UNKNOWN
    ]


def _hole(
    step: Step,
    was: Value | Missing,
    after: Step | None,
    values: Sequence[Value],
    near: Near,
) -> Iterator[tuple[Step, ...]]:
    kept = replace(step, value=was)
    yield (kept,)
    last = None if after is None else Happening(after.at, after.position)
    first = Happening(step.at, step.position)
    turned = [after.value] if after is not None else list(values)
    for value in turned:
        if value != was:
            places = _places(first, last, near.all, near)
            # What was never known had no other value before a run: it turned inside, if it did.
            before = [] if first.at == BEGINNING else [first]
            for place in dict.fromkeys([*before, *places]):
                yield kept, Step(place.at, value, place.position, step.row)


def _named_values(fact: str, asked: Asked, was: Value | Missing) -> list[Value]:
    """Return the values that the fact may take in a hole, as far as occurrences tell them apart."""
    found: list[Value] = []
    for occurrence in asked.all:
        match occurrence:
            case Becomes(state, values) | StopsBeing(state, values) if state == fact:
                found += values if isinstance(occurrence, Becomes) else (OTHER,)
            case Changes(name) if name == fact:
                found.append(OTHER if was != OTHER else f"{OTHER} still")
            case _:
                pass
    return list(dict.fromkeys(found))
