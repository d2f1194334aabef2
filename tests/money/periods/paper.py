"""Contracts of a few lines with conditions on periods, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, TypeAlias

from slarules.core.conditions import Truth
from slarules.core.contract import Contract
from slarules.core.scenarios import GivenPeriod, Scenario
from slarules.engine.outcome import Outcome
from slarules.engine.reference import evaluate
from slarules.scenarios.given import history
from tests.money.points.paper import read

Word: TypeAlias = Literal["met", "missed", "unknown"]

TARGET = """measure grade
  is the value of grade_reading

target good
  needs grade at least 50
  every calendar month

measurement grade_reading
  is a number

"""

END = "\nsettlement\n  order base, rounding\n"


def label(month: int) -> str:
    """Return a month so many after January 2026."""
    return f"{2026 + month // 12}-{month % 12 + 1:02}"


@cache
def loaded(text: str) -> Contract:
    """Return the contract of some statements, which has no problems."""
    found = read(text)
    assert found.contract is not None, [str(problem) for problem in found.problems]
    return found.contract


def outcome(text: str, periods: Sequence[GivenPeriod]) -> Outcome:
    """Return what becomes of periods that are given as a scenario gives them."""
    contract = loaded(text)
    return evaluate(contract, history(Scenario("S", (), tuple(periods), ()), contract))


def told(word: Word, month: int) -> GivenPeriod:
    """Return a given period in which the target is met, missed or unknown."""
    return GivenPeriod(label(month), outcomes=(("good", word),))


def truths(condition: str, words: Sequence[Word]) -> list[Truth]:
    """Return how a condition on the target stands in month after month."""
    given = [told(word, month) for month, word in enumerate(words)]
    found = outcome(f"{TARGET}condition asked\n  {condition}\n{END}", given)
    by_period = {each.period: each.holds for each in found.conditions}
    return [by_period[label(month)] for month in range(len(words))]
