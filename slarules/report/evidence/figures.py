"""`targets.json` as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from slarules.report.evidence.parts import Count, DocumentPart, Exact, Number, Range, Text, Time

Unit: TypeAlias = Literal["share", "number", "count", "duration"]


class Achieved(Range):
    """What was achieved in the provider's worst and best case.

    Attributes:
        good, whole: For a share, what it is a share of, in the worst case; time in microseconds.
        parts: The same as a person reads it: `49 of 52`, `44,536 of 44,640 min`.
    """

    good: Exact | None
    whole: Exact | None
    parts: Text | None


class Target(DocumentPart):
    """A target in a period.

    Attributes:
        unit: In which unit `level` and `achieved` are; shares are from 0 to 1.
        rule: The special rule that decided, such as the one for few items.
        needs: The facts that would settle it.
        counts: Items by verdict; empty for targets on measurements.
        achieved: `None` without items or data, or where only the outcome was given.
    """

    target: Text
    title: Text
    period: Text
    clause: Text | None
    text_version: Text
    internal: bool
    outcome: Literal["met", "missed", "undetermined"]
    rule: Text | None
    provisional: bool
    needs: tuple[Text, ...]
    relation: Literal["at least", "at most", "above", "below"]
    unit: Unit
    level: Number
    counts: Mapping[str, Count]
    achieved: Achieved | None
    of: Text | None = None


class Stretch(DocumentPart):
    """From one instant until another."""

    start: Time
    end: Time


class Piece(DocumentPart):
    """The bad time of one outage in a period, after all steps of its measure.

    Attributes:
        span: The outage; `None` for time that readings show.
    """

    span: Text | None
    event: Text | None
    during: tuple[Stretch, ...]
    least_s: Text
    most_s: Text


class PeriodMeasure(DocumentPart):
    """What was measured in a period, with or without a target on it; units as of a target.

    Attributes:
        of: The thing that it is about, where each has a value of its own.
        unrounded: Before the measure's own rounding, where it has one.
    """

    measure: Text
    title: Text
    period: Text
    clause: Text | None
    needs: tuple[Text, ...]
    unit: Unit
    achieved: Achieved | None
    of: Text | None = None
    unrounded: Achieved | None = None
    pieces: tuple[Piece, ...] = ()


class Condition(DocumentPart):
    """A condition in a period; `holds` is `None` while facts that would settle it are unknown."""

    condition: Text
    title: Text
    period: Text
    of: Text | None
    clause: Text | None
    holds: bool | None
    needs: tuple[Text, ...]


class Targets(DocumentPart):
    """`targets.json`.

    Attributes:
        outcomes: How many targets of all periods are met, missed, undetermined.
    """

    schema_version: int
    contract: Text
    outcomes: Mapping[str, Count]
    targets: tuple[Target, ...]
    measures: tuple[PeriodMeasure, ...]
    conditions: tuple[Condition, ...] = ()
