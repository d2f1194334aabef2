"""What an engine sees: timelines of items, spans of the world, readings and fees."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.scenarios import GivenPeriod, Told
from slarules.instants import Instant, Interval, Micros

BEGINNING = Instant(-(2**62))
"""Before every instant: a fact without a history is taken to have held since."""


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row of a source: the file as named by the mapping, and the row's number from 1.

    Of a source that is asked and not read as files, a ticket stands in place of the file, and its
    events count from 1; 0 is the ticket itself.

    `recorded` is when the source learned of it, where the source says so (late knowledge).
    """

    file: str
    row: int
    recorded: Instant | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass(frozen=True, slots=True)
class Step:
    """From this position on a fact has the value, up to the fact's next step.

    `position` orders rows of one item that share an instant; values of one row share it.
    """

    at: Instant
    value: Value | Missing
    position: int = 0
    row: RowRef | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What is kept of a comment: whose it counts as, and how many letters and digits it has.

    So many at most are counted as tell an empty comment from another; the text is never kept.
    """

    role: str
    letters: int


@dataclass(frozen=True, slots=True)
class Happening:
    """A moment or an event happened; `written` where it is a comment."""

    at: Instant
    position: int = 0
    row: RowRef | None = None
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class UnknownMoment:
    """A moment that the source does not say, perhaps known to lie in `[after, before]`.

    `is_told` is whether the source tells of such moments at all: what no rule of the mapping gives
    is unknown as a start or an end, and as anything else it does not happen. `is_over` is whether
    it had surely happened where it is looked at, whenever that was.
    """

    after: Instant | None = None
    before: Instant | None = None
    is_told: bool = True
    is_over: bool = False

    def seen_from(self, at: Instant) -> UnknownMoment | Missing:
        """Return whether it had happened by an instant, so far as its bounds say."""
        if self.before is not None and self.before <= at:
            return replace(self, is_over=True)
        return ABSENT if self.after is not None and at < self.after else self

    def known_at(self, at: Instant) -> UnknownMoment | None:
        """Return it without what lies after an instant; None when it had not happened by then."""
        if self.after is not None and at < self.after:
            return None
        ahead = self.before is not None and at < self.before
        return replace(self, before=None) if ahead else self


@dataclass(frozen=True, slots=True)
class Timeline:
    """The history of one item, or of one thing: a port, a class, an event, a period by its label.

    Attributes:
        facts: Facts and states, each with its steps in order; one that is not there is absent.
        happened: Moments (one happening) and events (any number), in order; none when absent.
        unknown: Moments that are unknown.
        unsettled: Moments that are the last of their kind so far, of an item that is not closed:
            they may still move.
        told: Measures of the item whose verdict or time used a scenario gives outright.
        period: The label of the period that it is given to belong to, for what has no times.
    """

    item: str
    kind: str
    facts: Mapping[str, tuple[Step, ...]]
    happened: Mapping[str, tuple[Happening, ...]]
    unknown: Mapping[str, UnknownMoment] = field(default_factory=dict)
    customer: str | None = None
    unsettled: frozenset[str] = frozenset()
    told: Mapping[str, Told] = field(default_factory=dict)
    period: str | None = None

    def value(self, fact: str, at: Instant) -> Value | Missing:
        """Return the value that holds from `at` on; absent before the first step."""
        steps = self.facts.get(fact, ())
        found = bisect_right(steps, at, key=lambda step: step.at)
        return steps[found - 1].value if found else ABSENT

    def value_at(self, fact: str, at: Instant, position: int) -> Value | Missing:
        """Return the value from a position on, of which several may share an instant."""
        steps = self.facts.get(fact, ())
        found = bisect_right(steps, (at, position), key=lambda step: (step.at, step.position))
        return steps[found - 1].value if found else ABSENT

    def last(self, fact: str, until: Instant) -> Value | Missing:
        """Return the settled value: the last one known at `until`."""
        return self.value(fact, until)

    def said(self, name: str, at: Instant) -> Value | Missing | Instant | UnknownMoment:
        """Return what is said at an instant of a fact, or of a moment that is not ahead then."""
        if name in self.facts:
            return self.value(name, at)
        moment = self.moment(name)
        if isinstance(moment, UnknownMoment):
            return moment.seen_from(at)
        return ABSENT if moment is None or moment > at else moment

    def said_from(
        self, name: str, at: Instant, position: int
    ) -> Value | Missing | Instant | UnknownMoment:
        """Return what is said from a position on, of which several may share an instant."""
        if name in self.facts:
            return self.value_at(name, at, position)
        moment = self.moment(name)
        if isinstance(moment, UnknownMoment):
            # At the last instant at which it may be, nobody knows before or behind which row.
            return moment if moment.before == at else moment.seen_from(at)
        happenings = self.happened.get(name, ())
        came = happenings and (happenings[0].at, happenings[0].position) <= (at, position)
        return happenings[0].at if came else ABSENT

    def moment(self, name: str) -> Instant | UnknownMoment | None:
        """Return when a moment happened, that it is unknown, or `None` when it has not."""
        happenings, unknown = self.happened.get(name, ()), self.unknown.get(name)
        if unknown is None:
            return happenings[0].at if happenings else None
        is_first = happenings and unknown.after is not None and happenings[0].at <= unknown.after
        return happenings[0].at if is_first else unknown


def known_at(timeline: Timeline, at: Instant) -> Timeline:
    """Return what the source knew of an item at an instant (late knowledge).

    What a row recorded later says is not there yet, also where it says it of an earlier time. The
    last of several times was another one until it came, and a word that rests on several fields
    was made of all of them: who needs those exactly audits as of the instant.
    """
    happened = {
        name: known
        for name, found in timeline.happened.items()
        if (known := tuple(each for each in found if learned(each) <= at))
    }
    return replace(
        timeline,
        facts={name: tuple(_until(steps, at)) for name, steps in timeline.facts.items()},
        happened=happened,
        unknown={n: seen for n, each in timeline.unknown.items() if (seen := each.known_at(at))},
        unsettled=timeline.unsettled & happened.keys(),
    )


def learned(known: Step | Happening) -> Instant:
    """Return when the source learned of something: when it was recorded, else when it was so."""
    row = known.row
    return known.at if row is None or row.recorded is None else row.recorded


def _until(steps: Sequence[Step], at: Instant) -> Iterator[Step]:
    """Yield the steps that were known at an instant, each once.

    What is said to have held all along, such as what the parties agreed on, hides what was known
    before it was said.
    """
    was: Value | Missing | None = None
    for step in steps:
        if step.at == BEGINNING and learned(step) > at:
            step = Step(BEGINNING, UNKNOWN)  # noqa: PLW2901 - as it was then
        if learned(step) <= at and step.value != was:
            was = step.value
            yield step


@dataclass(frozen=True, slots=True)
class WorldSpan:
    """A stretch of the world, such as maintenance; `end` is `None` while it goes on.

    Attributes:
        facts: Also which thing it is about, by the kind of thing: `port` is `p1`.
        length: How long it was, where a scenario gives that and no times; `period` is then the
            label of the period that it belongs to.
        is_sure: Whether it was one at all; nobody can say so where nobody watched.
    """

    kind: str
    name: str
    start: Instant
    end: Instant | None
    facts: Mapping[str, Value | Missing]
    moments: Mapping[str, Instant | Missing]
    service: str | None = None
    row: RowRef | None = None
    length: Micros | None = None
    period: str | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a measurement over an interval; `of` is the service or thing it is about."""

    name: str
    during: Interval
    value: Value | Missing
    of: str | None = None
    row: RowRef | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All that is known, as of an instant.

    Attributes:
        bad: Stretches given outright as bad, by service (`None`: of no service in particular).
        fees: Billed amounts by amount name and period label, in the contract's currency.
        claims: When each credit of a period was first asked for, by credit and period label.
        given: Periods whose outcomes are given and not computed, by label (scenarios).
        as_of: Nothing after it exists, except what was known to lie ahead.
        complete_through: Silence of the source proves nothing after it.
        spans_complete_through: The same for spans of the world.
        fees_of: Billed amounts of things and items: by amount name, period label (empty where the
            amount is not of a period), and the thing's name.
        given_of: As `given`, of things: by period label, kind and name.
        cycles: The first dates of the billing cycles that billing tells of, in order.
    """

    items: Sequence[Timeline]
    as_of: Instant
    complete_through: Instant
    spans: Sequence[WorldSpan] = ()
    readings: Sequence[Reading] = ()
    bad: Sequence[tuple[str | None, Interval]] = ()
    fees: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    claims: Mapping[tuple[str, str], Instant] = field(default_factory=dict)
    given: Mapping[str, GivenPeriod] = field(default_factory=dict)
    spans_complete_through: Instant | None = None
    fees_of: Mapping[tuple[str, str, str], Fraction] = field(default_factory=dict)
    given_of: Mapping[tuple[str, str, str], GivenPeriod] = field(default_factory=dict)
    cycles: tuple[date, ...] = ()

    def told(self, label: str, of: tuple[str, str] | None = None) -> GivenPeriod | None:
        """Return what is given outright of a period, or of a thing in it by its kind and name."""
        return self.given.get(label) if of is None else self.given_of.get((label, *of))

    @property
    def until(self) -> Instant:
        """The evaluation instant: the earlier of as-of and completeness (R5)."""
        return min(self.as_of, self.complete_through)
