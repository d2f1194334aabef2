"""Moments and events: which of an item's rows they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, assert_never

from slarules.core.conditions import Truth
from slarules.core.mapping import (
    CommentBy,
    Field,
    RawCondition,
    RawOccurrence,
    Rises,
    Role,
    Starts,
    Stops,
    folded,
)
from slarules.facts.history import Happening, UnknownMoment, Written
from slarules.facts.raw import (
    Comment,
    Look,
    Position,
    Text,
    in_comment,
    looking,
    subjects,
    truth,
)
from slarules.facts.truth import all_of
from slarules.facts.values import Mark, number
from slarules.instants import Instant

REQUESTER = "requester"
"""The field that names the item's own customer."""

Moment: TypeAlias = Happening | UnknownMoment | None
"""When it happened, that it is unknown, or that it has not happened."""


class Seen(NamedTuple):
    """A row that is the occurrence, or, when not `sure`, may be it."""

    happening: Happening
    sure: bool


@dataclass(slots=True)
class Watch:
    """A condition on fields, worked out once for each combination of their values."""

    condition: RawCondition
    mark: Mark
    fields: tuple[str, ...] = ()
    _answers: dict[tuple[Text, ...], Truth] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = (s.name for s in subjects(self.condition) if isinstance(s, Field))
        self.fields = tuple(sorted(set(names)))

    def holds(self, fields: Mapping[str, Text]) -> Truth:
        """Return whether it holds of the fields; None where a field is not in the source."""
        values = tuple([fields.get(name, "") for name in self.fields])
        if values not in self._answers:
            held = truth(self.condition, looking(fields), self.mark) is True
            self._answers[values] = None if None in values else held
        return self._answers[values]


@dataclass(frozen=True, slots=True)
class Observer:
    """Finds occurrences in histories.

    Attributes:
        roles: Whose comments count as another role's.
    """

    mark: Mark
    roles: Sequence[tuple[Role, RawCondition]] = ()
    _watches: dict[RawCondition, Watch] = field(default_factory=dict)

    def seen(self, occurrence: RawOccurrence, positions: Sequence[Position]) -> Iterator[Seen]:
        """Yield the rows that are, or may be, the occurrence, in order."""
        match occurrence:
            case CommentBy():
                yield from self._comments(occurrence, positions)
            case Starts(condition):
                yield from self._turns(condition, positions, to=True)
            case Stops(condition):
                yield from self._turns(condition, positions, to=False)
            case Rises(subject):
                yield from self._rises(subject, positions)
            case _:
                assert_never(occurrence)

    def watch(self, condition: RawCondition) -> Watch:
        """Return the one watch on a condition."""
        if condition not in self._watches:
            self._watches[condition] = Watch(condition, self.mark)
        return self._watches[condition]

    def _turns(
        self, condition: RawCondition, positions: Sequence[Position], *, to: bool
    ) -> Iterator[Seen]:
        watch = self.watch(condition)
        held: Truth = watch.holds({})
        fields: Mapping[str, Text] | None = None
        for position in positions:
            if position.fields is fields:
                continue
            fields = position.fields
            before, held = held, watch.holds(fields)
            if position.entry.kind == "before":
                continue  # when it came to be so is lost
            if held is None or (held is to and before is not to):
                yield _seen(position, sure=held is not None)

    def _rises(self, subject: Field, positions: Sequence[Position]) -> Iterator[Seen]:
        before, said = None, None
        for position in positions:
            text = position.fields.get(subject.name, "")
            if text is not None and text == said:
                continue
            said = text
            now = number(text, self.mark) if text else None
            if text is None or (now is not None and before is not None and now > before):
                yield _seen(position, sure=text is not None)
            before = before if now is None else now

    def _comments(self, wanted: CommentBy, positions: Sequence[Position]) -> Iterator[Seen]:
        for position in positions:
            if position.entry.comment is None:
                continue
            fits = self._fits(wanted, position.entry.comment, looking(position.fields))
            if fits is not False:
                yield _said(position, wanted, sure=fits is True)

    def _fits(self, wanted: CommentBy, comment: Comment, look: Look) -> Truth:
        seen = in_comment(comment, look)
        return all_of(
            (
                _visible(wanted, comment),
                self._by(wanted, comment, look),
                truth(wanted.where, seen, self.mark),
            )
        )

    def _by(self, wanted: CommentBy, comment: Comment, look: Look) -> Truth:
        seen = in_comment(comment, look)
        counted = (r for r, condition in self.roles if truth(condition, seen, self.mark) is True)
        role = next(counted, comment.role)
        if wanted.author == "requester":
            return all_of((_is_requester(comment, look), role and role == "customer"))
        return None if role is None else role == wanted.author


def _is_requester(comment: Comment, look: Look) -> Truth:
    """Tell whether the author is who the item's own customer was when it was written (R39)."""
    requester = look(Field(REQUESTER))
    if not (requester and comment.author):
        return None
    return folded(requester) == folded(comment.author)


def _visible(wanted: CommentBy, comment: Comment) -> Truth:
    if wanted.visibility is None or comment.public is None:
        return None if wanted.visibility else True
    return comment.public is (wanted.visibility == "public")


def _said(position: Position, wanted: CommentBy, *, sure: bool) -> Seen:
    role = "customer" if wanted.author == "requester" else wanted.author
    letters = position.entry.comment.letters if position.entry.comment else 0
    written = Written(role, letters)
    return Seen(Happening(position.at, position.rank, position.entry.ref, written), sure)


def _seen(position: Position, *, sure: bool) -> Seen:
    return Seen(Happening(position.at, position.rank, position.entry.ref), sure)


def first(found: Sequence[Seen]) -> Moment:
    """Return the first occurrence; unknown when one that is not sure may come before it."""
    sure = next((seen.happening for seen in found if seen.sure), None)
    if found and not found[0].sure:
        return UnknownMoment(found[0].happening.at, sure.at if sure else None)
    return sure


def last(found: Sequence[Seen]) -> Moment:
    """Return the last occurrence; unknown when one that is not sure may come after it."""
    sure = next((seen.happening for seen in reversed(found) if seen.sure), None)
    if not found or found[-1].sure:
        return sure
    return UnknownMoment(sure.at if sure else None, found[-1].happening.at if sure else None)


def bounded(
    found: Sequence[Seen], not_before: Instant | None, not_after: Instant | None
) -> list[Seen]:
    """Return the occurrences that are neither earlier nor later than the instants."""
    return [
        seen
        for seen in found
        if (not_before is None or not_before <= seen.happening.at)
        and (not_after is None or seen.happening.at <= not_after)
    ]
