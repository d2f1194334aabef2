"""Settles many customers of one contract: ten credits, a cap shared pro rata, 36 months, seeded.

`python -m benchmarks.settlement [--customers 1000] [--processes 2]` from the root of the checkout.
The goal is 10,000 customers in a minute on two cores, so a tenth of them in six seconds. It prints
how long that took from values by columns, and how often faster that is than the reference engine,
which settles a few of the same customers and has to come to the same sums.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from slarules.contract import load
from slarules.engine.bulk.settling.contract_sums import Settling, by_reference
from slarules.engine.bulk.settling.customers import Customer, PeriodSum
from slarules.hours.local import midnight

CREDITS = 10
MONTHS = 36
END = midnight(date(2027, 1, 1), "Europe/Berlin")
READINGS = (
    "level",
    "availability",
    "answer",
    "completion",
    "accuracy",
    "fix",
    "server",
    "network",
    "voice",
    "data",
)
COMPARED = 4

HEAD = """language slarules 1

contract ten "Ten credits"
  reference "MSA 10"
  provider "Kontor Support GmbH"
  customer "Many"
  effective from 2024-01-01
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  rounded half up to the cent once per statement

use vocabulary "services" version 1

amount fee clause "1"
  from billing every calendar month
"""

CREDIT = """
measure m{n} clause "2.{n}"
  is the value of {reading}_reading

target t{n} clause "2.{n}"
  needs m{n} at least 99.5%
  every calendar month
  with no data counts as met

credit c{n} clause "3.{n}"
  each period that misses t{n}
  by m{n}
  table
  | m{n} | amount |
  | at least 99.0% and below 99.5% | 1% of fee |
  | at least 98.0% and below 99.0% | 2% of fee |
  | below 98.0% | 3% of fee |
"""

END_OF_TEXT = """
cap twenty clause "4"
  on total credit
  at most 20% of fee every calendar month
  shared pro rata
  excess is lost

settlement clause "5"
  order base, twenty, rounding
"""


def settling() -> Settling:
    """Return the contract, made ready."""
    parts = (CREDIT.format(n=n, reading=name) for n, name in enumerate(READINGS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ten.sla"
        path.write_text("".join((HEAD, *parts, END_OF_TEXT)), "utf-8")
        contract = load(path).contract
    if contract is None:
        raise SystemExit("the benchmark's own contract has errors")
    return Settling(contract, END)


def customer(number: int) -> Customer:
    """Return the columns of one customer; three months in four miss a target."""
    random = Random(number)  # noqa: S311 - a story, no secret
    values = {
        f"m{n}": [Fraction(random.randrange(9_700, 10_000), 10_000) for _ in range(MONTHS)]
        for n in range(CREDITS)
    }
    fee = Fraction(random.randrange(10_000, 900_000), 100)
    return Customer(f"customer {number}", values, {"fee": [fee] * MONTHS})


def settled(numbers: range) -> tuple[float, float, Fraction]:
    """Return the seconds that settlement took, those of the processor, and the sum of all."""
    ready, customers = settling(), [customer(number) for number in numbers]
    began, busy = perf_counter(), process_time()
    total = sum((_total(sums) for _, sums in ready.settled(customers)), Fraction(0))
    return perf_counter() - began, process_time() - busy, total


def _total(sums: Sequence[PeriodSum]) -> Fraction:
    return sum((each.shown_least for each in sums), Fraction(0))


def reference_seconds() -> float:
    """Return what the reference takes for one customer, whose sums have to be the same."""
    ready, few = settling(), [customer(number) for number in range(COMPARED)]
    began = process_time()
    slow = [by_reference(ready.contract, END, ready.periods, each) for each in few]
    took = process_time() - began
    if [sums for _, sums in ready.settled(few)] != slow:
        raise SystemExit("the reference comes to other sums")
    return took / COMPARED


def main(arguments: Sequence[str] | None = None) -> None:
    """Settle the customers in so many processes and tell how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(arguments)
    count, processes = asked.customers, asked.processes
    limits = [count * part // processes for part in range(processes + 1)]
    parts = [range(a, b) for a, b in pairwise(limits)]
    began = perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        found = list(pool.map(settled, parts))
    whole, took = perf_counter() - began, max(seconds for seconds, _, _ in found)
    busy = sum(seconds for _, seconds, _ in found)
    goal, each = 60 * count / 10_000, busy / count
    sys.stdout.write(
        f"{count} customers x {MONTHS} months x {CREDITS} credits in {processes} processes: "
        f"{took:.2f} s, {took / goal:.2f} of the goal; {whole:.2f} s with making the columns\n"
        f"{busy:.2f} s of the processor, {each / MONTHS * 1_000_000:.0f} us for a statement, "
        f"{reference_seconds() / each:.0f} times as fast as the reference engine\n"
    )


if __name__ == "__main__":
    main()
