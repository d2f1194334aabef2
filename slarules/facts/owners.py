"""Whose the items of a shared history are, by the customer that their rows name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import TypeAlias

from slarules.core.mapping import Further, Shape, folded
from slarules.facts.raw import CUSTOMER, Entry
from slarules.instants import Instant


class Unowned(Enum):
    """That an item is not known to be anybody's."""

    UNNAMED = "no row of it names a customer"
    CONTESTED = "its rows contradict each other on whose it is"


Owner: TypeAlias = str | Unowned
"""The name of a customer, folded."""


@dataclass(slots=True)
class Owners:
    """Who owns the items of one kind.

    Attributes:
        borne: For each item, from when on its rows name which customer; an empty name takes it
            back.
        names: The customers as they are written, by their folded names.
    """

    borne: Mapping[str, Sequence[tuple[Instant, Owner]]]
    names: Mapping[str, str]
    _at: dict[Instant, Mapping[Owner, Sequence[str]]] = field(default_factory=dict)

    def at(self, until: Instant) -> Mapping[Owner, Sequence[str]]:
        """Return the items of each owner, as it is known at an instant."""
        if until not in self._at:
            found: dict[Owner, list[str]] = {}
            for item, borne in self.borne.items():
                found.setdefault(_owner(borne, until), []).append(item)
            self._at[until] = found
        return self._at[until]


def _owner(borne: Sequence[tuple[Instant, Owner]], until: Instant) -> Owner:
    if len(borne) == 1 and borne[0][0] <= until:
        return borne[0][1]
    place = bisect_right(borne, until, key=lambda each: each[0])
    return borne[place - 1][1] if place else Unowned.UNNAMED


def owners(
    histories: Mapping[str, Iterable[Entry]],
    shape: Shape | Further,
    as_of: Instant | None = None,
) -> Owners:
    """Return who owns the items whose rows these are, by the rows recorded until an instant."""
    known: dict[str, str] = {}
    written: dict[str, str] = {}
    borne = {}
    for item, entries in histories.items():
        seen = entries if as_of is None else [e for e in entries if e.known <= as_of]
        named = [(e.at, e.sequence, name) for e in seen if (name := e.value(CUSTOMER)) is not None]
        for _, _, name in named:
            if name not in known:
                known[name] = folded(name)
                written.setdefault(known[name], name.strip())
        said = [(at, sequence, known[name]) for at, sequence, name in named]
        borne[item] = _in_one_row(said) if shape == "wide" else _in_time(said)
    return Owners(borne, written)


def _in_one_row(named: Sequence[tuple[Instant, int, str]]) -> list[tuple[Instant, Owner]]:
    """Rows without times have no order: two that name different customers contradict each other."""
    names = {name for _, _, name in named if name}
    if not names:
        return []
    return [(named[0][0], names.pop() if len(names) == 1 else Unowned.CONTESTED)]


def _in_time(named: list[tuple[Instant, int, str]]) -> list[tuple[Instant, Owner]]:
    borne: list[tuple[Instant, Owner]] = []
    for (_, name), rows in groupby(sorted(named), key=lambda row: (row[0], row[2])):
        at = next(rows)[0]
        owner: Owner = name or Unowned.UNNAMED
        if not borne or borne[-1][1] != owner:
            borne.append((at, owner))
    return borne
