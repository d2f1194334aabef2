"""`violations.json`: how runs were judged, by customer, service, group, level, measure, period."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import starmap

from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION
from slarules.report.evidence.misses import Dimension, Judged, Violated, Violations
from slarules.report.evidence.parts import Number
from slarules.report.numbers import percent
from slarules.report.review import Runs
from slarules.report.runs_judged import WORST_FIRST

MOST_VALUES = 1_000
"""So many values of a dimension are listed over all periods, those with most misses."""

MOST_BY_PERIOD = 10_000
"""So many rows are listed period by period, of fewer values where there are many periods."""


def violations(audited: Audited) -> Violations:
    """Return what `violations.json` holds."""
    runs = audited.review.runs
    tables = [_table(by, judged, internal=internal) for (internal, by), judged in runs.items()]
    return Violations(
        schema_version=SCHEMA_VERSION,
        contract=audited.contract.name,
        tables=tuple(table for table in tables if any(row.value for row in table.rows)),
    )


def _table(by: Dimension, several: Runs, *, internal: bool) -> Violated:
    counted: defaultdict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for (value, period, verdict), number in several.items():
        for when in {None, period}:
            counted[value, when][verdict] += number
    rows = sorted(starmap(_judged, counted.items()), key=_worst_first)
    periods = {row.period for row in rows} - {None}
    ranked = [row.value for row in rows if row.period is None]
    listed = set(ranked[:MOST_VALUES])
    by_period = set(ranked[: min(MOST_VALUES, MOST_BY_PERIOD // max(1, len(periods)))])
    return Violated(
        by=by,
        internal=internal,
        rows=tuple(r for r in rows if r.value in (listed if r.period is None else by_period)),
        left_out=len(ranked) - len(listed),
        left_out_by_period=len(listed) - len(by_period),
    )


def _worst_first(row: Judged) -> tuple[str, int, str]:
    """Return what puts the sums over all periods first, and those with most misses ahead."""
    return row.period or "", -row.missed, row.value


def _judged(key: tuple[str, str | None], words: Counter[str]) -> Judged:
    value, period = key
    judged = words["met"] + words["missed"]
    return Judged(
        value=value,
        period=period,
        judged=judged,
        missed=words["missed"],
        missed_share=_share(words["missed"], judged),
        counts={word: words[word] for word in WORST_FIRST if words[word]},
    )


def _share(part: int, whole: int) -> Number | None:
    if not whole:
        return None
    share = Fraction(part, whole)
    return Number(exact=str(share), shown=percent(share, 1))
