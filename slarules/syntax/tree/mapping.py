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
from slarules.syntax.tree.raw import Anchor, Field, RawCondition, RawOccurrence

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
class RowRecorded(Phrase):
    """`a row was recorded at column "recorded_at"`."""

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
class MissingWritten(Phrase):
    """`missing values are written "?", "n/a"`."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimesIn(Phrase):
    """`times without an offset are in "Europe/Berlin"`."""

    zone: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CompleteThrough(Phrase):
    """`history is complete through 2026-06-30 24:00`; None is the latest time in the file."""

    at: LocalInstant | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CompleteBeside(Phrase):
    """`outages are complete through 2026-06-30 24:00`; None is the latest time in the file."""

    table: Name
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
    """`resolved is column "Resolved" in zone "UTC" when column "Resolution" is "Done"`.

    With `if earlier` it counts only where another rule of the word gives a later time.
    """

    repeats: ClassVar[bool] = True
    word: Name
    column: Text
    zone: Text | None
    condition: RawCondition | None
    if_earlier: bool


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
    | RowRecorded
    | Separator
    | Encoding
    | DatesWritten
    | NumbersWritten
    | MissingWritten
    | TimesIn
    | CompleteThrough
    | CompleteBeside
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
