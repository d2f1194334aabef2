"""The chart of `docs/performance.md`: bars on a logarithmic axis, readable in light and in dark."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

from benchmarks.bulk.contenders import OURS
from benchmarks.bulk.report import TITLES, Measured

mpl.use("svg")

import matplotlib.pyplot as plt

GREY, BLUE = "#808890", "#2f81d0"
"""Both stand out enough from white and from nearly black."""


def draw(path: Path, measured: Measured) -> None:
    """Draw what each contender took."""
    mpl.rcParams.update({"svg.hashsalt": "slarules", "svg.fonttype": "none", "text.color": GREY})
    figure, places = plt.subplots(len(TITLES), 1, figsize=(8, 7), sharex=True)
    for place, (task, title) in zip(places, TITLES.items(), strict=True):
        timed = [
            each
            for each in measured.times.values()
            if each.contender.task in (task, "scan") and each.seconds
        ]
        timed.sort(key=lambda each: -each.scaled(measured.events))
        names = [each.contender.name for each in timed]
        seconds = [each.scaled(measured.events) for each in timed]
        colours = [BLUE if name == OURS else GREY for name in names]
        bars = place.barh(names, seconds, color=colours, height=0.6)
        place.bar_label(bars, [f"{each:,.1f} s" for each in seconds], padding=4, color=GREY)
        place.set_xscale("log")
        place.set_xlim(min(seconds) / 2, max(seconds) * 12)
        place.set_title(
            f"{title}, {measured.events:,} events (each bar on a logarithmic scale)",
            loc="left",
            color=GREY,
        )
        place.tick_params(colors=GREY, length=0)
        place.xaxis.set_visible(False)
        for spine in place.spines.values():
            spine.set_visible(False)
    figure.tight_layout()
    figure.savefig(path, transparent=True, metadata={"Date": None})
