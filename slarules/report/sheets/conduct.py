"""The sheet of conduct: a row for each thing that a finding rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.report.evidence import Evidence
from slarules.report.sheets.sheet import Cell, count, long_text, text, time, truth

CONDUCT = (
    text("rule", 30),
    text("clause", 9),
    count("finding"),
    text("items", 16),
    text("measure", 14),
    count("cycle"),
    text("would gain", 11),
    long_text("what was seen", 60),
    time("at"),
    long_text("what happened", 40),
    text("file", 16),
    count("row"),
    long_text("what speaks against it", 60),
    truth("internal"),
)


def conduct(evidence: Evidence) -> Iterator[Sequence[Cell]]:
    """Yield a row for each thing that a finding rests on; findings are numbered by rule."""
    for rule in evidence.conduct.rules if evidence.conduct else ():
        for number, found in enumerate(rule.findings, 1):
            for seen in found.seen:
                yield (
                    rule.rule,
                    rule.clause,
                    number,
                    ", ".join(found.items),
                    found.measure,
                    found.cycle,
                    found.gains,
                    found.what,
                    seen.at,
                    seen.what,
                    seen.file,
                    seen.row,
                    "; ".join(found.against),
                    rule.internal,
                )
