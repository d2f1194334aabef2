"""`python -m benchmarks.bulk`: makes the files, measures, and writes `docs/performance.md`.

python -m benchmarks.bulk [--events 10000000] [--growth 1000000 100000000] [--turns 2]
[--only WORD...] [--folder DIR] [--docs DIR] [--dry] [--page]

The page is written after each size, and what was measured is kept in the folder of the files.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.bulk import chart, further, kept, report, runner
from benchmarks.bulk.contenders import AUDIT, CONTENDERS, OURS, SCAN, Contender
from benchmarks.bulk.goals import Measured
from benchmarks.bulk.runner import Times

DOCS = Path(__file__).parents[2] / "docs"
GROWING = (AUDIT, OURS, SCAN)
ONCE = 20_000_000
"""Longer histories are taken once."""


def main() -> int:
    """Measure what is asked for."""
    asked = _asked()
    measurements = asked.folder / "measured.json"
    if asked.page:
        _written(asked, kept.kept(measurements))
        return 0
    chosen = [
        each for each in CONTENDERS if not asked.only or any(w in each.label for w in asked.only)
    ]
    growing = [each for each in chosen if each.name in GROWING and not each.is_further]
    runner.warm(chosen, asked.folder, _say)
    sizes: list[Measured] = []
    for events in (asked.events, *asked.growth):
        asking = growing if sizes else chosen
        sizes = sorted([*sizes, _measured(asking, asked, events)], key=lambda each: each.events)
        kept.keep(measurements, sizes)
        _written(asked, sizes)
    sys.stdout.write(report.page(sizes))
    return 0


def _written(asked: argparse.Namespace, sizes: Sequence[Measured]) -> None:
    if not asked.dry:
        report.write(asked.docs, sizes)
        chart.draw(asked.docs / "performance.svg", sizes)


def _asked() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "slarules-benchmarks"
    parser = argparse.ArgumentParser(prog="benchmarks.bulk", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--growth", type=int, nargs="*", default=[1_000_000, 100_000_000])
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[], help="words, one of which is in the label")
    parser.add_argument("--folder", type=Path, default=cache, help="where made files are kept")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page is written")
    parser.add_argument("--page", action="store_true", help="of the last measurements once more")
    parser.add_argument("--dry", action="store_true", help="print the page and write nothing")
    return parser.parse_args()


def _measured(contenders: Sequence[Contender], asked: argparse.Namespace, events: int) -> Measured:
    turns = 1 if events > ONCE else asked.turns
    times = runner.turns(contenders, asked.folder, events, turns, _say)
    made = runner.history(asked.folder, events // runner.EVENTS_A_TICKET, _say)
    shared = further.shared_bytes(asked.folder) if _has_portfolio(times) else 0
    return Measured(made.events, turns, times, shared)


def _has_portfolio(times: Mapping[str, Times]) -> bool:
    return any(each.contender.task == "portfolio" for each in times.values())


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
