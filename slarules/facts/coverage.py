"""Which items of a shared history are a contract's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from slarules.core.conditions import Condition, Every, Truth, Value
from slarules.core.contract import Coverage
from slarules.facts.assertions import Assertions
from slarules.facts.findings import Finding, FindingKind, Findings
from slarules.facts.history import Timeline
from slarules.facts.horizon import Horizon
from slarules.facts.items import Items
from slarules.facts.owners import Unowned
from slarules.facts.rows import Intake
from slarules.facts.times import Times
from slarules.facts.truth import Moment, holds, words
from slarules.instants import Instant

Says: TypeAlias = Value | Moment

OTHERS = "belongs to another customer; left out"
UNCOVERED = "the contract does not cover it; left out"
PERHAPS = "whether the contract covers it is not known; left out"
"""Why an item does not count."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What all items of a kind say of a few words at an instant.

    Attributes:
        key: The items, the words and their rules, and the instant.
        groups: The items by what they say.
    """

    key: tuple[object, ...]
    timelines: Mapping[str, Timeline]
    groups: Mapping[tuple[Says, ...], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cover:
    """How a contract's own items are told from those of others.

    A `covers` statement alone decides on its kind of item; without one it is the customer whom the
    item's rows name.

    Attributes:
        customers: What the source may call the contract's customer, folded; None takes every item.
        parted: Whether several contracts share the source: then an item that names no customer is
            nobody's.
        seen: What was seen of all items for other contracts; contracts that ask the same share it.
    """

    customers: frozenset[str] | None
    coverage: Sequence[Coverage]
    parted: bool
    said: Assertions
    seen: list[Seen]

    def own(self, items: Items, horizon: Horizon) -> Sequence[str]:
        """Return the names of the contract's own items; of the others their number is told."""
        where = [each.where for each in self.coverage if each.item == items.kind.name]
        if where:
            return self._covered(items, Every(tuple(where)), horizon)
        if self.customers is None:
            return tuple(items.intake.histories)
        return self._named(items, self.customers, horizon)

    def _named(self, items: Items, customers: frozenset[str], horizon: Horizon) -> list[str]:
        owned = items.intake.owners(horizon.as_of).at(horizon.until)
        own = [name for customer in sorted(customers) for name in owned.get(customer, ())]
        unnamed = owned.get(Unowned.UNNAMED, ())
        contested = owned.get(Unowned.CONTESTED, ())
        others = len(items.intake.histories) - len(own) - len(unnamed) - len(contested)
        tell(items, "another customer", OTHERS, others)
        tell(items, "contradiction", f"{Unowned.CONTESTED.value}; left out", len(contested))
        if not self.parted:
            return [*own, *unnamed]
        what = f"{Unowned.UNNAMED.value}; in a portfolio it is nobody's, and left out"
        tell(items, "no customer", what, len(unnamed))
        return own

    def _covered(self, items: Items, where: Condition, horizon: Horizon) -> list[str]:
        asked = tuple(dict.fromkeys(words(where)))
        known = self._seen(items, asked, horizon)
        truths: dict[str, Truth] = {}
        for values, names in known.groups.items():
            says = dict(zip(asked, values, strict=True)).__getitem__
            truths |= dict.fromkeys(names, holds(where, says))
        # What is odd about assertions is told where the item's whole timeline is made.
        said = replace(self.said, findings=Findings())
        for name in known.timelines.keys() & said.by_name.keys():
            item = said.about_item(known.timelines[name], items.kind)
            truths[name] = holds(where, partial(item.said, at=horizon.until))
        found = list(truths.values())
        tell(items, "another customer", UNCOVERED, found.count(False))
        tell(items, "another customer", PERHAPS, found.count(None))
        return [name for name, truth in truths.items() if truth is True]

    def _seen(self, items: Items, asked: tuple[str, ...], horizon: Horizon) -> Seen:
        facts = frozenset(asked) if items.kind.facts.keys() >= set(asked) else None
        rules = [items.mapping.facts.get(word) for word in asked] if facts else items.mapping
        key = items.intake.table, items.kind, asked, rules, horizon
        for known in self.seen:
            if known.key == key:
                return known
        timelines = _timelines(items, facts, horizon)
        groups: dict[tuple[Says, ...], list[str]] = {}
        for name, item in timelines.items():
            groups.setdefault(tuple([item.said(w, horizon.until) for w in asked]), []).append(name)
        self.seen.append(Seen(key, timelines, groups))
        return self.seen[-1]


def _timelines(items: Items, facts: frozenset[str] | None, horizon: Horizon) -> dict[str, Timeline]:
    """Return the timelines of all items, others' too; what is odd about them is for nobody here."""
    times = items.sight.times
    sight = replace(
        items.sight,
        times=Times(times.dates, times.zone, times.shown),
        findings=Findings(),
        only=facts,
    )
    every = Items(items.kind, items.mapping, items.intake, sight)
    return {each.item: each for each in every.timelines(items.intake.histories, horizon)}


def tell(items: Items, kind: FindingKind, what: str, count: int) -> None:
    """Tell of so many items that are left out, if there are any."""
    if count:
        items.sight.findings.take(Finding(kind, items.name, None, None, what, count))


def tell_lost(items: Items, customers: frozenset[str] | None, as_of: Instant) -> None:
    """Tell what is odd about rows of which no item came, as far as it is the contract's."""
    nameless = not items.intake.owners(as_of).names
    tell_lost_rows(items.intake, items.sight.findings, customers, nameless=nameless)


def tell_lost_rows(
    intake: Intake, findings: Findings, customers: frozenset[str] | None, *, nameless: bool
) -> None:
    """Do the same where it is known already whether no row of the source names a customer."""
    for name in intake.odd.keys() - intake.histories.keys():
        named = intake.named_in_odd.get(name)
        ours = customers is None or (named in customers if named else nameless)
        for odd in intake.odd[name]:
            what = odd.what if ours else "cannot be read, and is not known to be the contract's"
            findings.take(replace(odd, what=what))
