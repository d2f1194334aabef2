"""How often promises were missed: by customer, service, group, level, measure and period."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.report.evidence import Evidence
from slarules.report.evidence.misses import Judged, Violated
from slarules.report.html.shown import name
from slarules.report.html.tables import Row, Table, columns
from slarules.report.numbers import counted

MOST = 30
MOST_BY_PERIOD = 60
MOST_PERIODS = 36
WHERE = "violations.json has more, verdicts.csv every verdict"
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
        _whole(violated, f"{title}, over all periods", overall),
        _by_period(violated, f"{title} and period, where any was missed", missed)
        if missed
        else None,
    )


def _whole(violated: Violated, caption: str, judged: list[Judged]) -> Table:
    heads = [violated.by.capitalize(), ">Missed", ">Judged", ">Share missed"]
    rows = [_overall(each) for each in judged[:MOST]]
    if any(row.cells[-1] for row in rows):
        heads.append("Others")
    else:
        rows = [Row(row.cells[:-1]) for row in rows]
    left = violated.left_out + len(judged) - len(rows)
    note = f"{_more(left)} with no more misses than these; {WHERE}." if left else ""
    return Table(caption, columns(*heads), tuple(rows), note)


def _by_period(violated: Violated, caption: str, missed: list[Judged]) -> Table:
    heads = columns("=Period", violated.by.capitalize(), ">Missed", ">Judged", ">Share missed")
    by: dict[str | None, list[Judged]] = {}
    for each in missed:
        by.setdefault(each.period, []).append(each)
    newest = list(by.values())[-MOST_PERIODS:]
    per = max(1, MOST_BY_PERIOD // len(newest))
    rows = tuple(_of_period(each) for several in newest for each in several[:per])
    left = len(missed) - len(rows)
    fewer = left or violated.left_out or violated.left_out_by_period
    older = f" of the newest {MOST_PERIODS} periods" if len(by) > MOST_PERIODS else ""
    told = f"Shown are at most the {per:,} with most misses of each period{older}; {WHERE}."
    return Table(caption, heads, rows, told if fewer else "")


def _more(left: int) -> str:
    return f"{counted(left, 'more row')} {'is' if left == 1 else 'are'} not shown,"


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
