"""What a scenario gives, line by line: items, spans and things, so many alike, and periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slarules.contract.given_intervals import LENGTHS, Intervals
from slarules.contract.given_values import Making
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.stage import Stage, label, labelled
from slarules.core.contract import Kind
from slarules.core.promises import Origin
from slarules.core.scenarios import GivenPeriod, GivenReading, GivenThing
from slarules.source import Span
from slarules.syntax import tree

MOST = 20_000
"""How many items alike one line may give."""

PERIOD = "period"
"""The kind of item whose facts are those of a period."""


class Scene:
    """What a scenario gives, as far as it has been read.

    Attributes:
        things: By kind and name, in the order in which they are first given.
        label: The label of the period given last.
        told: Names of things that could not be read.
    """

    def __init__(self, phrases: Sequence[tree.Phrase], clause: str | None, stage: Stage) -> None:
        self.stage = stage
        self.clause = clause
        self.things: dict[tuple[str, str], GivenThing] = {}
        self.periods: list[GivenPeriod] = []
        self.readings: list[GivenReading] = []
        self.label: str | None = None
        self.told: set[str] = set()
        self._since: dict[tuple[str, str], str | None] = {}
        self._intervals = Intervals(stage)
        self._previous = self._labels_before(phrases)
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: tree.Phrase) -> None:
        match phrase:
            case tree.GivenThing():
                self._thing(phrase)
            case tree.GivenMany(kind=kind) if kind.text in LENGTHS:
                self.readings += self._intervals.readings(phrase, self.label)
            case tree.GivenMany():
                self._many(phrase)
            case tree.GivenPeriod(period=period):
                self.label = labelled(period, self.stage)
                self._period(phrase.details, self.label, phrase.span)
            case tree.GivenPrevious():
                for past in self._previous.get(phrase.span, ()):
                    self._period(phrase.details, past, phrase.span)
            case _:
                pass

    # --- periods ----------------------------------------------------------------------------------

    def _labels_before(self, phrases: Sequence[tree.Phrase]) -> dict[Span, list[str]]:
        """Return the periods that each `given the previous N periods` speaks of, oldest first."""
        asked = [phrase for phrase in phrases if isinstance(phrase, tree.GivenPrevious)]
        first = next((p for p in phrases if isinstance(p, tree.GivenPeriod)), None)
        if not asked:
            return {}
        if first is None:
            lack, example = "before which period they lie", "given period 2026-03"
            what, span = "the line of the previous periods", asked[0].span
            self.stage.scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
            return {}
        labels = iter(self._before(label(first.period), [self._count(p.count) for p in asked]))
        return {p.span: [next(labels) for _ in range(self._count(p.count))] for p in asked}

    def _before(self, first: str, counts: Sequence[int]) -> list[str]:
        found: list[str] = []
        period = self.stage.period(first)
        while period is not None and len(found) < sum(counts):
            period = period.previous()
            found.append(period.label)
        return [*reversed(found), *[first] * (sum(counts) - len(found))]

    def _period(self, details: Sequence[tree.Detail], named: str, span: Span) -> None:
        kind = self.stage.scope.vocabulary.items.get(PERIOD)
        made = Making(self.stage, kind, None, named)
        made.take_all(details)
        self.periods.append(made.period(named, Origin(self.clause, span)))
        self.readings += made.stretches

    # --- items, spans and things ------------------------------------------------------------------

    def _thing(self, phrase: tree.GivenThing) -> None:
        scope, named = self.stage.scope, phrase.kind
        items, spans = scope.vocabulary.items, scope.vocabulary.spans
        kind = items.get(named.text) or spans.get(named.text)
        if kind is None:
            names = (*items, *spans)
            scope.tell(UnknownName.among(named.span, "kind of item or span", named.text, names))
            self.told.add(phrase.name.text)
            return
        made = Making(self.stage, kind, phrase.name.text, self.label)
        made.take_all(phrase.details)
        self._keep(made, Origin(self.clause, phrase.span))

    def _keep(self, made: Making, origin: Origin) -> None:
        thing = made.thing(origin)
        key = thing.kind, thing.name
        known = self.things.get(key)
        self._since.setdefault(key, self.label)
        self.things[key] = _joined(known, self._from_now(thing)) if known else thing
        if made.tells_of_the_period and self.label is not None:
            self.periods.append(replace(made.period(self.label, origin), of=key))
        elif made.tells_of_the_period:
            lack, example = "in which period", "given period 2026-03"
            what, span = f"what is given of {thing.name}", origin.span
            problem = PhraseMissing(span=span, what=what, lack=lack, example=example)
            self.stage.scope.tell(problem)

    def _from_now(self, thing: GivenThing) -> GivenThing:
        """Return a thing that is given again: its facts change with the period given last."""
        period = self.stage.period(self.label) if self.label else None
        if period is None or self._since[thing.kind, thing.name] == self.label:
            return thing
        facts = tuple(
            fact if fact.start else replace(fact, start=period.start) for fact in thing.facts
        )
        return replace(thing, facts=facts)

    def _many(self, phrase: tree.GivenMany) -> None:
        kind = self._kind(phrase.kind)
        if kind is None:
            return
        made = Making(self.stage, kind, kind.name, self.label)
        made.take_all(phrase.details)
        prototype = made.thing(Origin(self.clause, phrase.span))
        given = sum(1 for name, _ in self.things if name == kind.name)
        for name in _numbered(kind.name, given, self._count(phrase.count)):
            self.things[kind.name, name] = replace(prototype, name=name)

    def _kind(self, name: tree.Name) -> Kind | None:
        """Return a kind of item or span, in the singular or the plural."""
        vocabulary = self.stage.scope.vocabulary
        kinds = (*vocabulary.items.values(), *vocabulary.spans.values())
        for kind in kinds:
            if name.text in (kind.name, kind.plural):
                return kind
        names = (*(kind.plural for kind in kinds), *LENGTHS)
        noun = "kind of item, span or interval"
        self.stage.scope.tell(UnknownName.among(name.span, noun, name.text, names))
        return None

    def _count(self, number: tree.Number) -> int:
        """Return a whole number that is not too large; another is told."""
        if number.value == int(number.value) and 0 < number.value <= MOST:
            return int(number.value)
        needed, given = f"a whole number from 1 to {MOST:,}", f"{number.value:,}"
        self.stage.scope.tell(
            WrongKind(span=number.span, what="this count", needed=needed, given=given)
        )
        return 1


def _numbered(kind: str, given: int, count: int) -> Iterator[str]:
    return (f"{kind} {number}" for number in range(given + 1, given + count + 1))


def _joined(one: GivenThing, more: GivenThing) -> GivenThing:
    """Return a thing with what is given of it in several places."""
    return replace(
        one,
        facts=one.facts + more.facts,
        moments=one.moments + more.moments,
        bad=one.bad + more.bad,
        told=one.told + more.told,
        length=more.length if one.length is None else one.length,
        readings=one.readings + more.readings,
        amounts=one.amounts + more.amounts,
    )
