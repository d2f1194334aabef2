"""The steps of facts and states: from which row on they have which value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from slarules.core.conditions import UNKNOWN
from slarules.core.mapping import Shape
from slarules.facts.findings import Findings
from slarules.facts.history import BEGINNING, Step
from slarules.facts.raw import Entry, Position, Text
from slarules.facts.words import Answer, Word
from slarules.instants import Instant

NEVER_KNOWN = (Step(BEGINNING, UNKNOWN),)
"""The steps of a fact that the source does not say."""


def steps(
    word: Word, positions: Sequence[Position], shape: Shape, through: Instant, findings: Findings
) -> tuple[Step, ...]:
    """Return the steps of a fact or state in one item's history.

    Args:
        word: The rules.
        positions: The history, at least one position.
        shape: What is known of the time before and between rows.
        through: The instant of the export.
        findings: Takes in what no rule maps.
    """
    match shape:
        case "wide":
            return _without_history(word, positions[0], through, findings)
        case "snapshots":
            return _since_the_first_row(word, tuple(_changes(word, positions, findings)))
        case "events":
            return _since_creation(positions, tuple(_changes(word, positions, findings)))
        case _:
            assert_never(shape)


def _changes(word: Word, positions: Sequence[Position], findings: Findings) -> Iterator[Step]:
    fields: Mapping[str, Text] | None = None
    before: Answer | None = None
    values: tuple[Text, ...] | None = None
    since: Instant | None = None
    for position in positions:
        entry = position.entry
        # What a row recorded late says, one that was recorded before it may have said for later.
        is_sooner = since is not None and entry.known < since and _says(entry, word)
        if position.fields is fields and not is_sooner:
            continue
        fields = position.fields
        now = tuple([fields.get(name, "") for name in word.fields])
        if now == values and not is_sooner:
            continue
        values, answer = now, word.answer(now)
        _report(word, answer, entry, findings)
        if before is None or answer.value != before.value or is_sooner:
            since = entry.recorded
            yield Step(position.at, answer.value, position.rank, entry.ref)
        before = answer


def _says(entry: Entry, word: Word) -> bool:
    return not set(entry.fields).isdisjoint(word.fields)


def _report(word: Word, answer: Answer, entry: Entry, findings: Findings) -> None:
    if answer.odd:
        column = word.fields[0] if len(word.fields) == 1 else None
        findings.add(answer.odd, entry.file, entry.row, column, answer.what)


def _without_history(
    word: Word, only: Position, through: Instant, findings: Findings
) -> tuple[Step, ...]:
    """A fact of a single row held throughout; a state is known only at the export (R36)."""
    answer = word.look(only.fields.get)
    _report(word, answer, only.entry, findings)
    if word.fact.is_state:
        return Step(BEGINNING, UNKNOWN), Step(through, answer.value, 0, only.entry.ref)
    return (Step(BEGINNING, answer.value, 0, only.entry.ref),)


def _since_the_first_row(word: Word, changes: tuple[Step, ...]) -> tuple[Step, ...]:
    """The first row says what a fact is; where a state stood before it, nobody says."""
    first, *rest = changes
    if word.fact.is_state:
        return Step(BEGINNING, UNKNOWN), *changes
    return Step(BEGINNING, first.value, 0, first.row), *rest


def _since_creation(positions: Sequence[Position], changes: tuple[Step, ...]) -> tuple[Step, ...]:
    # The rows of the first instant describe the item as it was created, one field after another:
    # that a field was empty between two of them is no history.
    if len(changes) > 1 and changes[0].value is UNKNOWN and changes[0].at == changes[1].at:
        changes = changes[1:]
    if any(position.entry.kind == "created" for position in positions):
        return changes
    return Step(BEGINNING, UNKNOWN), *changes
