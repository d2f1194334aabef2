"""`python -m benchmarks.bulk`: makes the files, measures, and writes `docs/performance.md`.

python -m benchmarks.bulk [--events 10000000] [--growth 1000000 100000000] [--turns 3]
[--only WORD...] [--folder DIR] [--dry]
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.bulk import chart, report, runner
from benchmarks.bulk.contenders import CONTENDERS, OURS, SCAN, Contender

DOCS = Path(__file__).parents[2] / "docs"
GROWING = (OURS, SCAN)
ONCE = 20_000_000
"""Longer histories are taken once."""


def main() -> int:
    """Measure what is asked for."""
    asked = _asked()
    runner.warm(asked.folder, _say)
    main_size = _measured(CONTENDERS, asked, asked.events)
    growing = [each for each in CONTENDERS if each.name in GROWING and not each.is_further]
    others = [_measured(growing, asked, events) for events in asked.growth]
    sizes = sorted([main_size, *others], key=lambda each: each.events)
    sys.stdout.write(report.page(sizes))
    if not asked.dry:
        report.write(DOCS, sizes)
        chart.draw(DOCS / "performance.svg", main_size)
    return 0


def _asked() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "slarules-benchmarks"
    parser = argparse.ArgumentParser(prog="benchmarks.bulk", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--growth", type=int, nargs="*", default=[1_000_000, 100_000_000])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="words, one of which is in the label")
    parser.add_argument("--folder", type=Path, default=cache, help="where made files are kept")
    parser.add_argument("--dry", action="store_true", help="print the page and write nothing")
    return parser.parse_args()


def _measured(
    contenders: tuple[Contender, ...] | list[Contender], asked: argparse.Namespace, events: int
) -> report.Measured:
    chosen = [
        each
        for each in contenders
        if not asked.only or any(word in each.label for word in asked.only)
    ]
    turns = 1 if events > ONCE else asked.turns
    times = runner.turns(chosen, asked.folder, events, turns, _say)
    made = runner.history(asked.folder, events // runner.EVENTS_A_TICKET, _say)
    return report.Measured(made.events, turns, times)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
