"""`python -m benchmarks.bulk.portfolio`: a portfolio beside separate audits of its contracts."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from benchmarks.many_contracts import Many, name_of, write

CONTRACTS, TICKETS = 1_000, 200_000
SAMPLE = 2
"""So many contracts are also audited each by itself; the others are taken to be like them."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took: seconds by the clock and of processors, and bytes at its peak."""

    clock: float
    processor: float
    peak: int

    def __str__(self) -> str:
        peak = f"{self.peak / 1e9:.2f} GB at the peak"
        return f"{self.clock:,.1f} s ({self.processor:,.1f} s of processors), {peak}"


def audited(many: Many, contract: Path, out: Path) -> Took:
    """Return what it takes to audit a contract, or a folder of them."""
    source = ["--mapping", str(many.mapping), "--source", f"csv:{many.source}"]
    words = ["audit", str(contract), *source, "--register", "none", "--out", str(out)]
    started = monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "slarules", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"slarules audit {contract.name} failed")
    return Took(monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both, and print how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=CONTRACTS)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    asked = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        many = write(Path(folder), asked.contracts, asked.tickets)
        together = audited(many, many.contracts, Path(folder, "together"))
        sys.stdout.write(f"{asked.contracts:,} contracts together: {together}\n")
        each = [
            audited(many, many.contracts / f"{name_of(n)}.sla", Path(folder, f"alone-{n}"))
            for n in range(min(SAMPLE, asked.contracts))
        ]
        for took in each:
            sys.stdout.write(f"one of them alone: {took}\n")
        ratio = sum(took.processor for took in each) / len(each) * asked.contracts
        ratio /= together.processor
        sys.stdout.write(f"all of them alone would take {ratio:,.0f} times as long\n")


if __name__ == "__main__":
    main()
