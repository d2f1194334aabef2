"""A checked mapping: how the raw history of one source becomes the words of a vocabulary.

Texts to compare with are folded: without case and outer blanks (`folded`).
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.conditions import Relation
from slarules.instants import Instant
from slarules.source import NOWHERE, Span


def folded(text: str) -> str:
    """Return a text or name of the source as it is compared: without case and outer blanks."""
    return text.strip().casefold()


# --- conditions on the raw history ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a field or column; the name is folded."""

    name: str


@dataclass(frozen=True, slots=True)
class CommentPart:
    """A part of the comment that is tested."""

    part: Literal["author", "channel"]


Subject: TypeAlias = Field | CommentPart


@dataclass(frozen=True, slots=True)
class Equals:
    """The value is one of the texts."""

    subject: Subject
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Resembles:
    """The value holds the text, begins with it, or fits it as a pattern; `*` is anything."""

    subject: Subject
    how: Literal["contains", "starts with", "matches"]
    text: str


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """There is no value; the one test that an empty field does not leave unknown."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class Stands:
    """The value, a number, stands in the relation to the limit."""

    subject: Subject
    relation: Relation
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Labelled:
    """The item carries the label."""

    label: str


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[RawCondition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[RawCondition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: RawCondition


RawCondition: TypeAlias = Equals | Resembles | IsEmpty | Stands | Labelled | Every | Some | Not

ANYTHING = Every(())
"""Holds always."""


# --- occurrences in the raw history --------------------------------------------------------------

Role: TypeAlias = Literal["customer", "agent", "automation", "system"]


@dataclass(frozen=True, slots=True)
class CommentBy:
    """A comment; `None` stands for any visibility, `requester` for the item's own customer."""

    visibility: Literal["public", "private"] | None
    author: Role | Literal["requester"]
    where: RawCondition = ANYTHING


@dataclass(frozen=True, slots=True)
class Starts:
    """The condition holds and did not just before; before the first row every field is empty."""

    condition: RawCondition


@dataclass(frozen=True, slots=True)
class Stops:
    """The condition held just before and does not any more."""

    condition: RawCondition


@dataclass(frozen=True, slots=True)
class Rises:
    """A number is greater than it was just before."""

    subject: Field


RawOccurrence: TypeAlias = CommentBy | Starts | Stops | Rises


# --- rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One rule for a value."""

    value: str
    when: RawCondition
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FactRule:
    """All that the mapping says of a fact or state.

    Attributes:
        cases: Tested at every row; exactly one value must follow.
        otherwise: The value when none holds; without it the fact is unknown then.
        value_of: The field whose text, as a name, is the value; then there are no cases.
    """

    word: str
    cases: tuple[Case, ...] = ()
    otherwise: str | None = None
    value_of: Field | None = None


@dataclass(frozen=True, slots=True)
class RowOf:
    """The moment of the row that created or deleted the item."""

    kind: Literal["created", "deleted"]


@dataclass(frozen=True, slots=True)
class TimeIn:
    """The time in a field, where the condition holds; `zone` is for times without an offset.

    `if_earlier` settles which of two times counts; without it two that differ are unknown.
    """

    subject: Field
    zone: str | None = None
    when: RawCondition = ANYTHING
    if_earlier: bool = False


@dataclass(frozen=True, slots=True)
class StateTurns:
    """A mapped state takes the value."""

    state: str
    value: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapped moment or event."""

    name: str


@dataclass(frozen=True, slots=True)
class Bounded:
    """Not later, or not earlier, than the first of an occurrence among the mapped words."""

    side: Literal["before", "after"]
    anchor: StateTurns | Mapped


@dataclass(frozen=True, slots=True)
class Pick:
    """The first, the last, or each of the occurrences."""

    which: Literal["first", "last", "each"]
    occurrence: RawOccurrence
    bound: Bounded | None = None


Happening: TypeAlias = RowOf | TimeIn | Pick
"""Where a moment or event comes from."""


@dataclass(frozen=True, slots=True)
class SpanRule:
    """Which outages are spans of a kind, and where their moments and facts are.

    A moment or fact without a rule is in the column of its own name, if there is one.
    """

    kind: str
    where: RawCondition = ANYTHING
    moments: Dict[str, Field] = field(default_factory=dict)
    facts: Dict[str, FactRule] = field(default_factory=dict)


# --- files ---------------------------------------------------------------------------------------

Shape: TypeAlias = Literal["wide", "events", "snapshots"]
Further: TypeAlias = Literal[
    "outages", "measurements", "fees", "assertions", "claims", "native_sla"
]

FURTHER: tuple[Further, ...] = (
    "outages",
    "measurements",
    "fees",
    "assertions",
    "claims",
    "native_sla",
)
"""Tables that are read when they lie beside the items, named by the mapping or not."""


@dataclass(frozen=True, slots=True)
class Table:
    """Files of one shape.

    Attributes:
        item: The kind of item of a history; None for a further table.
        pattern: A file name in which `*` is anything; None for the table's own name.
        named_by: The column that names the item.
    """

    shape: Shape | Further
    item: str | None = None
    pattern: str | None = None
    named_by: str | None = None

    @property
    def name(self) -> str:
        """What adapters call it: the kind of its items, or its own name."""
        return self.item or self.shape


DatePattern: TypeAlias = Literal[
    "year-month-day", "day.month.year", "day/month/year", "day-month-year", "month/day/year"
]


Through: TypeAlias = Instant | Literal["latest"] | None
"""How far a source goes: an instant, or the latest time in it; `None` where nobody says."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the mapping says of files; `None` where it says nothing.

    Attributes:
        row_holds: The column from whose time on a row holds.
        recorded: The column that says when the source learned of a row.
        missing: The texts, folded, that stand where there is no value.
        zone: Where times without an offset are.
        complete_through: An instant, or `latest` for the latest time in the history.
        spans_complete_through: The same for spans of the world, by the times of their table.
    """

    tables: tuple[Table, ...]
    row_holds: str | None = None
    separator: str | None = None
    encoding: str | None = None
    dates: DatePattern | None = None
    decimal: Literal["comma", "point"] = "point"
    missing: frozenset[str] = frozenset()
    zone: str | None = None
    complete_through: Through = None
    spans_complete_through: Through = None
    recorded: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """The words of a kind of thing, such as a port: what it is, and not what happens to it."""

    facts: tuple[str, ...]
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping without problems.

    Attributes:
        vocabulary: Name and version of the vocabulary whose words it yields.
        source: The name of the source it reads, such as `csv`.
        happenings: By moment or event.
        roles: Whose comments count as another role's; the first that holds.
        says: The sentence of each word's rules, as written.
        things: The words of each kind of thing that has a table, such as ports: one without a
            rule is read from the column of its own name.
    """

    name: str
    version: int
    vocabulary: tuple[str, int]
    source: str
    layout: Layout
    facts: Dict[str, FactRule] = field(default_factory=dict)
    happenings: Dict[str, tuple[Happening, ...]] = field(default_factory=dict)
    spans: Dict[str, SpanRule] = field(default_factory=dict)
    roles: tuple[tuple[Role, RawCondition], ...] = ()
    says: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    things: Dict[str, Thing] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping:
        """Return the rules as they are for a kind: a thing's own columns where no rule is."""
        thing = self.things.get(kind)
        if thing is None:
            return self
        facts = {name: FactRule(name, value_of=Field(name)) for name in thing.facts}
        moments = {name: (TimeIn(Field(name)),) for name in thing.moments}
        return replace(
            self,
            facts={**facts, **self.facts},
            happenings={**moments, **self.happenings},
            things={},
        )
