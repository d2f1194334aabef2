"""Duties: what a party must do by a last day, each time that something brings it; never money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from slarules.core.conditions import Truth
from slarules.core.money import Credit, Subject
from slarules.core.rights import Duty
from slarules.engine.following import DutyResult
from slarules.engine.reference.dated import Dating
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.history_tests import history_words
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.rights import holds
from slarules.engine.reference.subjects import Subjects
from slarules.engine.reference.worlds import World
from slarules.facts.truth import all_of
from slarules.hours.periods import Period
from slarules.instants import Instant

DutyState: TypeAlias = Literal["owed", "done", "late", "perhaps owed"]


def duties(ground: Ground) -> tuple[DutyResult, ...]:
    """Return every duty that an assessed period brought, or perhaps brought."""
    return tuple(
        result
        for period in ground.periods.values()
        for duty in version_of_period(ground.contract, period).terms.duties.values()
        for result in _of_period(duty, period, ground)
    )


def _of_period(duty: Duty, period: Period, ground: Ground) -> Iterator[DutyResult]:
    world = World(ground, {})
    subject = Subject(duty.each, duty.of, duty.where, duty.misses)
    with world.noting() as asked:
        found = list(Subjects(period, world).of(Credit(duty.name, duty.title, subject)))
    needs = tuple(dict.fromkeys(need for unknown in asked for need in unknown.needs))
    for about in found:
        truth, more = _brought(duty, about.holds, about.place, ground)
        until = Dating(ground, period).end(duty.by, about.place)
        # What is counted from has not happened: the duty begins when it does.
        if truth is False or until is None:
            continue
        of = None if duty.each == "period" else about.name
        done = _done(duty, about.place, ground)
        wording = Wording(ground.contract, version_of_period(ground.contract, period).terms)
        yield DutyResult(
            duty=duty.name,
            title=duty.title,
            party=duty.party,
            does=duty.does,
            period=period.label,
            of=of,
            until=until,
            state=_state(truth, until, done, ground.history.as_of),
            done=done,
            why=_why(duty, of or period.label, wording),
            needs=(*needs, *more) if truth is None else (),
            origin=duty.origin,
        )


def _brought(
    duty: Duty, about: Truth, place: Place, ground: Ground
) -> tuple[Truth, tuple[str, ...]]:
    if duty.when is None:
        return about, ()
    truth, needs = holds(duty.when, place, ground)
    return all_of((about, truth)), needs


def _done(duty: Duty, place: Place, ground: Ground) -> Instant | None:
    if duty.done is None:
        return None
    at = ground.says_of(place, duty.done)
    return Instant(at) if isinstance(at, int) and at <= ground.history.as_of else None


def _state(truth: Truth, until: Instant, done: Instant | None, as_of: Instant) -> DutyState:
    if truth is None:
        return "perhaps owed"
    if done is not None:
        return "done" if done < until else "late"
    return "late" if as_of >= until else "owed"


def _why(duty: Duty, of: str, wording: Wording) -> str:
    missed = f"{duty.misses} missed, {of}" if duty.misses else of
    return missed if duty.when is None else f"{missed}: {history_words(duty.when, wording)}"
