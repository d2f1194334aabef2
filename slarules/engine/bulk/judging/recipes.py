"""Recipes: what a contract makes of all items of one outline, up to the arithmetic on their times.

The reference engine hears an outline under the contract as it is without whatever looks at how
long something takes or when it was: allowances, time of the world that is excluded, whole units,
conditions on days and hours. These come back in the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Contract, Terms, Version
from slarules.core.promises import Pause, Promise, Row, TimeExclusion, touches
from slarules.engine.bulk.judging.outlines import NOW, place_of
from slarules.engine.bulk.judging.timed import YES, TimedTests
from slarules.engine.outcome import VerdictWord
from slarules.engine.reference.goals import NEVER, moments_of
from slarules.engine.reference.hearing import Docket, Hearing, World, hear, removed
from slarules.engine.reference.setting import Setting, Text
from slarules.engine.reference.stops import Stop, StopKind
from slarules.facts.history import BEGINNING, History, Step, Timeline
from slarules.instants import Instant, Interval, Micros

Place: TypeAlias = int
"""Where an instant stands among the item's own; `AT_NOW` and `AT_BEGINNING` are none of them."""

WhyAlone: TypeAlias = Literal[
    "something of its history is unknown",
    "a moment of a goal is not known",
    "whether it is excluded is not known",
    "a scenario tells of it",
    "too many conditions on days and hours",
]
"""Why an item is judged by the reference engine alone, whatever the contract."""


class AloneError(Exception):
    """Items of this outline are judged by the reference engine, one after another."""

    def __init__(self, why: WhyAlone) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Standing:
    """What one statement lets stand still in a run, up to an allowance on a clock."""

    kind: StopKind
    pieces: tuple[tuple[Place, Place], ...]
    allowance: tuple[Micros, str] | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Time of the world that is excluded from a run: of a statement, for items of a service."""

    statement: TimeExclusion
    service: Value | Missing


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one verdict comes about on each item of an outline.

    Attributes:
        version: The number of the text.
        start, end: Where the run starts, and ends or is cancelled; `None` while it goes on.
        cut: Whether the end is a cancelling; `even if missed` takes a miss with it.
        rows: From where on which row holds; `None` for none.
        moments: Where the moments are that the goals of the rows name.
        belongs: Where the moment is that decides the period, if the head names one that happened.
        levels: From where on the item's `level` is which; `None` stands for no text.
        written: The verdict that the contract itself gives.
        until_closed: The moments that may move until the item is closed.
    """

    version: int
    promise: Promise
    cycle: int
    cycle_of: str | None
    start: Place
    end: Place | None
    cut: Literal["no", "yes", "even if missed"]
    rows: tuple[tuple[Place, Row | None], ...]
    stands: tuple[Standing, ...]
    exclusions: tuple[Exclusion, ...]
    moments: tuple[tuple[str, Place], ...]
    belongs: Place | None
    levels: tuple[tuple[Place, str | None], ...]
    is_removed: bool
    written: VerdictWord | None
    until_closed: tuple[str, ...]


class Recipes:
    """What a contract makes of outlines.

    Attributes:
        timed: By text, its conditions on days and hours.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.timed = tuple(TimedTests() for _ in contract.versions)
        bare = replace(contract, versions=tuple(map(_bare, contract.versions, self.timed)))
        self._setting = Setting(bare, History((), NOW, NOW))

    def of(self, outline: Timeline, version: int, timed: Sequence[bool]) -> tuple[Recipe, ...]:
        """Return how the verdicts come about on the items of an outline.

        Args:
            outline: The history without its times.
            version: The number of the text that applies.
            timed: Whether its conditions on days and hours hold, once their moments have come.

        Raises:
            AloneError: The reference engine has to be asked about each item.
        """
        if outline.told or outline.period is not None:
            raise AloneError("a scenario tells of it")
        names = self.timed[version].names.values()
        facts = {
            name: (Step(BEGINNING, YES if holds else "no"),)
            for name, holds in zip(names, timed, strict=True)
        }
        item = replace(outline, facts={**outline.facts, **facts})
        return tuple(_Writing(self, item, version).recipes())

    def text(self, version: int) -> Text:
        """Return a text without what looks at lengths and times."""
        return self._setting.texts[version]

    @property
    def setting(self) -> Setting:
        """What outlines are heard in."""
        return self._setting


def _bare(version: Version, timed: TimedTests) -> Version:
    terms = timed.without(version.terms)
    pauses = tuple(replace(pause, allowance=None) for pause in terms.pauses)
    promises = {
        name: replace(promise, measure=replace(promise.measure, unit=None))
        for name, promise in terms.promises.items()
    }
    return replace(version, terms=replace(terms, exclusions=(), pauses=pauses, promises=promises))


@dataclass(frozen=True, slots=True)
class _Writing:
    """One outline under one text while its recipes are written."""

    by: Recipes
    item: Timeline
    version: int

    @property
    def _terms(self) -> Terms:
        """The text as it is."""
        return self.by.contract.versions[self.version].terms

    def recipes(self) -> Iterator[Recipe]:
        """Yield the recipes in the order of the verdicts."""
        text = self.by.text(self.version)
        out = removed(self.item, text, NOW)
        if out.truth is None:
            raise AloneError("something of its history is unknown")
        docket = Docket(self.item, text, self.by.setting)
        for choosing in text.choosing.get(self.item.kind, ()):
            for heard in hear(choosing, docket):
                yield from self._written(heard, docket, is_removed=bool(out.truth))

    def _written(self, heard: object, docket: Docket, *, is_removed: bool) -> Iterator[Recipe]:
        if not isinstance(heard, Hearing) or len(heard.worlds) != 1 or heard.needs:
            raise AloneError("something of its history is unknown")
        if heard.may_not_be:
            raise AloneError("something of its history is unknown")
        world, promise = heard.worlds[0], self._terms.promises[heard.promise.name]
        run, cycle = heard.cycle.runs[0], heard.cycle
        finish = run.finish
        yield Recipe(
            version=self.version,
            promise=promise,
            cycle=cycle.number,
            cycle_of=cycle.of,
            start=place_of(run.start.at),
            end=None if finish is None else place_of(finish.at),
            cut=_cut(world),
            rows=tuple((place_of(piece.since), piece.row) for piece in world.course),
            stands=tuple(self._stands(heard, docket)),
            exclusions=tuple(self._exclusions(promise, heard)),
            moments=tuple(self._moments(world)),
            belongs=self._belongs(),
            levels=tuple(self._levels()),
            is_removed=is_removed,
            written=self._said(promise.measure.name),
            until_closed=self._may_move(heard.promise, docket, is_removed=is_removed),
        )

    def _stands(self, heard: Hearing, docket: Docket) -> Iterator[Standing]:
        measure, cycle = heard.promise.measure, heard.cycle
        pauses = {p.name: p for p in self._terms.pauses if touches(p, measure.name)}
        for stop in docket.stops(measure, cycle.runs[0], cycle.of):
            yield _standing(stop, pauses.get(stop.name))

    def _exclusions(self, promise: Promise, heard: Hearing) -> Iterator[Exclusion]:
        finish = heard.cycle.runs[0].finish
        end = NEVER if finish is None else max(heard.cycle.runs[0].start.at, finish.at)
        service = self.item.value("service", Instant(end))
        for statement in self._terms.exclusions:
            if touches(statement, promise.measure.name):
                if statement.of_its_service and service is UNKNOWN:
                    raise AloneError("whether it is excluded is not known")
                asked = service if statement.of_its_service else Missing.ABSENT
                yield Exclusion(statement, asked)

    def _moments(self, world: World) -> Iterator[tuple[str, Place]]:
        goals = (piece.row.goal for piece in world.course if piece.row)
        for name in dict.fromkeys(name for goal in goals for name in moments_of(goal)):
            at = self.item.moment(name)
            if not isinstance(at, int):
                raise AloneError("a moment of a goal is not known")
            yield name, place_of(at)

    def _belongs(self) -> Place | None:
        rule = self.by.contract.belongs.get(self.item.kind)
        at = self.item.moment(rule.moment) if rule else None
        return place_of(at) if isinstance(at, int) and at <= NOW else None

    def _levels(self) -> Iterator[tuple[Place, str | None]]:
        for step in self.item.facts.get("level", ()):
            yield place_of(step.at), step.value if isinstance(step.value, str) else None

    def _said(self, measure: str) -> VerdictWord | None:
        """Return the verdict that the contract itself gives for an unknown moment."""
        for rule in self._terms.unknown:
            if rule.subject == measure and rule.word in self.item.unknown:
                match rule.outcome:
                    case "met" | "missed" | "undetermined":
                        return rule.outcome
                    case _:
                        pass
        return None

    def _may_move(self, promise: Promise, docket: Docket, *, is_removed: bool) -> tuple[str, ...]:
        if is_removed or not self.item.unsettled:
            return ()
        return tuple(sorted(self.item.unsettled & docket.text.rests_on(promise)))


def _cut(world: World) -> Literal["no", "yes", "even if missed"]:
    cut = world.run.cut
    if cut is None:
        return "no"
    return "even if missed" if cut.by is not None and cut.by.even_if_missed else "yes"


def _standing(stop: Stop, pause: Pause | None) -> Standing:
    pieces = tuple(map(_places, stop.certain))
    allowed = pause.allowance if pause else None
    return Standing(stop.kind, pieces, (allowed.length, allowed.clock) if allowed else None)


def _places(piece: Interval) -> tuple[Place, Place]:
    return place_of(piece.start), place_of(piece.end)
