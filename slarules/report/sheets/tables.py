"""Which sheets a workbook has, and what stands in their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.report.evidence import Evidence, VerdictRow
from slarules.report.evidence.promises import Declaration
from slarules.report.evidence.said import Number
from slarules.report.sheets.sheet import (
    Cell,
    Column,
    Sheet,
    amount,
    count,
    day,
    long_text,
    seconds,
    share,
    text,
    time,
    truth,
)
from slarules.report.tables import VERDICTS, WORDS, CellType

Rows = Iterator[Sequence[Cell]]


def sheets(evidence: Evidence) -> tuple[Sheet, ...]:
    """Return the sheets in their order; the run itself comes first."""
    return (
        Sheet("Run", (text("what", 20), long_text("is", 90)), _run(evidence)),
        Sheet("Promises", PROMISES, _promises(evidence)),
        Sheet("Words", WORDS_USED, _words(evidence)),
        Sheet("Targets", TARGETS, _targets(evidence)),
        Sheet("Statement", STATEMENT, _statement(evidence)),
        Sheet("Lines", LINES, _lines(evidence)),
        Sheet("Steps", STEPS, _steps(evidence)),
        Sheet("Violations", VIOLATIONS, _violations(evidence)),
        Sheet("Worst misses", MISSES, _misses(evidence)),
        Sheet("Clock of misses", STRETCHES, _stretches(evidence)),
        Sheet("Findings", FINDINGS, _findings(evidence)),
        Sheet("Read", READ, _read(evidence)),
        Sheet("Verdicts", tuple(map(_column, VERDICTS_OF, NAMES)), _verdicts(evidence)),
    )


def _shown(number: Number | None) -> str | None:
    return None if number is None else number.shown


def _run(evidence: Evidence) -> Rows:
    manifest, head = evidence.manifest, evidence.promises.head
    yield "contract", f"{head.title} ({head.reference})" if head.reference else head.title
    yield "provider", head.provider
    yield "customer", head.customer
    yield "as of", manifest.as_of
    yield "complete through", manifest.complete_through
    yield "zone of the contract", head.zone
    yield "currency", head.currency
    yield "periods", ", ".join(manifest.periods)
    yield "audience", manifest.audience
    for name, version in manifest.versions.items():
        yield f"version of {name}", version
    yield "evidence (SHA-256)", manifest.evidence
    yield "command", " ".join(manifest.command)
    yield "times", "All times in this workbook are in UTC."


# --- promises ------------------------------------------------------------------------------------

PROMISES = (
    text("kind", 13),
    text("name", 22),
    text("title", 30),
    text("clause", 9),
    text("text version", 14),
    truth("internal"),
    long_text("says", 90),
)
WORDS_USED = (
    text("word", 22),
    text("kind", 12),
    text("of", 12),
    long_text("means"),
    long_text("mapping"),
)


def _promises(evidence: Evidence) -> Rows:
    for each in evidence.promises.declarations:
        yield (
            each.family,
            each.name,
            each.title,
            each.clause,
            each.text_version,
            each.internal,
            "\n".join(_said(each)),
        )


def _said(declaration: Declaration) -> Iterator[str]:
    for passage in declaration.passages:
        yield from passage.says
        yield from (" | ".join(row) for row in passage.table)


def _words(evidence: Evidence) -> Rows:
    for each in evidence.promises.glossary:
        yield each.word, each.kind, each.of, each.means, "\n".join(each.mapping)


# --- targets -------------------------------------------------------------------------------------

TARGETS = (
    text("period", 10),
    text("target", 20),
    text("title", 30),
    text("clause", 9),
    text("relation", 10),
    share("level"),
    share("achieved, least"),
    share("achieved, most"),
    text("of which", 26),
    text("outcome", 13),
    *(count(word) for word in WORDS),
    truth("provisional"),
    truth("internal"),
    text("text version", 14),
    long_text("rule"),
    long_text("needs"),
    text("exact, least", 14),
    text("exact, most", 14),
)


def _targets(evidence: Evidence) -> Rows:
    for each in evidence.targets.targets:
        achieved = each.achieved
        least = achieved.least if achieved else None
        most = achieved.most if achieved else None
        yield (
            each.period,
            each.target,
            each.title,
            each.clause,
            each.relation,
            each.level.shown,
            _shown(least),
            _shown(most),
            achieved.parts if achieved else None,
            each.outcome,
            *(each.counts.get(word) for word in WORDS),
            each.provisional,
            each.internal,
            each.text_version,
            each.rule,
            ", ".join(each.needs),
            least.exact if least else None,
            most.exact if most else None,
        )


# --- money ---------------------------------------------------------------------------------------

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


def _statement(evidence: Evidence) -> Rows:
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
            _shown(made.least if made else None),
            _shown(made.most if made else None),
            each.text_version,
            "\n".join(each.why_provisional),
            ", ".join(each.needs),
        )


def _lines(evidence: Evidence) -> Rows:
    for statement in evidence.statements.statements:
        for each in statement.lines:
            ranges = (each.base, each.earned, each.amount)
            yield (
                statement.period,
                each.statement,
                each.title,
                each.clause,
                each.subject,
                *(end.shown for ends in ranges for end in (ends.least, ends.most)),
                each.state,
                each.claimable_through,
                each.basis,
                ", ".join(each.needs),
            )


def _steps(evidence: Evidence) -> Rows:
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


# --- misses --------------------------------------------------------------------------------------

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


def _violations(evidence: Evidence) -> Rows:
    for table in evidence.violations.tables:
        for each in table.rows:
            yield (
                table.by,
                each.value or "not known",
                each.period or "all",
                each.judged,
                each.missed,
                _shown(each.missed_share),
                *(each.counts.get(word) for word in WORDS),
                table.internal,
            )


def _misses(evidence: Evidence) -> Rows:
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


def _stretches(evidence: Evidence) -> Rows:
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


# --- the source, and all verdicts ----------------------------------------------------------------

FINDINGS = (
    text("file", 24),
    count("row"),
    text("column", 20),
    text("kind", 16),
    count("count"),
    long_text("what", 90),
)
READ = (
    text("file", 30),
    count("read"),
    count("used"),
    count("excluded"),
    count("unmapped"),
)


def _findings(evidence: Evidence) -> Rows:
    for each in evidence.findings:
        yield each.file, each.row, each.column, each.kind, each.count, each.what


def _read(evidence: Evidence) -> Rows:
    for each in evidence.counts.files:
        yield each.file, each.read, each.used, each.excluded, each.unmapped


VERDICTS_OF: tuple[CellType, ...] = tuple(column.type for column in VERDICTS)
NAMES = VerdictRow._fields


def _column(kind: CellType, name: str) -> Column:
    match kind:
        case "time":
            return time(name)
        case "length":
            return seconds(name)
        case "number":
            return count(name)
        case "truth":
            return truth(name)
        case "text":
            return text(name)


def _verdicts(evidence: Evidence) -> Rows:
    yield from evidence.verdicts()
