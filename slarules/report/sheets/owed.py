"""The sheets of money: statements, their lines, and each step of a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.report.evidence import Evidence
from slarules.report.sheets.sheet import Cell, amount, count, day, long_text, shown, text, truth

Rows = Iterator[Sequence[Cell]]

STATEMENT = (
    text("period", 10),
    text("currency", 10),
    count("revision"),
    truth("final"),
    amount("total, least"),
    amount("total, most"),
    amount("payable, least"),
    amount("payable, most"),
    amount("adjustment, least"),
    amount("adjustment, most"),
    text("text version", 14),
    long_text("why provisional"),
    long_text("needs"),
)
LINES = (
    text("period", 10),
    text("credit", 20),
    text("title", 30),
    text("clause", 9),
    text("subject", 14),
    text("of", 14),
    text("kind", 11),
    text("unit", 8),
    text("earned in", 10),
    amount("base, least"),
    amount("base, most"),
    amount("earned, least"),
    amount("earned, most"),
    amount("amount, least"),
    amount("amount, most"),
    text("claim", 11),
    day("claimable through"),
    long_text("basis", 80),
    long_text("needs", 40),
)
STEPS = (
    text("period", 10),
    text("subject", 14),
    text("credit", 20),
    text("step", 20),
    text("clause", 9),
    amount("change, least"),
    amount("change, most"),
    long_text("why", 80),
)


LEDGER = (
    text("period", 10),
    text("credit", 20),
    text("subject", 14),
    text("kind", 11),
    text("unit", 8),
    text("what", 11),
    text("in period", 10),
    text("by", 20),
    amount("least"),
    amount("most"),
)


def ledger(evidence: Evidence) -> Rows:
    """Yield a row for each booking of each line."""
    for statement in evidence.statements.statements:
        for line in statement.lines:
            for each in line.booked:
                yield (
                    statement.period,
                    line.statement,
                    line.subject,
                    line.kind,
                    line.unit,
                    each.what,
                    each.period,
                    each.by,
                    each.least.shown,
                    each.most.shown,
                )


def statement(evidence: Evidence) -> Rows:
    """Yield a row for each period."""
    for each in evidence.statements.statements:
        made = each.adjustment
        yield (
            each.period,
            evidence.statements.currency,
            each.revision,
            each.final,
            each.total.least.shown,
            each.total.most.shown,
            each.payable.least,
            each.payable.most,
            shown(made.least if made else None),
            shown(made.most if made else None),
            each.text_version,
            "\n".join(each.why_provisional),
            ", ".join(each.needs),
        )


def lines(evidence: Evidence) -> Rows:
    """Yield a row for each line of each statement."""
    for statement in evidence.statements.statements:
        for each in statement.lines:
            ranges = (each.base, each.earned, each.amount)
            yield (
                statement.period,
                each.statement,
                each.title,
                each.clause,
                each.subject,
                each.of,
                each.kind,
                each.unit,
                each.earned_in,
                *(end.shown for ends in ranges for end in (ends.least, ends.most)),
                each.state,
                each.claimable_through,
                each.basis,
                ", ".join(each.needs),
            )


def steps(evidence: Evidence) -> Rows:
    """Yield a row for each step that changed a line."""
    for statement in evidence.statements.statements:
        for line in statement.lines:
            for each in line.changes:
                yield (
                    statement.period,
                    line.subject,
                    line.statement,
                    each.step,
                    each.clause,
                    each.least.shown,
                    each.most.shown,
                    each.why,
                )
