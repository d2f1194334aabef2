"""Each target with its chart, and a table of the same figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.evidence.figures import PeriodMeasure, Target
from slarules.report.evidence.promises import Declaration
from slarules.report.html.bars import Bar, Chart, Line, bars
from slarules.report.html.glance import by_target, outcome, titled
from slarules.report.html.markup import element
from slarules.report.html.shown import WORDS, badge, from_to, plainly, settled_by, with_clause
from slarules.report.html.tables import Cell, Row, Table, columns, table

MOST_BARS = 36
MOST_ROWS = 60
SHORT = 12
SHARE = re.compile(r"(\d+(?:\.\d+)?)%")


@dataclass(frozen=True, slots=True)
class Goal:
    """A target over the periods.

    Attributes:
        chart: The drawing; empty where no figure of any period is known.
        table: The same figures.
    """

    title: Markup
    needs: str
    internal: bool
    chart: Markup
    caption: str
    table: Table


def goals(evidence: Evidence) -> tuple[Goal, ...]:
    """Return every target of the contract, in its order."""
    return tuple(_goal(evidence, results) for results in by_target(evidence))


def _goal(evidence: Evidence, results: tuple[Target, ...]) -> Goal:
    last = results[-1]
    limits = tuple(_limits(evidence, last)) if last.unit == "share" else ()
    drawn = results[-MOST_BARS:]
    known = any(each.achieved for each in drawn)
    return Goal(
        with_clause(titled(last), last.clause),
        " then ".join(dict.fromkeys(_needs(each) for each in results)),
        last.internal,
        bars(_chart(drawn, limits)) if known else Markup(""),
        _caption(drawn, limits),
        _table(results),
    )


def _needs(target: Target) -> str:
    return f"{target.relation} {target.level.shown}"


def _chart(results: tuple[Target, ...], limits: tuple[Line, ...]) -> Chart:
    last = results[-1]
    return Chart(
        f"{titled(last)}, period by period",
        f"Needs {_needs(last)}. {'; '.join(_told(each) for each in results)}.",
        tuple(map(_bar, results)),
        Line(Fraction(last.level.exact), last.level.shown),
        limits,
        shares=last.unit == "share",
    )


def _told(target: Target) -> str:
    word = WORDS[outcome(target)]
    return (
        f"{target.period}: {_achieved(target)}, {word}"
        if target.achieved
        else (f"{target.period}: {word}")
    )


def _bar(target: Target) -> Bar:
    value = target.achieved
    least, most = (
        (Fraction(value.least.exact), Fraction(value.most.exact)) if value else (None, None)
    )
    return Bar(
        target.period, least, most, Fraction(target.level.exact), outcome(target), _told(target)
    )


def _achieved(target: Target) -> str:
    value = target.achieved
    return "" if value is None else from_to(value.least.shown, value.most.shown)


def _caption(results: tuple[Target, ...], limits: tuple[Line, ...]) -> str:
    parts = [f"The dashed line is what is needed: {_needs(results[-1])}."]
    if limits:
        parts.append("Dotted lines are where the bands of a credit begin.")
    if any(each.achieved and each.achieved.least != each.achieved.most for each in results):
        parts.append("Striped: it may lie anywhere there, since facts are unknown.")
    return " ".join(parts)


def _limits(evidence: Evidence, target: Target) -> Iterator[Line]:
    """Yield the limits of the bands of the credits that stand on a target, as they are written."""
    named = re.compile(rf"\b{re.escape(target.target)}\b")
    seen = {Fraction(target.level.exact)}
    for each in evidence.promises.declarations:
        said = " ".join(line for passage in each.passages for line in passage.says)
        if each.family == "credit" and named.search(said):
            yield from _of_table(each, seen)


def _of_table(credit: Declaration, seen: set[Fraction]) -> Iterator[Line]:
    first = (row[0] for passage in credit.passages for row in passage.table[1:] if row)
    for shown in SHARE.findall(" ".join(first)):
        limit = Fraction(shown) / 100
        if limit not in seen:
            seen.add(limit)
            yield Line(limit, f"{shown}%")


def _table(results: tuple[Target, ...]) -> Table:
    heads = columns("=Period", ">Achieved", ">Of", "Outcome")
    rest = "targets.json has all periods"
    newest = sorted(results, key=lambda each: each.period)[-MOST_ROWS:]
    rows = [_row(each, varies=len({r.level.exact for r in results}) > 1) for each in newest]
    told = table(f"{titled(results[-1])}: figures", heads, rows, MOST_ROWS, rest)
    left = len(results) - len(newest)
    return told if not left else Table(told.caption, heads, told.rows, f"Older periods: {rest}.")


def _row(target: Target, *, varies: bool) -> Row:
    value = target.achieved
    return Row(
        (
            target.period,
            _achieved(target),
            _parts((value.parts or "") if value else ""),
            plainly([badge(outcome(target)), *_remarks(target, varies=varies)]),
        )
    )


def _parts(text: str) -> Cell:
    """Return what a share is a share of, which stays in one line where that takes little room."""
    return element("span", text, class_="one") if len(text) <= SHORT else text


def _remarks(target: Target, *, varies: bool) -> Iterator[Cell]:
    if varies:
        yield f"needs {_needs(target)}"
    if target.rule:
        yield target.rule
    if target.provisional:
        yield "provisional"
    if target.needs and target.needs != (target.rule,):
        yield f"to settle: {settled_by(target.needs)}"


def other_measures(evidence: Evidence) -> Table | None:
    """Return what was measured without a target on it."""
    told: set[tuple[object, ...]] = {
        (each.period, each.clause, each.achieved, each.of) for each in evidence.targets.targets
    }
    rows = [
        Row((with_clause(_titled(each), each.clause), each.period, _measured(each)))
        for each in evidence.targets.measures
        if not _is_told(each, told)
    ]
    heads = columns("Measure", "=Period", ">Measured")
    caption = "Measured, with no target on it"
    return table(caption, heads, rows, MOST_ROWS, "targets.json has all") if rows else None


def _titled(measure: PeriodMeasure) -> str:
    return f"{measure.title}, {measure.of}" if measure.of else measure.title


def _is_told(measure: PeriodMeasure, told: set[tuple[object, ...]]) -> bool:
    return (measure.period, measure.clause, measure.achieved, measure.of) in told


def _measured(measure: PeriodMeasure) -> str:
    if measure.achieved is None:
        return f"to settle: {settled_by(measure.needs)}" if measure.needs else "no data"
    return from_to(measure.achieved.least.shown, measure.achieved.most.shown)
