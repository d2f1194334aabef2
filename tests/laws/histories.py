"""Histories drawn from a contract's own words, the unlikely and the unknown among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.contract import Contract, Fact, Kind
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.hours.periods import periods_between
from slarules.instants import DAY, HOUR, MINUTE, Instant, Interval

DAYS = 120
SERVICES = (None, "tills", "storage-eu", "elsewhere")


def history(contract: Contract, random: Random) -> History:
    """Return four months of a contract's life."""
    return Telling(contract, random).history()


class Telling:
    """Makes up what happened, from one source of chance."""

    def __init__(self, contract: Contract, random: Random) -> None:
        self.contract = contract
        self.random = random

    def history(self) -> History:
        """Return items, spans, readings and fees as of some instant."""
        words, end = self.contract.vocabulary, Instant(self.contract.starts + DAYS * DAY)
        until = max(self.contract.starts, self.random.choice((self.at(), end)))
        return History(
            items=[self.item(k, n) for k in words.items.values() for n in range(self.few())],
            as_of=until,
            complete_through=Instant(until + self.random.choice((0, DAY, -DAY))),
            spans=[self.span(k, n) for k in words.spans.values() for n in range(self.few())],
            readings=[self.reading(name) for name in words.measurements for _ in range(self.few())],
            fees=self.fees(end),
        )

    def few(self) -> int:
        """Return how many there are of something."""
        return self.random.choice((0, 1, 2, 7))

    def at(self) -> Instant:
        """Return a minute, perhaps before the contract began."""
        minutes = self.random.randrange(-10 * 24 * 60, DAYS * 24 * 60)
        return Instant(self.contract.starts + minutes * MINUTE)

    def near(self, at: Instant) -> Instant:
        """Return an instant that is often the same, or just before or after."""
        steps = (0, 0, 1, MINUTE, HOUR, 5 * HOUR, DAY, 9 * DAY, -HOUR)
        return Instant(at + self.random.choice(steps) * self.random.randint(0, 3))

    def item(self, kind: Kind, number: int) -> Timeline:
        """Return an item whose facts and moments lie about one instant."""
        at = self.at()
        facts = {
            f.name: self.steps(f, at) for f in kind.facts.values() if self.random.random() < 0.9
        }
        happened = {e: self.happenings(at, self.few()) for e in kind.events}
        unknown: dict[str, UnknownMoment] = {}
        for moment in kind.moments:
            match self.random.randrange(10):
                case 0:
                    first, last = sorted((self.near(at), self.near(at)))
                    bounds = self.random.choice(((first, last), (None, last), (first, None)))
                    unknown[moment] = UnknownMoment(*bounds)
                case 1 | 2:
                    pass
                case _:
                    happened[moment] = self.happenings(at, 1)
        given = {word: found for word, found in happened.items() if found}
        return Timeline(f"{kind.name}-{number}", kind.name, facts, given, unknown)

    def happenings(self, at: Instant, count: int) -> tuple[Happening, ...]:
        """Return so many in order."""
        return tuple(
            Happening(at, n) for n, at in enumerate(sorted(self.near(at) for _ in range(count)))
        )

    def steps(self, fact: Fact, at: Instant) -> tuple[Step, ...]:
        """Return what a fact was from when on."""
        ats = sorted({self.near(at) for _ in range(1 + self.few())})
        if self.random.random() < 0.3:
            ats[0] = BEGINNING
        return tuple(Step(at, self.value(fact), n) for n, at in enumerate(ats))

    def value(self, fact: Fact) -> Value | Missing:
        """Return a value of a fact's type, now and then none."""
        if self.random.random() < 0.1:
            return self.random.choice((UNKNOWN, ABSENT))
        if fact.kind == "number":
            return Fraction(self.random.randrange(5))
        return self.random.choice(fact.values or ("yes", "no"))

    def span(self, kind: Kind, number: int) -> WorldSpan:
        """Return a stretch of the world; it may go on, last no time, or lack its evidence."""
        start = self.at()
        lasts = self.random.choice((None, 0, 1, HOUR, 5 * HOUR, 40 * DAY))
        notice = (Instant(start - self.random.choice((0, 6, 9)) * DAY), UNKNOWN, ABSENT)
        return WorldSpan(
            kind=kind.name,
            name=f"{kind.name}-{number}",
            start=start,
            end=None if lasts is None else Instant(start + lasts),
            facts={fact.name: self.value(fact) for fact in kind.facts.values()},
            moments={moment: self.random.choice(notice) for moment in kind.moments},
            service=self.random.choice(SERVICES),
        )

    def reading(self, name: str) -> Reading:
        """Return a reading of an instant, a minute or an hour."""
        start = self.at()
        during = Interval(start, Instant(start + self.random.choice((0, MINUTE, HOUR))))
        value = self.random.choice((Fraction(self.random.randrange(100), 100), UNKNOWN))
        return Reading(name, during, value, self.random.choice(SERVICES))

    def fees(self, end: Instant) -> Mapping[tuple[str, str], Fraction]:
        """Return what was billed, now and then not."""
        names = sorted({name for v in self.contract.versions for name in v.terms.amounts})
        months = periods_between(self.contract.starts, end, "calendar month", self.contract.zone)
        labels: Sequence[str] = [month.label for month in months]
        return {
            (name, label): Fraction(self.random.randrange(10**7), 100)
            for name in names
            for label in labels
            if self.random.random() < 0.9
        }
