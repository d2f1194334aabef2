"""A case of an ambiguity: a contract that decides it, and what is told where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from slarules.contract import load
from slarules.contract.load import Loaded
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
  tickets belong to the period of due
  outages belong to the period of end
  outages are split at period ends
  rounded half up to the cent once per statement

use vocabulary "services" version 1

fact level one of P1, P2

amount fee
  from billing every calendar month

"""

DOWN = """measure up
  bad time is outages
  is the share of good time in all time

target promised
  needs up at least 99.9%
  every calendar month
  with no data counts as missed

"""
"""A measure of time and its target."""

READ = """measure up
  is the value of level_reading
  rounded half up to 1 decimal

target promised
  needs up at least 99.9%
  every calendar month
  with no data counts as missed

"""
"""A measure that somebody else read, and its target."""

PAYS = """credit slow
  each period that misses promised
  pays 5% of fee

"""

TABLE = """credit slow
  each period that misses promised
  by up
  table
  | up                           | amount     |
  | at least 99% and below 99.9% | 10% of fee |
  | below 99%                    | 30% of fee |
  | unknown                      | 30% of fee |

"""

REPLIES = """targets replies
  measures reply from reported until first_reply
  judged by level as reported
  table
  | level | reply            |
  | P1    | 4 elapsed hours  |
  | P2    | 8 elapsed hours  |

"""

END = """settlement
  order base, rounding

claim
  automatic
"""


@dataclass(frozen=True, slots=True)
class Case:
    """What can be read two ways, in a contract that decides it.

    Attributes:
        number: `A1` to `A36`.
        decided: The statements behind the head; with `head`, the head's lines matter too.
        line: The part that decides it.
        tells: The code, or the words of the choice, that comes without that part.
        open: What stands instead of it.
        also: What else goes with it.
    """

    number: str
    decided: str
    line: str
    tells: str
    open: str = ""
    also: str = ""

    @property
    def contract(self) -> str:
        """The contract that decides it."""
        return HEAD + self.decided

    @property
    def silent(self) -> str:
        """The contract that leaves it open."""
        assert self.line in self.contract, self.line
        left = self.contract.replace(self.line, self.open)
        return left.replace(self.also, "") if self.also else left


def read(text: str) -> Loaded:
    """Return what the checker makes of a contract."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "paper.sla")
        path.write_text(text, "utf-8")
        return load(path)


def told(text: str) -> list[str]:
    """Return the codes and the choices that a contract brings."""
    loaded = read(text)
    choices = loaded.contract.choices if loaded.contract else ()
    codes = [problem.code for problem in loaded.problems]
    return [*codes, *(f"{c.about} {c.says}: {c.write}" for c in choices)]


def errors(text: str) -> list[str]:
    """Return the errors of a contract."""
    return [str(problem) for problem in read(text).problems if problem.tier == "error"]


def failures(text: str) -> list[str]:
    """Return which expectations of the scenarios of a contract do not hold."""
    loaded = read(HEAD + text)
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    results = run(loaded.contract)
    assert results
    return [str(failure) for result in results for failure in result.failures]
