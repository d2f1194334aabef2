"""Events: which spans are one event, though the source does not say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Contract, OneEvent
from slarules.facts.history import History, WorldSpan
from slarules.instants import Instant

EVENT = "event"
"""The fact, and the kind of thing, that names an event."""

FOR_EVER = Instant(2**62)


class Events:
    """The events of spans: those that the source names, else by the head's rule.

    A span belongs to the event of the one before with the same value of the rule's fact when it
    starts within the rule's length after that one's end.
    """

    def __init__(self, contract: Contract, history: History) -> None:
        self._rules = {rule.kind: rule for rule in contract.one_event}
        self._history = history

    def of(self, span: WorldSpan) -> str | Missing | None:
        """Return the event of a span; `None` where it is an event of its own."""
        said = span.facts.get(EVENT)
        if isinstance(said, str) or said is UNKNOWN:
            return said
        rule = self._rules.get(span.kind)
        if rule and span.facts.get(rule.fact) is UNKNOWN:
            return UNKNOWN
        return self._named.get((span.kind, span.name))

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], str]:
        return {
            (span.kind, span.name): _name(chain)
            for rule in self._rules.values()
            for chain in _chains(rule, self._history.spans)
            for span in chain
        }


def _chains(rule: OneEvent, spans: Iterable[WorldSpan]) -> Iterator[list[WorldSpan]]:
    alike: dict[Value, list[WorldSpan]] = defaultdict(list)
    for span in spans:
        value = span.facts.get(rule.fact)
        if span.kind == rule.kind and value is not None and not isinstance(value, Missing):
            alike[value].append(span)
    for several in alike.values():
        yield from _linked(rule, sorted(several, key=lambda span: (span.start, span.name)))


def _linked(rule: OneEvent, ordered: Iterable[WorldSpan]) -> Iterator[list[WorldSpan]]:
    chain: list[WorldSpan] = []
    until = FOR_EVER
    for span in ordered:
        if chain and span.start > until + rule.within:
            yield chain
            chain = []
        end = FOR_EVER if span.end is None else span.end
        until = max(until, end) if chain else end
        chain.append(span)
    if chain:
        yield chain


def _name(chain: Iterable[WorldSpan]) -> str:
    """Return the name of an event: one that the source gives, else that of its first span."""
    spans = list(chain)
    said = (span.facts.get(EVENT) for span in spans)
    return next((name for name in said if isinstance(name, str)), spans[0].name)
