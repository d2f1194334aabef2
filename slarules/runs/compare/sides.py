"""Which part of a run decides what it knows: a word of an item, a span, a reading, a fee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from slarules.facts.history import Timeline, WorldSpan
from slarules.instants import Instant
from slarules.register.bodies import Asserted, Disputed
from slarules.register.extract import Extract, Numbered
from slarules.report.moments import wall
from slarules.runs.compare.found import Part
from slarules.runs.compare.run import Run

ItemKey = tuple[str, str]
"""The kind of an item and its name."""

SpanKey = tuple[str, str, str, int]
"""The kind of a span, its name and service, and its number among those that share them."""


@dataclass(frozen=True)
class Sides:
    """Two runs, and which part each thing that they know belongs to."""

    first: Run
    second: Run

    @property
    def zone(self) -> str:
        """The zone of the contract; of the second where an edit moved it."""
        return self.second.agreed.contract.zone

    def wall(self, at: Instant) -> str:
        """Return an instant by the wall of the contract's zone."""
        return wall(at, self.zone)

    @cached_property
    def cut(self) -> Instant:
        """Until when both look; what is later belongs to how far each looks."""
        return min(self.first.history.until, self.second.history.until)

    @cached_property
    def entries(self) -> tuple[tuple[Numbered, ...], tuple[Numbered, ...]]:
        """The entries of a register that the first run alone counts, and the second."""
        first, second = self.first.extract.entries, self.second.extract.entries
        return (
            tuple(each for each in first if each not in second),
            tuple(each for each in second if each not in first),
        )

    @cached_property
    def settled(self) -> frozenset[tuple[str, str]]:
        """The facts of items and spans of which the registers say something else."""
        bodies = (draft.body for each in self.entries for _, draft in each)
        return frozenset(
            (body.about, body.fact) for body in bodies if isinstance(body, Asserted | Disputed)
        )

    @cached_property
    def remapped(self) -> frozenset[str]:
        """The words that the two mappings find in other ways."""
        before, after = self.first.agreed.mapping, self.second.agreed.mapping
        words = before.says.keys() | after.says.keys()
        return frozenset(w for w in words if before.says.get(w) != after.says.get(w))

    @cached_property
    def is_laid_out_anew(self) -> bool:
        """Whether the mappings say something else of files, or of what no word stands for."""
        before, after = self.first.agreed.mapping, self.second.agreed.mapping
        return (before.layout, before.roles) != (after.layout, after.roles)

    def of_word(self, about: str, word: str) -> Part:
        """Return what decides a fact or moment of an item."""
        if (about, word) in self.settled:
            return "register"
        return "mapping" if self.is_laid_out_anew or word in self.remapped else "rows"

    def of_spans(self, here: WorldSpan | None, there: WorldSpan | None) -> Part:
        """Return what decides a span, as the first run knows it and as the second does."""
        if here and there:
            alike = replace(here, end=None) == replace(there, end=None)
            later = alike and all(end is None or end > self.cut for end in (here.end, there.end))
            return "as-of" if later else self._of_span(there)
        known = here or there
        return self._of_span(known) if known and known.start <= self.cut else "as-of"

    def _of_span(self, span: WorldSpan) -> Part:
        if any(about == span.name for about, _ in self.settled):
            return "register"
        before, after = self.first.agreed.mapping, self.second.agreed.mapping
        edited = before.spans.get(span.kind) != after.spans.get(span.kind)
        words = {span.kind, *span.facts, *span.moments}
        if self.is_laid_out_anew or edited or not words.isdisjoint(self.remapped):
            return "mapping"
        return "rows"

    def of_item(self, item: Timeline) -> Part:
        """Return what decides that an item is there, which one of the runs alone knows."""
        steps = (step.at for steps in item.facts.values() for step in steps)
        happened = (each.at for all_ in item.happened.values() for each in all_)
        earliest = min((*steps, *happened), default=self.cut)
        if earliest > self.cut:
            return "as-of"
        # How a word is found makes no item, so that an edit of it brings none.
        return "mapping" if self.is_laid_out_anew else "rows"


def by_key(made: Run) -> Mapping[ItemKey, Timeline]:
    """Return the items of a run by kind and name."""
    return {(item.kind, item.item): item for item in made.history.items}


def spans_by_key(made: Run) -> Mapping[SpanKey, WorldSpan]:
    """Return the spans of a run by kind, name and service, and numbered where they share these."""
    numbers: Counter[tuple[str, str, str]] = Counter()
    found: dict[SpanKey, WorldSpan] = {}
    for span in made.history.spans:
        key = (span.kind, span.name, span.service or "")
        numbers[key] += 1
        found[*key, numbers[key]] = replace(span, row=None)
    return found


def claims_differ(first: Extract, second: Extract) -> bool:
    """Tell whether the claims that registers held differ."""
    return first.known.claims != second.known.claims
