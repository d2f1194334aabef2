"""Things with a moment, clocks that measures count on, levels of none: what may be left out."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import Loaded, load
from slarules.scenarios.coverage import coverage
from slarules.scenarios.run import run

HEAD = """\
language slarules 1

contract machines "Machines"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "UTC"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  outages are split at period ends
  rounded half up to the cent once per statement

item machine
  fact grade one of gold, plain
    means "What was bought"
  moment rented
    means "It was rented from then on"

item period
  moment joined
    means "The customer began"

span outage
  fact machine any text
    means "The machine"

amount fee clause "1"
  from billing for each machine every calendar month

"""

BY_LEVEL = """\
measure uptime clause "2"
  separately for each machine
  time before rented is excluded
  bad time is outages
  is the share of good time in all time not excluded

target promised clause "3"
  needs uptime at least level
  table
  | grade | level |
  | gold  | 99%   |
  | plain | none  |

credit back clause "4"
  each machine that misses promised
  by uptime
  table
  | grade | uptime    | amount     |
  | gold  | below 99% | 10% of fee |

settlement clause "5"
  order base, rounding

scenario "Rented in the middle of June; the month after is another"
  given period 2026-06
  given machine a
    with grade gold
    with fee EUR 100.00
    with rented 2026-06-16 00:00
  given machine b
    with grade plain
    with fee EUR 100.00
  given outage O1
    with machine a
    with start 2026-06-10 00:00
    with end 2026-06-17 12:00
  given outage O2
    with machine b
    with start 2026-06-10 00:00
    with end 2026-06-20 00:00
  given period 2026-07
  given machine a
    with fee EUR 50.00
    with uptime 98%
  expect uptime of a 324 of 360 in 2026-06
  expect credit back of a EUR 10.00 in 2026-06
  expect promised of b met in 2026-06
  expect total credit EUR 10.00 in 2026-06
  expect credit back of a EUR 5.00 in 2026-07
"""

ON_WEEKDAYS = """\
clock weekdays clause "2"
  open Monday to Friday from 00:00 to 24:00

measure uptime clause "2"
  time counts on weekdays
  time before joined is excluded
  bad time is outages
  is the share of good time in all time not excluded

target promised clause "3"
  needs uptime at least 99%
  every calendar month

scenario "Joined on the last Monday of June"
  given period 2026-06 with joined 2026-06-29 00:00
  given outage O1
    with start 2026-06-20 00:00
    with end 2026-06-29 12:00
  expect promised 36 of 48
"""


def loaded(folder: Path, text: str) -> Loaded:
    file = folder / "machines.sla"
    file.write_text(HEAD + text, encoding="utf-8")
    return load(file)


def failures(found: Loaded) -> list[tuple[object, ...]]:
    assert found.contract is not None, [str(problem) for problem in found.problems]
    return [result.failures for result in run(found.contract) if result.failures]


def test_a_thing_with_a_moment_is_there_in_every_period(tmp_path: Path) -> None:
    """It needs no word of the head, and no row where nothing is promised; it is billed monthly."""
    found = loaded(tmp_path, BY_LEVEL)
    assert [p for p in found.problems if p.tier != "advice"] == []
    assert failures(found) == []


def test_a_clock_that_a_measure_counts_on_is_exercised(tmp_path: Path) -> None:
    found = loaded(tmp_path, ON_WEEKDAYS)
    assert failures(found) == []
    assert found.contract is not None
    assert coverage(found.contract).count("clock") == (1, 1)
