"""What the lines of a credit are about: each period, item, span or thing that it is paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from slarules.core.conditions import ALWAYS, Truth
from slarules.core.measures import PeriodMeasure
from slarules.core.money import Credit, Subject
from slarules.core.quantities import TargetIs
from slarules.engine.outcome import Verdict
from slarules.engine.reference.belonging import in_period
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.things import names
from slarules.engine.reference.worlds import World
from slarules.facts.history import Timeline, WorldSpan
from slarules.facts.truth import all_of, negated
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class About:
    """One subject of a credit: how a line names it, where it is, and whether it is paid for."""

    name: str
    place: Place
    of: str | None
    holds: Truth
    why: str


class Subjects:
    """The subjects of credits in one period of one world."""

    def __init__(self, period: Period, world: World) -> None:
        self.period = period
        self.world = world
        self.ground = world.ground
        self.terms = version_of_period(world.ground.contract, period).terms

    def of(self, credit: Credit) -> Iterator[About]:
        """Yield each subject for which a credit pays, or may."""
        subject, vocabulary = credit.subject, self.ground.contract.vocabulary
        if subject.target in self.terms.promises and subject.kind != "period":
            found = self._runs(subject)
        elif subject.kind == "period":
            found = self._period(subject)
        elif subject.of is not None and subject.kind in vocabulary.spans:
            found = self._pieces(subject, subject.of)
        elif subject.kind in vocabulary.spans:
            found = self._spans(subject)
        else:
            found = self._items(subject)
        yield from (about for about in found if about.holds is not False)

    # --- each kind --------------------------------------------------------------------------------

    def _period(self, subject: Subject) -> Iterator[About]:
        place = Place(self.period)
        yield self._about(subject, self.period.label, place, None)

    def _runs(self, subject: Subject) -> Iterator[About]:
        """Yield the judged runs of a measure of items that miss it, or may; or that meet it."""
        target = subject.target or ""
        if subject.outcome == "misses":
            verdicts = self.ground.misses(target, self.period)
        else:
            here = self.ground.verdicts_in(self.period)
            verdicts = [v for v in here if v.promise == target and v.verdict != "missed"]
        for verdict in verdicts:
            place = Place(self.period, self._named_by(verdict), verdict)
            fate = self.world.fate(verdict)
            hits = fate.missed if subject.outcome == "misses" else self._met(fate.missed, verdict)
            chosen = self.world.chosen(subject.where, verdict).missed
            yield About(
                run_name(verdict), place, verdict.item, all_of((hits, chosen)), self._why(subject)
            )

    def _met(self, missed: Truth, verdict: Verdict) -> Truth:
        return negated(missed) if verdict.verdict in ("met", "undetermined") else False

    def _items(self, subject: Subject) -> Iterator[About]:
        """Yield the items that belong to the period, or the things that there are."""
        kind = subject.kind
        for name in names(kind, self.ground.history):
            item = self.ground.timelines.get((kind, name))
            place = Place(self.period, ((kind, name),), item)
            passing = item is not None and not self._is_kept(kind)
            here = in_period(item, self.period, self.ground.contract) if item and passing else True
            if here is not False:
                yield self._about(subject, name, place, name, here=here)

    def _is_kept(self, kind: str) -> bool:
        """Tell whether things of a kind are there in every period: values are kept for each."""
        if kind in (measure.each for measure in self.terms.measures.values()):
            return True
        has_moments = bool(self.ground.contract.vocabulary.items[kind].moments)
        return not has_moments and kind in (a.each for a in self.terms.amounts.values())

    def _spans(self, subject: Subject) -> Iterator[About]:
        for span in self.ground.history.spans:
            if span.kind == subject.kind:
                here = in_period(span, self.period, self.ground.contract)
                if here is not False:
                    place = Place(self.period, self._named_by(span), span)
                    yield self._about(subject, span.name, place, span.name, here=here)

    def _pieces(self, subject: Subject, measure: str) -> Iterator[About]:
        """Yield the outages of a measure in the period, as the measure has made them."""
        made: PeriodMeasure | None = self.terms.measures.get(measure)
        each = made.each if made else None
        things: tuple[str | None, ...] = (None,)
        if each:
            things = names(each, self.ground.history)
        for thing in things:
            place = Place(self.period)
            if each and thing:
                place = place.of(each, thing)
            result = self.ground.measured(measure, place)
            for piece in result.pieces if result else ():
                span = self._span(subject.kind, piece.span)
                if span is not None:
                    here = replace(place, things=(*place.things, *self._named_by(span)), about=span)
                    # What may have no bad time at all may be no outage of the measure.
                    is_one = None if piece.least == 0 < piece.most else True
                    yield self._about(subject, span.name, here, thing or span.name, here=is_one)

    # --- parts ------------------------------------------------------------------------------------

    def _about(
        self, subject: Subject, name: str, place: Place, of: str | None, *, here: Truth = True
    ) -> About:
        facts = True if subject.where == ALWAYS else self.world.facts(subject.where, place)
        if facts is False:
            return About(name, place, of, holds=False, why="")
        return About(
            name, place, of, all_of((here, facts, self._hit(subject, place))), self._why(subject)
        )

    def _hit(self, subject: Subject, place: Place) -> Truth:
        """Tell whether the target of a subject stands as the credit says."""
        if subject.target is None:
            return True
        found = self.ground.target(subject.target, self.period)
        # A longer period is settled by the statement in which it ends.
        if found and found[1].end != self.period.end:
            return False
        match subject.outcome:
            case "misses":
                return self.world.missed(subject.target, place)
            case "meets":
                return negated(self.world.missed(subject.target, place))
            case "exceeds":
                return self.world.holds(TargetIs(subject.target, "exceeded"), place)

    def _why(self, subject: Subject) -> str:
        word = {"misses": "missed", "meets": "met", "exceeds": "exceeded"}[subject.outcome]
        return f"{subject.target} {word}" if subject.target else ""

    def _span(self, kind: str, name: str | None) -> WorldSpan | None:
        return self.ground.spans.get((kind, name)) if name else None

    def _named_by(self, about: Verdict | WorldSpan) -> tuple[tuple[str, str], ...]:
        """Return the things that an item or span names by a fact of their kind."""
        kinds = self.ground.contract.vocabulary.items
        match about:
            case WorldSpan(facts=facts):
                said: list[tuple[str, object]] = [(k, facts.get(k)) for k in kinds]
            case Verdict():
                item = self.ground.timelines.get((about.kind, about.item))
                said = [(k, _last(item, k)) for k in kinds if item]
        return tuple((kind, value) for kind, value in said if isinstance(value, str))


def _last(item: Timeline, fact: str) -> object:
    steps = item.facts.get(fact, ())
    return steps[-1].value if steps else None


def run_name(verdict: Verdict) -> str:
    """Return how a line names the run that it is about: each has a name of its own."""
    item = verdict.item if verdict.cycle == 1 else f"{verdict.item} ({verdict.cycle})"
    return item if verdict.cycle_of is None else f"{item} for {verdict.cycle_of}"
