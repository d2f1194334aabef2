"""`violations.json` and `timelines.json` as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from slarules.report.evidence.parts import Count, DocumentPart, Number, Seconds, Text, Time, Word

Dimension: TypeAlias = Literal["customer", "service", "group", "level", "measure"]


class Judged(DocumentPart):
    """How the runs of one customer, service, group, level or measure were judged, each run once.

    Attributes:
        value: The customer, service and so on; empty where the source does not say.
        period: The period, or `None` over all that are reported.
        judged: Runs that are met or missed.
        missed: Runs that are missed.
        missed_share: The share of `judged` that is missed; `None` when nothing is judged.
        counts: All runs by verdict.
    """

    value: Text
    period: Text | None
    judged: Count
    missed: Count
    missed_share: Number | None
    counts: Mapping[str, Count]


class Violated(DocumentPart):
    """Verdicts by one dimension: over all periods, then by period, most misses first.

    Attributes:
        internal: Whether it counts internal promises; those of the contract are counted apart.
        left_out: How many values are not listed at all; none has more misses than a listed one.
        left_out_by_period: How many of the listed values are not listed period by period.
    """

    by: Dimension
    internal: bool
    rows: tuple[Judged, ...]
    left_out: Count = 0
    left_out_by_period: Count = 0


class Violations(DocumentPart):
    """`violations.json`; a dimension that the source never gives is left out."""

    schema_version: int
    contract: Text
    tables: tuple[Violated, ...]


class Stretch(DocumentPart):
    """A stretch of a run in which one thing held.

    Attributes:
        state: `open` is counted time, `closed` is outside the clock's hours.
        why: What stopped the clock, by its name; empty for open and closed time.
        clause: Its clause.
    """

    start: Time
    end: Time
    state: Literal["open", "closed", "paused", "excluded"]
    why: Text
    clause: Text | None
    length_s: Seconds
    length: Text


class Delay(DocumentPart):
    """Time by whose length a clause moved the due time; the clock ran all the same."""

    start: Time
    end: Time
    why: Text
    clause: Text | None
    length_s: Seconds
    length: Text


class Mark(DocumentPart):
    """Something that happened to the item during the run."""

    at: Time
    what: Text


class Held(DocumentPart):
    """From when to when one row of the table held, where a change on the way made it several.

    Attributes:
        row: For what the row is.
        goal: What it allows, as the contract writes it.
        used: What had been counted before, and carries over.
        due_at: When it would fall due by this row alone.
        decides: Whether the verdict rests on it.
    """

    start: Time
    end: Time
    row: Text
    goal: Text
    used: Text
    due_at: Time | None
    decides: bool


class Timeline(DocumentPart):
    """A miss, with its clock drawn as stretches.

    Attributes:
        clock: The clock on which its time is counted.
        due_latest: The latest it could be due, where facts are unknown.
        missed_at: The first instant at which it is late.
        ended_at: `None` while it goes on; the stretches then end at the as-of instant.
        goal: What was allowed, as the contract writes it.
        elapsed_s, elapsed: Counted time, exact and as a person reads it.
        lateness_s, lateness: Counted time past due, in the least.
        beyond: Lateness as a share of what was allowed; a deadline allows the time until it.
        delays: What moved the due time.
        cycle_of: The value that the run is about, where each has a run of its own.
        rows: The rows that held one after another; empty where one did throughout.
    """

    item: Text
    customer: Text | None
    measure: Text
    table: Text
    cycle: Count
    clause: Text | None
    text_version: Text
    internal: bool
    level: Text | None
    period: Text | None
    verdict: Word
    provisional: bool
    clock: Text
    started_at: Time | None
    due_at: Time | None
    due_latest: Time | None
    missed_at: Time | None
    ended_at: Time | None
    goal: Text
    elapsed_s: Seconds
    elapsed: Text
    lateness_s: Seconds
    lateness: Text
    beyond: Number
    stretches: tuple[Stretch, ...]
    delays: tuple[Delay, ...]
    marks: tuple[Mark, ...]
    cycle_of: Text | None = None
    rows: tuple[Held, ...] = ()


class Timelines(DocumentPart):
    """`timelines.json`: the worst misses of the reported periods, the worst first."""

    schema_version: int
    contract: Text
    zone: Text
    timelines: tuple[Timeline, ...]
