"""Many periods of a contract's targets at a glance: a row a target, a column a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.engine.outcome import TargetResult
from slarules.report.audited import Audited
from slarules.report.layout import Cell, Paint, Tone, cut, grid, indented
from slarules.report.numbers import decimal
from slarules.report.units import shown_value, unit_of

MANY = 3
"""More periods than these are told at a glance, and only the misses in full."""

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
    found = {(result.target, result.period): result for result in results}
    years = {period.partition("-")[0] for period in periods}
    year = years.pop() if len(years) == 1 else ""
    heads = [period.removeprefix(f"{year}-") for period in periods]
    rows = [[Cell(year, "quiet"), *(Cell(head, "quiet", right=True) for head in heads)]]
    for name, title in dict.fromkeys((result.target, result.title) for result in results):
        cells = (_cell(audited, found.get((name, period))) for period in periods)
        rows.append([Cell(title or name), *cells])
    yield from indented(grid(rows, width - 2, yields=(0,), paint=paint))
    yield paint(cut(f"  {LEGEND}", width), "quiet")


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
