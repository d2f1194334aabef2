"""Contracts that settle a few flat credits over several months, and their statements."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from slarules.engine.outcome import Line, Outcome, Statement
from slarules.engine.reference import evaluate
from slarules.scenarios.given import history
from tests.money.points.paper import read

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))

CREDITS = """amount first_sum
  from billing every calendar month

amount second_sum
  from billing every calendar month

measurement grade_reading
  is a number

measure grade
  is the value of grade_reading

target good
  needs grade at least 90
  every calendar month
  with no data counts as missed

credit first
  each period that misses good
  pays first_sum

credit second
  each period that misses good
  pays second_sum

"""


def months(sums: Sequence[tuple[int, int]], *, grade: int = 50) -> str:
    """Return months that follow each other, with what both credits pay in each, in pence."""
    return "\n".join(
        f"  given period {label}\n    with first_sum GBP {pounds(one)}\n"
        f"    with second_sum GBP {pounds(two)}\n    with grade {grade}"
        for label, (one, two) in zip(MONTHS, sums, strict=False)
    )


def pounds(pence: int) -> str:
    return f"{pence // 100:,}.{pence % 100:02}"


def outcome(text: str, given: str) -> Outcome:
    """Return what a contract makes of a history that is given as a scenario gives one."""
    loaded = read(f'{text}\nscenario "S"\n{given}\n  expect total credit GBP 0.00\n')
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    [scenario] = loaded.contract.scenarios
    return evaluate(loaded.contract, history(scenario, loaded.contract))


def statements(steps: str, given: str, *, order: str) -> tuple[Statement, ...]:
    """Return the statements of two credits under some steps."""
    settlement = f"settlement\n  order base, {order}, rounding\n"
    return outcome(f"{CREDITS}{steps}\n{settlement}", given).statements


def totals(found: Sequence[Statement]) -> list[Fraction]:
    """Return the exact totals, which must be known."""
    assert all(each.total_least == each.total_most for each in found)
    return [each.total_least for each in found]


def pence(*amounts: int) -> list[Fraction]:
    return [Fraction(amount, 100) for amount in amounts]


def ledger(line: Line) -> list[tuple[str, str, Fraction]]:
    """Return what was booked of a line: the word, the period, the sum."""
    assert all(booking.least == booking.most for booking in line.booked)
    return [(booking.what, booking.period, booking.least) for booking in line.booked]


def earned(sums: Sequence[tuple[int, int]]) -> Fraction:
    return Fraction(sum(one + two for one, two in sums), 100)
