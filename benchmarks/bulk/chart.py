"""The chart of `docs/performance.md`: goals, and bars of seconds; readable in light and in dark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl

from benchmarks.bulk.contenders import OURS, SCAN, Task
from benchmarks.bulk.goals import AUDITS, TITLES, Goal, Measured, goals, main_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.bulk.runner import Times

mpl.use("svg")

import matplotlib.pyplot as plt

GREY, BLUE, ORANGE = "#79828c", "#2f81d0", "#d9730d"
"""All stand out enough from white and from nearly black; blue is ours, and met; orange missed."""

WORDS = {True: (BLUE, "✓ met"), False: (ORANGE, "✗ missed"), None: (GREY, "not measured")}
FURTHEST = 32
"""Bars of goals end at so many times better or worse."""


def draw(path: Path, sizes: Sequence[Measured]) -> None:
    """Draw which goals are met, and what each contender took."""
    main, known = main_size(sizes), [each for each in goals(sizes) if each.words]
    mpl.rcParams.update({"svg.hashsalt": "slarules", "svg.fonttype": "none"})
    mpl.rcParams.update({"text.color": GREY, "font.size": 9})
    heights = [len(known) + 1.5, *(13 for _ in TITLES)]
    size = (9, 0.24 * sum(heights))
    figure, places = plt.subplots(len(heights), 1, figsize=size, height_ratios=heights)
    _draw_goals(places[0], known)
    for place, (task, most, _) in zip(places[1:], AUDITS, strict=True):
        _draw_times(place, main, task, most)
    figure.tight_layout()
    figure.savefig(path, transparent=True, metadata={"Date": None})
    plt.close(figure)


def _draw_goals(place: Axes, known: Sequence[Goal]) -> None:
    _bare(place, "Goals: right of the line met, left of it missed")
    for row, each in enumerate(reversed(known)):
        colour, word = WORDS[each.is_met]
        far = 1 if each.is_met is None else min(max(each.headroom("again"), 1 / FURTHEST), FURTHEST)
        place.barh(row, far - 1, left=1, color=colour, height=0.6)
        found = f"{each.found['again']:.2f}, " if each.found else ""
        told = f"{word}: {found}{each.words}"
        place.annotate(
            told, (max(far, 1), row), (5, 0), textcoords="offset points", va="center", color=colour
        )
    place.axvline(1, color=GREY, linewidth=1)
    place.set_yticks(range(len(known)), [each.what.replace("`", "") for each in reversed(known)])
    place.set_xscale("log")
    place.set_xlim(1 / FURTHEST, FURTHEST * 12)


def _draw_times(place: Axes, main: Measured, task: Task, most: float) -> None:
    timed = [
        each
        for each in main.times.values()
        if each.contender.task in (task, "scan") and each.is_timed
    ]
    _bare(place, f"{TITLES[task]}, {main.events:,} events (pale: first call)")
    if not timed:
        return
    timed.sort(key=lambda each: -_seconds(each, main))
    seconds = [_seconds(each, main) for each in timed]
    for row, each in enumerate(timed):
        first = each.scaled("first", main.events).seconds
        colour = BLUE if each.contender.name == OURS else GREY
        place.barh(row, first, color=colour, height=0.6, alpha=0.35)
        place.barh(row, seconds[row], color=colour, height=0.6)
        place.annotate(
            f"{seconds[row]:,.1f} s",
            (max(first, seconds[row]), row),
            (5, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
    place.set_yticks(range(len(timed)), [each.contender.name for each in timed])
    place.set_xscale("log")
    place.set_xlim(min(seconds) / 2, max(seconds) * 12)
    place.set_ylim(-0.6, len(timed) + 0.1)
    if scan := main.best("scan", SCAN):
        place.axvline(scan["again"] * most, color=ORANGE, linewidth=1, linestyle="--")
        place.annotate(
            f"goal: {most:g} times the scan",
            (scan["again"] * most, len(timed)),
            (4, -2),
            textcoords="offset points",
            va="top",
            color=ORANGE,
        )


def _seconds(times: Times, main: Measured) -> float:
    return times.scaled("again", main.events).seconds


def _bare(place: Axes, title: str) -> None:
    place.set_title(title, loc="left", color=GREY, fontweight="bold")
    place.tick_params(colors=GREY, length=0)
    place.xaxis.set_visible(False)
    for spine in place.spines.values():
        spine.set_visible(False)
