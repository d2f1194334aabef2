"""Contracts about incidents that look at them in many ways, and months of incidents."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Step,
    Timeline,
    UnknownMoment,
)
from slarules.hours.periods import periods_between
from slarules.instants import DAY, HOUR, MINUTE, Instant

HEAD = """language slarules 1

contract desk "A desk for incidents"
  provider "Ridge Telecom"
  customer "Contracting bodies"
  effective from 2026-01-01
  timezone "Europe/London"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  incidents belong to the period of {belongs}
  rounded half up to the cent once per statement

use vocabulary "services" version 1

amount monthly_charge
  from billing every calendar month

targets incident_times
  measures respond from reported until first_reply
  measures resolve from reported until resolved
  table
  | level | respond            | resolve          |
  | P1    | 30 elapsed minutes | 5 elapsed hours  |
  | P2    | 2 elapsed hours    | {p2}             |
"""

PIECES = (
    """
target in_time
  needs at least 95% of incidents to meet resolve
  every calendar month
  with fewer than 6 incidents at most 1 may miss
  with no incidents counts as met

credit slow
  each period that misses in_time
  pays 5% of monthly_charge

right leave
  for customer
  when in_time is missed in at least 2 of the last 3 periods
  lapses 60 calendar days after period end
""",
    """
target urgent
  covers incidents where level is P1
  needs at least 80% of incidents to meet respond
  every calendar quarter

bonus quick
  each period that meets urgent
  pays 1% of monthly_charge
""",
    """
measure both_steps
  is the share of incidents that meet respond plus incidents that meet resolve in incidents plus incidents

target ninety_of_both
  needs both_steps at least 90%
  every calendar quarter
""",  # noqa: E501 - a clause stands in one line
    """
measure restore_time
  is the mean of resolve over incidents where level is P1

target mean_restore
  needs restore_time at most 4 elapsed hours
  every calendar month

credit slow_restoring
  each period that misses mean_restore
  pays 35% of monthly_charge
""",
    """
measure ninetieth
  is the 90th percentile of respond over incidents

target quick_reply
  needs ninetieth at most 1 elapsed hour
  every calendar month
""",
    """
measure longest
  is the highest of resolve over incidents

measure all_of_it
  is the total of resolve over incidents where level is P2
""",
    """
measure late_ones
  is the number of incidents where level is P1 that miss resolve

target few_late
  needs late_ones at most 2
  every calendar month

measure all_urgent
  is the number of incidents where level is P1
""",
    """
credit late
  each incident where level is P1 that misses resolve
  pays 1% of monthly_charge for each started 60 elapsed minutes of lateness of resolve
  at most 10% of monthly_charge
""",
    """
duty report
  for provider
  each incident where level is P1 that misses respond
  due within 5 calendar days after resolved
""",
    """
credit thirty_days
  each period
  when number of incidents where level is P1 that miss respond in any 30 consecutive calendar days is above 2
  pays 3% of monthly_charge
""",  # noqa: E501 - a clause stands in one line
    """
bonus quick_one
  each incident where level is P1 that meets respond
  pays 1% of monthly_charge
""",
)

TAIL = """
settlement
  order base, rounding
"""


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a contract that has some of the pieces."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5, unique=True))
    return written(
        pieces,
        draw(st.sampled_from(("due", "reported", "resolved, or of due while unresolved"))),
        draw(st.sampled_from(("24 elapsed hours", "none"))),
    )


def written(pieces: list[str], belongs: str = "due", p2: str = "24 elapsed hours") -> str:
    """Return the text of a contract that has some pieces."""
    return HEAD.format(belongs=belongs, p2=p2) + "".join(pieces) + TAIL


def drafted(text: str) -> Contract:
    """Return the contract of a text."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "desk.sla")
        path.write_text(text, "utf-8")
        loaded = load(path)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    return loaded.contract


def incidents(contract: Contract, seed: int, number: int, unknown: int) -> History:
    """Return so many incidents of five months, of each hundred of which so many have a hole."""
    random = Random(seed)  # noqa: S311 - chance for a test
    until = Instant(contract.starts + random.randrange(60, 150) * DAY)
    items = []
    for name in range(number):
        reported = Instant(contract.starts + random.randrange(150 * 24 * 60) * MINUTE)
        if reported <= until:
            items.append(_incident(f"i{name:05}", reported, until, random, unknown))
    periods = periods_between(contract.starts, until, "calendar month", contract.zone)
    fees = {("monthly_charge", period.label): Fraction(10_000) for period in periods}
    return History(items, until, until, fees=fees)


def _incident(
    name: str, reported: Instant, until: Instant, random: Random, unknown: int
) -> Timeline:
    happened = {"reported": (Happening(reported),)}
    holes = {}
    level = random.choice(("P1", "P2"))
    after = random.choice((10, 25, 70, 200)) * MINUTE + random.randrange(5) * MINUTE
    for moment, later in (
        ("first_reply", after),
        ("resolved", after + random.randrange(30) * HOUR),
    ):
        at = Instant(reported + later)
        if random.randrange(100) < unknown:
            holes[moment] = UnknownMoment(reported, random.choice((None, at)))
        elif at <= until and random.randrange(20):
            happened[moment] = (Happening(at),)
    facts = {"level": (Step(BEGINNING, level),)}
    return Timeline(name, "incident", facts, happened, holes)
