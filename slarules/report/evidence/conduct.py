"""`conduct.json` as values: what the rules of conduct found that the contract asks for."""

from __future__ import annotations

from typing import Literal

from slarules.report.evidence.parts import Count, DocumentPart, Number, Text, Time


class Seen(DocumentPart):
    """Something that a finding rests on.

    Attributes:
        file, row: The row that says so; `None` for what no row says, such as a deadline.
    """

    at: Time
    what: Text
    file: Text | None
    row: Count | None


class Found(DocumentPart):
    """A finding.

    Attributes:
        gains: Who would gain if it were what it looks like.
        items: Whose history shows it; one, unless it shows in many together.
        against: What speaks against it, or has to be known before anybody judges.
    """

    gains: Literal["provider", "customer"]
    items: tuple[Text, ...]
    kind: Text
    measure: Text
    cycle: Count | None
    what: Text
    seen: tuple[Seen, ...]
    against: tuple[Text, ...]


class Rule(DocumentPart):
    """A rule with the thresholds that the contract declares, and what it found.

    Attributes:
        brought_by: The package that brings it, and its version.
        measures: Whose deadlines and goals are meant; `None` for all.
        within, at_least_items, at_least_share: The thresholds.
        looked_at: How many items it looked at.
        below: How many items show it, where they are too few to be told.
        not_known: What the source never says although the rule looks at it.
    """

    rule: Text
    title: Text
    clause: Text | None
    text_version: Text
    internal: bool
    brought_by: Text
    measures: tuple[Text, ...] | None
    within: Text | None
    at_least_items: Count
    at_least_share: Number | None
    looked_at: Count
    below: Count
    not_known: tuple[Text, ...]
    findings: tuple[Found, ...]


class Conducts(DocumentPart):
    """`conduct.json`; no file where the contract asks for no rule."""

    schema_version: int
    contract: Text
    rules: tuple[Rule, ...]
