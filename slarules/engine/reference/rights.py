"""Rights: what a party may do once a condition holds, until when; never money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from slarules.core.conditions import Truth
from slarules.core.quantities import History
from slarules.core.rights import Right
from slarules.engine.following import RightResult
from slarules.engine.reference.belonging import in_period
from slarules.engine.reference.dated import Dating
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.history_tests import history_words
from slarules.engine.reference.open_worlds import worlds_of
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.quantity_words import Wording
from slarules.engine.reference.settlement import Settlements
from slarules.engine.reference.things import names
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period
from slarules.instants import Instant

RightState: TypeAlias = Literal["open", "closed", "lapsed", "undetermined"]


def rights(ground: Ground) -> tuple[RightResult, ...]:
    """Return how every right stands by what each assessed period brought."""
    return tuple(
        result
        for period in ground.periods.values()
        for right in version_of_period(ground.contract, period).terms.rights.values()
        for result in _of_period(right, period, ground)
    )


def _of_period(right: Right, period: Period, ground: Ground) -> Iterator[RightResult]:
    for place, of in places(right.each, period, ground):
        truth, needs = holds(right.when, place, ground)
        until = None
        if truth is not False and right.lapses is not None:
            until = Dating(ground, period).end(right.lapses, place)
            if until is None and truth:
                needs = (*needs, f"{right.lapses.after} of {of or period.label}")
        yield RightResult(
            right=right.name,
            title=right.title,
            party=right.party,
            period=period.label,
            of=of,
            state=_state(truth, until, ground.history.as_of),
            opened=period.end if truth else None,
            until=until,
            why=_words(right, period, ground) if truth is not False else "",
            needs=needs,
            origin=right.origin,
        )


def _words(right: Right, period: Period, ground: Ground) -> str:
    wording = Wording(ground.contract, version_of_period(ground.contract, period).terms)
    return history_words(right.when, wording)


def _state(truth: Truth, until: Instant | None, as_of: Instant) -> RightState:
    if truth is None:
        return "undetermined"
    if not truth:
        return "closed"
    return "lapsed" if until is not None and as_of >= until else "open"


def places(each: str | None, period: Period, ground: Ground) -> Iterator[tuple[Place, str | None]]:
    """Yield where a condition is asked for in a period: once, or of each thing or item."""
    if each is None:
        yield Place(period), None
        return
    judged = [v for v in ground.verdicts_in(period) if v.kind == each]
    for verdict in judged:
        yield Place(period, ((each, verdict.item),), verdict), verdict.item
    seen = {verdict.item for verdict in judged}
    # A thing that a scenario tells of in one period is there in all of them.
    things = {name for _, kind, name in ground.history.given_of if kind == each}
    for name in names(each, ground.history):
        item = ground.timelines.get((each, name))
        here = True if item is None or name in things else in_period(item, period, ground.contract)
        if name not in seen and here is not False and not _has_runs(each, ground):
            yield Place(period, ((each, name),), item), name


def _has_runs(kind: str, ground: Ground) -> bool:
    """Tell whether items of a kind are judged: then they are asked for in their own period only."""
    texts = (version.terms for version in ground.contract.versions)
    return any(p.measure.item == kind for terms in texts for p in terms.promises.values())


def holds(test: History, place: Place, ground: Ground) -> tuple[Truth, tuple[str, ...]]:
    """Return whether a condition holds in all worlds, and what would settle it where it is open."""

    def ask(world: World) -> Truth:
        Settlements(world)
        return world.holds(test, place)

    worlds = worlds_of(ground, ask)
    found = set(worlds.found)
    if len(found) == 1 and None not in found:
        return found.pop(), ()
    return None, tuple(dict.fromkeys(need for each in worlds.unknown for need in each.needs))
