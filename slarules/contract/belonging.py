"""What the head says of items and spans: to which period they belong, what is one event."""

from __future__ import annotations

from collections.abc import Collection

from slarules.contract.problems.kinds import OtherClock
from slarules.contract.problems.names import DeclaredTwice, UnknownName
from slarules.contract.scope import Scope, every, origin
from slarules.contract.words import micros
from slarules.core.clocks import ELAPSED
from slarules.core.contract import Belongs, Kind, OneEvent
from slarules.syntax import tree

RUN_MOMENTS = ("due", "started", "ended", "missed")
"""Moments of a run, by which an item may belong to a period (R32)."""

SPAN_MOMENTS = ("start", "end", "started", "ended")
"""Moments that every span has."""


def belongs(written: tree.Contract, scope: Scope) -> dict[str, Belongs]:
    """Return by which moment items and spans belong to a period, by their kind."""
    found: dict[str, Belongs] = {}
    for phrase in every(written.phrases, tree.Belonging):
        kind = _spoken_of(phrase.items, scope)
        if kind is None:
            continue
        own = SPAN_MOMENTS if kind.name in scope.vocabulary.spans else RUN_MOMENTS
        _told_unless_known(phrase.moment, f"moment of a {kind.name}", (*kind.moments, *own), scope)
        if kind.name in found:
            span = phrase.items.span
            scope.tell(DeclaredTwice(span=span, noun="period of", name=kind.plural))
        found.setdefault(kind.name, Belongs(kind.name, phrase.moment.text))
    return found


def split(written: tree.Contract, scope: Scope) -> frozenset[str]:
    """Return the kinds of span that are cut at period ends."""
    phrases = every(written.phrases, tree.SplitAtEnds)
    return frozenset(kind.name for p in phrases if (kind := scope.world_span(p.spans)))


def one_event(written: tree.Contract, scope: Scope) -> tuple[OneEvent, ...]:
    """Return which spans are one event though the source does not say so."""
    found = []
    for phrase in every(written.phrases, tree.SameCause):
        kind = scope.world_span(phrase.spans)
        if kind is None:
            continue
        _told_unless_known(phrase.fact, f"fact of a {kind.name}", kind.facts, scope)
        check_elapsed(phrase.within, "one event", scope)
        within, at = micros(phrase.within), origin(phrase, None)
        found.append(OneEvent(kind.name, phrase.fact.text, within, at))
    return tuple(found)


def check_elapsed(length: tree.Duration, what: str, scope: Scope) -> None:
    """Tell that a length is counted on a clock where all time counts."""
    if length.clock.text != ELAPSED.name:
        given, needed = length.clock.text, ELAPSED.name
        scope.tell(OtherClock(span=length.span, what=what, needed=needed, given=given))


def _spoken_of(name: tree.Name, scope: Scope) -> Kind | None:
    spans = scope.vocabulary.spans.values()
    mine = next((kind for kind in spans if name.text in (kind.name, kind.plural)), None)
    return mine or scope.item(name)


def _told_unless_known(name: tree.Name, noun: str, known: Collection[str], scope: Scope) -> None:
    if name.text not in known:
        scope.tell(UnknownName.among(name.span, noun, name.text, known))
