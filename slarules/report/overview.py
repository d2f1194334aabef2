"""Many periods of a contract's targets at a glance: a row a target, a column a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from slarules.core.units import unit_of
from slarules.engine.outcome import TargetResult
from slarules.report.audited import Audited
from slarules.report.layout import GAP, Cell, Paint, Tone, grid, indented, paragraph, widths_of
from slarules.report.numbers import decimal
from slarules.report.units import shown_value

MANY = 3
"""More periods than these are told at a glance, and only the misses in full."""

TIGHT = " "
"""Between columns that would not fit with more."""

MARKS: dict[str, str] = {"met": "", "missed": "✗", "undetermined": "?"}
TONES: dict[str, Tone] = {"met": "good", "missed": "bad", "undetermined": "unsure"}
LEGEND = "in per cent, rounded down; ✗ missed, ? not settled, - nothing to judge"


def periods_of(results: Sequence[TargetResult]) -> list[str]:
    """Return the periods that have results, in order."""
    return list(dict.fromkeys(result.period for result in results))


def overview(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    """Yield the rows: each target with what it achieved in every period."""
    results = audited.outcome.targets
    periods = periods_of(results)
    found = {(result.target, result.of, result.period): result for result in results}
    years = {period.partition("-")[0] for period in periods}
    year = years.pop() if len(years) == 1 else ""
    heads = [period.removeprefix(f"{year}-") for period in periods]
    rows = [[Cell(year, "quiet"), *(Cell(head, "quiet", right=True) for head in heads)]]
    for name, title, of in dict.fromkeys((r.target, r.title, r.of) for r in results):
        cells = (_cell(audited, found.get((name, of, period))) for period in periods)
        rows.append([Cell(f"{title or name}{f', {of}' if of else ''} "), *cells])
    yield from indented(_abreast(rows, width - 2, paint))
    yield from paragraph(LEGEND, width, paint, "quiet")


def _abreast(rows: Sequence[Sequence[Cell]], width: int, paint: Paint) -> Iterator[str]:
    """Yield rows that begin with a title; columns that have no room continue in a table below."""
    widths = widths_of(rows)
    gap = GAP if _full(widths, width, GAP) == len(widths) else TIGHT
    first = 1
    while first < len(widths):
        after = first + _full([widths[0], *widths[first:]], width, gap) - 1
        table = [[row[0], *row[first:after]] for row in rows]
        yield from grid(table, width, yields=(0,), paint=paint, gap=gap)
        first = after


def _full(widths: Sequence[int], width: int, gap: str) -> int:
    """Return how many columns have room, the title cut to half of it; two at least."""
    title, *others = widths
    taken = accumulate((len(gap) + wide for wide in others), initial=min(title, width // 2))
    return max(2, sum(so_far <= width for so_far in taken))


def _cell(audited: Audited, result: TargetResult | None) -> Cell:
    if result is None:
        return Cell("", right=True)
    tone = TONES[result.outcome]
    mark = MARKS[result.outcome]
    if result.achieved is None:
        return Cell(mark or "-", tone, right=True)
    # The worst case is shown: a target that holds in it holds.
    least = result.achieved.least
    if unit_of(audited.contract, result.target) == "share":
        places = 0 if least == 1 else 1
        return Cell(f"{mark}{decimal(least * 100, places)}", tone, right=True)
    shown = shown_value(audited.contract, result.target, least)
    return Cell(f"{mark}{shown}", tone, right=True)
