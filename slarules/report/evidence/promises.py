"""`promises.json` as values: what a contract promises, in its own words."""

from __future__ import annotations

from typing import Literal, TypeAlias

from slarules.report.evidence.parts import Count, Day, DocumentPart, Text

Family: TypeAlias = Literal[
    "clock",
    "promise",
    "exception",
    "pause",
    "exclusion",
    "removal",
    "cancellation",
    "restart",
    "unknown",
    "measure",
    "target",
    "condition",
    "amount",
    "credit",
    "pool",
    "scorecard",
    "multiplier",
    "combine",
    "cap",
    "floor",
    "earn-back",
    "settlement",
    "claim",
    "right",
    "duty",
    "dispute",
    "conduct",
    "always",
    "amendment",
]


class TextVersion(DocumentPart):
    """A text of the contract: as signed, or as amended from a date.

    Attributes:
        name: Empty for the text as signed.
        since: The first date on which it is in force.
        applies: Which items it judges, where it says so.
    """

    name: Text
    title: Text
    since: Day
    applies: Text


class Head(DocumentPart):
    """Who agreed on what, from when, and how it is counted.

    Attributes:
        ends: The last date of the contract; `None` when it has no end.
        says: The further lines of the contract's head, in its own words.
        mapping: The mapping that the contract is measured by: name and version.
        vocabularies: Where its words come from, each with its version.
        overlay: The provider's internal overlay that was read with it; never for the customer.
    """

    contract: Text
    title: Text
    reference: Text
    provider: Text
    customer: Text
    zone: Text
    currency: Text
    every: Text
    signed: Day | None
    starts: Day
    ends: Day | None
    says: tuple[Text, ...]
    mapping: Text
    vocabularies: tuple[Text, ...]
    overlay: Text | None
    texts: tuple[TextVersion, ...]


class Level(DocumentPart):
    """What the contract says a level means."""

    level: Text
    means: Text
    text_version: Text


class Counted(DocumentPart):
    """What a promise counts on an item: from the first of these words until the next of those."""

    measure: Text
    says: Text
    starts: tuple[Text, ...]
    ends: tuple[Text, ...]


class Passage(DocumentPart):
    """Some lines of a text, and the table that follows them.

    Attributes:
        table: Its cells by row, the head first; empty without one.
    """

    says: tuple[Text, ...]
    table: tuple[tuple[Text, ...], ...]


class Declaration(DocumentPart):
    """A statement of the contract, in its own words; an amendment is one declaration.

    Attributes:
        text_version: The text that says it.
        passages: Its lines and tables, without the line that names it.
        counts: For a promise, each thing that it counts.
        plain: What it does to time, in plain English.
        words: The words of the glossary that it uses, in order; for a target with those of what
            it judges.
    """

    family: Family
    name: Text
    title: Text
    clause: Text | None
    text_version: Text
    internal: bool
    passages: tuple[Passage, ...]
    counts: tuple[Counted, ...]
    plain: tuple[Text, ...] = ()
    words: tuple[Text, ...]


class Term(DocumentPart):
    """A word of the outside world that the contract uses.

    Attributes:
        of: The kind of item or span that has it; empty for the world's own.
        means: What the vocabulary says it means.
        mapping: The sentences of the mapping on how it is found in the source.
        given: Where else it is found when there are none; empty when it is unknown throughout.
    """

    word: Text
    kind: Literal["moment", "event", "fact", "state", "measurement", "span"]
    of: Text
    means: Text
    mapping: tuple[Text, ...]
    given: Text


class Silence(DocumentPart):
    """What was taken where the contract is silent, and how to write something else."""

    says: Text
    write: Text
    clause: Text | None


class NotComputed(DocumentPart):
    """A part of the agreement that the contract names and nobody computes."""

    clause: Text
    says: Text


class Promises(DocumentPart):
    """`promises.json`; declarations stand in the order of the contract's families."""

    schema_version: int
    head: Head
    levels: tuple[Level, ...]
    declarations: tuple[Declaration, ...]
    glossary: tuple[Term, ...]
    silences: tuple[Silence, ...]
    not_computed: tuple[NotComputed, ...]
    scenarios: Count
