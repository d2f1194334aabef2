"""The moments and events of one item, by the rules of a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from slarules.core.mapping import (
    ANYTHING,
    Bounded,
    Mapped,
    Pick,
    RowOf,
    Shape,
    StateTurns,
    TimeIn,
)
from slarules.core.mapping import Happening as Rule
from slarules.errors import SourceError
from slarules.facts.findings import FindingKind, Findings, shown
from slarules.facts.happenings import Moment, Observer, Seen, bounded, first, last
from slarules.facts.history import BEGINNING, Happening, RowRef, Step, UnknownMoment
from slarules.facts.raw import Entry, Position
from slarules.facts.times import Times, UnreadableTimeError
from slarules.instants import Instant

NOT_SAID = UnknownMoment()
"""The source cannot say when, or whether at all."""

Found: TypeAlias = tuple[Happening, ...] | UnknownMoment


@dataclass(frozen=True, slots=True)
class Rules:
    """What finds moments and events.

    Attributes:
        words: The rules by word, several where several columns may hold it.
        events: Which of the words may happen any number of times.
    """

    words: Dict[str, tuple[Rule, ...]]
    events: frozenset[str]
    shape: Shape
    times: Times
    observer: Observer
    findings: Findings


@dataclass(slots=True)
class Moments:
    """One item while its moments are found.

    Attributes:
        facts: Its steps.
        unsure: Events that may have happened more often than is known, since the first of these.
    """

    rules: Rules
    positions: Sequence[Position]
    facts: Dict[str, tuple[Step, ...]]
    unsure: dict[str, UnknownMoment] = field(default_factory=dict)
    _found: dict[str, Found] = field(default_factory=dict)

    def of(self, word: str) -> Found:
        """Return when a word happened; nothing when it has not."""
        if word not in self._found:
            rules = self.rules.words.get(word, ())
            is_event = word in self.rules.events
            found = self._each(word, rules) if is_event else self._single(word, rules)
            self._found[word] = found
        return self._found[word]

    def may_move(self, word: str) -> bool:
        """Tell whether a moment is the last of its kind so far, and nothing bounds it (R38)."""
        return any(
            isinstance(rule, Pick) and rule.which == "last" and not self._is_bounded(rule)
            for rule in self.rules.words.get(word, ())
        )

    def _is_bounded(self, rule: Pick) -> bool:
        """Tell whether only what came before something that stands fast can be picked."""
        if rule.bound is None or rule.bound.side == "after":
            return False
        anchor = rule.bound.anchor
        return not (isinstance(anchor, Mapped) and self.may_move(anchor.name))

    def _each(self, word: str, rules: Sequence[Rule]) -> Found:
        if self.rules.shape == "wide":
            return NOT_SAID
        seen = [s for rule in rules if isinstance(rule, Pick) for s in self._seen(rule)]
        sure = {s.happening for s in seen if s.sure}
        if unsure := [s.happening.at for s in seen if s.happening not in sure]:
            self.unsure[word] = UnknownMoment(min(unsure))
        return tuple(
            sorted(
                sure,
                key=lambda happening: (happening.at, happening.position),
            )
        )

    def _single(self, word: str, rules: Sequence[Rule]) -> Found:
        if len(rules) == 1:
            return _as_found(self._one(rules[0]))
        found = [moment for rule in rules if (moment := self._one(rule)) is not None]
        certain = {moment.at: moment for moment in found if isinstance(moment, Happening)}
        if any(isinstance(r, TimeIn) and r.if_earlier for r in rules):
            if bounded := earliest(found):
                return bounded
            if len(certain) > 1:
                return (certain[min(certain)],)
        if len(certain) > 1:
            entry = self.positions[-1].entry
            what = f"the rules of {word} give different times; it is unknown"
            self.rules.findings.add("disagree", entry.file, entry.row, None, what)
            settled = all(isinstance(moment, Happening) for moment in found)
            return UnknownMoment(min(certain), max(certain)) if settled else NOT_SAID
        if certain:
            return tuple(certain.values())
        return next((moment for moment in found if isinstance(moment, UnknownMoment)), ())

    def _one(self, rule: Rule) -> Moment:
        match rule:
            case TimeIn():
                return self._time(rule)
            case _ if self.rules.shape == "wide":
                return NOT_SAID
            case RowOf(kind):
                return self._row(kind)
            case Pick():
                found = list(self._seen(rule))
                return last(found) if rule.which == "last" else first(found)
            case _:
                assert_never(rule)

    def _row(self, kind: str) -> Moment:
        made = (position for position in self.positions if position.entry.kind == kind)
        position = next(made, None)
        if position is None:
            return NOT_SAID if kind == "created" else None
        return Happening(position.at, position.rank, position.entry.ref)

    # --- times in fields -----------------------------------------------------------------------

    def _time(self, rule: TimeIn) -> Moment:
        position = self.positions[-1]
        text = position.fields.get(rule.subject.name, "")
        if text is None:
            return NOT_SAID
        if not text.strip() or not self._holds(rule, position):
            return None
        setting = self._setting(rule.subject.name)
        entry = setting.entry
        at = time_in(rule, text, entry, self.rules.times)
        if at is None:
            what = f"{shown(text)} is no time; the moment is unknown"
            self._say("no time", entry, rule, what)
            return NOT_SAID
        if turned := self.rules.times.turned(text, rule.zone):
            what = f"{shown(text)} {turned}"
            if turned.second is not None:
                what = f"{shown(text)} was twice in {turned.zone}; which of the two is unknown"
                self._say("other clock", entry, rule, what)
                return UnknownMoment(turned.first, turned.second)
            self._say("other clock", entry, rule, what)
        # A row says what lies behind it or ahead; it was learned with the row.
        learned = None if entry.at == BEGINNING or at == entry.known else entry.known
        # At the instant of its own row it stands where that row does; anywhere else, first.
        rank = setting.rank if at == entry.at else 0
        return Happening(at, rank, RowRef(entry.file, entry.row, learned or entry.recorded))

    def _say(self, kind: FindingKind, entry: Entry, rule: TimeIn, what: str) -> None:
        self.rules.findings.add(kind, entry.file, entry.row, rule.subject.name, what)

    def _holds(self, rule: TimeIn, position: Position) -> bool:
        if rule.when is ANYTHING:
            return True
        return self.rules.observer.watch(rule.when).holds(position.fields) is True

    def _setting(self, name: str) -> Position:
        """Return the position from which on the field has the value that it has in the end."""
        found = self.positions[-1]
        value = found.fields.get(name)
        for position in reversed(self.positions):
            if position.fields.get(name) != value:
                break
            found = position
        return found

    # --- occurrences ---------------------------------------------------------------------------

    def _seen(self, rule: Pick) -> Iterator[Seen]:
        found = list(self.rules.observer.seen(rule.occurrence, self.positions))
        if rule.bound is None:
            return iter(found)
        limit = self._limit(rule.bound)
        if limit is None:
            return iter(())
        if isinstance(limit, UnknownMoment):
            return (seen._replace(sure=False) for seen in found)
        before, after = (limit, None) if rule.bound.side == "after" else (None, limit)
        return iter(bounded(found, before, after))

    def _limit(self, bound: Bounded) -> Instant | UnknownMoment | None:
        match bound.anchor:
            case StateTurns(state, value):
                steps = self.facts.get(state, ())
                return next((step.at for step in steps if step.value == value), None)
            case Mapped(name):
                found = self.of(name)
                if isinstance(found, UnknownMoment):
                    return found
                return found[0].at if found else None
            case _:
                assert_never(bound.anchor)


def earliest(found: Sequence[Moment]) -> UnknownMoment | None:
    """Return the bounds of the earliest of several, where one with bounds may be that."""
    ends = [_bounds(moment) for moment in found if moment is not None]
    known = [(first, last) for first, last in ends if first is not None and last is not None]
    if not known:
        return None
    first, last = min(first for first, _ in known), min(last for _, last in known)
    return UnknownMoment(first, last) if first < last else None


def _bounds(moment: Happening | UnknownMoment) -> tuple[Instant | None, Instant | None]:
    if isinstance(moment, Happening):
        return moment.at, moment.at
    return moment.after, moment.before


def _as_found(moment: Moment) -> Found:
    match moment:
        case None:
            return ()
        case UnknownMoment():
            return moment
        case _:
            return (moment,)


def time_in(rule: TimeIn, text: str, entry: Entry, times: Times) -> Instant | None:
    """Return the time that a field holds, or None when it holds no time.

    Raises:
        SourceError: It could be two times, or lacks its zone.
    """
    try:
        return times.read(text, rule.zone)
    except UnreadableTimeError as error:
        name, record = rule.subject.name, f"row {entry.row}"
        raise SourceError(entry.file, str(error), record=record, field=name) from error
