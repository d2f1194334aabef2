"""Places: where a quantity is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from slarules.engine.outcome import Verdict
from slarules.facts.history import Timeline, WorldSpan
from slarules.hours.periods import Period

About: TypeAlias = Verdict | Timeline | WorldSpan
"""What a line is about: a judged run of an item, an item or thing, or a span."""


@dataclass(frozen=True, slots=True)
class Place:
    """A period, the things whose values are meant, and what a line is about.

    Attributes:
        things: Names of things by their kind: what `separately for each port` and `for each port`
            look for. A kind that is not there may be a fact of what the line is about.
    """

    period: Period
    things: tuple[tuple[str, str], ...] = ()
    about: About | None = None

    def thing(self, kind: str) -> str | None:
        """Return the name of the thing of a kind that is meant, if one is."""
        named = dict(self.things).get(kind)
        return _fact(self.about, kind) if named is None else named

    def within(self, period: Period) -> Place:
        """Return the same of another period."""
        return self if period is self.period else replace(self, period=period)

    def of(self, kind: str, name: str) -> Place:
        """Return the place of one thing."""
        others = tuple(thing for thing in self.things if thing[0] != kind)
        return replace(self, things=(*others, (kind, name)))


def _fact(about: About | None, kind: str) -> str | None:
    match about:
        case WorldSpan(facts=facts):
            value = facts.get(kind)
        case Timeline() if about.kind == kind:
            value = about.item
        case Timeline(facts=steps):
            value = steps[kind][-1].value if steps.get(kind) else None
        case _:
            value = None
    return value if isinstance(value, str) else None
