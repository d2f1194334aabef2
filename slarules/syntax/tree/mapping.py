"""The statement `mapping`: how the raw history of one source becomes the words of a vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Line,
    LocalInstant,
    Name,
    Node,
    Number,
    Phrase,
    Text,
    YesNo,
)

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


# --- phrases: files ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Files(Phrase):
    """`events from "events.csv"`: the kind is events, tickets, snapshots, outages, fees ..."""

    repeats: ClassVar[bool] = True
    kind: Name
    pattern: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NamedBy(Phrase):
    """`a ticket is named by column "Ticket ID"`."""

    repeats: ClassVar[bool] = True
    item: Name
    column: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RowHolds(Phrase):
    """`a row holds from column "sys_updated_at"`."""

    column: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Separator(Phrase):
    """`fields are separated by ";"`."""

    text: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Encoding(Phrase):
    """`files are encoded in "windows-1252"`."""

    name: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DatesWritten(Phrase):
    """`dates are written day.month.year`."""

    pattern: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NumbersWritten(Phrase):
    """`numbers are written with a decimal comma`."""

    mark: Literal["comma", "point"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimesIn(Phrase):
    """`times without an offset are in "Europe/Berlin"`."""

    zone: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CompleteThrough(Phrase):
    """`history is complete through 2026-06-30 24:00`; None is the latest time in the file."""

    at: LocalInstant | None


# --- phrases: words ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ValueWhen(Phrase):
    """`level is P1 when field "priority" is "High"`; `while` for states."""

    repeats: ClassVar[bool] = True
    word: Name
    value: Name | YesNo
    join: Literal["when", "while"]
    condition: RawCondition


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ValueOtherwise(Phrase):
    """`level is P4 otherwise`."""

    repeats: ClassVar[bool] = True
    word: Name
    value: Name | YesNo


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ValueOfField(Phrase):
    """`site is the value of field "site"`."""

    repeats: ClassVar[bool] = True
    word: Name
    field: Field


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WhenRow(Phrase):
    """`reported is when created`, `deleted is when deleted`."""

    repeats: ClassVar[bool] = True
    word: Name
    row: Literal["created", "deleted"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MomentColumn(Phrase):
    """`resolved is column "Resolved" in zone "UTC" when column "Resolution" is "Done"`."""

    repeats: ClassVar[bool] = True
    word: Name
    column: Text
    zone: Text | None
    condition: RawCondition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeInField(Phrase):
    """`promised is the time in field "promised"`."""

    repeats: ClassVar[bool] = True
    word: Name
    field: Field


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Picks(Phrase):
    """`first_reply is the first public comment by an agent after customer_message`."""

    repeats: ClassVar[bool] = True
    word: Name
    which: Literal["first", "last"]
    occurrence: RawOccurrence
    limit: Limits | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Limits(Node):
    """`before status becomes waiting_on_customer`, `after customer_message`."""

    side: Literal["before", "after"]
    anchor: Anchor


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EachIs(Phrase):
    """`agent_message is each public comment by an agent`."""

    repeats: ClassVar[bool] = True
    word: Name
    occurrence: RawOccurrence


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpanTime(Phrase):
    """`maintenance announced is the time in field "announced"`."""

    repeats: ClassVar[bool] = True
    span_kind: Name
    moment: Name
    field: Field


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpanValue(Phrase):
    """`maintenance planned is yes when field "planned" is "ja"`."""

    repeats: ClassVar[bool] = True
    span_kind: Name
    fact: Name
    value: Name | YesNo
    condition: RawCondition


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AuthorCounts(Phrase):
    """`an author counts as automation when author is one of "mailer", "sla-bot"`."""

    repeats: ClassVar[bool] = True
    role: Literal["automation", "agent", "customer"]
    condition: RawCondition


FilePhrase: TypeAlias = (
    Files
    | NamedBy
    | RowHolds
    | Separator
    | Encoding
    | DatesWritten
    | NumbersWritten
    | TimesIn
    | CompleteThrough
)
WordRule: TypeAlias = (
    ValueWhen
    | ValueOtherwise
    | ValueOfField
    | WhenRow
    | MomentColumn
    | TimeInField
    | Picks
    | EachIs
    | SpanTime
    | SpanValue
    | AuthorCounts
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mapping(Line):
    """`mapping harbour_csv version 1 of "service-desk" version 2 from "csv"`."""

    name: Name
    version: Number
    vocabulary: Text
    vocabulary_version: Number
    source: Text
    clause: Text | None
    phrases: tuple[FilePhrase | WordRule, ...]
