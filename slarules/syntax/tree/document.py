"""Whole files: the head of a contract, imports, overlays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.amendments import Amendable, Amendment
from slarules.syntax.tree.base import (
    Date,
    Duration,
    Line,
    Name,
    Node,
    Number,
    Period,
    Phrase,
    Text,
    Version,
)
from slarules.syntax.tree.mapping import Mapping
from slarules.syntax.tree.promises import (
    Covers,
)
from slarules.syntax.tree.rights import Succession
from slarules.syntax.tree.scenarios import Scenario
from slarules.syntax.tree.settlement import Always
from slarules.syntax.tree.vocabulary import (
    Item,
    Measurement,
    Vocabulary,
    WorldSpan,
)

# --- language, use -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Language(Line):
    """`language slarules 1`."""

    clause: ClassVar[Text | None] = None
    name: Name
    version: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Use(Line):
    """`use vocabulary "service-desk" version 2`, `use contract "base.sla"` (no version)."""

    kind: Literal["vocabulary", "holidays", "part", "contract"]
    name: Text
    version: Version | None
    clause: Text | None


# --- contract ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reference(Phrase):
    """`reference "MSA-2025-117, Schedule 3"`."""

    text: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Party(Phrase):
    """`provider "Northwind Support Ltd"`, `customer "..."`."""

    repeats: ClassVar[bool] = True
    role: Literal["provider", "customer"]
    text: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Group(Phrase):
    """`group network of provider "Network operations"`."""

    repeats: ClassVar[bool] = True
    name: Name
    role: Literal["provider", "customer"]
    text: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Effective(Phrase):
    """`effective from 2026-01-01 through 2028-12-31`."""

    first: Date
    last: Date | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeZone(Phrase):
    """`timezone "Europe/Dublin"`."""

    name: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Currency(Phrase):
    """`currency EUR`."""

    name: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assessed(Phrase):
    """`assessed every calendar month`."""

    period: Period


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BeforeTheStart(Phrase):
    """`periods before the start count as met`."""

    result: Literal["met", "missed"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Belonging(Phrase):
    """`tickets belong to the period of resolved, or of due while unresolved`."""

    repeats: ClassVar[bool] = True
    items: Name
    moment: Name
    or_due: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SplitAtEnds(Phrase):
    """`outages are split at period ends`: where a measure totals them."""

    repeats: ClassVar[bool] = True
    spans: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SameCause(Phrase):
    """`outages with the same cause within 24 elapsed hours are one event`."""

    repeats: ClassVar[bool] = True
    spans: Name
    fact: Name
    within: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MeasuredBy(Phrase):
    """`measured by mapping harbour_csv version 1`."""

    repeats: ClassVar[bool] = True
    mapping: Name
    version: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rounded(Phrase):
    """`rounded half up to the cent once per statement`."""

    mode: Literal["half up", "half even", "half down", "up", "down"]


ContractPhrase: TypeAlias = (
    Reference
    | Party
    | Group
    | Effective
    | TimeZone
    | Currency
    | Assessed
    | BeforeTheStart
    | Belonging
    | SplitAtEnds
    | SameCause
    | MeasuredBy
    | Rounded
    | Covers
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Contract(Line):
    """`contract harbour "Harbour Logistics support agreement"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[ContractPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Overlay(Line):
    """`internal overlay of meridian`."""

    clause: ClassVar[Text | None] = None
    of: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NotComputed(Line):
    """`clause "10" not computed "indemnity"`: what the file leaves to people."""

    clause: Text
    why: Text


# --- file ----------------------------------------------------------------------------------------

Statement: TypeAlias = (
    Amendable
    | Always
    | Amendment
    | Contract
    | Item
    | Language
    | Mapping
    | Measurement
    | NotComputed
    | Overlay
    | Scenario
    | Succession
    | Use
    | Vocabulary
    | WorldSpan
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Broken(Node):
    """A statement that did not parse: its word, and its name where that could be read."""

    word: str
    name: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Torn(Node):
    """A statement of the tree that lacks lines, for they could not be read.

    Its place is the whole statement with those lines.
    """

    word: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Heading(Node):
    """A heading of a literate file, such as `7.2 Service credits`."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class File(Node):
    """A whole file: its statements in order, and what of it could not be read."""

    statements: tuple[Statement, ...]
    broken: tuple[Broken, ...] = ()
    torn: tuple[Torn, ...] = ()
    headings: tuple[Heading, ...] = ()
