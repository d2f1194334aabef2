"""Contracts about points and combining in a few lines, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from slarules.contract import load
from slarules.contract.load import Loaded
from slarules.core.scenarios import Scenario
from slarules.engine.outcome import Line, Statement
from slarules.engine.reference import evaluate
from slarules.scenarios.given import history, last_period
from slarules.scenarios.run import run

HEAD = """language slarules 1

contract paper "Paper"
  provider "Provider"
  customer "Customer"
  effective from 2024-01-01
  timezone "Europe/London"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  rounded half up to the cent once per statement
  overruns belong to the period of ended
  outages belong to the period of end
  tickets belong to the period of due

use vocabulary "services" version 1

fact level one of P1, P2

"""


def read(text: str, head: str = "") -> Loaded:
    """Return what the checker makes of the statements of a contract, and of lines of its head."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "paper.sla")
        path.write_text(HEAD.replace("\n\nuse", f"\n{head}\nuse", 1) + text, "utf-8")
        return load(path)


def codes(text: str) -> set[str]:
    """Return the codes of all errors of a contract."""
    return {problem.code for problem in read(text).problems if problem.tier == "error"}


def failures(text: str, head: str = "") -> list[str]:
    """Return which expectations of a contract's scenarios do not hold."""
    loaded = read(text, head)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    return [str(failure) for result in run(loaded.contract) for failure in result.failures]


def settled(text: str, given: str, head: str = "") -> Statement:
    """Return the statement of the last period that is given, as a scenario gives one."""
    loaded = read(f'{text}\nscenario "S"\n{given}\n  expect total credit GBP 0.00\n', head)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    [scenario] = loaded.contract.scenarios
    return _last(loaded, scenario)


def _last(loaded: Loaded, scenario: Scenario) -> Statement:
    assert loaded.contract is not None
    outcome = evaluate(loaded.contract, history(scenario, loaded.contract))
    label = last_period(scenario, loaded.contract).label
    return next(found for found in outcome.statements if found.period == label)


def line(statement: Statement, name: str, subject: str | None = None) -> Line:
    """Return the one line of a credit, or of one of its subjects."""
    [found] = [
        line
        for line in statement.lines
        if line.statement == name and subject in (None, line.subject)
    ]
    return found


def flat(amounts: Iterable[int]) -> str:
    """Return credits c0, c1, ... that each pay a whole sum every period."""
    return "".join(
        f"credit c{i}\n  each period\n  pays GBP {amount}.00\n\n"
        for i, amount in enumerate(amounts)
    )


def total(statement: Statement) -> Fraction:
    """Return the exact total, which must be known."""
    assert statement.total_least == statement.total_most
    return statement.total_least


def ends(statement: Statement) -> tuple[object, ...]:
    """Return the least and the greatest total."""
    return statement.total_least, statement.total_most


def points_of(statement: Statement) -> tuple[object, ...]:
    """Return the fewest and the most points that stand."""
    return statement.points_least, statement.points_most
