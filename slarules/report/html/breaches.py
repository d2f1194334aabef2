"""How often promises were missed: by customer, service, group, level, measure and period."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.report.evidence import Evidence
from slarules.report.evidence.misses import Judged, Violated
from slarules.report.html.said import name
from slarules.report.html.tables import Row, Table, columns, table

MOST = 30
MOST_BY_PERIOD = 60
WHERE = "violations.json has every row, verdicts.csv every verdict"
UNSAID = "not said by the source"


@dataclass(frozen=True, slots=True)
class Breach:
    """The violations by one dimension: over all periods, and period by period."""

    title: str
    internal: bool
    overall: Table
    by_period: Table | None


def breaches(evidence: Evidence) -> tuple[Breach, ...]:
    """Return the violations by each dimension that the source gives."""
    return tuple(map(_breach, evidence.violations.tables))


def _breach(violated: Violated) -> Breach:
    whose = "internal promises " if violated.internal else ""
    title = f"{whose}by {violated.by}".capitalize()
    overall = [each for each in violated.rows if each.period is None]
    missed = [each for each in violated.rows if each.period is not None and each.missed]
    return Breach(
        title,
        violated.internal,
        table(
            f"{title}, over all periods",
            columns(violated.by.capitalize(), ">Missed", ">Judged", ">Share missed", "Others"),
            [_overall(each) for each in overall],
            MOST,
            WHERE,
        ),
        table(
            f"{title} and period, where any was missed",
            columns("=Period", violated.by.capitalize(), ">Missed", ">Judged", ">Share missed"),
            [_of_period(each) for each in missed],
            MOST_BY_PERIOD,
            WHERE,
        )
        if missed
        else None,
    )


def _overall(judged: Judged) -> Row:
    others = [
        f"{count:,} {word}"
        for word, count in judged.counts.items()
        if count and word not in {"met", "missed"}
    ]
    return Row((name(judged.value or UNSAID), *_figures(judged), ", ".join(others)))


def _of_period(judged: Judged) -> Row:
    return Row((judged.period or "", name(judged.value or UNSAID), *_figures(judged)))


def _figures(judged: Judged) -> tuple[str, str, str]:
    share = judged.missed_share.shown if judged.missed_share else ""
    return f"{judged.missed:,}", f"{judged.judged:,}", share
