"""The raw history of an item, and what is true in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias, assert_never

from slarules.core.conditions import Truth
from slarules.core.mapping import (
    CommentPart,
    Equals,
    Every,
    Field,
    IsEmpty,
    Labelled,
    Not,
    RawCondition,
    Resembles,
    Role,
    Some,
    Stands,
    Subject,
    folded,
)
from slarules.facts.history import RowRef
from slarules.facts.truth import all_of, any_of, negated, stands
from slarules.facts.values import Mark, number
from slarules.instants import Instant

LABELS = Field("labels")
"""The field that holds an item's labels, separated by commas or semicolons."""

CUSTOMER = "customer"
"""The field that names whose item it is."""

Text: TypeAlias = str | None
"""What a field holds; None where the source has no such field."""

Look: TypeAlias = Callable[[Subject], Text]
"""Gives the value of a subject at one position."""


class Comment(NamedTuple):
    """A comment as it was at its own instant; None is what the source does not say.

    Attributes:
        letters: How many letters and digits it begins with, of the first `READ` characters.
    """

    author: str
    role: Role | None
    public: bool | None
    channel: str
    letters: int = 0


READ = 40
"""So many characters of a comment are looked at."""


class Entry(NamedTuple):
    """What one row says of an item.

    Attributes:
        sequence: The order of the source, over all its files.
        text: A hash of the whole row, also of what no rule looks at.
        recorded: When the source learned of it, where it says so.
        was: A field that it sets, and what it says that the field held before.
        kind: What it says; `lost`: from here on fields are not known, `before`: what a field held
            when the next row came.
        fields: The fields it sets, folded; shared by the rows of a file.
        values: Their values.
    """

    at: Instant
    sequence: int
    kind: Literal["row", "created", "set", "comment", "deleted", "lost", "before"]
    fields: tuple[str, ...]
    values: tuple[Text, ...]
    comment: Comment | None
    file: str
    row: int
    text: int = 0
    recorded: Instant | None = None
    was: tuple[str, str] | None = None

    @property
    def ref(self) -> RowRef:
        """Where it stands."""
        return RowRef(self.file, self.row, self.recorded)

    @property
    def known(self) -> Instant:
        """When the source learned of it."""
        return self.at if self.recorded is None else self.recorded

    def value(self, name: str) -> Text:
        """Return the value that it sets a field to, None when it does not."""
        return self.values[self.fields.index(name)] if name in self.fields else None


def subjects(condition: RawCondition) -> frozenset[Subject]:
    """Return everything a condition looks at."""
    match condition:
        case Equals(subject) | Resembles(subject) | IsEmpty(subject) | Stands(subject):
            return frozenset({subject})
        case Labelled():
            return frozenset({LABELS})
        case Every(parts) | Some(parts):
            return frozenset().union(*map(subjects, parts))
        case Not(part):
            return subjects(part)
        case _:
            assert_never(condition)


def truth(condition: RawCondition, look: Look, mark: Mark) -> Truth:
    """Return whether a condition holds; unknown where only an empty field could say."""
    match condition:
        case Every(parts):
            return all_of(truth(part, look, mark) for part in parts)
        case Some(parts):
            return any_of(truth(part, look, mark) for part in parts)
        case Not(part):
            return negated(truth(part, look, mark))
        case IsEmpty(subject):
            value = look(subject)
            return None if value is None else not value.strip()
        case Labelled(label):
            value = look(LABELS)
            return None if value is None else folded(label) in labels(value)
        case _:
            value = look(condition.subject)
            return _fits(condition, value, mark) if value and value.strip() else None


def _fits(condition: Equals | Resembles | Stands, value: str, mark: Mark) -> Truth:
    match condition:
        case Equals(_, texts):
            return folded(value) in texts
        case Resembles(_, "contains", text):
            return text in folded(value)
        case Resembles(_, "starts with", text):
            return folded(value).startswith(text)
        case Resembles(_, _, text):
            return _matches(folded(value), text.split("*"))
        case Stands(_, relation, limit):
            found = number(value, mark)
            return None if found is None else stands(found, relation, limit)
        case _:
            assert_never(condition)


def _matches(value: str, parts: list[str]) -> bool:
    """Return whether the parts stand in the value in order, the outer ones at its ends.

    Taking each part as early as possible is enough, and never slow, whatever the pattern is.
    """
    first, *middle = parts
    if not middle:
        return value == first
    last = middle.pop()
    if len(value) < len(first) + len(last) or not value.startswith(first):
        return False
    place, end = len(first), len(value) - len(last)
    for part in middle:
        found = value.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return value.endswith(last)


def labels(text: str) -> frozenset[str]:
    """Return the labels in a field."""
    return frozenset(map(folded, text.replace(";", ",").split(","))) - {""}


def in_comment(comment: Comment, look: Look) -> Look:
    """Return a look that also sees the parts of a comment."""

    def seen(subject: Subject) -> Text:
        if isinstance(subject, CommentPart):
            return comment.author if subject.part == "author" else comment.channel
        return look(subject)

    return seen


class Position(NamedTuple):
    """One step of an item's history; `fields` holds every field as it is from here on.

    Attributes:
        rank: The place among the rows of the item that share the instant.
    """

    at: Instant
    rank: int
    fields: Mapping[str, Text]
    entry: Entry


def replay(entries: Iterable[Entry]) -> list[Position]:
    """Return the history that entries in order make; a row that changes no field shares them."""
    positions: list[Position] = []
    fields: dict[str, Text] = {}
    for entry in entries:
        changed = dict(zip(entry.fields, entry.values, strict=True))
        if any(fields.get(name, "") != value for name, value in changed.items()):
            fields = {**fields, **changed}
        same = positions and positions[-1].at == entry.at
        positions.append(Position(entry.at, positions[-1].rank + 1 if same else 0, fields, entry))
    return positions


def looking(fields: Mapping[str, Text]) -> Look:
    """Return a look at fields; one that was never set is empty."""
    return lambda subject: fields.get(subject.name, "") if isinstance(subject, Field) else None
