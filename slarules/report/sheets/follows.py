"""The sheets of what follows beside money: rights, duties, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.report.evidence import Evidence
from slarules.report.sheets.sheet import Cell, Sheet, day, long_text, text, time

Rows = Iterator[Sequence[Cell]]

RIGHTS = (
    text("period", 10),
    text("right", 20),
    text("title", 30),
    text("clause", 9),
    text("party", 10),
    text("of", 14),
    text("state", 13),
    time("opened at"),
    day("through"),
    long_text("why"),
    long_text("needs", 40),
)
DUTIES = (
    text("period", 10),
    text("duty", 20),
    text("title", 30),
    text("clause", 9),
    text("party", 10),
    text("of", 14),
    text("state", 13),
    day("through"),
    time("done at"),
    long_text("does", 40),
    long_text("why"),
    long_text("needs", 40),
)
CONDITIONS = (
    text("period", 10),
    text("condition", 20),
    text("title", 30),
    text("clause", 9),
    text("of", 14),
    text("holds", 12),
    long_text("needs", 40),
)


def follows(evidence: Evidence) -> Iterator[Sheet]:
    """Yield the sheets that have something to hold."""
    if evidence.rights:
        yield Sheet("Rights", RIGHTS, _rights(evidence))
        yield Sheet("Duties", DUTIES, _duties(evidence))
    if evidence.targets.conditions:
        yield Sheet("Conditions", CONDITIONS, _conditions(evidence))


def _rights(evidence: Evidence) -> Rows:
    for each in evidence.rights.rights if evidence.rights else ():
        named = (each.period, each.right, each.title, each.clause, each.party, each.of)
        yield (
            *named,
            each.state,
            each.opened_at,
            each.through,
            each.why,
            ", ".join(each.needs),
        )


def _duties(evidence: Evidence) -> Rows:
    for each in evidence.rights.duties if evidence.rights else ():
        named = (each.period, each.duty, each.title, each.clause, each.party, each.of)
        yield (
            *named,
            each.state,
            each.through,
            each.done_at,
            each.does,
            each.why,
            ", ".join(each.needs),
        )


def _conditions(evidence: Evidence) -> Rows:
    for each in evidence.targets.conditions:
        holds = "unknown" if each.holds is None else "yes" if each.holds else "no"
        named = (each.period, each.condition, each.title, each.clause, each.of)
        yield (*named, holds, ", ".join(each.needs))
