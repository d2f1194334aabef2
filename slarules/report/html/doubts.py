"""What is odd in the source, what is not settled and why, and what nobody computes."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.report.evidence import Evidence
from slarules.report.html.shown import name, settled_by
from slarules.report.html.tables import Row, Table, columns, table

MOST = 100
MOST_NEEDS = 20


@dataclass(frozen=True, slots=True)
class Doubts:
    """The section on what a reader should not rely on without a look.

    Attributes:
        unsettled: Period, what is not settled, and the facts that would settle it.
        never_given: What the contract needs and the source has nowhere.
    """

    unsettled: Table | None
    never_given: tuple[str, ...]
    findings: Table | None
    read: Table
    not_computed: Table | None
    silences: Table | None


def doubts(evidence: Evidence) -> Doubts:
    """Return everything that is unsure, odd or left out."""
    return Doubts(
        _unsettled(evidence),
        evidence.counts.never_given,
        _findings(evidence),
        _read(evidence),
        _not_computed(evidence),
        _silences(evidence),
    )


def _unsettled(evidence: Evidence) -> Table | None:
    rows = [
        Row(
            (
                each.period,
                name(each.title),
                settled_by(each.needs, MOST_NEEDS),
                "provisional" if each.provisional else "",
            )
        )
        for each in evidence.targets.targets
        if each.needs or each.outcome == "undetermined"
    ]
    rows += [
        Row(
            (
                each.period,
                "Statement",
                settled_by(each.needs, MOST_NEEDS),
                " ".join(each.why_provisional),
            )
        )
        for each in evidence.statements.statements
        if each.needs or not each.final
    ]
    heads = columns("=Period", "What", "Facts that would settle it", "Why provisional")
    rest = "targets.json and statement.json have all"
    return table("Not settled, or provisional", heads, rows, MOST, rest) if rows else None


def _findings(evidence: Evidence) -> Table | None:
    rows = [
        Row((name(each.file), _place(each.row, each.column), name(each.what), f"{each.count:,}"))
        for each in evidence.findings
    ]
    heads = columns("File", "Where", "What was found", ">Rows")
    rest = "findings.csv has every finding"
    return table("Findings in the source", heads, rows, MOST, rest) if rows else None


def _place(row: int | None, column: str | None) -> str:
    parts = [f"row {row}"] if row is not None else []
    return ", ".join([*parts, *([column] if column else [])])


def _read(evidence: Evidence) -> Table:
    heads = columns("File", ">Rows read", ">Used", ">Excluded", ">Not mapped")
    rows = [
        Row((name(f.file), f"{f.read:,}", f"{f.used:,}", f"{f.excluded:,}", f"{f.unmapped:,}"))
        for f in evidence.counts.files
    ]
    return table("What became of the rows", heads, rows, MOST, "counts.json has every file")


def _not_computed(evidence: Evidence) -> Table | None:
    rows = [Row((name(each.says), each.clause)) for each in evidence.promises.not_computed]
    heads = columns("What it is about", "Clause")
    if not rows:
        return None
    return table(
        "Named by the agreement, and not computed", heads, rows, MOST, "promises.json has all"
    )


def _silences(evidence: Evidence) -> Table | None:
    rows = [Row((each.says, each.write, each.clause or "")) for each in evidence.promises.silences]
    heads = columns("What was taken", "To say something, write", "Clause")
    if not rows:
        return None
    return table("Where the text is silent", heads, rows, MOST, "promises.json has all")
