"""Conditions on days and hours, taken out of a contract: whether they hold is each item's own.

In an outline no moment has a time. So a condition such as `reported on a harbour day` becomes a
fact of the item, which is known once its times are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from slarules.core.clocks import Clock
from slarules.core.conditions import (
    Condition,
    Every,
    Is,
    Known,
    Notice,
    OnDay,
    TimedNotice,
    Timing,
    WithinHours,
)
from slarules.core.contract import Terms
from slarules.core.promises import Origin

Node = TypeVar("Node")

YES = "yes"


@dataclass(frozen=True, slots=True)
class TimedTests:
    """The conditions on days and hours of one text, each once, and the fact that stands for it."""

    names: dict[Timing, str] = field(default_factory=dict)

    def without(self, terms: Terms) -> Terms:
        """Return a text in which facts stand for such conditions; exclusions are left as is."""
        return replace(
            terms,
            promises=self._taken(terms.promises),
            pauses=self._taken(terms.pauses),
            removals=self._taken(terms.removals),
            cancels=self._taken(terms.cancels),
            restarts=self._taken(terms.restarts),
        )

    def _taken(self, node: Node) -> Node:
        found: Any = self._each(node)
        return found  # type: ignore[no-any-return]

    def _each(self, node: Any) -> Any:  # noqa: ANN401 - any node of the core
        match node:
            case OnDay() | WithinHours() | Notice() | TimedNotice():
                return self._fact(node)
            case tuple():
                return tuple(map(self._each, node))
            case Mapping():
                return {name: self._each(each) for name, each in node.items()}
            case Clock() | Origin():
                return node
            case _ if is_dataclass(node) and not isinstance(node, type):
                own = {each.name: getattr(node, each.name) for each in fields(node)}
                new = {name: self._each(value) for name, value in own.items()}
                changed = {name: value for name, value in new.items() if value != own[name]}
                return replace(node, **changed) if changed else node
            case _:
                return node

    def _fact(self, test: Timing) -> Condition:
        name = self.names.setdefault(test, f"\0timed {len(self.names)}")
        happened = tuple(Known(moment) for moment in moments_of(test))
        return Every((*happened, Is(name, (YES,))))


def moments_of(test: Timing) -> tuple[str, ...]:
    """Return the moments that a condition is about."""
    match test:
        case Notice(moment=moment, anchor=anchor) | TimedNotice(moment=moment, anchor=anchor):
            return moment, anchor
        case OnDay(moment) | WithinHours(moment):
            return (moment,)
