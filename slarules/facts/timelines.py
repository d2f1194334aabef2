"""The raw history of one item becomes its timeline, by the rules of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slarules.core.conditions import Missing, Value
from slarules.core.contract import Kind
from slarules.facts.history import Happening, Step, Timeline, UnknownMoment
from slarules.facts.moments import NOT_SAID, Moments, Rules
from slarules.facts.raw import CUSTOMER, Entry, replay
from slarules.facts.reopening import reopened_undone
from slarules.facts.steps import NEVER_KNOWN, steps
from slarules.facts.words import Word
from slarules.instants import Instant

CLOSED = "closed"
"""The value of a state from which on nothing more is expected of an item."""


NEVER_TOLD = UnknownMoment(is_told=False)
"""No rule of the mapping gives it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What turns raw histories of one kind of item into timelines.

    Attributes:
        words: The facts and states that the mapping gives.
        closing: The states that say when an item is closed. Without one nobody knows, and what was
            the last of its kind so far counts as settled.
        never_facts, never_moments: What the contract uses and the mapping never gives.
    """

    kind: Kind
    rules: Rules
    words: tuple[Word, ...]
    closing: tuple[Word, ...] = ()
    never_facts: tuple[str, ...] = ()
    never_moments: tuple[str, ...] = ()

    def timeline(self, item: str, entries: Sequence[Entry], through: Instant) -> Timeline:
        """Return the timeline of an item.

        Args:
            item: Its name in the source.
            entries: Its rows up to the evaluation instant, in order, at least one.
            through: The instant of the export, at which a state without a history is known.

        Raises:
            SourceError: A time in a field could be two times.
        """
        positions = replay(entries)
        shape, findings = self.rules.shape, self.rules.findings
        facts = {w.name: steps(w, positions, shape, through, findings) for w in self.words}
        found = Moments(self.rules, positions, facts)
        happened: dict[str, tuple[Happening, ...]] = {}
        unknown: dict[str, UnknownMoment] = dict.fromkeys(self.never_moments, NEVER_TOLD)
        for word in self.rules.words:
            match found.of(word):
                case UnknownMoment() as moment:
                    unknown[word] = moment
                case happenings if happenings:
                    happened[word] = happenings
        unknown |= found.unsure
        for again in reopened_undone(found):
            row, what = again.row, "is taken up again, and no row before says that it was done"
            if row is not None:
                findings.add("contradiction", row.file, row.row, None, what)
        facts |= dict.fromkeys(self.never_facts, NEVER_KNOWN)
        fields = positions[-1].fields
        closed = not self.closing or any(w.look(fields.get).value == CLOSED for w in self.closing)
        unsettled = frozenset() if closed else frozenset(filter(found.may_move, happened))
        customer = fields.get(CUSTOMER) or None
        return Timeline(item, self.kind.name, facts, happened, unknown, customer, unsettled)


def same_item(first: Timeline, second: Timeline) -> Timeline:
    """Return what two rows of one item agree on; where they differ, it is unknown."""
    facts = {
        name: known if _values(known) == _values(second.facts[name]) else NEVER_KNOWN
        for name, known in first.facts.items()
    }
    words = {*first.happened, *first.unknown, *second.happened, *second.unknown}
    agreed = {word for word in words if _times(first, word) == _times(second, word)}
    happened = {word: found for word, found in first.happened.items() if word in agreed}
    unknown = {word: first.unknown.get(word, NOT_SAID) for word in words - happened.keys()}
    return Timeline(first.item, first.kind, facts, happened, unknown, first.customer)


def _values(known: Sequence[Step]) -> list[tuple[Instant, Value | Missing]]:
    return [(step.at, step.value) for step in known]


def _times(timeline: Timeline, word: str) -> object:
    if word in timeline.unknown:
        return timeline.unknown[word]
    return [happening.at for happening in timeline.happened.get(word, ())]
