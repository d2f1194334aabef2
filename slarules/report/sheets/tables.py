"""Which sheets a workbook has, and what stands in their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.report.evidence import Evidence, VerdictRow
from slarules.report.evidence.promises import Declaration
from slarules.report.sheets import missed, owed
from slarules.report.sheets.conduct import CONDUCT, conduct
from slarules.report.sheets.entered import ENTERED, entered
from slarules.report.sheets.follows import follows
from slarules.report.sheets.sheet import (
    Cell,
    Column,
    Sheet,
    count,
    long_text,
    seconds,
    share,
    shown,
    text,
    time,
    truth,
)
from slarules.report.tables import VERDICTS, WORDS, CellType

Rows = Iterator[Sequence[Cell]]


def sheets(evidence: Evidence) -> tuple[Sheet, ...]:
    """Return the sheets in their order; the run itself comes first."""
    observed = (Sheet("Conduct", CONDUCT, conduct(evidence)),) if evidence.conduct else ()
    return (
        Sheet("Run", (text("what", 20), long_text("is", 90)), _run(evidence)),
        Sheet("Promises", PROMISES, _promises(evidence)),
        Sheet("Words", WORDS_USED, _words(evidence)),
        Sheet("Targets", TARGETS, _targets(evidence)),
        Sheet("Statement", owed.STATEMENT, owed.statement(evidence)),
        Sheet("Lines", owed.LINES, owed.lines(evidence)),
        Sheet("Steps", owed.STEPS, owed.steps(evidence)),
        Sheet("Ledger", owed.LEDGER, owed.ledger(evidence)),
        *follows(evidence),
        Sheet("Register", ENTERED, entered(evidence)),
        Sheet("Violations", missed.VIOLATIONS, missed.violations(evidence)),
        Sheet("Worst misses", missed.MISSES, missed.misses(evidence)),
        Sheet("Clock of misses", missed.STRETCHES, missed.stretches(evidence)),
        Sheet("Findings", FINDINGS, _findings(evidence)),
        *observed,
        Sheet("Read", READ, _read(evidence)),
        Sheet("Verdicts", tuple(map(_column, VERDICTS_OF, NAMES)), _verdicts(evidence)),
    )


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
    long_text("found"),
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
        yield each.word, each.kind, each.of, each.means, "\n".join(each.mapping) or each.given


# --- targets -------------------------------------------------------------------------------------

TARGETS = (
    text("period", 10),
    text("target", 20),
    text("title", 30),
    text("of", 14),
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
            each.of,
            each.clause,
            each.relation,
            each.level.shown,
            shown(least),
            shown(most),
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
