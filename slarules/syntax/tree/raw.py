"""The raw history of a source: what mappings test in it, and what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import Name, Node, Number, Text

# --- what a condition tests ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Field(Node):
    """`field "priority"` or `column "Priority"`: the same thing, by its name in the source."""

    word: Literal["field", "column"]
    name: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CommentPart(Node):
    """`author` or `channel` of a comment."""

    word: Literal["author", "channel"]


Subject: TypeAlias = Field | CommentPart


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawIs(Node):
    """`field "priority" is one of "1", "Urgent"`."""

    subject: Subject
    negated: bool
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawIsEmpty(Node):
    """`field "resolution" is not empty`."""

    subject: Subject
    negated: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawMatches(Node):
    """`field "type" contains "request"`, `starts with`, `matches` (`*` stands for anything)."""

    subject: Subject
    how: Literal["contains", "starts with", "matches"]
    text: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawCompares(Node):
    """`field "impact" is at least 3`."""

    subject: Subject
    bound: Literal["at least", "above", "at most", "below", "exactly"]
    number: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LabelPresent(Node):
    """`label "customer-caused" is present`, or `is absent`."""

    label: Text
    present: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawAll(Node):
    """Raw conditions joined with `and`."""

    parts: tuple[RawCondition, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawAny(Node):
    """Raw conditions joined with `or`."""

    parts: tuple[RawCondition, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawNot(Node):
    """`not (...)`."""

    part: RawCondition


RawCondition: TypeAlias = (
    RawIs | RawIsEmpty | RawMatches | RawCompares | LabelPresent | RawAll | RawAny | RawNot
)


# --- what happens in a raw history ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comment(Node):
    """`public comment by an agent where channel is "email"`."""

    visibility: Literal["public", "private"] | None
    author: Literal["an agent", "a customer", "the requester", "automation"]
    where: RawCondition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FieldBecomes(Node):
    """`time field "status" becomes one of "Solved", "Done"`."""

    field: Field
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FieldStopsBeing(Node):
    """`time field "status" stops being "Open"`."""

    field: Field
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FieldEmpties(Node):
    """`time field "assignee" stops being empty` (`stops`), or `becomes empty`."""

    field: Field
    stops: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FieldRises(Node):
    """`time field "reopen_count" rises`."""

    field: Field


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LabelAdded(Node):
    """`time label "merged" is added`."""

    label: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Outage(Node):
    """`outage where field "planned" is "yes"`: a row of the outages file."""

    where: RawCondition | None


RawOccurrence: TypeAlias = (
    Comment | FieldBecomes | FieldStopsBeing | FieldEmpties | FieldRises | LabelAdded | Outage
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WordBecomes(Node):
    """`status becomes waiting_on_customer`: a word of the vocabulary as an anchor."""

    word: Name
    value: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WordHappens(Node):
    """`customer_message`: a moment or event of the vocabulary as an anchor."""

    word: Name


Anchor: TypeAlias = WordBecomes | WordHappens
