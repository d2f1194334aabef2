"""The sheets of misses: violations by what, the worst misses, and what their clocks did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.report.evidence import Evidence
from slarules.report.sheets.sheet import Cell, count, seconds, share, shown, text, time, truth
from slarules.report.tables import WORDS

Rows = Iterator[Sequence[Cell]]

VIOLATIONS = (
    text("by", 12),
    text("value", 24),
    text("period", 12),
    count("judged"),
    count("missed"),
    share("missed share"),
    *(count(f"all {word}") for word in WORDS),
    truth("internal"),
)
MISSES = (
    count("rank"),
    text("item", 14),
    text("customer", 20),
    text("measure", 14),
    text("level", 8),
    text("clause", 9),
    text("period", 10),
    text("goal", 22),
    share("beyond the goal"),
    text("late by", 20),
    seconds("late by, s"),
    time("started"),
    time("due"),
    time("missed"),
    time("ended"),
    text("clock", 12),
    truth("internal"),
)
STRETCHES = (
    count("rank"),
    text("item", 14),
    text("measure", 14),
    time("from"),
    time("until"),
    text("state", 10),
    text("by", 24),
    text("clause", 9),
    seconds("length, s"),
)


def violations(evidence: Evidence) -> Rows:
    """Yield a row for each value of each dimension: over all periods, then by period."""
    for table in evidence.violations.tables:
        for each in table.rows:
            yield (
                table.by,
                each.value or "not known",
                each.period or "all",
                each.judged,
                each.missed,
                shown(each.missed_share),
                *(each.counts.get(word) for word in WORDS),
                table.internal,
            )


def misses(evidence: Evidence) -> Rows:
    """Yield a row for each of the worst misses."""
    for rank, each in enumerate(evidence.timelines.timelines, 1):
        yield (
            rank,
            each.item,
            each.customer,
            each.measure,
            each.level,
            each.clause,
            each.period,
            each.goal,
            each.beyond.shown,
            each.lateness,
            each.lateness_s,
            each.started_at,
            each.due_at,
            each.missed_at,
            each.ended_at,
            each.clock,
            each.internal,
        )


def stretches(evidence: Evidence) -> Rows:
    """Yield a row for each stretch of the clocks of the worst misses."""
    for rank, miss in enumerate(evidence.timelines.timelines, 1):
        for each in miss.stretches:
            yield (
                rank,
                miss.item,
                miss.measure,
                each.start,
                each.end,
                each.state,
                each.why,
                each.clause,
                each.length_s,
            )
