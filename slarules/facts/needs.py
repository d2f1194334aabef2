"""Which words of the outside world a contract uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from slarules.core.conditions import (
    Becomes,
    Changes,
    Compares,
    Happens,
    Is,
    Known,
    Notice,
    OnDay,
    StopsBeing,
    TimedNotice,
    WithinHours,
)
from slarules.core.contract import Applies, Belongs, Contract, Vocabulary
from slarules.core.mapping import Mapping as Rules
from slarules.core.measures import (
    MeanOfRatios,
    ReadingIs,
    ReadingSays,
    ReadingValue,
    Spans,
    Statistic,
    TotalOf,
    Volume,
)
from slarules.core.money import Billed
from slarules.core.promises import (
    AtMoment,
    Bounds,
    Exceptional,
    Measure,
    Promise,
    TimeExclusion,
    UnknownRule,
)
from slarules.core.targets import LevelRow
from slarules.facts.further import Tables
from slarules.facts.truth import words
from slarules.node_parts import part_names


@dataclass(slots=True)
class Used:
    """The words that a contract uses.

    Attributes:
        facts: Facts and states of items.
        moments: Moments and events of items.
        deciding: Those of which it matters when they are unknown. Others only cancel, restart or
            reopen: where the source never tells of them, they do not.
        appointments: Moments that may lie ahead: goals fall due at them.
        spans: Kinds of spans of the world.
        readings: Measurements.
        billed: Whether an amount comes from billing.
        measured: By kind of item, the moments from and until which a measure counts.
        of_contract: Whether there is a contract at all; without one, any moment may lie ahead.
    """

    facts: set[str] = field(default_factory=set)
    moments: set[str] = field(default_factory=set)
    deciding: set[str] = field(default_factory=set)
    appointments: set[str] = field(default_factory=set)
    spans: set[str] = field(default_factory=set)
    readings: set[str] = field(default_factory=set)
    billed: bool = False
    measured: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    of_contract: bool = False

    def decides(self, *names: str) -> None:
        """Note moments of which it matters when they are unknown."""
        self.moments.update(names)
        self.deciding.update(names)


def used_by(contract: Contract) -> Used:
    """Return the words that any text of a contract uses, scenarios left out."""
    used = Used(of_contract=True)
    for part in (contract.versions, contract.coverage, contract.belongs):
        for node in _nodes(part):
            _note(node, used)
    return used


def words_in(part: object) -> Used:
    """Return the words that a part of a contract uses."""
    used = Used(of_contract=True)
    for node in _nodes(part):
        _note(node, used)
    return used


def _nodes(part: object) -> Iterator[object]:
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if names := part_names(type(each)):
            yield each
            # What stands in an exclusion of time or in bad time are words of the span, not of an
            # item.
            if not isinstance(each, (TimeExclusion, Spans)):
                waiting += [getattr(each, name) for name in reversed(names)]
        elif isinstance(each, tuple | frozenset | list):
            waiting += reversed(tuple(each))
        # Most that is left is text, and to ask what a mapping is takes long.
        elif not isinstance(each, str) and isinstance(each, Mapping):
            waiting += reversed(tuple(each.values()))


def _note(node: object, used: Used) -> None:
    match node:
        case Is(fact=fact) | Compares(fact=fact) | Becomes(state=fact) | StopsBeing(state=fact):
            used.facts.add(fact)
        case Changes(fact=fact):
            used.facts.add(fact)
        case Promise(columns=columns) | Exceptional(columns=columns):
            used.facts.update(columns)
        case UnknownRule(word=word):
            used.facts.add(word)
            used.decides(word)
        case _:
            _note_moments(node, used)


def _note_moments(node: object, used: Used) -> None:
    match node:
        case AtMoment(moment=moment):
            used.decides(moment)
            used.appointments.add(moment)
        case Known() | OnDay() | WithinHours() | Notice() | TimedNotice():
            used.decides(*words(node))
        case Belongs(moment=word) | Applies(moment=word):
            used.decides(word)
        case Happens(name=word):
            used.moments.add(word)
        case Bounds(starts=starts, ends=ends):
            used.decides(*(o.name for o in (*starts, *ends) if isinstance(o, Happens)))
        case _:
            _note_world(node, used)


def _note_world(node: object, used: Used) -> None:
    match node:
        case Measure():
            _note_measure(node, used)
        case TimeExclusion(span_kind=kind) | Spans(kind=kind):
            used.spans.add(kind)
        case Billed():
            used.billed = True
        case _:
            _note_counted(node, used)


def _note_counted(node: object, used: Used) -> None:
    match node:
        case (
            ReadingValue(reading)
            | TotalOf(reading)
            | ReadingSays(reading=reading)
            | Volume(reading=reading)
            | Statistic(of=reading, over=None)
        ):
            used.readings.add(reading)
        case ReadingIs(reading=reading, of=of):
            used.readings.update((reading,) if of is None else (reading, of))
        case MeanOfRatios(part=part, whole=whole):
            used.readings.update((part, whole))
        case Statistic(of=word):
            # A number of the items, if it is no measure of theirs.
            used.facts.add(word)
        case LevelRow(facts=facts):
            used.facts.update(fact for fact, _ in facts)
        case _:
            pass


def _note_measure(measure: Measure, used: Used) -> None:
    if measure.each is not None:
        used.facts.add(measure.each)
    match measure:
        case Measure(item=item, starts=(Happens(start),), ends=(Happens(end),)):
            used.measured.setdefault(item, set()).add((start, end))
        case _:
            pass


def needs(
    used: Used, words: Vocabulary, mapping: Rules, tables: Tables, *, has_no_outage: bool = False
) -> Iterator[str]:
    """Yield, as sentences, what a contract uses and a mapping or source never gives.

    Args:
        has_no_outage: Whether a source that could tell of outages vouches for what it tells.
    """
    for item in sorted({t.item for t in mapping.layout.tables if t.item is not None}):
        kind, rules = words.items[item], mapping.of(item)
        happen = {*kind.moments, *kind.events}
        missing = (used.facts & kind.facts.keys()) - rules.facts.keys()
        missing |= (used.moments & happen) - rules.happenings.keys()
        for word in sorted(missing):
            passes_over = word in happen and word not in used.deciding
            means = "it ends and reopens nothing" if passes_over else "it is unknown"
            yield f"the mapping never gives {word} of {kind.plural}; {means}"
    yield from _needs_of_world(used, mapping, tables, has_no_outage=has_no_outage)


def _needs_of_world(
    used: Used, mapping: Rules, tables: Tables, *, has_no_outage: bool
) -> Iterator[str]:
    for kind in sorted(used.spans):
        if kind not in mapping.spans and kind != "outage":
            yield f"the mapping never gives {kind}; there is none"
        elif not (tables.has("outages") or has_no_outage):
            yield f"there is no table of outages, so there is no {kind}"
    if used.readings and not tables.has("measurements"):
        names = ", ".join(sorted(used.readings))
        yield f"there is no table of measurements; the contract uses {names}"
    if used.billed and not tables.has("fees"):
        yield "there is no table of fees; billed amounts are unknown"
